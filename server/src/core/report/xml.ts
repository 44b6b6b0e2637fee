import { printable } from '../printable.ts';

export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** One element; `content` is XML already. What it is given as attributes is text, and may hold anything. */
export function element(name: string, attributes: XmlAttributes, content: readonly string[] = []): string {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${xmlText(String(value))}"`],
  );
  const head = `<${name}${given.join('')}`;
  if (content.length === 0) return `${head}/>`;
  return [`${head}>`, ...content.map((part) => part.replaceAll(/^(?=\s*<)/gm, '  ')), `</${name}>`].join(
    '\n',
  );
}

/**
 * Text for an attribute or between tags. Control characters, of which XML 1.0 allows few and escaping allows no more, are
 * shown as `\u001b`; halves of surrogate pairs and the two characters that are none (XML 1.0, 2.2) as a replacement.
 */
export function xmlText(text: string): string {
  return printable(text)
    .replaceAll(NO_CHARACTER, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const NO_CHARACTER = /\p{Surrogate}|[\ufffe\uffff]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
