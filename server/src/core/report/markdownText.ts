import { printable } from '../printable.ts';

/**
 * Words from a stranger's files as GitHub-flavoured Markdown that shows them and does nothing: no markup, no HTML, no
 * mention of a person or an issue, no address that becomes a link. Fits into a line and into a cell of a table. What
 * stands between backticks is code.
 */
export function escaped(text: string): string {
  return printable(text)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? code(part) : escapedWords(part)))
    .join('');
}

function escapedWords(text: string): string {
  return text
    .replaceAll(BECOMES_A_LINK, `$&${BREAK}`)
    .replaceAll(/[\\`*[\]~$]|(?<![A-Za-z\d_])_+|_+(?![A-Za-z\d_])/g, (marks) =>
      marks.replaceAll(/./g, '\\$&'),
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('|', '&#124;')
    .replace(BEGINS_A_LIST, '$1\\$2');
}

/** Invisible; markup that needs both sides of it together finds nothing. */
const BREAK = '\u200B';
const BECOMES_A_LINK =
  /@(?=\w)|#(?=\d)|\bGH(?=-\d)|\b(?:https?|ftp):(?=\/\/)|\b(?:mailto|xmpp):|\bwww(?=\.)/gi;
// What begins a list or a heading, and a line that makes the one above a heading.
const BEGINS_A_LIST = /^(\s*(?:\d{1,9}(?=[.)](?:\s|$)))?)([-+=.)#])/;

/** The same as code: nothing in it is markup, and whoever copies it gets what it says. */
export function code(text: string): string {
  const shown = printable(text);
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  // Spaces keep backticks apart, and are taken away again where both sides have one.
  const pad = /^[` ]|[` ]$|^$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A link, or the words alone where the address is none that may be one. `label` is Markdown already. */
export function linked(label: string, url: string): string {
  return SAFE_ADDRESS.test(url) ? `[${label}](${url.replaceAll(/[()]/g, encodedBracket)})` : label;
}

const SAFE_ADDRESS = /^(?:https:\/\/|\/)[^\s<>\\"`|\u0000-\u0020]+$/;

function encodedBracket(bracket: string): string {
  return bracket === '(' ? '%28' : '%29';
}

/** A table of cells that are Markdown already. A bar would end a cell, even in code. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
