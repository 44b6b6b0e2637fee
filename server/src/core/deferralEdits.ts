import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type Document as YamlDocument,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { CONFIG_FILE, parseConfig, type Deferral } from './config.ts';

/** An entry to be written. */
export interface NewDeferral extends Deferral {
  /** Written as a comment beside a fingerprint: what it stands for, in a few words. */
  readonly note?: string;
}

export interface DeferralRefusal {
  /** Why nothing is written, in words for whoever asked. */
  readonly refused: string;
}

/**
 * The text of `launch-ready.yaml` ("" where there is none) with these entries in its section `deferred`; all else stays as
 * it stands, to the byte. An entry for the same finding or rule is replaced. What is returned has been read again, and says
 * what was asked for and what it said before: where that can't be done, nothing is to be written.
 */
export function addDeferral(configText: string, entries: readonly NewDeferral[]): string | DeferralRefusal {
  const wanted = entries.map((entry) => cleaned(entry));
  let text = withList(configText);
  const before = deferredIn(text);
  if ('refused' in before) return before;
  for (const entry of wanted) {
    const next = withEntry(text, entry);
    if (next === undefined) return BY_HAND;
    text = next;
  }
  const expected = wanted.reduce<readonly Deferral[]>(
    (list, entry) => [...list.filter((one) => !isSameSubject(one, entry)), plainOf(entry)],
    before,
  );
  return verified(text, expected, configText);
}

/** The text without the entries at these places of `deferred` (0-based). Comments on lines of their own stay. */
export function removeDeferrals(configText: string, places: readonly number[]): string | DeferralRefusal {
  const before = deferredIn(configText);
  if ('refused' in before) return before;
  const gone = new Set(places);
  const text = withoutEntries(configText, gone);
  return text === undefined
    ? BY_HAND
    : verified(
        text,
        before.filter((_, index) => !gone.has(index)),
        configText,
      );
}

/** What stands as a comment beside the fingerprints of the entries, by their places. */
export function deferralNotes(configText: string): ReadonlyMap<number, string> {
  const list = sectionOf(parse(configText));
  const entries = isSeq(list) ? [...list.items.entries()] : [];
  return new Map(
    entries.flatMap(([place, item]) => {
      const node = isMap(item) ? item.get('finding', true) : undefined;
      const comment = node?.comment?.trim();
      return comment ? [[place, comment] as const] : [];
    }),
  );
}

const BY_HAND: DeferralRefusal = {
  refused: `The section “deferred” of ${CONFIG_FILE} is written in a way that can’t be changed from here: add or take out the entry by hand.`,
};

function deferredIn(text: string): readonly Deferral[] | DeferralRefusal {
  const { config, problems } = parseConfig(text);
  const [problem] = problems;
  if (!problem) return config.deferred;
  const line = text.slice(0, problem.range.start).split('\n').length;
  return {
    refused: `${CONFIG_FILE} has a mistake in line ${line}: ${problem.message} Mend it first, then try again.`,
  };
}

/** Nothing behind `deferred:` is a mistake, but one that an entry mends. */
function withList(text: string): string {
  const pair = pairOf(parse(text));
  const key = rangeOf(pair?.key);
  const value = rangeOf(pair?.value);
  const colon = key ? text.indexOf(':', key[1]) : -1;
  if (!pair || !isScalar(pair.value) || pair.value.value !== null || colon === -1) return text;
  return splice(text, colon + 1, value && value[1] > value[0] ? value[1] : colon + 1, ' []');
}

/** What was asked for, or a refusal: the text must say that and all that the one before says of other matters. */
function verified(text: string, expected: readonly Deferral[], before: string): string | DeferralRefusal {
  const { config, problems } = parseConfig(text);
  const [problem] = problems;
  if (problem) return isOfEntry(problem.message) ? { refused: problem.message } : BY_HAND;
  const order = (list: readonly Deferral[]): string =>
    list
      .map((entry) => JSON.stringify(plainOf(entry)))
      .sort()
      .join('\n');
  const isMeant = order(config.deferred) === order(expected) && otherSections(text) === otherSections(before);
  return isMeant ? text : BY_HAND;
}

function otherSections(text: string): string {
  const plain: unknown = parse(text).toJS({ maxAliasCount: 20 });
  return JSON.stringify({ ...(plain as object | null), deferred: undefined });
}

/** The schema's own words about an entry say best what is wrong with it. */
function isOfEntry(message: string): boolean {
  return /^deferred\.\d+\./.test(message);
}

function plainOf({ rule, finding, owner, until, reason }: Deferral): Deferral {
  return {
    ...(finding === undefined ? {} : { finding }),
    ...(rule === undefined ? {} : { rule }),
    owner,
    until,
    reason,
  };
}

/** Each value is one line of text. */
function cleaned(entry: NewDeferral): NewDeferral {
  const { note } = entry;
  return {
    ...plainOf({ ...entry, owner: oneLine(entry.owner), reason: oneLine(entry.reason) }),
    ...(note === undefined ? {} : { note: oneLine(note) }),
  };
}

function oneLine(text: string): string {
  // Control characters, and what YAML or an editor takes for the end of a line.
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]+/g, ' ').trim();
}

function isSameSubject(a: Deferral, b: Deferral): boolean {
  return a.finding === b.finding && (a.finding !== undefined || a.rule === b.rule);
}

/** The text with one more entry, or with another one in the place of those that speak of the same; undefined: no idea how. */
function withEntry(text: string, entry: NewDeferral): string | undefined {
  const yaml = parse(text);
  const list = sectionOf(yaml);
  if (isSeq(list)) {
    const [first, ...others] = placesOf(list, entry);
    if (first !== undefined) {
      const alone = others.length === 0 ? text : withoutEntries(text, new Set(others));
      return alone === undefined ? undefined : replaced(alone, first, entry);
    }
    if (list.items.length > 0) return appended(text, list, entry);
  } else if (list !== undefined) return undefined;
  return intoEmpty(text, yaml, entry);
}

function parse(text: string): YamlDocument {
  return parseDocument(text, { stringKeys: true, uniqueKeys: false, prettyErrors: false });
}

/** The list, undefined where the section is missing or empty, and whatever else stands there. */
function sectionOf(yaml: YamlDocument): unknown {
  const node = pairOf(yaml)?.value;
  return isScalar(node) && node.value === null ? undefined : (node ?? undefined);
}

function pairOf({ contents }: YamlDocument): Pair | undefined {
  return isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === 'deferred')
    : undefined;
}

function placesOf(list: YAMLSeq, entry: Deferral): readonly number[] {
  return list.items.flatMap((item, index) => {
    const one = isMap(item) ? (item.toJSON() as Partial<Deferral>) : {};
    return isSameSubject({ ...entry, rule: one.rule, finding: one.finding }, entry) ? [index] : [];
  });
}

function replaced(text: string, place: number, entry: NewDeferral): string | undefined {
  const list = sectionOf(parse(text));
  const item = isSeq(list) ? list.items[place] : undefined;
  if (!isSeq(list) || !isMap(item) || !item.range) return undefined;
  if (list.flow || item.flow) return splice(text, item.range[0], item.range[1], flowEntry(entry));
  const [start] = item.range;
  const lines = blockLines(entry).join(`${newlineOf(text)}${' '.repeat(columnOf(text, start))}`);
  return splice(text, start, wordsEnd(text, start, endOf(text, item)), lines);
}

function appended(text: string, list: YAMLSeq, entry: NewDeferral): string | undefined {
  const last = list.items.at(-1);
  const range = rangeOf(last);
  if (!range || !list.range || isAlias(last)) return undefined;
  if (list.flow) return splice(text, range[1], range[1], `, ${flowEntry(entry)}`);
  const indent = ' '.repeat(columnOf(text, list.range[0]));
  return insertLines(text, endOf(text, last), asItem(entry, indent));
}

/** A section that is missing, empty, or `[]`. */
function intoEmpty(text: string, yaml: YamlDocument, entry: NewDeferral): string | undefined {
  const { contents } = yaml;
  if (isMap(contents) && contents.flow) return intoFlowMap(text, contents, entry);
  const pair = pairOf(yaml);
  if (pair) {
    const key = rangeOf(pair.key);
    const colon = key ? text.indexOf(':', key[1]) : -1;
    if (!key || colon === -1) return undefined;
    const value = rangeOf(pair.value);
    // `[]`, `null` or `~` goes; behind nothing there is nothing to take away.
    const bare = value && value[1] > value[0] ? splice(text, colon + 1, value[1], '') : text;
    const indent = ' '.repeat(columnOf(text, key[0]));
    return insertLines(bare, colon + 1, asItem(entry, `${indent}  `));
  }
  if (!isMap(contents)) return insertLines(text, text.length, ['deferred:', ...asItem(entry, '  ')]);
  const first = rangeOf(contents.items[0]?.key);
  const last = contents.items.at(-1);
  if (!first || !last) return undefined;
  const indent = ' '.repeat(columnOf(text, first[0]));
  return insertLines(text, endOfPair(text, last), [`${indent}deferred:`, ...asItem(entry, `${indent}  `)]);
}

function intoFlowMap(text: string, map: YAMLMap, entry: NewDeferral): string | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === 'deferred');
  if (pair) {
    const value = rangeOf(pair.value);
    return value && isSeq(pair.value) ? splice(text, value[0], value[1], `[${flowEntry(entry)}]`) : undefined;
  }
  const last = map.items.at(-1);
  const end = last ? (rangeOf(last.value)?.[1] ?? rangeOf(last.key)?.[1]) : map.range && map.range[0] + 1;
  if (end === undefined || end === null) return undefined;
  return splice(text, end, end, `${last ? ', ' : ''}deferred: [${flowEntry(entry)}]`);
}

function withoutEntries(text: string, gone: ReadonlySet<number>): string | undefined {
  const yaml = parse(text);
  const list = sectionOf(yaml);
  if (gone.size === 0) return text;
  if (!isSeq(list) || !list.range) return undefined;
  const isEmptied = list.items.every((_, index) => gone.has(index));
  if (list.flow) {
    const kept = list.items.filter((_, index) => !gone.has(index)).map((item) => sourceOf(text, item));
    const hasComments = betweenItems(text, list).includes('#');
    return hasComments || kept.some((each) => each === undefined)
      ? undefined
      : splice(text, list.range[0], list.range[1], `[${kept.join(', ')}]`);
  }
  let left = text;
  for (const [index, item] of [...list.items.entries()].reverse()) {
    const range = rangeOf(item);
    if (!gone.has(index)) continue;
    if (!range || isAlias(item)) return undefined;
    const dash = left.lastIndexOf('-', range[0] - 1);
    left = withoutLines(left, dash, wordsEnd(left, dash, endOf(left, item)));
  }
  const key = rangeOf(pairOf(yaml)?.key);
  const colon = key ? text.indexOf(':', key[1]) : -1;
  if (!isEmptied) return left;
  return colon === -1 ? undefined : splice(left, colon + 1, colon + 1, ' []');
}

/** What of a list belongs to none of its items. */
function betweenItems(text: string, { items, range }: YAMLSeq): string {
  let at = range?.[0] ?? 0;
  const gaps: string[] = [];
  for (const item of items) {
    gaps.push(text.slice(at, rangeOf(item)?.[0] ?? at));
    at = rangeOf(item)?.[1] ?? at;
  }
  return [...gaps, text.slice(at, range?.[1])].join('');
}

function sourceOf(text: string, item: unknown): string | undefined {
  const range = rangeOf(item);
  return range && text.slice(range[0], range[1]);
}

/** All lines that a stretch of the text touches, with what ends the last one. */
function withoutLines(text: string, start: number, end: number): string {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  return splice(text, from, next === -1 ? text.length : next + 1, '');
}

/** The lines after the one in which an offset stands; what came after stays after. */
function insertLines(text: string, offset: number, lines: readonly string[]): string {
  const newline = newlineOf(text);
  const added = lines.map((line) => `${line}${newline}`).join('');
  if (text.trim() === '') return added;
  if (offset > 0 && text[offset - 1] === '\n') return splice(text, offset, offset, added);
  const end = text.indexOf('\n', offset);
  if (end !== -1) return splice(text, end + 1, end + 1, added);
  return text === '' ? added : `${text}${newline}${added}`;
}

/** Where the last thing stands that is no space: blank lines behind text in blocks stay. */
function wordsEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

/** Where what a node says ends. Text in blocks ends with its line. */
function endOf(text: string, node: unknown): number {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    if (last) return endOfPair(text, last);
  }
  if (isSeq(node) && !node.flow && node.items.length > 0) return endOf(text, node.items.at(-1));
  return rangeOf(node)?.[1] ?? text.length;
}

function endOfPair(text: string, { key, value }: Pair): number {
  const range = rangeOf(value);
  // An empty value may be said to stand behind the comments that follow it.
  return range && range[1] > range[0] ? endOf(text, value) : (rangeOf(key)?.[1] ?? text.length);
}

function rangeOf(node: unknown): NonNullable<Node['range']> | undefined {
  return (node as Node | null | undefined)?.range ?? undefined;
}

function columnOf(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  // A mark of the byte order takes no column.
  return offset - start - (text.startsWith('\ufeff') && start === 0 ? 1 : 0);
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function splice(text: string, start: number, end: number, added: string): string {
  return `${text.slice(0, start)}${added}${text.slice(end)}`;
}

function asItem(entry: NewDeferral, indent: string): readonly string[] {
  return blockLines(entry).map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}`);
}

function blockLines({ note, ...entry }: NewDeferral): readonly string[] {
  return Object.entries(plainOf(entry)).map(([name, value]) => {
    const comment = name === 'finding' && note ? ` # ${note}` : '';
    return `${name}: ${stringify(value, SCALAR).trimEnd()}${comment}`;
  });
}

/** One line each, in quotes only where it would mean something else without them. */
const SCALAR = { lineWidth: 0, blockQuote: false } as const;

/** JSON's way of quoting is one of YAML's. */
function flowEntry(entry: NewDeferral): string {
  const settings = Object.entries(plainOf(entry)).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `{ ${settings.join(', ')} }`;
}
