import type { TextRange } from '../finding.ts';
import { createLiteralMatcher } from '../literalMatcher.ts';
import type { Parser } from '../source.ts';
import { readQuoted } from './namedValues/values.ts';

/** A secret that is written straight into the call that signs or checks with it. */
export interface SigningCall extends TextRange {
  /** The call as it is written: "jwt.sign". */
  readonly call: string;
}

/** In order. `jwt.sign(payload, "…")`, `JWT.decode(token, '…', true)`, `cookieParser("…")`, `session({ secret: "…" })`. */
export const signingCalls: Parser<readonly SigningCall[]> = (text) => {
  const found: SigningCall[] = [];
  CALLS.scanText(text, (_, end) => {
    const call = /[\w.$]{1,30}(?=\($)/.exec(text.slice(Math.max(0, end - 31), end))?.[0] ?? '';
    const at = SECRET_FIRST.test(call)
      ? end
      : OPTIONS.test(call)
        ? secretOption(text, end)
        : secondArgument(text, end);
    const value = at === undefined ? undefined : readQuoted(text, at);
    if (value && text[value.start - 1] !== '`') found.push({ call, start: value.start, end: value.end });
  });
  return found;
};

/** Lower-case literals without one of which no text has such a call. */
export const SIGNING_CALL_TRIGGERS: readonly string[] = [
  'jwt.sign(',
  'jwt.verify(',
  'jsonwebtoken.sign(',
  'jsonwebtoken.verify(',
  'jwt.encode(',
  'jwt.decode(',
  'jwt::encode(',
  'jwt::decode(',
  'cookieparser(',
  'session({',
  'createhmac(',
  'hmac.new(',
];

const CALLS = createLiteralMatcher(
  SIGNING_CALL_TRIGGERS.map((trigger) => trigger.replace(/\{$/, '')),
  { ignoreCase: true },
);
const SECRET_FIRST = /cookieParser$/i;
const OPTIONS = /session$/i;

/** `{ …, secret: "…"`: the option, within the first lines of the object. */
function secretOption(text: string, at: number): number | undefined {
  const start = text.slice(at, at + 500);
  const option = /^\s*\{(?:[^{}]{0,400}?[\s,{])?secret\s*:\s*\[?\s*(?=["'])/.exec(start);
  return option ? at + option[0].length : undefined;
}

const ARGUMENT_LIMIT = 400;

/** Where the argument after the first comma starts that stands in no bracket and no string. */
function secondArgument(text: string, start: number): number | undefined {
  let depth = 0;
  const last = Math.min(text.length, start + ARGUMENT_LIMIT);
  for (let at = start; at < last; at++) {
    switch (text.charCodeAt(at)) {
      case 34: // "
      case 39: // '
      case 96: // `
        at = readQuoted(text, at)?.end ?? at;
        break;
      case 40: // (
      case 91: // [
      case 123: // {
        depth++;
        break;
      case 41: // )
      case 93: // ]
      case 125: // }
        if (--depth < 0) return undefined;
        break;
      case 44: // ,
        if (depth === 0) return skipSpace(text, at + 1);
    }
  }
  return undefined;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < from + 80 && /\s/.test(text[at] ?? '')) at++;
  return at;
}
