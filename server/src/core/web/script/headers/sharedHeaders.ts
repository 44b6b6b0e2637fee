/** Headers that a response gets from somewhere else: from an object of another file, from a function that sets them for many. */
import { COLON, OPEN_BRACE, OPEN_PAREN, SPREAD, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isDot, parentOf, wordAt } from '../../../parsers/script/walk.ts';
import { usesOf } from '../declarations.ts';
import { groupOfFunction, type FoundHeader } from './foundHeaders.ts';
import type { ScriptFile } from '../scriptFile.ts';

/**
 * `headers: cached`, `{ ...HEADERS.cached }`, `res.set(cacheHeaders)`, where the object stands in another file. Which headers they are
 * is known when the files are put together: until then their name is `*`.
 */
export function importedHeaders(file: ScriptFile): FoundHeader[] {
  const { script } = file;
  const found: FoundHeader[] = [];
  if (!TAKES.test(file.document.text)) return found;
  for (let token = 2; token < script.count && found.length < MOST; token++) {
    if (codeAt(script, token) !== WORD || isDot(script, token - 1)) continue;
    const group = groupGiven(file, token);
    if (group === undefined) continue;
    let last = token;
    while (isDot(script, last + 1) && codeAt(script, last + 2) === WORD) last += 2;
    if (codeAt(script, last + 1) === OPEN_PAREN || !isNamedSo(file, token, last)) continue;
    const value = file.value(token, last);
    if (value.kind !== 'imported') continue;
    const when = file.conditions(token);
    found.push({
      setting: {
        setBy: 'code',
        header: '*',
        nameAt: file.span(token, last),
        value,
        scope: { syntax: 'all' },
        mode: 'set',
        ...(when.length > 0 ? { when } : {}),
      },
      token,
      group,
    });
  }
  return found;
}

const MOST = 100;
/** `headers: X`, `...X`, `.set(X)`: most files have none of a name of their own. */
const TAKES =
  /\bheaders:\s{0,4}[A-Za-z_$]|\.\.\.[A-Za-z_$]|\b(?:set|writeHead|headers|setHeaders|Headers)\([^'"`{)]{0,40}[A-Za-z_$]/;

/** The group of the response whose headers an expression is, or is spread into; undefined for all else. */
function groupGiven(file: ScriptFile, token: number): string | undefined {
  const { script } = file;
  if (codeAt(script, token - 1) === COLON)
    return isKeyOfHeaders(file, token - 2) ? groupOfFunction(file, token) : undefined;
  if (codeAt(script, token - 1) !== SPREAD)
    return isArgument(file, token) ? groupOfFunction(file, token) : undefined;
  const brace = parentOf(script, token);
  if (codeAt(script, brace) !== OPEN_BRACE) return undefined;
  const isGiven =
    codeAt(script, brace - 1) === COLON ? isKeyOfHeaders(file, brace - 2) : isArgument(file, brace);
  return isGiven ? `object ${brace}` : undefined;
}

function isKeyOfHeaders({ script }: ScriptFile, token: number): boolean {
  return wordAt(script, token) === 'headers';
}

/** `res.set(X)`, `res.writeHead(200, X)`, `new Headers(X)` */
function isArgument({ script }: ScriptFile, token: number): boolean {
  const open = parentOf(script, token);
  return (
    codeAt(script, open) === OPEN_PAREN &&
    GIVING.has(wordAt(script, open - 1)) &&
    (codeAt(script, open - 2) !== WORD || wordAt(script, open - 2) === 'new')
  );
}

const GIVING = new Set(['set', 'writeHead', 'headers', 'setHeaders', 'setResponseHeaders', 'Headers']);

function isNamedSo(file: ScriptFile, first: number, last: number): boolean {
  const { script } = file;
  for (let token = first; token <= last; token += 2)
    if (/cach|header|control/i.test(wordAt(script, token)))
      return file.imported(wordAt(script, first)) !== undefined;
  return false;
}

/** `router.get('/x', cacheFor(60), show)`, where the middleware stands in another file: see `exportedSenders`. */
export function importedMiddleware(file: ScriptFile): FoundHeader[] {
  const { script } = file;
  const found: FoundHeader[] = [];
  if (!/cach/i.test(file.document.text)) return found;
  for (let token = 2; token < script.count && found.length < MOST; token++) {
    if (codeAt(script, token) !== WORD || !/cach/i.test(wordAt(script, token))) continue;
    const open = parentOf(script, token);
    if (
      codeAt(script, open) !== OPEN_PAREN ||
      !READING.has(wordAt(script, open - 1)) ||
      !isDot(script, open - 2)
    )
      continue;
    const imported = file.imported(wordAt(script, token));
    if (!imported || !OF_WORKSPACE.test(imported.from)) continue;
    const at = file.span(token, token);
    const value = { kind: 'imported', from: imported.from, name: imported.name, path: [], at } as const;
    const setting = {
      setBy: 'code',
      header: '*',
      nameAt: at,
      value,
      scope: { syntax: 'all' },
      mode: 'set',
    } as const;
    found.push({ setting, token, group: `middleware ${token}` });
  }
  return found;
}

/** Not those of packages. */
export const OF_WORKSPACE = /^(?:\.|[@~]\/|[#$]|src\/)/;

const READING = new Set(['get', 'head', 'all']);

/** What a function sets is set, too, where that function is called, or handed over as middleware. */
export function withCallers(file: ScriptFile, header: FoundHeader): FoundHeader {
  const { token } = header;
  const made = file.functions.find(({ first, last }) => first <= token && token <= last);
  if (!made || made.name === '' || header.uses) return header;
  const callers = usesOf(file, made.name).filter(
    (use) => (use < made.first || use > made.last) && isUsed(file, use),
  );
  return callers.length === 0 ? header : { ...header, uses: [token, ...callers] };
}

/** Called, or one of the arguments of a call: not where it is given away, or made. */
function isUsed({ script }: ScriptFile, token: number): boolean {
  if (wordAt(script, token - 1) === 'function') return false;
  return codeAt(script, token + 1) === OPEN_PAREN || codeAt(script, parentOf(script, token)) === OPEN_PAREN;
}
