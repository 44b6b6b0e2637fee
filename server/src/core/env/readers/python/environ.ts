/** Python's own ways: os.environ and os.getenv. */
import { lineStartAt } from '../../../lines.ts';
import { argumentsAt, endOfBrackets, isInString, skipBlank, type Code } from '../../../parsers/code.ts';
import type { TextRange } from '../../../finding.ts';
import { declareArgument } from '../../code/declareArgument.ts';
import type { Found } from '../../code/codeFacts.ts';
import { codeAfter, namedArgument, plainArguments, stringIn, contentOf } from '../../code/lookups.ts';
import { isName } from '../../code/names.ts';
import { valueIn } from '../../code/values.ts';
import type { Need } from '../../types.ts';
import { createGuards, type Guards } from './guards.ts';

/** Finds what reads and writes the environment itself. */
export function readEnviron(found: Found): void {
  const { code } = found;
  if (!/environ|getenv/.test(code.masked)) return;
  const names = environmentNames(code);
  const guards = createGuards(code, names.environ);
  const pattern = new RegExp(
    `(?<![\\w.])(?:(${names.environ.join('|')})|(${names.getenv.join('|')}))(?!\\w)`,
    'g',
  );
  for (const match of code.masked.matchAll(pattern)) {
    if (isInString(code, match.index)) continue;
    const end = match.index + match[0].length;
    const whole = { start: match.index, end };
    if (match[1] !== undefined) readMapping(found, guards, whole, match[1]);
    else readCall(found, guards, whole, skipBlank(code.masked, end), 'os.getenv');
  }
}

interface EnvironmentNames {
  readonly environ: readonly string[];
  readonly getenv: readonly string[];
}

const IMPORT = /(?<=^|\n)[^\S\n]{0,80}from os import [^\n]{0,300}/g;
const ALIAS =
  /(?<![\w.])([A-Za-z_]\w{0,60})[ \t]*(?::[^=\n]{0,60})?=[ \t]*(?:\w+[ \t]+or[ \t]+)?(?:os\.)?environ(?:\.copy\(\))?[ \t]*(?=[\n\r,)#]|$)/g;

/** What `os.environ` and `os.getenv` are called in this file. Longer names first. */
function environmentNames(code: Code): EnvironmentNames {
  const os = [...code.masked.matchAll(/\bimport os as (\w{1,60})/g)].map((match) => match[1] ?? 'os');
  const modules = ['os', ...os];
  const environ = modules.map((name) => `${name}\\.environ`);
  const getenv = modules.map((name) => `${name}\\.getenv`);
  for (const [line] of code.masked.matchAll(IMPORT)) {
    for (const match of line.matchAll(/\b(environ|getenv)\b(?: as (\w{1,60}))?/g)) {
      (match[1] === 'environ' ? environ : getenv).push(match[2] ?? match[1] ?? '');
    }
  }
  for (const match of code.masked.matchAll(ALIAS)) {
    if (environ.length < 20 && match[1] !== undefined && match[1] !== 'environ') environ.push(match[1]);
  }
  return { environ: [...new Set(environ)], getenv: getenv.length > 0 ? getenv : ['os\\.getenv'] };
}

function readMapping(found: Found, guards: Guards, whole: TextRange, through: string): void {
  const { code } = found;
  const next = skipBlank(code.masked, whole.end);
  if (code.masked[next] === '[') return readItem(found, guards, whole, next);
  const method = /^\s{0,40}\.\s{0,8}(\w{1,20})\s{0,8}\(/.exec(codeAfter(code, whole.end));
  if (!method) {
    if (through.includes('environ')) readMembership(found, guards, whole);
    return;
  }
  const open = whole.end + method[0].length - 1;
  switch (method[1] ?? '') {
    case 'get':
      return readCall(found, guards, whole, open, 'os.environ.get');
    case 'pop':
      return readCall(found, guards, whole, open, 'os.environ.pop');
    case '__getitem__':
      return readCall(found, guards, whole, open, 'os.environ');
    case 'setdefault':
      return declareArgument(found, argumentsAt(code, open)[0], valueIn(code, argumentsAt(code, open)[1]));
    case 'update':
      return readUpdate(found, open);
    case 'items':
    case 'keys':
      return readAll(found, whole);
    default:
  }
}

/** `os.environ["X"]`: a read, an assignment or a removal. */
function readItem(found: Found, guards: Guards, whole: TextRange, open: number): void {
  const { code } = found;
  const name = argumentsAt(code, open)[0];
  if (!name) return;
  const end = endOfBrackets(code, open) + 1;
  const after = codeAfter(code, end);
  const assigned = /^[ \t]{0,20}=(?!=)\s{0,20}/.exec(after);
  if (assigned && !guards.isArgument(whole.start)) {
    const start = end + assigned[0].length;
    return declareArgument(found, name, valueIn(code, { start, end: guards.endOfExpression(start) }));
  }
  if (guards.isDeleted(whole.start)) return;
  const need = guards.needOfItem(contentOf(code, stringIn(code, name)), whole.start, end, name);
  const fallback = guards.fallbackOfItem(end);
  found.read({ start: whole.start, end, name, through: 'os.environ', need, fallback });
}

function readCall(found: Found, guards: Guards, whole: TextRange, open: number, through: string): void {
  const { code } = found;
  if (code.masked[open] !== '(') return;
  const parts = argumentsAt(code, open);
  const plain = plainArguments(code, parts);
  const name = plain[0] ?? namedArgument(code, parts, /^(?:key|varname)$/);
  if (!name) return;
  const end = endOfBrackets(code, open) + 1;
  const given = plain[1] ?? namedArgument(code, parts, /^default$/);
  const fallback = valueIn(code, given) ?? guards.fallbackBehind(end);
  const throws = through.endsWith('pop') || through === 'os.environ';
  const need: Need =
    fallback || (given && throws)
      ? 'optional'
      : throws
        ? guards.needOfItem(contentOf(code, stringIn(code, name)), whole.start, end, name)
        : guards.needOfGet(contentOf(code, stringIn(code, name)), whole.start, end, name);
  found.read({ start: whole.start, end, name, through, need, fallback });
}

/** `"X" in os.environ`, and loops over all variables. */
function readMembership(found: Found, guards: Guards, whole: TextRange): void {
  const { code } = found;
  const before = /(?:^|[^\w])(not\s+in|in)\s+$/.exec(
    code.masked.slice(Math.max(0, whole.start - 40), whole.start),
  );
  if (!before) return;
  const operator = whole.start - before[0].length + (/^\w/.test(before[0]) ? 0 : 1);
  const lineStart = lineStartAt(code.masked, operator, 300);
  const left = /(?:"(\w{1,100})"|'(\w{1,100})'|([A-Za-z_][\w.]{0,80}))\s*$/.exec(
    code.masked.slice(lineStart, operator),
  );
  if (!left) return;
  const isLoop = /\bfor\s+$/.test(
    code.masked.slice(Math.max(0, lineStart + left.index - 8), lineStart + left.index),
  );
  if (isLoop) return readAll(found, whole);
  const literal = left[1] ?? left[2];
  const text = left[0].trimEnd();
  const start = lineStart + left.index;
  const name = { start, end: start + text.length };
  const need: Need = guards.tested(literal) === 'fatal' ? 'required' : 'optional';
  found.read({ start, end: whole.end, name, through: 'in os.environ', need });
}

/** All variables are gone through: those with a prefix, where the code says so. */
function readAll(found: Found, whole: TextRange): void {
  const near = found.code.masked.slice(whole.end, whole.end + 500);
  if (
    !/^[^\n]{0,60}\bin\s+$/.test(
      found.code.masked
        .slice(Math.max(0, whole.start - 60), whole.start)
        .split('\n')
        .at(-1) ?? '',
    )
  )
    return;
  const check = /\.startswith\(\s*(["'])(\w{1,80})\1/.exec(near);
  found.dynamic(whole, check?.[2] ?? '');
}

/** `os.environ.update({"X": 1})`, `os.environ.update(X=1)` */
function readUpdate(found: Found, open: number): void {
  const { code } = found;
  const first = skipBlank(code.masked, open + 1);
  const entries = argumentsAt(code, code.masked[first] === '{' ? first : open);
  for (const part of entries) {
    const entry = /^(?:"(\w{1,100})"|'(\w{1,100})'|(\w{1,100}))\s{0,20}[:=](?!=)\s{0,40}/.exec(
      code.masked.slice(part.start, part.start + 300),
    );
    const name = entry?.[1] ?? entry?.[2] ?? entry?.[3];
    if (!entry || name === undefined || !isName(name)) continue;
    const start = part.start + (entry[3] === undefined ? 1 : 0);
    const value = valueIn(code, { start: part.start + entry[0].length, end: part.end });
    found.declare(name, { start, end: start + name.length }, value ?? { state: 'unknown' });
  }
}
