import type { Paint } from '../core/report/text.ts';

/** Paragraphs and lists of Markdown as lines for a terminal, with the marks of code and stress turned into colours. */
export function proseLines(markdown: string, width: number, colour: Paint): readonly string[] {
  const blocks = markdown.split(/\n\s*\n/).map((block) => itemsOf(block));
  const lines: string[] = [];
  for (const items of blocks) {
    if (lines.length > 0) lines.push('');
    for (const { mark, text } of items) lines.push(...wrapped(mark, text, width, colour));
  }
  return lines;
}

interface Item {
  /** "- ", "1. ", or "" for a paragraph. */
  readonly mark: string;
  readonly text: string;
}

function itemsOf(block: string): readonly Item[] {
  const items: { mark: string; text: string }[] = [];
  for (const line of block.split('\n')) {
    const [, mark = '', text = line] = /^\s*([-*] |\d+\. )(.*)$/.exec(line) ?? [];
    const last = items.at(-1);
    if (mark === '' && last) last.text += ` ${text.trim()}`;
    else items.push({ mark: mark.replace('*', '-'), text: text.trim() });
  }
  return items;
}

function wrapped(mark: string, text: string, width: number, colour: Paint): readonly string[] {
  const room = width - mark.length;
  const lines: string[] = [];
  let line = '';
  let length = 0;
  for (const { plain, shown } of wordsOf(text, colour)) {
    if (length > 0 && length + 1 + plain.length > room) {
      lines.push(line);
      line = shown;
      length = plain.length;
    } else {
      line += length === 0 ? shown : ` ${shown}`;
      length += plain.length + (length === 0 ? 0 : 1);
    }
  }
  lines.push(line);
  return lines.map((each, at) => (at === 0 ? mark : ' '.repeat(mark.length)) + each);
}

interface Word {
  readonly plain: string;
  readonly shown: string;
}

/** Each word is coloured for itself, so that a line may end between any two. */
function wordsOf(text: string, colour: Paint): readonly Word[] {
  const words: { plain: string; shown: string }[] = [];
  let isNew = true;
  for (const [, code, strong, label, url, plain] of text.matchAll(PIECES)) {
    const style = code !== undefined ? 'cyan' : strong !== undefined ? 'bold' : undefined;
    const piece =
      code ??
      strong ??
      (label === undefined ? plain : url?.startsWith('http') ? `${label} (${url})` : label) ??
      '';
    for (const part of piece.split(/(\s+)/)) {
      if (part === '') continue;
      if (/^\s+$/.test(part)) {
        isNew = true;
        continue;
      }
      const shown = style ? colour(style, part) : part;
      const last = words.at(-1);
      // “`code`.”: the full stop belongs to the word before it.
      if (isNew || !last) words.push({ plain: part, shown });
      else {
        last.plain += part;
        last.shown += shown;
      }
      isNew = false;
    }
  }
  return words;
}

const PIECES = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)]+)\)|([^`*[]+|[`*[])/g;
