/** What a Caddyfile says about response headers and who is let in: https://caddyserver.com/docs/caddyfile/directives/header */
import { parseCaddyfile, type CaddyWord } from '../../parsers/caddyfile.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import { factList } from '../servers/factList.ts';
import type { Guard, HeaderSetting, IncludedFile, Scope, WebFacts } from '../types.ts';
import type { Condition } from '../values.ts';
import { caddyfileOf, linesIn, withArguments, type Caddyfile, type Line } from './lines.ts';
import { EVERYTHING, matcherOf, matchersOf, type Matcher, type Matchers } from './matchers.ts';
import { inOrder, overwrites, type Placed } from './order.ts';
import { isCaught, spanOfWord, valueOf } from './values.ts';

export function readCaddyfile(document: Document): WebFacts | undefined {
  const file = caddyfileOf(document.parsed(parseCaddyfile));
  const reading: Reading = {
    document,
    file,
    headers: [],
    guards: [],
    includes: [],
    groups: new Map(),
    blocks: 0,
  };
  for (const site of file.sites)
    readBlock(reading, site, { matcher: EVERYTHING, matchers: new Map(), isInOrder: false });
  const { headers, guards, includes } = reading;
  const facts: WebFacts = {
    ...factList('headers', headers),
    ...factList('guards', guards),
    ...factList('includes', includes),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

interface Reading {
  readonly document: Document;
  readonly file: Caddyfile;
  readonly headers: HeaderSetting[];
  readonly guards: Guard[];
  readonly includes: IncludedFile[];
  readonly groups: Map<string, number>;
  blocks: number;
}

interface Context {
  readonly matcher: Matcher;
  readonly matchers: Matchers;
  /** Within `route` nothing is sorted. */
  readonly isInOrder: boolean;
  readonly depth?: number;
}

const BLOCKS = new Set(['handle', 'handle_path', 'route', 'handle_errors', 'handle_response', 'intercept']);
const PROXIES = new Set(['reverse_proxy', 'php_fastcgi']);
const GUARDS = new Set(['basic_auth', 'basicauth', 'forward_auth', 'authorize', 'jwtauth']);

function readBlock(reading: Reading, lines: readonly Line[], context: Context): void {
  const { document, file } = reading;
  const matchers = new Map([...context.matchers, ...matchersOf(document, file, lines)]);
  const block = reading.blocks++;
  const found: Found[] = [];
  const nested: (() => void)[] = [];
  const passing = passingOf(document, lines, matchers);
  const around =
    passing.length > 0 ? both(context.matcher, { ...EVERYTHING, when: passing }) : context.matcher;
  for (const line of lines) {
    const [name, first] = line.words;
    if (!name || name.text.startsWith('@')) continue;
    const own = name.text === 'import' ? undefined : matcherOf(document, first, line.args, matchers);
    const matcher = both(around, own);
    const words = line.words.slice(own ? 2 : 1);
    if (name.text === 'header') {
      const settings = headersOf(reading, line, words, matcher, own, block);
      if (context.isInOrder) for (const { setting } of settings) reading.headers.push(setting);
      else found.push(...settings);
    } else if (BLOCKS.has(name.text) && line.block) {
      const inner = line.block;
      const isConditional = name.text === 'handle_errors' || name.text === 'handle_response';
      const read = (): void =>
        readBlock(reading, linesIn(file, inner, line.args), {
          matcher: isConditional ? both(matcher, SOMETIMES) : matcher,
          matchers,
          isInOrder: name.text === 'route',
        });
      if (context.isInOrder) read();
      else nested.push(read);
    } else if (PROXIES.has(name.text) && line.block) readProxy(reading, line, matcher, matchers, block);
    else if (GUARDS.has(name.text))
      for (const scope of matcher.scopes)
        reading.guards.push({
          at: spanOf(document, name.start, name.end),
          by: name.text,
          scope,
          framework: 'Caddy',
        });
    else if (name.text === 'import' && first) {
      const scope: Scope = matcher.scopes[0] ?? { syntax: 'all' };
      const place = scope.pattern ?? 'site';
      reading.includes.push({ pattern: first.text, at: spanOfWord(document, first), context: place, scope });
    }
  }
  const sorted = found.toSorted(inOrder);
  const settings = withLost(sorted);
  // Headers of a block are set before its blocks are asked, but for those that wait for the answer.
  for (const [index, setting] of settings.entries())
    if (!sorted[index]?.isDeferred) reading.headers.push(setting);
  for (const read of nested) read();
  for (const [index, setting] of settings.entries())
    if (sorted[index]?.isDeferred) reading.headers.push(setting);
}

/** `respond @foreign 403`, where the matcher asks for nothing but an origin: others come past. */
function passingOf(document: Document, lines: readonly Line[], matchers: Matchers): Condition[] {
  return lines.flatMap(({ words, args }) => {
    const [name, first, ...rest] = words;
    const isRefusal =
      name?.text === 'abort' ||
      (/^(?:respond|error)$/.test(name?.text ?? '') && rest.some(({ text }) => /^4\d\d$/.test(text)));
    const matcher = isRefusal ? matcherOf(document, first, args, matchers) : undefined;
    if (!matcher || matcher.scopes.some(({ syntax, methods }) => syntax !== 'all' || methods)) return [];
    const asked = matcher.when.filter((condition) => !isPresence(condition));
    return asked.length === 1 ? asked.flatMap(opposite) : [];
  });
}

function isPresence(condition: Condition): boolean {
  return condition.kind === 'origin' && condition.test.kind === 'present' && !condition.negated;
}

function opposite(condition: Condition): Condition[] {
  return condition.kind === 'origin' ? [{ ...condition, negated: !condition.negated }] : [];
}

const SOMETIMES: Matcher = { scopes: [{ syntax: 'all', conditional: true }], when: [] };

/** The inner pattern counts; where both have one, it is for some of its requests only. */
function both(outer: Matcher, inner: Matcher | undefined): Matcher {
  if (!inner) return outer;
  const scopes = inner.scopes.flatMap((scope) =>
    scope.syntax === 'all' ? outer.scopes.map((around) => narrowed(around, scope)) : [within(outer, scope)],
  );
  return { scopes: scopes.slice(0, 50), when: [...outer.when, ...inner.when] };
}

function narrowed(outer: Scope, inner: Scope): Scope {
  const methods = inner.methods ?? outer.methods;
  const conditional = inner.conditional ?? outer.conditional;
  return { ...outer, ...(methods && { methods }), ...(conditional && { conditional }) };
}

function within({ scopes }: Matcher, inner: Scope): Scope {
  const isAll = scopes.every(({ syntax, conditional }) => syntax === 'all' && conditional !== true);
  const isInside = scopes.some(
    ({ syntax, pattern }) => syntax === 'prefix' && inner.pattern?.startsWith(pattern ?? '') === true,
  );
  const methods = inner.methods ?? scopes[0]?.methods;
  return {
    ...inner,
    ...(methods && { methods }),
    ...(!isAll && !isInside && { conditional: true as const }),
  };
}

interface Found extends Placed {
  readonly setting: HeaderSetting;
}

function headersOf(
  reading: Reading,
  line: Line,
  words: readonly CaddyWord[],
  matcher: Matcher,
  own: Matcher | undefined,
  block: number,
): Found[] {
  const inner = line.block ? linesIn(reading.file, line.block, line.args) : [];
  const operations = words.length > 0 ? [{ words, args: line.args }] : inner;
  const isPartial = inner.some((part) => part.words[0]?.text === 'match');
  const isDeferred = isPartial || inner.some((part) => /^(?:defer$|-)/.test(part.words[0]?.text ?? ''));
  const narrower = isPartial ? both(matcher, SOMETIMES) : matcher;
  const group = groupOf(
    reading,
    `${block}:${line.words[1] && own ? withArguments(line.words[1].text, line.args) : ''}`,
  );
  const hasMatcher = own !== undefined && own !== EVERYTHING;
  const path = hasMatcher ? onlyPath(own) : undefined;
  const found: Found[] = [];
  for (const operation of operations)
    for (const setting of operationOf(reading.document, operation.words, operation.args, narrower, group)) {
      const isLate = isDeferred || /^[>?-]/.test(operation.words[0]?.text ?? '');
      found.push({ setting, hasMatcher, ...(path && { path }), isPartial, isDeferred: isLate });
    }
  return found;
}

function onlyPath({ scopes, when }: Matcher): Scope | undefined {
  const [scope] = scopes;
  return scopes.length === 1 && when.length === 0 && !scope?.methods ? scope : undefined;
}

function groupOf({ groups }: Reading, key: string): number {
  const known = groups.get(key);
  if (known !== undefined) return known;
  groups.set(key, groups.size);
  return groups.size - 1;
}

/** `+Name value`, `-Name`, `?Name value`, `>Name value`. With a third word it replaces a part of what is there: nothing is set. */
function operationOf(
  document: Document,
  [field, written, replacement]: readonly CaddyWord[],
  args: readonly CaddyWord[],
  { scopes, when }: Matcher,
  group: number,
): HeaderSetting[] {
  if (!field || replacement || field.text === 'defer' || field.text === 'match') return [];
  const sign = /^[+\-?>]?/.exec(field.text)?.[0] ?? '';
  const name = field.text.slice(sign.length).replace(/:$/, '');
  const mode = MODES[sign] ?? 'set';
  if (!written && mode !== 'remove') return [];
  const nameAt = spanOf(document, field.start + sign.length, field.start + sign.length + name.length);
  const caught = written && isCaught(written);
  const conditions = caught ? when.map(asFull) : when;
  const isOrigin = caught && conditions.some(({ kind }) => kind === 'origin');
  const value: HeaderSetting['value'] = !written
    ? { kind: 'nothing', at: nameAt }
    : isOrigin
      ? { kind: 'request', what: 'origin', at: spanOfWord(document, written) }
      : valueOf(document, written, args);
  return scopes.map((scope) => ({
    setBy: 'caddy',
    header: name.toLowerCase(),
    nameAt,
    value,
    scope,
    mode,
    group,
    ...(conditions.length > 0 && { when: conditions }),
  }));
}

const MODES: Readonly<Record<string, HeaderSetting['mode']>> = {
  '+': 'add',
  '-': 'remove',
  '?': 'default',
  '>': 'set',
};

/** What was caught is sent back: browsers take it only where it is all of the origin. */
function asFull(condition: Condition): Condition {
  return condition.kind === 'origin' && condition.test.kind === 'matches'
    ? { ...condition, test: { ...condition.test, how: 'full' } }
    : condition;
}

/** `header_down` of a proxy changes what the application sent. */
function readProxy(reading: Reading, line: Line, matcher: Matcher, matchers: Matchers, block: number): void {
  const lines = linesIn(reading.file, line.block ?? [], line.args);
  const group = groupOf(reading, `${block}:down:${line.start}`);
  for (const inner of lines) {
    const [name, ...words] = inner.words;
    if (name?.text === 'header_down')
      reading.headers.push(...operationOf(reading.document, words, inner.args, matcher, group));
  }
  const responses = lines.filter(({ words }) => words[0]?.text === 'handle_response');
  if (responses.length > 0) readBlock(reading, responses, { matcher, matchers, isInOrder: true });
}

const BECAUSE = 'Caddy runs the header directive that is for more paths last, and it sets the same header';

function withLost(found: readonly Found[]): HeaderSetting[] {
  const setters = new Map<string, Found[]>();
  for (const one of found) {
    if (one.setting.mode !== 'set') continue;
    const known = setters.get(one.setting.header);
    if (!known) setters.set(one.setting.header, [one]);
    else if (known.length < 100) known.push(one);
  }
  return found.map((one) => {
    const { setting, isDeferred } = one;
    if (setting.mode !== 'set' || isDeferred) return setting;
    const winner = setters.get(setting.header)?.find((other) => other !== one && overwrites(other, one));
    return winner ? { ...setting, lost: { because: BECAUSE, at: winner.setting.nameAt } } : setting;
  });
}
