/** Loops that print the whole environment, one variable after another. */

import type { TextRange } from '../finding.ts';

/** For each such loop the environment that it walks over, and where it stands. Takes time in proportion to the text. */
export function* environmentLoops(text: string): Generator<TextRange> {
  for (const name of ENVIRONMENTS) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
      if (/[\w$.]/.test(text.charAt(at - 1))) continue;
      const range = { start: at, end: at + name.length };
      const value = valueOfLoop(text, range);
      if (value !== undefined && prints(text.slice(range.end, range.end + BODY), value, name)) yield range;
    }
  }
}

const ENVIRONMENTS = [
  'process.env',
  'os.environ',
  'os.Environ()',
  '$_ENV',
  '$_SERVER',
  'System.getenv()',
  'ENV',
];
/** Characters in which the loop has to print. */
const BODY = 240;

const FOR =
  /\bfor(?:each)?\b[^\n]{0,60}?(?:(\w+)\s*,\s*)?(\w+)\s*[\])]{0,2}\s*(?:\bin\b|\bof\b|:=\s*range\b|:)\s*(?:Object\.(?:entries|keys)\(|sorted\(|dict\()*$/;
const EACH = /^\)\.(?:forEach|map)\(\s*\(?\[?\s*\w+\s*,?\s*(\w*)/;
const RUBY_EACH = /^(?:\.to_h|\.sort)?\.each(?:_pair)?\s*(?:do|\{)\s*\|\s*\w+\s*,\s*(\w+)\s*\|/;
const PHP_EACH = /^\s+as\s+\$\w+\s*=>\s*\$(\w+)/;
const JVM_EACH = /^\.forEach\s*[({]\s*\(?\s*\w+\s*,\s*(\w+)/;

/** The variable that holds each value; empty where there are only keys, undefined where this is no loop. */
function valueOfLoop(text: string, { start, end }: TextRange): string | undefined {
  const before = text.slice(Math.max(0, start - 130), start);
  const after = text.slice(end, end + 100);
  const each = /Object\.(?:entries|keys)\($/.test(before) ? EACH.exec(after) : undefined;
  const inner = each ?? RUBY_EACH.exec(after) ?? PHP_EACH.exec(after) ?? JVM_EACH.exec(after);
  if (inner) return inner[1] ?? '';
  const loop = FOR.exec(before.slice(before.lastIndexOf('\n') + 1));
  if (!loop) return undefined;
  const holdsPair = /^(?:\.items\(\)|\.entrySet\(\))/.test(after);
  return loop[1] !== undefined || holdsPair ? (loop[2] ?? '') : '';
}

const PRINT =
  /\b(?:console\.\w+|print\w*|fmt\.Print\w*|log(?:ger|ging)?\.\w+|puts|echo|System\.out\.print\w*|error_log|var_dump)\b([^\n;]{0,160})/g;

function prints(body: string, value: string, environment: string): boolean {
  const names = value === '' ? undefined : new RegExp(`\\b${value}\\b`);
  return [...body.matchAll(PRINT)].some(
    ([, args = '']) =>
      args.includes(`${environment}[`) || names?.test(args.replaceAll(`[${value}]`, '')) === true,
  );
}
