import type { TextRange } from '../finding.ts';
import { createLiteralMatcher, type LiteralMatcher } from '../literalMatcher.ts';
import {
  base64Stems,
  decodeBase64,
  decodeHexadecimal,
  hexadecimalOf,
  unescapeText,
  type Encoding,
} from './encodings.ts';
import { TOKEN_FORMATS } from './tokenFormats.ts';

/** A run of characters that stands for another text, in which something is likely to be a credential. */
export interface EncodedText extends TextRange {
  readonly encoding: Encoding;
  readonly decoded: string;
  /** Where a part of the decoded text stands in the file: for escapes exactly, else the whole run. */
  rangeOf(part: TextRange): TextRange;
}

/** The encoded texts in a text that hold one of the marks of a credential, in order. One level deep. */
export function encodedTexts(text: string): readonly EncodedText[] {
  const found: EncodedText[] = [];
  const ends = new Map<Encoding, number>();
  const { stems, matcher } = stemIndex();
  matcher.scanText(text, (index, endOffset) => {
    const stem = stems[index];
    if (!stem || endOffset <= (ends.get(stem.encoding) ?? 0)) return;
    const run = runAround(text, endOffset - stem.text.length, endOffset, stem.encoding);
    ends.set(stem.encoding, run.end);
    const encoded = run.end - run.start <= LONGEST_RUN ? decode(text, run, stem.encoding) : undefined;
    if (encoded) found.push(encoded);
  });
  return [...found, ...kubernetesValues(text)].sort((a, b) => a.start - b.start);
}

/** Lower-case literals, one of which is in every text with an encoded credential. */
export function encodedTriggers(): readonly string[] {
  return [
    ...new Set(
      stemIndex()
        .stems.map(({ text }) => text.toLowerCase())
        .concat('kind: secret', '"kind":"secret"', '"kind": "secret"'),
    ),
  ];
}

/** Longer ones are images, fonts and source maps; a service account's key takes 3,200. */
const LONGEST_RUN = 65_536;
/** Shorter stems turn up in other texts. */
const SHORTEST_STEM = 5;
const SHORTEST_KEYWORD = 4;
const LONG_KEYWORD = 7;
/** Of what is found by other means than the table, and the names that values have in files that are encoded as a whole. */
const MARKS = [
  '-----BEGIN ',
  'postgres://',
  'postgresql://',
  'mysql://',
  'mongodb://',
  'mongodb+srv://',
  'redis://',
  'rediss://',
  'amqp://',
  'amqps://',
  'eyJhbGciOi',
  '"auth":"',
  '_authToken=',
  'SECRET',
  'TOKEN=',
  'PASSWORD',
  '_KEY=',
  '"apiKey"',
  '"api_key"',
  '"key":"',
  '"token":',
  '"secret"',
  '"password"',
];
/** As URLs and JSON write "://", "-----BEGIN " and the equals signs that end base64. */
const ESCAPED_MARKS: readonly (readonly [mark: string, encoding: Encoding])[] = [
  ['%3A%2F%2F', 'percent signs'],
  ['%3a%2f%2f', 'percent signs'],
  ['BEGIN%20', 'percent signs'],
  ['%3D%3D', 'percent signs'],
  ['\\u003d', 'escapes'],
  ['\\u003D', 'escapes'],
  ['\\u003a\\u002f', 'escapes'],
  ['\\u003A\\u002F', 'escapes'],
];

interface Stem {
  readonly text: string;
  readonly encoding: Encoding;
}

let index: { readonly stems: readonly Stem[]; readonly matcher: LiteralMatcher } | undefined;

function stemIndex(): NonNullable<typeof index> {
  if (index) return index;
  const stems = new Map<string, Stem>();
  const add = (text: string, encoding: Encoding): void => void stems.set(text, { text, encoding });
  for (const { keywords, keywordOffset = 0, lead, near, publishable } of TOKEN_FORMATS) {
    if (near || publishable) continue;
    for (const keyword of keywords.filter(({ length }) => length >= SHORTEST_KEYWORD)) {
      // A value that is encoded by itself starts with its first group; inside of a file it may fall on any.
      const inside = lead !== undefined || keyword.length >= LONG_KEYWORD;
      const byGroup = base64Stems(keyword);
      for (const stem of inside ? byGroup : [byGroup[keywordOffset % 3] ?? '']) {
        if (stem.length >= SHORTEST_STEM) add(stem, 'base64');
      }
      add(hexadecimalOf(keyword), 'hexadecimal digits');
    }
  }
  for (const mark of MARKS) for (const stem of base64Stems(mark)) add(stem, 'base64');
  for (const mark of MARKS.filter(({ length }) => length > LONG_KEYWORD))
    add(hexadecimalOf(mark), 'hexadecimal digits');
  for (const [mark, encoding] of ESCAPED_MARKS) add(mark, encoding);
  const all = [...stems.values()];
  index = { stems: all, matcher: createLiteralMatcher([...stems.keys()], { ignoreCase: false }) };
  return index;
}

const CHARACTERS: Readonly<Record<Encoding, RegExp>> = {
  base64: /[A-Za-z0-9+/_-]/,
  'hexadecimal digits': /[0-9A-Fa-f]/,
  // Where the signs of an address are written so, a plain one ends the value.
  'percent signs': /[A-Za-z0-9%._~:@!$*+,-]/,
  escapes: /[A-Za-z0-9%._~:/?#@!$&*+,;=\\-]/,
};

/** The characters of the encoding round a stem; base64 may be broken into lines. */
function runAround(text: string, from: number, to: number, encoding: Encoding): TextRange {
  const allowed = CHARACTERS[encoding];
  let start = from;
  let end = to;
  for (let more = true; more;) {
    while (start > 0 && from - start <= LONGEST_RUN && allowed.test(text[start - 1] ?? '')) start--;
    const before = encoding === 'base64' ? lineBreakBefore(text, start) : undefined;
    more = before !== undefined && from - before <= LONGEST_RUN;
    if (before !== undefined && more) start = before;
  }
  for (let more = true; more;) {
    while (end < text.length && end - to <= LONGEST_RUN && allowed.test(text[end] ?? '')) end++;
    const after = encoding === 'base64' ? lineBreakAfter(text, end) : undefined;
    more = after !== undefined && end - to <= LONGEST_RUN;
    if (after !== undefined && more) end = after;
  }
  if (encoding === 'base64') while (end < text.length && text[end] === '=' && end - to < LONGEST_RUN) end++;
  return { start, end };
}

/** A line of base64 as encoders break it has 60 characters at least. */
const FULL_LINE = 60;

function lineBreakBefore(text: string, start: number): number | undefined {
  const before = /[A-Za-z0-9+/_-]{60}\r?\n[ \t]{0,20}$/.exec(
    text.slice(Math.max(0, start - FULL_LINE - 22), start),
  );
  return before ? start - before[0].length + FULL_LINE : undefined;
}

function lineBreakAfter(text: string, end: number): number | undefined {
  if (text[end] !== '\n' && text[end] !== '\r') return undefined;
  if (!/^[A-Za-z0-9+/_-]{60}$/.test(text.slice(Math.max(0, end - FULL_LINE), end))) return undefined;
  const next = /^\r?\n[ \t]{0,20}(?=[A-Za-z0-9+/_-]{2,}={0,2}[ \t]*(?:\r?\n|["'`<]|$))/.exec(
    text.slice(end, end + 200),
  );
  return next ? end + next[0].length : undefined;
}

function decode(text: string, { start, end }: TextRange, encoding: Encoding): EncodedText | undefined {
  const run = text.slice(start, end);
  if (encoding === 'percent signs' || encoding === 'escapes') {
    const { text: decoded, offsets } = unescapeText(run);
    const rangeOf = (part: TextRange): TextRange => ({
      start: start + (offsets[part.start] ?? 0),
      end: start + (offsets[part.end] ?? run.length),
    });
    return { start, end, encoding, decoded, rangeOf };
  }
  const decoded = encoding === 'base64' ? decodeBase64(run) : decodeHexadecimal(run);
  if (decoded === undefined) return undefined;
  return { start, end, encoding, decoded, rangeOf: () => ({ start, end }) };
}

/** The values of a Kubernetes secret, each with its name: kubernetes.io/docs/concepts/configuration/secret. */
function kubernetesValues(text: string): EncodedText[] {
  if (!/^["' {\t]*kind["']?:[ \t]*["']?Secret\b/m.test(text)) return [];
  return [...text.matchAll(KUBERNETES_VALUE)].flatMap((match) => {
    const [whole, name = '', value = ''] = match;
    const decoded = decodeBase64(value);
    if (decoded === undefined || value.length > LONGEST_RUN) return [];
    const end = match.index + whole.length;
    const range = { start: end - value.length, end };
    return [
      { ...range, encoding: 'base64' as const, decoded: `${name}="${decoded.trim()}"`, rangeOf: () => range },
    ];
  });
}

const KUBERNETES_VALUE =
  /^[ \t]{1,20}["']?([\w.-]{1,100})["']?:[ \t]{0,4}["']?([A-Za-z0-9+/]{16,}={0,2})(?=["',\s]|$)/gm;
