/** tower-http's CorsLayer and actix-cors. */
import { functionAt } from '../../env/code/functions.ts';
import type { TextRange } from '../../finding.ts';
import { argumentsAt, endOfBrackets, isInString, type Code } from '../../parsers/code.ts';
import { chainAt, openBracketBefore, type ChainCall } from '../backend/brackets.ts';
import type { Found } from '../backend/found.ts';
import { createOptions, flag, sometimes, text, type Options } from '../backend/options.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import type { Condition } from '../values.ts';

const START =
  /(?<![\w:])(?:tower_http::cors::|actix_cors::)?(CorsLayer|Cors)::(new|default|permissive|very_permissive)\s{0,4}\(/g;
const MOST = 60;

export function readRustCors(found: Found): void {
  const { code } = found;
  let count = 0;
  for (const match of code.masked.matchAll(START)) {
    if (++count > MOST) break;
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const [, type = '', call = ''] = match;
    const library: CorsLibraryId = type === 'CorsLayer' ? 'tower-http' : 'actix-cors';
    const start = match.index + match[0].indexOf(type);
    const at = { start, end: open };
    const options = createOptions();
    const callAt = found.span({ start: open - call.length, end: open });
    if (call.endsWith('permissive')) options.set(call, callAt, flag(callAt));
    const end = endOfBrackets(code, open) + 1;
    for (const link of chainAt(code, end)) addCall(found, options, link, []);
    const target = /\blet\s{1,4}(?:mut\s{1,4})?(\w{1,40})(?:\s{0,4}:\s{0,4}\w{1,40})?\s{0,4}=\s{0,40}$/.exec(
      code.masked.slice(Math.max(0, match.index - 160), match.index),
    )?.[1];
    if (target !== undefined) addAssigned(found, options, target, end);
    found.cors({
      library,
      at,
      options: options.size > 0 ? options.value(found.span(at)) : { kind: 'nothing', at: found.span(at) },
    });
  }
}

/** `cors = cors.allow_any_origin();` behind it, perhaps under a condition. */
function addAssigned(found: Found, options: Options, target: string, from: number): void {
  const { code } = found;
  const to = functionAt(found.functions, from)?.end ?? code.masked.length;
  const pattern = new RegExp(`(?<![\\w.])${target}\\s{0,4}=\\s{0,40}${target}(?=\\s{0,40}\\.)`, 'g');
  pattern.lastIndex = from;
  let count = 0;
  for (let match = pattern.exec(code.masked); match && match.index < to; match = pattern.exec(code.masked)) {
    if (++count > 30) break;
    const told = found.when(match.index);
    const isNested = openBracketBefore(code, match.index, 6_000) !== openBracketBefore(code, from, 6_000);
    const when =
      told.length > 0 || !isNested
        ? told
        : [
            {
              kind: 'other' as const,
              at: found.span({ start: match.index, end: match.index + target.length }),
            },
          ];
    for (const link of chainAt(code, match.index + match[0].length)) addCall(found, options, link, when);
  }
}

function addCall(
  found: Found,
  options: Options,
  { name, nameAt, open }: ChainCall,
  when: readonly Condition[],
): void {
  const { code } = found;
  const at = found.span(nameAt);
  const part = firstArgument(code, open);
  if (!/^(?:allow|expose|max_age|supports|permissive|send_wildcard)/.test(name)) return;
  const written = part && code.masked.slice(part.start, part.end);
  if (!part || written === undefined) {
    options.set(name, at, sometimes(flag(at), flag(at, false), when));
    return;
  }
  if (/^(?:\w{1,30}::){0,3}Any$|^AllowOrigin::any\(\)$/.test(written)) {
    options.set(name, at, sometimes(text('*', found.span(part)), { kind: 'nothing', at }, when));
    return;
  }
  if (/^AllowOrigin::mirror_request\(\)$/.test(written)) {
    options.set('mirror_request', found.span(part), flag(found.span(part)));
    return;
  }
  const inner = /^AllowOrigin::(?:list|exact|predicate)\(/.exec(written);
  const given = inner ? firstArgument(code, part.start + inner[0].length - 1) : part;
  const value = found.value(textIn(found, given ?? part));
  if (name === 'allowed_origin' || name === 'allowed_header') options.add(name, at, [value]);
  else options.set(name, at, value);
}

/** The commas of `|origin, request| …` are its own. */
function firstArgument(code: Code, open: number): TextRange | undefined {
  const [first, ...others] = argumentsAt(code, open);
  const isClosure =
    first !== undefined && /^(?:move\s)?\s{0,8}\|[^|]*$/.test(code.masked.slice(first.start, first.end));
  return isClosure ? { start: first.start, end: others.at(-1)?.end ?? first.end } : first;
}

/** `"https://x".parse::<HeaderValue>().unwrap()` */
function textIn({ code }: Found, part: TextRange): TextRange {
  const literal = code.stringAt(part.start);
  return literal &&
    /^\s{0,40}\.(?:parse|into|to_string|to_owned)\b/.test(code.masked.slice(literal.end, literal.end + 60))
    ? literal
    : part;
}
