import { Tokenizer } from 'htmlparser2';

export interface Tag {
  readonly name: string;
  /** Decoded; of two of a name the first counts, as in browsers. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** The opening tags of some names in a text of HTML, in their order, and the text of the first `<title>`. */
export function readTags(
  html: string,
  names: ReadonlySet<string>,
): { readonly tags: readonly Tag[]; readonly title: string } {
  const tags: Tag[] = [];
  let name = '';
  let attributes: Map<string, string> | undefined;
  let attribute = '';
  let value = '';
  let isInTitle = false;
  let title: string | undefined;
  const endTag = (): void => {
    if (attributes) tags.push({ name, attributes });
    attributes = undefined;
    isInTitle = name === 'title' && title === undefined;
    // The tokenizer has it in pieces.
    if (isInTitle) title = '';
    if (tags.length >= MOST_TAGS) tokenizer.pause();
  };
  const keep = (text: string): void => {
    if (attributes && value.length <= LONGEST_VALUE) value += text;
  };
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(start, end) {
        // The longest name that is looked for is far shorter than this.
        name = html.slice(start, Math.min(end, start + LONGEST_NAME)).toLowerCase();
        attributes = names.has(name) ? new Map() : undefined;
      },
      onattribname(start, end) {
        attribute = attributes ? html.slice(start, Math.min(end, start + LONGEST_NAME)).toLowerCase() : '';
        value = '';
      },
      onattribdata: (start, end) => keep(html.slice(start, end)),
      onattribentity: (codepoint) => keep(String.fromCodePoint(codepoint)),
      onattribend() {
        // What is longer is data that stands in the page itself; a part of it would be something else.
        if (attributes && !attributes.has(attribute) && value.length <= LONGEST_VALUE)
          attributes.set(attribute, value);
      },
      onopentagend: endTag,
      onselfclosingtag: endTag,
      ontext(start, end) {
        if (isInTitle && title !== undefined && title.length < LONGEST_TITLE) title += html.slice(start, end);
      },
      ontextentity(codepoint) {
        if (isInTitle && title !== undefined && title.length < LONGEST_TITLE)
          title += String.fromCodePoint(codepoint);
      },
      onclosetag() {
        isInTitle = false;
      },
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onprocessinginstruction: ignore,
      onend: ignore,
    },
  );
  tokenizer.write(html);
  if (tokenizer.running) tokenizer.end();
  return { tags, title: (title ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_TITLE) };
}

const MOST_TAGS = 20_000;
const LONGEST_NAME = 64;
const LONGEST_VALUE = 16_384;
const LONGEST_TITLE = 512;

function ignore(): void {
  // Nothing in it is looked at.
}
