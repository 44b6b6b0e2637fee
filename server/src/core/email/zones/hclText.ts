import type { TreeScalar } from '../../parsers/tree.ts';
import { concatenated, sameText, unknownText, writtenText, type MappedText } from './mappedText.ts';

/** What a string or here-document of HCL stands for; what is put into it is unknown. */
export function hclText(file: string, scalar: TreeScalar): MappedText {
  if (scalar.style === 'block') return hereDocument(file, scalar);
  return between(file, scalar.start, scalar.end, scalar.style === 'double');
}

/** Each line loses its indentation: a record has no use for it. */
function hereDocument(file: string, { start, end }: TreeScalar): MappedText {
  const parts: MappedText[] = [];
  for (let at = start; at < end;) {
    const lineFeed = file.indexOf('\n', at);
    const lineEnd = lineFeed === -1 || lineFeed > end ? end : lineFeed;
    let from = at;
    while (from < lineEnd && (file[from] === ' ' || file[from] === '\t')) from++;
    let to = lineEnd;
    while (to > from && /\s/.test(file.charAt(to - 1))) to--;
    if (parts.length > 0 && to > from) parts.push(writtenText('\n', { start: at - 1, end: at }));
    parts.push(between(file, from, to, false));
    at = lineEnd + 1;
  }
  return concatenated(parts);
}

/** https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences */
const TOKEN = /\\(?:u[\da-fA-F]{4}|U[\da-fA-F]{8}|[^])|\$\$\{|%%\{|[$%]\{/g;

function between(file: string, start: number, end: number, hasEscapes: boolean): MappedText {
  const parts: MappedText[] = [];
  const pattern = new RegExp(TOKEN);
  let from = start;
  pattern.lastIndex = start;
  for (let match = pattern.exec(file); match && match.index < end; match = pattern.exec(file)) {
    const token = match[0];
    if (token.startsWith('\\') && !hasEscapes) continue;
    parts.push(sameText(file.slice(from, match.index), from));
    const range = { start: match.index, end: match.index + token.length };
    if (token === '${' || token === '%{') {
      const close = endOfHole(file, range.end, end);
      parts.push(unknownText({ start: range.start, end: close }));
      from = close;
    } else {
      parts.push(writtenText(token.startsWith('\\') ? unescaped(token) : token.slice(1), range));
      from = range.end;
    }
    pattern.lastIndex = from;
  }
  if (from < end) parts.push(sameText(file.slice(from, end), from));
  return concatenated(parts);
}

function unescaped(token: string): string {
  const letter = token.charAt(1);
  if ((letter === 'u' || letter === 'U') && token.length > 2) {
    const code = Number.parseInt(token.slice(2), 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\u{fffd}';
  }
  return { n: '\n', r: '\r', t: '\t' }[letter] ?? letter;
}

function endOfHole(file: string, from: number, end: number): number {
  let depth = 1;
  for (let at = from; at < end; at++) {
    if (file[at] === '{') depth++;
    else if (file[at] === '}' && --depth === 0) return at + 1;
  }
  return end;
}
