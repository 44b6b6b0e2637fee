/**
 * Reads the value of Cache-Control (RFC 9111 section 5.2, RFC 5861, RFC 8246) and of the headers that repeat its grammar
 * (RFC 9213), with the place of every directive. What part of a text is not known is a NUL.
 */
export interface CacheControl {
  readonly directives: readonly Directive[];
  readonly faults: readonly Fault[];
}

/** Offsets into the header's value. */
export interface Directive {
  /** Lower case, as its standard spells it where it is known. */
  readonly name: string;
  /** Seconds, for directives that take some. */
  readonly seconds?: number;
  readonly value?: string;
  readonly start: number;
  readonly end: number;
}

export interface Fault {
  readonly kind:
    | 'unknown-directive'
    | 'misspelt-directive'
    | 'wrong-separator'
    | 'bad-number'
    | 'needless-value'
    | 'missing-value'
    | 'repeated';
  readonly start: number;
  readonly end: number;
  /** What was probably meant. */
  readonly instead?: string;
  readonly found: string;
}

interface Known {
  readonly takes: 'seconds' | 'nothing' | 'names';
  readonly optional?: true;
}

/** Directives of responses. The source of each is its RFC; `x-` and `proxy-only` ones of CDNs are in their documentation. */
export const DIRECTIVES: Readonly<Record<string, Known>> = {
  'max-age': { takes: 'seconds' },
  's-maxage': { takes: 'seconds' },
  'stale-while-revalidate': { takes: 'seconds', optional: true },
  'stale-if-error': { takes: 'seconds', optional: true },
  'no-cache': { takes: 'names', optional: true },
  private: { takes: 'names', optional: true },
  'no-store': { takes: 'nothing' },
  'no-transform': { takes: 'nothing' },
  public: { takes: 'nothing' },
  'must-revalidate': { takes: 'nothing' },
  'proxy-revalidate': { takes: 'nothing' },
  'must-understand': { takes: 'nothing' },
  immutable: { takes: 'nothing' },
  // Of requests, or of old browsers and some caches: harmless, and seen often.
  'only-if-cached': { takes: 'nothing' },
  'max-stale': { takes: 'seconds', optional: true },
  'min-fresh': { takes: 'seconds' },
  'pre-check': { takes: 'seconds' },
  'post-check': { takes: 'seconds' },
  'no-vary-search': { takes: 'names' },
  // Netlify's, on its own header: https://docs.netlify.com/platform/caching/
  durable: { takes: 'nothing' },
};

/** Ways in which people write a directive that no cache understands. */
const MISSPELT: Readonly<Record<string, string>> = {
  maxage: 'max-age',
  max_age: 'max-age',
  'max age': 'max-age',
  maxstale: 'max-stale',
  's-max-age': 's-maxage',
  's-max_age': 's-maxage',
  smaxage: 's-maxage',
  's-maxeage': 's-maxage',
  s_maxage: 's-maxage',
  'shared-max-age': 's-maxage',
  nocache: 'no-cache',
  no_cache: 'no-cache',
  'no cache': 'no-cache',
  nostore: 'no-store',
  no_store: 'no-store',
  'no store': 'no-store',
  notransform: 'no-transform',
  mustrevalidate: 'must-revalidate',
  'must-revalidated': 'must-revalidate',
  must_revalidate: 'must-revalidate',
  revalidate: 'must-revalidate',
  'stale-while-revalidation': 'stale-while-revalidate',
  'stale-while-revalid': 'stale-while-revalidate',
  swr: 'stale-while-revalidate',
  'stale-if-errors': 'stale-if-error',
  inmutable: 'immutable',
  immutible: 'immutable',
  imutable: 'immutable',
};

export function parseCacheControl(text: string): CacheControl {
  const directives: Directive[] = [];
  const faults: Fault[] = [];
  for (const part of partsOf(text, faults)) {
    const read = directiveIn(text, part, faults);
    if (!read) continue;
    const before = directives.find(({ name }) => name === read.name);
    if (before && before.value !== read.value)
      faults.push({ kind: 'repeated', start: read.start, end: read.end, found: read.name });
    directives.push(read);
  }
  return { directives, faults: faults.sort((a, b) => a.start - b.start) };
}

export function directiveOf({ directives }: CacheControl, name: string): Directive | undefined {
  return directives.find((directive) => directive.name === name);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Directives stand between commas; people also write semicolons, and nothing. */
function* partsOf(text: string, faults: Fault[]): Generator<Part> {
  const pattern = /"(?:[^"\\]|\\.)*"|[,;]/g;
  let start = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (match[0].startsWith('"')) continue;
    if (match[0] === ';' && text.slice(match.index + 1).trim() !== '')
      faults.push({
        kind: 'wrong-separator',
        start: match.index,
        end: match.index + 1,
        found: ';',
        instead: ',',
      });
    yield* withoutCommas(text, start, match.index, faults);
    start = match.index + 1;
  }
  yield* withoutCommas(text, start, text.length, faults);
}

/** `public max-age=60`: each word that is a directive. */
function* withoutCommas(text: string, start: number, end: number, faults: Fault[]): Generator<Part> {
  const words = [...text.slice(start, end).matchAll(/[^\s"]+(?:"(?:[^"\\]|\\.)*")?/g)];
  const areDirectives =
    words.length > 1 &&
    words.every(([word]) => DIRECTIVES[word.toLowerCase().split('=', 1)[0] ?? ''] !== undefined);
  if (!areDirectives) {
    yield { start, end };
    return;
  }
  for (const [index, word] of words.entries()) {
    const from = start + word.index;
    if (index > 0)
      faults.push({ kind: 'wrong-separator', start: from - 1, end: from, found: ' ', instead: ', ' });
    yield { start: from, end: from + word[0].length };
  }
}

function directiveIn(text: string, part: Part, faults: Fault[]): Directive | undefined {
  const written = text.slice(part.start, part.end);
  const lead = written.length - written.trimStart().length;
  const found = written.trim();
  const start = part.start + lead;
  const end = start + found.length;
  // What is worked out at run time may be anything.
  if (found === '' || found.startsWith('\0')) return undefined;
  const sign = /\s*[=:]\s*/.exec(found);
  const nameText = (sign ? found.slice(0, sign.index) : found).toLowerCase();
  const value = sign ? found.slice(sign.index + sign[0].length) : undefined;
  const range = { start, end };
  if (nameText.includes('\0')) return undefined;
  const name = MISSPELT[nameText] ?? nameText;
  const known = DIRECTIVES[name];
  if (!known) {
    faults.push(unknownDirective(found, nameText, value, range));
    return undefined;
  }
  if (name !== nameText)
    faults.push({
      kind: 'misspelt-directive',
      found: nameText,
      instead: value === undefined ? name : `${name}=${value}`,
      ...range,
    });
  else if (sign?.[0].includes(':'))
    faults.push({ kind: 'misspelt-directive', found, instead: `${name}=${value ?? ''}`, ...range });
  else if (sign && sign[0] !== '=' && known.takes === 'seconds')
    faults.push({ kind: 'misspelt-directive', found, instead: `${name}=${value ?? ''}`, ...range });
  return withValue(name, known, value, found, range, faults);
}

function withValue(
  name: string,
  known: Known,
  value: string | undefined,
  found: string,
  range: Part,
  faults: Fault[],
): Directive {
  if (value?.includes('\0')) return { name, ...range };
  if (known.takes === 'nothing') {
    if (value !== undefined) faults.push({ kind: 'needless-value', found, instead: name, ...range });
    return { name, ...range };
  }
  if (known.takes === 'names') return { name, ...(value === undefined ? {} : { value }), ...range };
  if (value === undefined || value === '') {
    if (!known.optional) faults.push({ kind: 'missing-value', found, ...range });
    return { name, ...range };
  }
  const digits = value.replace(/^"(.*)"$/, '$1');
  if (/^\d+$/.test(digits)) {
    if (digits !== value) faults.push({ kind: 'bad-number', found, instead: `${name}=${digits}`, ...range });
    return { name, value: digits, seconds: Number(digits), ...range };
  }
  faults.push({ kind: 'bad-number', found, ...range });
  return { name, value, ...range };
}

function unknownDirective(found: string, name: string, value: string | undefined, range: Part): Fault {
  const near = Object.keys(DIRECTIVES).find((directive) => isNear(name, directive));
  // `max-age 60`
  const spaced = /^([a-z-]+)\s+(\d+)$/.exec(name);
  if (spaced && DIRECTIVES[spaced[1] ?? '']?.takes === 'seconds')
    return { kind: 'misspelt-directive', found, instead: `${spaced[1] ?? ''}=${spaced[2] ?? ''}`, ...range };
  return near === undefined
    ? { kind: 'unknown-directive', found, ...range }
    : {
        kind: 'misspelt-directive',
        found,
        instead: value === undefined ? near : `${near}=${value}`,
        ...range,
      };
}

/** One letter more, less or other. */
function isNear(word: string, known: string): boolean {
  if (known.length < 6 || Math.abs(word.length - known.length) > 1) return false;
  let at = 0;
  while (at < word.length && word[at] === known[at]) at++;
  const rest = word.slice(at);
  const other = known.slice(at);
  return rest.slice(1) === other.slice(1) || rest.slice(1) === other || rest === other.slice(1);
}
