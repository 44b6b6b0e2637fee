/** Regular expressions of any language, as far as patterns of origins use them: matched in linear time, whatever they say. */

/** How much of the text must match. */
export type Extent = 'search' | 'match' | 'full';

export interface RegularExpression {
  matches(text: string, extent: Extent): boolean;
  /** Texts that it is meant for: each alternative once, what may be absent both ways. Few, and short. */
  readonly samples: readonly string[];
}

/** Undefined where it uses what is not understood here: looks ahead and behind, references back. */
export function readRegularExpression(source: string, flags: string): RegularExpression | undefined {
  if (source.length > LONGEST) return undefined;
  const bare = withoutDelimiters(source, flags);
  const parser: Parser = { text: bare.source, at: 0, failed: false, depth: 0 };
  const tree = alternatives(parser);
  if (parser.failed || parser.at < bare.source.length) return undefined;
  const isCaseless = bare.flags.includes('i') || bare.source.startsWith('(?i)');
  const program = compile(tree);
  if (!program) return undefined;
  return {
    matches: (text, extent) => run(program, isCaseless ? text.toLowerCase() : text, extent, isCaseless),
    samples: samplesOf(tree),
  };
}

const LONGEST = 1_000;
const MOST_STATES = 1_000;
const MOST_SAMPLES = 24;

/** PHP and Perl write `#^https://x$#i`. */
export function withoutDelimiters(
  source: string,
  flags: string,
): { readonly source: string; readonly flags: string; readonly offset: number } {
  const found = /^([#~@!/%])(.*)\1([a-zA-Z]{0,6})$/s.exec(source);
  return found
    ? { source: found[2] ?? '', flags: flags + (found[3] ?? ''), offset: 1 }
    : { source, flags, offset: 0 };
}

type Tree =
  | { readonly kind: 'set'; readonly has: (character: string) => boolean; readonly sample: string }
  | { readonly kind: 'sequence'; readonly parts: readonly Tree[] }
  | { readonly kind: 'either'; readonly of: readonly Tree[] }
  | { readonly kind: 'repeat'; readonly of: Tree; readonly least: number; readonly most: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

interface Parser {
  readonly text: string;
  at: number;
  failed: boolean;
  depth: number;
}

function alternatives(parser: Parser): Tree {
  const found: Tree[] = [];
  if (++parser.depth > 40) parser.failed = true;
  do found.push(sequence(parser));
  while (!parser.failed && take(parser, '|'));
  parser.depth--;
  const [only] = found;
  return found.length === 1 && only ? only : { kind: 'either', of: found };
}

function sequence(parser: Parser): Tree {
  const parts: Tree[] = [];
  while (!parser.failed && parser.at < parser.text.length && !/[|)]/.test(parser.text.charAt(parser.at))) {
    const part = atom(parser);
    if (part) parts.push(repeated(parser, part));
  }
  return { kind: 'sequence', parts };
}

function atom(parser: Parser): Tree | undefined {
  const character = parser.text.charAt(parser.at++);
  switch (character) {
    case '^':
      return { kind: 'start' };
    case '$':
      return { kind: 'end' };
    case '.':
      return { kind: 'set', has: () => true, sample: '.' };
    case '[':
      return characterClass(parser);
    case '(':
      return group(parser);
    case '\\':
      return escape(parser);
    case '*':
    case '+':
    case '?':
      parser.failed = true;
      return undefined;
    default:
      return one(character);
  }
}

function one(character: string): Tree {
  return { kind: 'set', has: (other) => other === character, sample: character };
}

function group(parser: Parser): Tree | undefined {
  if (take(parser, '?')) {
    const opening = /^(?::|P?<[A-Za-z_]\w*>|[a-z]{1,4}:|[a-z]{1,4}\))/.exec(
      parser.text.slice(parser.at, parser.at + 60),
    )?.[0];
    if (opening === undefined) parser.failed = true;
    else parser.at += opening.length;
    // `(?i)` at the start
    if (parser.failed || opening?.endsWith(')')) return undefined;
  }
  const inner = alternatives(parser);
  if (!take(parser, ')')) parser.failed = true;
  return inner;
}

function escape(parser: Parser): Tree | undefined {
  const character = parser.text.charAt(parser.at++);
  const named = SHORTHANDS[character];
  if (named) return { kind: 'set', has: (other) => named.pattern.test(other), sample: named.sample };
  switch (character) {
    case 'A':
      return { kind: 'start' };
    case 'z':
    case 'Z':
      return { kind: 'end' };
    case 'b':
    case 'B':
      return undefined;
    default:
      // A point that stands in a text without being meant as one: `\\.` where a language eats one stroke.
      if (character === '' || /[1-9kpPuxRX]/.test(character)) parser.failed = true;
      return one(character);
  }
}

const SHORTHANDS: Readonly<Record<string, { readonly pattern: RegExp; readonly sample: string }>> = {
  d: { pattern: /\d/, sample: '1' },
  D: { pattern: /\D/, sample: 'a' },
  w: { pattern: /\w/, sample: 'a' },
  W: { pattern: /\W/, sample: '-' },
  s: { pattern: /\s/, sample: ' ' },
  S: { pattern: /\S/, sample: 'a' },
};

function characterClass(parser: Parser): Tree {
  const isNot = take(parser, '^');
  const parts: ((character: string) => boolean)[] = [];
  let sample = '';
  let isFirst = true;
  while (!parser.failed) {
    const from = parser.text.charAt(parser.at++);
    if (from === '') parser.failed = true;
    if (from === ']' && !isFirst) break;
    isFirst = false;
    const named = from === '\\' ? SHORTHANDS[parser.text.charAt(parser.at)] : undefined;
    if (named) {
      parser.at++;
      parts.push((character) => named.pattern.test(character));
      sample ||= named.sample;
      continue;
    }
    const low = from === '\\' ? parser.text.charAt(parser.at++) : from;
    let high = low;
    if (parser.text.charAt(parser.at) === '-' && !/[\]]|^$/.test(parser.text.charAt(parser.at + 1))) {
      parser.at++;
      high = parser.text.charAt(parser.at++);
      if (high === '\\') high = parser.text.charAt(parser.at++);
    }
    parts.push((character) => character >= low && character <= high);
    sample ||= low;
  }
  const has = (character: string): boolean => parts.some((part) => part(character)) !== isNot;
  const found = isNot ? ['a', '1', '-', 'x'].find(has) : undefined;
  return { kind: 'set', has, sample: isNot ? (found ?? 'a') : sample };
}

function repeated(parser: Parser, of: Tree): Tree {
  const bounds = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})[?+]?/.exec(
    parser.text.slice(parser.at, parser.at + 14),
  );
  if (!bounds) return of;
  parser.at += bounds[0].length;
  switch (bounds[0].charAt(0)) {
    case '*':
      return { kind: 'repeat', of, least: 0, most: Infinity };
    case '+':
      return { kind: 'repeat', of, least: 1, most: Infinity };
    case '?':
      return { kind: 'repeat', of, least: 0, most: 1 };
    default: {
      const least = Number(bounds[1]);
      const most = bounds[2] === undefined ? least : bounds[3] === '' ? Infinity : Number(bounds[3]);
      return { kind: 'repeat', of, least, most };
    }
  }
}

function take(parser: Parser, character: string): boolean {
  if (parser.text.charAt(parser.at) !== character) return false;
  parser.at++;
  return true;
}

type Step =
  | { readonly kind: 'set'; readonly has: (character: string) => boolean; next: number }
  | { readonly kind: 'fork'; next: number; other: number }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'done' };

/** Thompson's construction, from the end to the start. */
function compile(tree: Tree): { readonly steps: readonly Step[]; readonly first: number } | undefined {
  const steps: Step[] = [{ kind: 'done' }];
  const first = emit(tree, 0, steps);
  return steps.length > MOST_STATES ? undefined : { steps, first };
}

function emit(tree: Tree, next: number, steps: Step[]): number {
  if (steps.length > MOST_STATES) return 0;
  switch (tree.kind) {
    case 'set':
      return steps.push({ kind: 'set', has: tree.has, next }) - 1;
    case 'start':
    case 'end':
      return steps.push({ kind: tree.kind, next }) - 1;
    case 'sequence':
      return tree.parts.reduceRight((after, part) => emit(part, after, steps), next);
    case 'either':
      return tree.of
        .map((part) => emit(part, next, steps))
        .reduce((next_, other) => steps.push({ kind: 'fork', next: next_, other }) - 1);
    case 'repeat':
      return emitRepeat(tree, next, steps);
  }
}

function emitRepeat(
  { of, least, most }: Extract<Tree, { kind: 'repeat' }>,
  next: number,
  steps: Step[],
): number {
  let after = next;
  if (most === Infinity) {
    const loop: Extract<Step, { kind: 'fork' }> = { kind: 'fork', next: 0, other: next };
    after = steps.push(loop) - 1;
    loop.next = emit(of, after, steps);
  } else {
    for (let count = least; count < most && steps.length <= MOST_STATES; count++) {
      const inner = emit(of, after, steps);
      after = steps.push({ kind: 'fork', next: inner, other: next }) - 1;
    }
  }
  for (let count = 0; count < least && steps.length <= MOST_STATES; count++) after = emit(of, after, steps);
  return after;
}

function run(
  { steps, first }: { readonly steps: readonly Step[]; readonly first: number },
  text: string,
  extent: Extent,
  isCaseless: boolean,
): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= text.length; at++) {
    if (at === 0 || extent === 'search') reach(steps, first, at, text.length, current);
    if (current.has(0) && (extent !== 'full' || at === text.length)) return true;
    if (at === text.length) return false;
    const character = text.charAt(at);
    const following = new Set<number>();
    for (const index of current) {
      const step = steps[index];
      if (step?.kind === 'set' && (step.has(character) || (isCaseless && step.has(character.toUpperCase()))))
        reach(steps, step.next, at + 1, text.length, following);
    }
    current = following;
  }
  return false;
}

function reach(steps: readonly Step[], from: number, at: number, length: number, into: Set<number>): void {
  const waiting = [from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (into.has(index)) continue;
    const step = steps[index];
    if ((step?.kind === 'start' && at !== 0) || (step?.kind === 'end' && at !== length)) continue;
    into.add(index);
    if (step?.kind === 'fork') waiting.push(step.next, step.other);
    else if (step?.kind === 'start' || step?.kind === 'end') waiting.push(step.next);
  }
}

function samplesOf(tree: Tree): readonly string[] {
  switch (tree.kind) {
    case 'set':
      return [tree.sample];
    case 'start':
    case 'end':
      return [''];
    case 'sequence':
      return tree.parts.reduce<readonly string[]>(
        (starts, part) => few(samplesOf(part).flatMap((end) => starts.map((start) => start + end))),
        [''],
      );
    case 'either':
      return few(tree.of.flatMap(samplesOf));
    case 'repeat': {
      const inner = samplesOf(tree.of);
      const once = inner.map((text) => text.repeat(Math.min(Math.max(tree.least, 1), 8)));
      return few(tree.least > 0 ? once : [...once, '']);
    }
  }
}

function few(samples: readonly string[]): readonly string[] {
  return [...new Set(samples)].filter((text) => text.length <= 300).slice(0, MOST_SAMPLES);
}
