/** The functions of a Go file, and the SQL that they hand to the database. */
import type { TextRange } from '../../finding.ts';
import { argumentsAt, skipBlank, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { firstLine } from '../code/build.ts';
import { readEmbeddedSql } from '../sql/embedded.ts';
import type { Statement } from '../types.ts';
import { textsNamed, type Texts } from '../code/textsNamed.ts';

export interface GoFile {
  readonly document: Document;
  readonly code: Code;
  /** Bodies, between their brackets. */
  readonly functions: ReadonlyMap<string, TextRange>;
  readonly texts: Texts;
}

export function goFileOf(document: Document, code: Code): GoFile {
  return { document, code, functions: functionsIn(code), texts: textsNamed(code) };
}

const FUNCTION = /\bfunc[ \t]{1,20}([A-Za-z_]\w{0,80})[ \t]{0,20}\(/g;

function functionsIn(code: Code): ReadonlyMap<string, TextRange> {
  const functions = new Map<string, TextRange>();
  for (const match of code.masked.matchAll(FUNCTION)) {
    const body = bodyBehind(code, match.index + match[0].length - 1);
    if (body) functions.set(match[1] ?? '', body);
  }
  return functions;
}

/** The body of the function that is named or written out there. */
export function bodyAt({ code, functions }: GoFile, { start, end }: TextRange): TextRange | undefined {
  const text = code.masked.slice(start, Math.min(end, start + 200));
  const written = /^func\s{0,20}\(/.exec(text);
  return written ? bodyBehind(code, start + written[0].length - 1) : functions.get(text);
}

/** Behind the parameters, which open at `open`, and what is returned. */
function bodyBehind(code: Code, open: number): TextRange | undefined {
  const { masked } = code;
  const behind = code.partnerOf(open);
  if (behind < open) return undefined;
  let at = skipBlank(masked, behind + 1);
  if (masked[at] === '(') at = skipBlank(masked, Math.max(at, code.partnerOf(at)) + 1);
  while (at < masked.length && masked[at] !== '{' && masked[at] !== '\n') at++;
  const end = code.partnerOf(at);
  return masked[at] === '{' && end > at ? { start: at + 1, end } : undefined;
}

/** What runs SQL (database/sql, sqlx, pgx), and calls of the file's own functions. */
const CALL =
  /\.[ \t\r\n]{0,40}(?:Must)?(?:Exec|Query|QueryRow|Queryx|QueryRowx)(?:Context)?[ \t]{0,20}\(|(?<![\w.])[A-Za-z_]\w{0,80}\(/g;
const MOST_CALLS = 4_000;

/** The statements that a body runs, in the order in which they are written. */
export function statementsOf(file: GoFile, body: TextRange): readonly Statement[] {
  const statements: Statement[] = [];
  collect({ file, statements, inside: new Set(), left: MOST_CALLS }, body);
  return statements;
}

interface Walk {
  readonly file: GoFile;
  readonly statements: Statement[];
  /** Where the bodies begin that are being read. */
  readonly inside: Set<number>;
  left: number;
}

function collect(walk: Walk, body: TextRange): void {
  const { file, statements, inside } = walk;
  const { code, document, functions } = file;
  if (inside.has(body.start)) return;
  inside.add(body.start);
  const text = code.masked.slice(body.start, body.end);
  for (const { 0: call, index } of text.matchAll(CALL)) {
    if (walk.left-- <= 0) break;
    const open = body.start + index + call.length - 1;
    if (call.startsWith('.')) {
      const range = { start: lineStart(code.masked, open), end: Math.max(open, code.partnerOf(open)) + 1 };
      statements.push(...(sqlIn(file, open) ?? [unknown(document, range)]));
      continue;
    }
    const own = functions.get(call.slice(0, -1));
    if (own) collect(walk, own);
  }
  inside.delete(body.start);
}

/** Of what a call is given: the first that is SQL; a context may stand before. */
function sqlIn({ document, code, texts }: GoFile, open: number): readonly Statement[] | undefined {
  for (const given of argumentsAt(code, open).slice(0, 3)) {
    const found = texts(given.start);
    if (found.length > 0)
      return found.flatMap(({ content, holes }) => readEmbeddedSql(document, content, holes));
  }
  return undefined;
}

function unknown(document: Document, range: TextRange): Statement {
  const at = firstLine(document, range);
  return { range, at, operations: [{ kind: 'unknown', at }] };
}

function lineStart(text: string, at: number): number {
  return skipBlank(text, text.lastIndexOf('\n', at) + 1);
}
