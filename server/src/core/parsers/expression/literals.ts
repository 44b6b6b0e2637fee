/** Strings, and what is put into them. */
import { decode } from '../../fixes/escapes.ts';
import type { Literal } from '../../fixes/literals/literal.ts';
import type { Expr } from '../expression.ts';
import { matchAt, type Cursor } from './cursor.ts';

/** The literal at the cursor, which is behind it then. */
export function parseLiteral(cursor: Cursor, literal: Literal): Expr {
  const { code } = cursor;
  const { start, content } = literal;
  cursor.at = Math.max(literal.end, cursor.at + 1);
  if (literal.kind === 'regex') {
    const flags = matchAt(/[a-z]{0,8}/y, code.text, content.end + 1)?.[0] ?? '';
    cursor.at = Math.max(cursor.at, content.end + 1 + flags.length);
    return {
      kind: 'regex',
      source: code.text.slice(content.start, content.end),
      flags,
      start,
      end: cursor.at,
    };
  }
  if (/^%[wWiI]/.test(literal.open)) return words(cursor, literal);
  if (literal.holes.length === 0) return text(cursor, literal, content.start, content.end, literal);
  return { kind: 'template', parts: parts(cursor, literal), start, end: literal.end };
}

function text(
  { code }: Cursor,
  literal: Literal,
  from: number,
  to: number,
  { start, end }: { readonly start: number; readonly end: number },
): Expr {
  const written = code.text.slice(from, to);
  const decoded = decode(written, literal) ?? written;
  return { kind: 'string', text: decoded, content: { start: from, end: to }, start, end };
}

function parts(cursor: Cursor, literal: Literal): Expr[] {
  const found: Expr[] = [];
  const { content, holes } = literal;
  let from = content.start;
  for (const hole of holes.slice(0, MOST_HOLES)) {
    if (hole.start > from)
      found.push(text(cursor, literal, from, hole.start, { start: from, end: hole.start }));
    found.push(inHole(cursor, hole.start, hole.end));
    from = hole.end;
  }
  if (content.end > from)
    found.push(text(cursor, literal, from, content.end, { start: from, end: content.end }));
  return found;
}

const MOST_HOLES = 50;

function inHole(cursor: Cursor, start: number, end: number): Expr {
  const open = matchAt(/[$#]?\{\$?|\$/y, cursor.code.text, start)?.[0] ?? '';
  // PHP's variables keep their sign, and so do those of `{$x}`.
  const from = start + open.length - (cursor.family === 'php' && open.endsWith('$') ? 1 : 0);
  const to = open.includes('{') ? end - 1 : end;
  return cursor.parse({ ...cursor, at: from, end: to, depth: 1 }, 0);
}

/** `%w[a b]` */
function words({ code }: Cursor, { start, end, content }: Literal): Expr {
  const items: Expr[] = [];
  const pattern = /\S+/g;
  const written = code.text.slice(content.start, content.end);
  for (let match = pattern.exec(written); match && items.length < 400; match = pattern.exec(written)) {
    const range = { start: content.start + match.index, end: content.start + match.index + match[0].length };
    items.push({ kind: 'string', text: match[0], content: range, ...range });
  }
  return { kind: 'list', items, start, end };
}
