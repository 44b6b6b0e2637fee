/** Types that promise variables: `ProcessEnv`, `ImportMetaEnv`, a Worker's `Env`. */
import { COLON, OPEN_BRACE, QUESTION, SEMICOLON, STRING, WORD } from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  after,
  codeAt,
  endOf,
  isWord,
  partnerOf,
  startOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import type { Reading } from './reading.ts';

export function readTypes(reading: Reading): void {
  for (const name of TYPES)
    for (const token of reading.names.places.get(name) ?? []) {
      const brace = braceOf(reading.script, token);
      if (brace < 0) continue;
      for (const member of membersOf(reading.script, brace))
        if (VALUES.test(member.type) || (name === 'ProcessEnv' && /^[\w\s|.]+$/.test(member.type)))
          declare(reading, member.token);
    }
}

const TYPES = ['ProcessEnv', 'ImportMetaEnv', 'Env', 'Bindings', 'CloudflareEnv', 'CloudflareBindings'];
/** Texts; databases and buckets are bound, not set. */
const VALUES = /^(?:readonly\s)?(?:string|number|boolean|undefined|true|false|["'`]|\s|\|)/;

function declare({ document, script, declarations }: Reading, token: number): void {
  const inset = codeAt(script, token) === STRING ? 1 : 0;
  const name = stringAt(script, token) ?? wordAt(script, token);
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) return;
  declarations.push({
    name,
    at: spanOf(document, startOf(script, token) + inset, endOf(script, token) - inset),
    value: { state: 'unknown' },
    by: 'type',
  });
}

/** The brace of `interface X {`, `interface X extends Y {`, `type X = {`; -1 for other mentions. */
function braceOf(script: Script, token: number): number {
  if (isWord(script, token - 1, 'type')) return codeAt(script, token + 2) === OPEN_BRACE ? token + 2 : -1;
  if (!isWord(script, token - 1, 'interface')) return -1;
  for (let at = token + 1; at < token + 24; at++) {
    const code = codeAt(script, at);
    if (code === OPEN_BRACE) return at;
    if (code === SEMICOLON || code === 0) return -1;
  }
  return -1;
}

export interface Member {
  readonly token: number;
  /** Up to 60 characters of its type. */
  readonly type: string;
}

/** The members of the type that a brace opens. */
export function* membersOf(script: Script, brace: number): Generator<Member> {
  const close = partnerOf(script, brace);
  for (let at = brace + 1; at < close; at = after(script, at)) {
    const code = codeAt(script, at);
    if (
      (code !== WORD && code !== STRING) ||
      (isWord(script, at, 'readonly') && codeAt(script, at + 1) === WORD)
    )
      continue;
    const colon = codeAt(script, at + 1) === QUESTION ? at + 2 : at + 1;
    if (codeAt(script, colon) !== COLON) continue;
    const start = startOf(script, colon + 1);
    const type = script.text.slice(start, Math.min(start + 60, startOf(script, close)));
    yield { token: at, type: type.split(/[;,\n}]/, 1)[0]?.trim() ?? '' };
    at = colon + 1;
    if (partnerOf(script, at) > at) at = partnerOf(script, at);
  }
}
