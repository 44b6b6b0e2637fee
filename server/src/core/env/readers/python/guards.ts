/** What Python code does when a variable is not set. */
import type { TextRange } from '../../../finding.ts';
import { lineEndAt, lineStartAt } from '../../../lines.ts';
import { isInString, type Code } from '../../../parsers/code.ts';
import { assignedTo, codeAfter, codeBefore, escaped, lineBefore, withoutBlanks } from '../../code/lookups.ts';
import { indentOf } from '../../code/functions.ts';
import { valueIn } from '../../code/values.ts';
import type { EnvValue, Need } from '../../types.ts';

export interface Guards {
  /** Whether the file asks if a variable is set, and ends or fails where it isn't. */
  tested(name: string | undefined): 'guard' | 'fatal' | undefined;
  /** Of an access that fails by itself. */
  needOfItem(name: string | undefined, start: number, end: number, argument?: TextRange): Need;
  /** Of an access that gives `None`. */
  needOfGet(name: string | undefined, start: number, end: number, argument?: TextRange): Need;
  /** `READ or "default"` */
  fallbackBehind(end: number): EnvValue | undefined;
  fallbackOfItem(end: number): EnvValue | undefined;
  isArgument(start: number): boolean;
  isDeleted(start: number): boolean;
  endOfExpression(start: number): number;
}

const FATAL =
  /^\s*(?:raise|sys\.exit|exit|quit|abort|os\._exit|pytest\.exit|return\s+HttpResponse(?:ServerError|BadRequest))\b|\b(?:sys\.exit|os\._exit)\(/;
const ENDS = /^\s{0,20}or\s+(?:sys\.exit|exit|quit|abort|_?fail|_?raise\w*|panic)\(/;

export function createGuards(code: Code, environ: readonly string[]): Guards {
  const tests = testsIn(code, environ);
  return {
    tested: (name) => (name === undefined ? undefined : tests.get(name)),
    needOfItem(name, start, end, argument) {
      const test = name === undefined ? undefined : tests.get(name);
      if (test) return test === 'fatal' ? 'required' : 'optional';
      const isGuarded =
        isInTry(code, start) ||
        /^[ \t]{1,20}if\b/.test(codeAfter(code, end, 20)) ||
        (argument !== undefined && isLookedFor(code, argument, environ));
      return isGuarded ? 'optional' : 'required';
    },
    needOfGet(name, start, end, argument) {
      const after = codeAfter(code, end);
      if (ENDS.test(after)) return 'required';
      if (name !== undefined && tests.get(name) === 'fatal') return 'required';
      if (isFatalCondition(code, start, end)) return 'required';
      const target = assignedTo(code, start);
      if (target !== undefined && /^[ \t)]*(?:[\r\n#]|$)/.test(after)) {
        const check = checkOf(code, target, end);
        if (check) return check === 'fatal' ? 'required' : 'optional';
      }
      if (name !== undefined && tests.get(name) === 'guard') return 'optional';
      if (!breaksOnNone(code, start, end)) return 'optional';
      return argument && isLookedFor(code, argument, environ) ? 'optional' : 'required';
    },
    fallbackBehind(end) {
      const or = /^\s{0,40}or\s{1,40}/.exec(codeAfter(code, end));
      if (!or || ENDS.test(codeAfter(code, end))) return undefined;
      const start = end + or[0].length;
      return valueIn(code, { start, end: endOfExpression(code, start) });
    },
    fallbackOfItem: () => undefined,
    isArgument: (start) => /[(,]\s*$/.test(lineBefore(code, start)),
    isDeleted: (start) => /\bdel\s+$/.test(lineBefore(code, start)),
    endOfExpression: (start) => endOfExpression(code, start),
  };
}

function endOfExpression(code: Code, start: number): number {
  const literal = code.stringAt(start);
  const limit = lineEndAt(code.masked, literal?.end ?? start, 300);
  for (let at = literal?.end ?? start; at < limit; at++) {
    const character = code.masked[at] ?? '';
    if ('([{'.includes(character) && code.partnerOf(at) > at) at = code.partnerOf(at);
    else if (',)]}#'.includes(character)) return withoutBlanks(code, start, at);
  }
  return withoutBlanks(code, start, limit);
}

const ABSENT = (environ: string, name: string): string =>
  `(?:${name})\\s+not\\s+in\\s+(?:${environ})|not\\s+(?:${environ}|os\\.getenv|getenv)(?:\\.get)?\\(\\s*(?:${name})\\s*\\)|(?:${environ}|os\\.getenv|getenv)(?:\\.get)?\\(\\s*(?:${name})\\s*\\)\\s*(?:is\\s+None|==\\s*["'])`;

/** `if "X" not in os.environ: raise`, `if os.environ.get("X"): …`, for each name of the file. */
function testsIn(code: Code, environ: readonly string[]): ReadonlyMap<string, 'guard' | 'fatal'> {
  const tests = new Map<string, 'guard' | 'fatal'>();
  const mapping = environ.join('|');
  const name = `["'](\\w{1,100})["']`;
  const pattern = new RegExp(
    `(?:${name}\\s+(?:not\\s+)?in\\s+(?:${mapping})\\b|(?:${mapping})\\.get\\(\\s*${name}|(?<![\\w])(?:os\\.)?getenv\\(\\s*${name})`,
    'g',
  );
  for (const match of code.masked.matchAll(pattern)) {
    const tested = match[1] ?? match[2] ?? match[3] ?? '';
    const line = lineStartAt(code.masked, match.index, 300);
    const head = code.masked.slice(line, match.index);
    const isCondition = /^[ \t]*(?:el)?if\b|^[ \t]*(?:while|assert)\b|\bif\s[^:]*$/.test(head);
    if (!isCondition && match[1] === undefined) continue;
    if (isInString(code, match.index)) continue;
    const fatal =
      /^[ \t]*assert\b/.test(head) ||
      (new RegExp(ABSENT(mapping, `["']${tested}["']`)).test(code.masked.slice(line, match.index + 200)) &&
        !/\band\b/.test(code.masked.slice(line, lineEndAt(code.masked, match.index, 300))) &&
        blockIsFatal(code, match.index));
    if (fatal || !tests.has(tested)) tests.set(tested, fatal ? 'fatal' : 'guard');
  }
  return tests;
}

/** Whether what an `if` on this line leads to ends the program: the first two lines behind its colon. */
function blockIsFatal(code: Code, offset: number): boolean {
  const end = lineEndAt(code.masked, offset, 500);
  const line = code.masked.slice(lineStartAt(code.masked, offset, 300), end);
  const inline = /:\s*(\S.*)$/.exec(line.slice(line.lastIndexOf(')') + 1))?.[1];
  if (inline !== undefined && inline.trim() !== '') return FATAL.test(inline);
  const indent = indentOf(code.masked, offset);
  const body = code.masked
    .slice(end, end + 600)
    .split('\n')
    .slice(1, 9);
  for (const statement of body) {
    if (statement.trim() === '') continue;
    const own = statement.length - statement.trimStart().length;
    if (own <= indent && !/^\s*[)\]}]/.test(statement)) return false;
    if (FATAL.test(statement)) return true;
  }
  return false;
}

function isFatalCondition(code: Code, start: number, end: number): boolean {
  const head = lineBefore(code, start);
  if (/^\s*assert\s+$/.test(head)) return !/^\s*(?:==|!=|in\b|is\b)/.test(codeAfter(code, end, 12));
  if (!/^\s*(?:el)?if\s/.test(head)) return false;
  const absent =
    /\bnot\s+\(?\s*$/.test(head) || /^\s*(?:is\s+None|==\s*(?:""|''))/.test(codeAfter(code, end, 20));
  return (
    absent && !/\band\b/.test(head + codeAfter(code, end, 100).split('\n', 1)[0]) && blockIsFatal(code, start)
  );
}

/** What the lines behind an assignment say of the variable: `if not x: raise`, `assert x`. */
function checkOf(code: Code, target: string, end: number): 'guard' | 'fatal' | undefined {
  const name = escaped(target);
  const near = code.masked.slice(end, end + 1_500);
  const assertion = new RegExp(`\\n\\s*assert\\s+${name}\\b(?!\\s*(?:==|in\\b))`).exec(near);
  if (assertion) return 'fatal';
  const pattern = new RegExp(
    `\\n[ \\t]*(?:el)?if\\s[^\\n]{0,120}?(?<![\\w.])${name}(?![\\w])[^\\n]{0,120}`,
    'g',
  );
  for (const match of near.matchAll(pattern)) {
    const absent = new RegExp(
      `\\bnot\\s+\\(?${name}\\b|(?<![\\w.])${name}\\s+is\\s+None|${name}\\s*==\\s*(?:""|''|None)|\\bnot\\s+(?:all|any)\\(|\\bnone of\\b|\\bnot\\s+\\(?[^\\n]*\\b${name}\\b`,
    ).test(match[0]);
    if (absent && !/\band\b/.test(match[0]) && blockIsFatal(code, end + match.index + 2)) return 'fatal';
    return 'guard';
  }
  return undefined;
}

const FAILS_ON_NONE =
  /(?:^|[^\w.])(?:int|float|json\.loads|Path|pathlib\.Path|Decimal|uuid\.UUID|base64\.b64decode|dj_database_url\.parse|ast\.literal_eval|len|Fernet)\(\s*$/;

/** `int(os.getenv("X"))`, `os.getenv("X").split(",")` */
function breaksOnNone(code: Code, start: number, end: number): boolean {
  const after = codeAfter(code, end, 30);
  if (/\bif\b/.test(lineBefore(code, start)) || /^\)?\s*(?:if|or|and)\b/.test(after)) return false;
  if (/^\s{0,20}(?:\.\s{0,4}[a-z]|\[)/.test(after)) return true;
  if (FAILS_ON_NONE.test(codeBefore(code, start, 60))) return /^\s*[,)]/.test(after) && !isInTry(code, start);
  return /(?:^|[^\w)])["'\u00b7]+["']\s*\+\s*$/.test(lineBefore(code, start));
}

/** `if name in os.environ` a few lines above, where the name is a variable. */
function isLookedFor(code: Code, argument: TextRange, environ: readonly string[]): boolean {
  const text = code.masked.slice(argument.start, Math.min(argument.end, argument.start + 80));
  if (!/^[\w.]+$/.test(text)) return false;
  const before = codeBefore(code, argument.start, 400);
  const own = escaped(text);
  return new RegExp(
    `(?<![\\w.])${own}\\s+(?:not\\s+)?in\\s+(?:${environ.join('|')})(?!\\w)|\\bif\\s[^\\n]{0,60}(?:\\.get|getenv)\\(\\s*${own}\\s*\\)`,
  ).test(before);
}

/** Whether the line stands in a `try` whose `except` deals with a missing key and goes on. */
function isInTry(code: Code, offset: number): boolean {
  let indent = indentOf(code.masked, offset);
  let at = lineStartAt(code.masked, offset, 1_000);
  for (let lines = 0; lines < 40 && at > 0 && indent > 0; lines++) {
    at = lineStartAt(code.masked, at - 1, 1_000);
    const line = code.masked.slice(at, lineEndAt(code.masked, at, 300));
    if (line.trim() === '') continue;
    const own = line.length - line.trimStart().length;
    if (own >= indent) continue;
    if (/^\s*(?:async\s+)?(?:def|class)\b/.test(line)) return false;
    indent = own;
    if (/^\s*try\s*:/.test(line)) return exceptGoesOn(code, offset, own);
  }
  return false;
}

function exceptGoesOn(code: Code, offset: number, indent: number): boolean {
  const near = code.masked.slice(offset, offset + 3_000);
  const pattern = new RegExp(`\\n[ \\t]{${indent}}except\\b([^\\n:]*):([^\\n]*)`, 'g');
  for (const match of near.matchAll(pattern)) {
    if (!/^\s*$|KeyError|LookupError|Exception|TypeError|ValueError/.test(match[1] ?? '')) continue;
    const body = near.slice(match.index + match[0].length, match.index + match[0].length + 500);
    const lines = [match[2] ?? '', ...body.split('\n').slice(1, 7)];
    const own = [];
    for (const [index, line] of lines.entries()) {
      if (index > 0 && line.trim() !== '' && line.length - line.trimStart().length <= indent) break;
      own.push(line);
    }
    return !own.some((line) => FATAL.test(line));
  }
  return false;
}
