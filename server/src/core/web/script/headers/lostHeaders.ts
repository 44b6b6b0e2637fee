/** Headers that are written where nothing sends them, or where the next request finds them. */
import { DOT, OPEN_BRACE, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isAnyWord, wordAt } from '../../../parsers/script/walk.ts';
import type { LostHeader } from '../../types.ts';
import type { Value } from '../../values.ts';
import { chainTo } from '../chains.ts';
import { declarationOf, type Declaration } from '../declarations.ts';
import type { ScriptFile } from '../scriptFile.ts';

/** Of `owner['X'] = value`, by the last name of the owner. */
export function lostHeaderAt(file: ScriptFile, owner: number, value: Value): LostHeader['why'] | undefined {
  const { script } = file;
  const { path } = chainTo(script, owner);
  const name = path.at(-1) ?? '';
  if (path.length === 1) {
    const declared = declarationOf(file, name, owner);
    if (!declared) return undefined;
    if (isHeaders(file, declared)) return 'headers-object';
    const isPlain = codeAt(script, declared.value) === OPEN_BRACE;
    const isShared = isPlain && declared.isModule && file.functionAt(owner) !== undefined;
    return isShared && !isConstant(value) ? 'shared-object' : undefined;
  }
  if (name !== 'headers') return undefined;
  // c.res.headers of Hono
  if (path.length === 3 && path[1] === 'res' && /^(?:c|ctx|context)$/.test(path[0] ?? ''))
    return 'headers-object';
  const holder = path.length === 2 ? declarationOf(file, path[0] ?? '', owner) : undefined;
  return holder && isFetchResponse(file, holder) ? 'headers-object' : undefined;
}

/** `new Headers(…)`, `x: Headers`, `response.headers`. */
function isHeaders(file: ScriptFile, { value, type }: Declaration): boolean {
  if (type === 'Headers') return true;
  const { script } = file;
  if (wordAt(script, value) === 'new') return wordAt(script, value + 1) === 'Headers';
  // const headers = response.headers
  if (
    codeAt(script, value) !== WORD ||
    wordAt(script, value + 2) !== 'headers' ||
    codeAt(script, value + 1) !== DOT
  )
    return false;
  const holder = declarationOf(file, wordAt(script, value), value);
  return codeAt(script, value + 3) !== DOT && holder !== undefined && isFetchResponse(file, holder);
}

/** What `fetch`, `new Response` and what follows a middleware give: their headers are an object of their own kind. */
function isFetchResponse({ script }: ScriptFile, { value, type }: Declaration): boolean {
  if (type === 'NextResponse') return true;
  let at = value;
  while (isAnyWord(script, at, WAITING)) at++;
  if (wordAt(script, at - 1) === 'new') return wordAt(script, at).endsWith('Response');
  const name = wordAt(script, at);
  if (name === 'fetch' || name === 'resolve') return codeAt(script, at + 1) === OPEN_PAREN;
  return /^(?:NextResponse|Response)$/.test(name) && codeAt(script, at + 1) === DOT;
}

const WAITING = new Set(['await', 'new']);

/** The same for every request. */
function isConstant(value: Value): boolean {
  switch (value.kind) {
    case 'text':
    case 'number':
    case 'flag':
    case 'nothing':
    case 'pattern':
    case 'variable':
    case 'imported':
      return true;
    case 'list':
      return value.items.every(isConstant);
    case 'joined':
      return value.parts.every(isConstant);
    case 'choice':
      return value.options.every(({ value: inner }) => isConstant(inner));
    case 'map':
      return value.entries.every(({ value: inner }) => isConstant(inner));
    default:
      return false;
  }
}
