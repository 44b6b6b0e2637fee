/** Values that a request brings along in other places than its headers: its address, its parameters and its body. */
import { CLOSE_PAREN, OPEN_BRACKET, OPEN_PAREN, WORD } from '../../parsers/script/codes.ts';
import { codeAt, endOfExpression, isDot, parentOf, wordAt } from '../../parsers/script/walk.ts';
import type { Value } from '../values.ts';
import { declarationOf } from './declarations.ts';
import type { ScriptFile } from './scriptFile.ts';

/** The value where it is known; where it is not, whether it is taken of the request. */
export function orRequested(file: ScriptFile, value: Value, first: number, last: number): Value {
  if (value.kind !== 'unknown' && value.kind !== 'call') return value;
  return isRequested(file, first, last, 3) ? { kind: 'request', what: 'other', at: value.at } : value;
}

function isRequested(file: ScriptFile, first: number, last: number, depth: number): boolean {
  const { script } = file;
  // What is compared, chosen or made of several things is not simply what somebody sent.
  if (last - first > LONGEST || depth === 0) return false;
  for (let at = first; at <= last; at++) {
    if (codeAt(script, at) !== WORD) continue;
    const word = wordAt(script, at);
    if (isDot(script, at - 1)) {
      if (SENT.test(word) && REQUESTS.test(wordAt(script, at - 2)) && !isLookedUp(file, first, at))
        return true;
      continue;
    }
    if (first !== last) continue;
    const declared = declarationOf(file, word, at);
    if (declared && declared.value > 0 && declared.token !== at && declared.value !== first)
      return isRequested(file, declared.value, endOfExpression(script, declared.value), depth - 1);
  }
  return false;
}

/** `TENANTS[req.params.tenant]`, `originOf(req.params.tenant)`: what is sent only says which. */
function isLookedUp({ script }: ScriptFile, first: number, token: number): boolean {
  for (let open = parentOf(script, token); open > first; open = parentOf(script, open)) {
    const before = codeAt(script, open - 1);
    if (codeAt(script, open) === OPEN_BRACKET && (before === WORD || before === CLOSE_PAREN)) return true;
    if (codeAt(script, open) === OPEN_PAREN && before === WORD && !READS.test(wordAt(script, open - 1)))
      return true;
  }
  return false;
}

const READS = /^(?:URL|URLSearchParams|parse|parseUrl|String|decodeURIComponent|decodeURI|trim)$/;
const LONGEST = 24;
const SENT = /^(?:query|params|body|url|originalUrl|querystring|queryStringParameters|searchParams|nextUrl)$/;
const REQUESTS = /^(?:req|request|ctx|event|_req|c)$/;
