/**
 * XML with the place of everything, as far as configuration needs it: elements, attributes and text. Tolerant: of a text that is
 * broken, as while somebody types, it gives what can be told. Namespaces are left as they are written, entities too.
 */
import type { TextRange } from '../finding.ts';

export interface XmlElement extends TextRange {
  /** Without its prefix. */
  readonly name: string;
  /** Behind the `>` of its opening tag. */
  readonly inner: number;
  readonly attributes: ReadonlyMap<string, TextRange>;
  readonly children: readonly XmlElement[];
  /** What stands between its tags and is none of its children's; CDATA without its brackets. */
  readonly texts: readonly TextRange[];
}

interface OpenElement {
  readonly name: string;
  readonly start: number;
  end: number;
  readonly inner: number;
  readonly attributes: ReadonlyMap<string, TextRange>;
  readonly children: XmlElement[];
  readonly texts: TextRange[];
}

/** The elements at the top. Never throws, and takes time in proportion to the text. */
export function parseXml(text: string): readonly XmlElement[] {
  const top: OpenElement = emptyElement();
  const open: OpenElement[] = [top];
  const reading: Reading = { text, open, names: new Map() };
  let at = 0;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const end = tag === -1 ? text.length : tag;
    const current = open.at(-1) ?? top;
    if (end > at) current.texts.push({ start: at, end });
    if (tag === -1) break;
    if (text.startsWith('<!--', tag)) at = behind(text, '-->', tag);
    else if (text.startsWith('<![CDATA[', tag)) {
      const close = text.indexOf(']]>', tag);
      current.texts.push({ start: tag + 9, end: close === -1 ? text.length : close });
      at = close === -1 ? text.length : close + 3;
    } else if (text.startsWith('<?', tag) || text.startsWith('<!', tag)) at = behind(text, '>', tag);
    else if (text[tag + 1] === '/') {
      at = behind(text, '>', tag);
      closeTag(reading, nameIn(text, tag + 2), at);
    } else at = openTag(reading, tag);
  }
  // What was never closed ends with the text.
  for (const one of open) if (one !== top) one.end = text.length;
  return top.children;
}

interface Reading {
  readonly text: string;
  /** From the outermost on. */
  readonly open: OpenElement[];
  /** How many of a name are open. */
  readonly names: Map<string, number>;
}

function emptyElement(): OpenElement {
  return { name: '', start: 0, end: 0, inner: 0, attributes: new Map(), children: [], texts: [] };
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

const NAME = /[A-Za-z_][\w.:-]*/y;

function nameIn(text: string, at: number): string {
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[0] ?? '';
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The element that ends here, and those inside that nobody closed. */
function closeTag({ open, names }: Reading, name: string, end: number): void {
  // A tag that closes nothing would be looked for among all that are open.
  if (!names.get(name)) return;
  const place = open.findLastIndex((one) => one.name === name);
  for (const one of open.splice(place)) {
    one.end = end;
    names.set(one.name, (names.get(one.name) ?? 1) - 1);
  }
}

const ATTRIBUTE = /\s*([A-Za-z_][\w.:-]*)\s*=\s*(["'])/y;
const TAG_END = /\s*(\/?)>/y;

/** Reads `<name a="b">` at `tag`; gives where it ends. */
function openTag({ text, open, names }: Reading, tag: number): number {
  const name = nameIn(text, tag + 1);
  if (name === '') return tag + 1;
  const attributes = new Map<string, TextRange>();
  let at = NAME.lastIndex;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(text);
    if (!match) break;
    const start = ATTRIBUTE.lastIndex;
    const end = text.indexOf(match[2] ?? '"', start);
    if (end === -1) return text.length;
    attributes.set(match[1] ?? '', { start, end });
    at = end + 1;
  }
  TAG_END.lastIndex = at;
  const ending = TAG_END.exec(text);
  const inner = ending ? TAG_END.lastIndex : at;
  const element: OpenElement = { name, start: tag, end: inner, inner, attributes, children: [], texts: [] };
  (open.at(-1) ?? element).children.push(element);
  if (ending?.[1] !== '/') {
    open.push(element);
    names.set(name, (names.get(name) ?? 0) + 1);
  }
  return inner;
}

/** The same text, as long, with the predefined entities put in: each is followed by blanks. */
export function withoutEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi, (whole) => {
    const inside = whole.slice(1, -1).toLowerCase();
    const code = inside.startsWith('#x')
      ? Number.parseInt(inside.slice(2), 16)
      : Number.parseInt(inside.slice(1), 10);
    const character = ENTITIES.get(inside) ?? (code > 31 && code < 0xd800 ? String.fromCharCode(code) : ' ');
    return character.padEnd(whole.length, ' ');
  });
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
