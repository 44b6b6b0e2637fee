import type { TextRange } from '../finding.ts';
import { createLiteralMatcher } from '../literalMatcher.ts';
import type { Parser } from '../source.ts';
import { boundName, endOfName, mayBeGiven, startOfName } from './namedValues/boundaries.ts';
import { readGiven } from './namedValues/connectors.ts';
import { LOGIN_MARKS, loginsIn } from './namedValues/logins.ts';
import { promiseOf, type NamePromise, type SecretWord, type Strength } from './namedValues/names.ts';

export { mayHoldNamedValue, mayHoldWordPassword, mayNameSecret } from './namedValues/mayHold.ts';
export type { SecretWord, Strength } from './namedValues/names.ts';

/** The way in which a value is given to a name. */
export type ValueForm =
  'assignment' | 'fallback' | 'argument' | 'header' | 'query' | 'element' | 'comparison' | 'pair' | 'flag';

/** A value given to a name that promises a secret, in any of the ways in which people write that. */
export interface NamedValue extends TextRange {
  /** The whole identifier or key as written: "stripe.apiKey", "DB_PASSWORD". */
  readonly name: string;
  readonly nameRange: TextRange;
  /** What the name promises. */
  readonly word: SecretWord;
  /** How clearly it does. */
  readonly strength: Strength;
  readonly form: ValueForm;
  readonly quoted: boolean;
  /** For a fallback: the environment variable or the expression that comes first. */
  readonly variable?: string;
}

/** In order of the values. Which of them are secrets is for a rule to judge: "string" and "process.env.X" are among them. */
export const namedValues: Parser<readonly NamedValue[]> = (text) => {
  const found = new Map<number, NamedValue>();
  const add = (value: NamedValue): void => {
    const known = found.get(value.start);
    if (!known || isBetter(value, known)) found.set(value.start, value);
  };
  const promises = new Map<string, NamePromise | null>();
  let nameEnd = 0;
  MATCHER.scanText(text, (word, wordEnd) => {
    if (word < FIRST_LOGIN_MARK) {
      if (wordEnd <= nameEnd) return;
      nameEnd = endOfName(text, wordEnd);
      if (!mayBeGiven(text, nameEnd)) return;
      const nameRange = boundName(text, startOfName(text, wordEnd), nameEnd);
      const name = text.slice(nameRange.start, nameRange.end);
      let promise = promises.get(name);
      if (promise === undefined) promises.set(name, (promise = promiseOf(name) ?? null));
      if (promise === null) return;
      for (const given of readGiven(text, nameRange)) add({ name, nameRange, ...promise, ...given });
    } else {
      for (const login of loginsIn(text, word - FIRST_LOGIN_MARK, wordEnd)) add(login);
    }
  });
  return withoutCrowds([...found.values()].sort((a, b) => a.start - b.start));
};

/** Values that stand in another one, but not the many that `key=key=key=…` has: each reaches as far as it may. */
function withoutCrowds(values: readonly NamedValue[]): readonly NamedValue[] {
  let end = 0;
  let room = 0;
  return values.filter((value) => {
    const length = value.end - value.start;
    if (value.start >= end) {
      end = value.end;
      room = 3 * length;
    } else room -= length;
    return room >= 0;
  });
}

/** Lower-case literals without one of which no text has a named value. */
const NAME_WORDS = [
  'pass',
  'pwd',
  'pw',
  'secret',
  'token',
  'key',
  'cred',
  'auth',
  'salt',
  'bearer',
  'kennwort',
  'senha',
  'contrasena',
];
export const NAMED_VALUE_TRIGGERS: readonly string[] = [...NAME_WORDS, ...LOGIN_MARKS];

const FIRST_LOGIN_MARK = NAME_WORDS.length;
const MATCHER = createLiteralMatcher(NAMED_VALUE_TRIGGERS, { ignoreCase: true });

/** `secret: process.env.SECRET || "x"` gives "x" to two names: the variable's says more. */
function isBetter(a: NamedValue, b: NamedValue): boolean {
  if (a.form !== b.form && (a.form === 'fallback' || b.form === 'fallback')) return a.form === 'fallback';
  return STRENGTHS.indexOf(a.strength) < STRENGTHS.indexOf(b.strength);
}

const STRENGTHS: readonly Strength[] = ['strong', 'fair', 'weak'];
