import { offerMove } from '../../fixes/offer.ts';
import { defineRule } from '../../rule.ts';
import type { RawFinding } from '../../finding.ts';
import { describeCredential } from '../../secrets/describe.ts';
import { judgeNamedValue, type NamedValueVerdict } from '../../secrets/judgeNamedValue.ts';
import {
  mayHoldNamedValue,
  mayHoldWordPassword,
  namedValues,
  NAMED_VALUE_TRIGGERS,
  type NamedValue,
} from '../../secrets/namedValues.ts';
import { isAnsibleVariables } from '../../secrets/namedValues/ansible.ts';
import { joinedStrings, type JoinedStrings } from '../../secrets/namedValues/joinedStrings.ts';
import { variableFor } from '../../secrets/namedValues/variable.ts';
import { signingCalls, SIGNING_CALL_TRIGGERS, type SigningCall } from '../../secrets/signingCalls.ts';
import { isNamedLikeSecret, wholeFileSecret } from '../../secrets/wholeFileSecrets.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/hard-coded-secret',
  impact: 'high',
  stage: 'security',
  title: 'Secret in the code',
  why: 'A password or key that stands in the code is known to everyone who ever had a copy of it, and cannot be changed without a new release.',
  triggers: [...NAMED_VALUE_TRIGGERS, ...SIGNING_CALL_TRIGGERS],
  // A password may be made of words.
  confirms: (bytes, end, trigger) =>
    mayHoldNamedValue(bytes, end) || (trigger === 'pass' && mayHoldWordPassword(bytes, end)),
  always: (path) => isNamedLikeSecret(path) || isAnsibleVariables(path),
  *check(document) {
    for (const value of valuesIn(document)) {
      const joined = value.quoted ? joinedStrings(document.text, value) : undefined;
      const verdict = judgeNamedValue(value, document, joined?.value);
      if (verdict) yield finding(value, verdict, document, joined);
    }
  },
});

/** The named values and what a program signs with. */
function valuesIn(document: Document): readonly NamedValue[] {
  const whole = wholeFileSecret(document.path, document.text);
  if (whole) return [whole];
  const named = document.parsed(namedValues);
  const calls = document.parsed(signingCalls);
  if (calls.length === 0) return named;
  const known = new Set(named.map(({ start }) => start));
  const signed = calls.filter(({ start }) => !known.has(start)).map(asNamedValue);
  return [...named, ...signed].sort((a, b) => a.start - b.start);
}

function asNamedValue({ call, start, end }: SigningCall): NamedValue {
  const nameRange = { start: start - 1, end: start - 1 };
  return {
    start,
    end,
    name: call,
    nameRange,
    word: 'secret',
    strength: 'strong',
    form: 'argument',
    quoted: true,
  };
}

function finding(
  value: NamedValue,
  { impact, remark }: NamedValueVerdict,
  document: Document,
  joined: JoinedStrings | undefined,
): RawFinding {
  const range = { start: value.start, end: joined?.end ?? value.end };
  const shown = joined?.value ?? document.text.slice(value.start, value.end);
  return {
    range,
    secret: range,
    impact,
    kind: value.word,
    message: describeCredential(
      { ...DESCRIPTIONS[value.word], rotate: undefined, name: nameOf(value) },
      shown,
      remark,
    ),
    // What several strings hold is one variable, which people have to put together.
    ...(joined ? {} : { fix: offerMove(document, range, variableFor(value.name)) }),
  };
}

function nameOf({ name, word }: NamedValue): string {
  return `${LABELS[word]} "${name}"`;
}

const LABELS: Readonly<Record<NamedValue['word'], string>> = {
  password: 'Password',
  secret: 'Secret',
  token: 'Token',
  key: 'Key',
  credential: 'Credential',
  authorization: 'Login',
  salt: 'Salt',
};

const DESCRIPTIONS: Readonly<Record<NamedValue['word'], { readonly thief: string }>> = {
  password: { thief: 'log in with it' },
  secret: { thief: 'sign or log in as if they were your product' },
  token: { thief: 'use what it opens as if they were you' },
  key: { thief: 'use what it opens as if they were you' },
  credential: { thief: 'use what it opens as if they were you' },
  authorization: { thief: 'log in with it' },
  salt: { thief: 'undo what it protects more easily' },
};
