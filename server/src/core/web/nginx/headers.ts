/**
 * The headers that each block gives its answers. A block with an `add_header` of its own has none of those round it, unless
 * `add_header_inherit merge` says so: https://nginx.org/en/docs/http/ngx_http_headers_module.html
 */
import type { NginxDirective, NginxWord } from '../../parsers/nginx.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import type { HeaderSetting, Scope } from '../types.ts';
import type { Value } from '../values.ts';
import { inForce, oneLine, outwards, spanOfWord, type NginxBlock } from './block.ts';
import { isPlain } from './conditions.ts';
import { cacheControlOf } from './durations.ts';
import { withJoinedCaching } from '../servers/joinedCaching.ts';
import { linesByRequest } from './lines.ts';
import { passingInto } from './passing.ts';
import { isEmpty, valueOf } from './values.ts';
import { conditionsRound, type NginxCondition, type Variables } from './variables.ts';

export interface BlockHeaders {
  readonly settings: readonly HeaderSetting[];
  /** The group that a block's answers get; blocks without one have that of the block round them. */
  readonly groups: ReadonlyMap<NginxBlock, number>;
}

/** More settings than anybody writes: inherited ones are repeated, so that their number could grow with the square. */
const MOST_SETTINGS = 5_000;

export function headersOf(variables: Variables, blocks: readonly NginxBlock[]): BlockHeaders {
  const settings: HeaderSetting[] = [];
  const groups = new Map<NginxBlock, number>();
  let groupCount = 0;
  for (const block of blocks) {
    if (![...block.named.keys()].some((name) => OWN.test(name))) {
      const outer = block.parent && groups.get(block.parent);
      if (outer !== undefined) groups.set(block, outer);
      continue;
    }
    const group = groupCount++;
    groups.set(block, group);
    if (settings.length > MOST_SETTINGS) continue;
    for (const setting of settingsOf(variables, block, group)) settings.push(setting);
  }
  return { settings, groups };
}

const OWN = /^(?:add_header|expires|more_(?:set|clear)_headers|(?:proxy|fastcgi|uwsgi|scgi)_hide_header)$/;
const HIDE = ['proxy_hide_header', 'fastcgi_hide_header', 'uwsgi_hide_header', 'scgi_hide_header'];
const MORE = ['more_set_headers', 'more_clear_headers'];

function settingsOf(variables: Variables, block: NginxBlock, group: number): HeaderSetting[] {
  const added = addedIn(block);
  const made = (directives: readonly NginxDirective[]): HeaderSetting[] =>
    directives.flatMap((directive) => readDirective(variables, directive, block, group));
  const settings = [
    ...made(HIDE.flatMap((name) => inForce(block, name))),
    ...withJoinedCaching([...made(inForce(block, 'expires')), ...made(added)]),
    ...made(moreIn(block)),
  ];
  return [...settings, ...lostIn(variables, block, group, added)];
}

/** Those of outer blocks come first, and all of them count. */
function moreIn(block: NginxBlock): NginxDirective[] {
  return [...outwards(block)]
    .reverse()
    .flatMap(({ named }) => MORE.flatMap((name) => named.get(name) ?? []))
    .slice(0, MOST_SETTINGS);
}

/** The `add_header`s that are in force in a block. */
function addedIn(block: NginxBlock): readonly NginxDirective[] {
  const own = block.named.get('add_header') ?? [];
  const how = inForce(block, 'add_header_inherit')[0]?.args[0]?.text;
  if (!block.parent || how === 'off') return own;
  if (how === 'merge') return [...addedIn(block.parent), ...own];
  return own.length > 0 ? own : addedIn(block.parent);
}

/** The outer `add_header`s that this block's own take away, but for those that it sets anew. */
function lostIn(
  variables: Variables,
  block: NginxBlock,
  group: number,
  added: readonly NginxDirective[],
): HeaderSetting[] {
  const own = block.named.get('add_header')?.[0];
  if (!own || !block.parent || block.named.get('include')?.some(mayIncludeHeaders)) return [];
  const known = new Set(added);
  const names = new Set(added.map(({ args }) => args[0]?.text.toLowerCase()));
  const at = spanOf(variables.document, own.name.start, own.name.end);
  return addedIn(block.parent)
    .filter((directive) => !known.has(directive) && !names.has(directive.args[0]?.text.toLowerCase()))
    .flatMap((directive) => readAddHeader(variables, directive, block, group))
    .map((setting) => lostAt(setting, at));
}

function lostAt(setting: HeaderSetting, at: Span): HeaderSetting {
  return { ...setting, lost: { because: BECAUSE, at } };
}

function inherited(setting: HeaderSetting): HeaderSetting {
  return { ...setting, inherited: true };
}

const BECAUSE = 'a block with an add_header of its own gets none of those round it';

/** A file that is included may set the same headers again. */
function mayIncludeHeaders({ args }: NginxDirective): boolean {
  return !/(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi|proxy)[_-]?params|fastcgi\.conf|fastcgi-php\.conf)$/.test(
    args[0]?.text ?? '',
  );
}

function readDirective(
  variables: Variables,
  directive: NginxDirective,
  block: NginxBlock,
  group: number,
): HeaderSetting[] {
  const isInherited = !block.named.get(directive.name.text)?.includes(directive);
  const settings = readers(variables, directive, block, group);
  return isInherited ? settings.map(inherited) : settings;
}

function readers(
  variables: Variables,
  directive: NginxDirective,
  block: NginxBlock,
  group: number,
): HeaderSetting[] {
  const name = directive.name.text;
  if (name === 'add_header') return readAddHeader(variables, directive, block, group);
  if (name === 'expires') return readExpires(variables, directive, block, group);
  if (name === 'more_set_headers') return readMoreSet(variables, directive, block, group);
  return readRemoved(variables, directive, block, group);
}

function readAddHeader(
  variables: Variables,
  { args }: NginxDirective,
  block: NginxBlock,
  group: number,
): HeaderSetting[] {
  const [name, ...rest] = args;
  const isAlways = rest.length > 1 && rest.at(-1)?.text === 'always';
  const word = oneWord(variables.document, isAlways ? rest.slice(0, -1) : rest);
  if (!name || !word) return [];
  const base = {
    ...common(variables.document, name, group),
    mode: 'add' as const,
    ...(!isAlways && { successOnly: true as const }),
  };
  return linesByRequest(variables, word, block).flatMap(({ word: text, scope }) =>
    finished(variables, base, valueOf(variables, text, { block }), block, scope),
  );
}

/** Where somebody forgot the quotes there are several words. */
function oneWord(document: Document, words: readonly NginxWord[]): NginxWord | undefined {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last || first === last) return first;
  return { ...first, text: document.text.slice(first.start, last.end), end: last.end };
}

function readExpires(
  variables: Variables,
  { name, args }: NginxDirective,
  block: NginxBlock,
  group: number,
): HeaderSetting[] {
  const { document } = variables;
  const [first] = args;
  const last = args.at(-1);
  if (!first || !last) return [];
  const base = {
    setBy: 'nginx' as const,
    header: 'cache-control',
    nameAt: spanOf(document, name.start, name.end),
    mode: 'set' as const,
    group,
    successOnly: true as const,
  };
  const at = oneLine(document, first.start, last.end);
  if (!first.text.includes('$')) {
    const text = cacheControlOf(args.map((word) => word.text));
    if (text === 'off') return [];
    const value: Value = text === undefined ? { kind: 'unknown', at } : { kind: 'text', text, at };
    return finished(variables, base, { value, when: [] }, block);
  }
  return linesByRequest(variables, first, block).flatMap(({ word, scope }) => {
    const { value, when } = valueOf(variables, word, { block });
    const translated = expiresValue(value);
    return translated ? finished(variables, base, { value: translated, when }, block, scope) : [];
  });
}

/** The header that a time of `expires` makes, wherever the time comes from. */
function expiresValue(value: Value): Value | undefined {
  if (value.kind === 'choice') {
    const options = value.options.flatMap((option) => {
      const translated = expiresValue(option.value);
      return translated ? [{ ...option, value: translated }] : [];
    });
    return options.length > 0 ? { ...value, options } : undefined;
  }
  if (value.kind !== 'text') return value.kind === 'nothing' ? undefined : { kind: 'unknown', at: value.at };
  const text = cacheControlOf(value.text.trim().split(/\s+/));
  if (text === 'off' || value.text === '') return undefined;
  return text === undefined ? { kind: 'unknown', at: value.at } : { ...value, text };
}

/** `more_set_headers -s 404 'Name: value' 'Other: value'`: https://github.com/openresty/headers-more-nginx-module */
function readMoreSet(
  variables: Variables,
  directive: NginxDirective,
  block: NginxBlock,
  group: number,
): HeaderSetting[] {
  const { document } = variables;
  const { texts, isPartial, isAppend } = optionsOf(directive);
  return texts.flatMap((word) => {
    const match = /^([\w-]+)\s*(?::\s*)?/.exec(word.text);
    if (!match) return [];
    const [head, header = ''] = match;
    const value: NginxWord = { ...word, text: word.text.slice(head.length), start: word.start + head.length };
    const name: NginxWord = { ...word, text: header, end: word.start + header.length };
    const mode = isAppend ? ('add' as const) : ('set' as const);
    const base = { ...common(document, name, group), mode };
    if (value.text === '') return [{ ...removal(document, name, block, group) }];
    const scope: Scope | undefined = isPartial ? { ...block.scope, conditional: true } : undefined;
    return finished(variables, base, valueOf(variables, value, { block }), block, scope);
  });
}

function readRemoved(
  { document }: Variables,
  directive: NginxDirective,
  block: NginxBlock,
  group: number,
): HeaderSetting[] {
  return optionsOf(directive).texts.map((name) => removal(document, name, block, group));
}

function removal(document: Document, name: NginxWord, block: NginxBlock, group: number): HeaderSetting {
  const at = spanOfWord(document, name);
  return {
    ...common(document, name, group),
    value: { kind: 'nothing', at },
    scope: block.scope,
    mode: 'remove',
  };
}

function optionsOf({ args }: NginxDirective): { texts: NginxWord[]; isPartial: boolean; isAppend: boolean } {
  const texts: NginxWord[] = [];
  let isPartial = false;
  let isAppend = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (!word) continue;
    if (word.text === '-a') isAppend = true;
    // Only where the header is there already.
    else if (word.text === '-r') isPartial = true;
    else if (word.text === '-s' || word.text === '-t') {
      isPartial = true;
      index++;
    } else texts.push(word);
  }
  return { texts, isPartial, isAppend };
}

function common(
  document: Document,
  name: NginxWord,
  group: number,
): Pick<HeaderSetting, 'setBy' | 'header' | 'nameAt' | 'group'> {
  return { setBy: 'nginx', header: name.text.toLowerCase(), nameAt: spanOfWord(document, name), group };
}

/** An empty text sets no header. Conditions on methods are the scope's. */
function finished(
  variables: Variables,
  base: Omit<HeaderSetting, 'value' | 'scope'>,
  found: { readonly value: Value; readonly when: readonly NginxCondition[] },
  block: NginxBlock,
  narrower?: Scope,
): HeaderSetting[] {
  if (isEmpty(found.value)) return [];
  const conditions = [...conditionsRound(variables, block, new Set()), ...found.when];
  const methods = conditions.flatMap((condition) => (condition.kind === 'method' ? condition.methods : []));
  const when = [...passingInto(variables, block), ...conditions.filter(isPlain)];
  const scope: Scope = narrower ?? block.scope;
  return [
    {
      ...base,
      value: found.value,
      scope: {
        ...scope,
        ...(methods.length > 0 && { methods: [...new Set(methods)] }),
        ...(when.some(({ kind }) => kind === 'other') && { conditional: true as const }),
      },
      ...(when.length > 0 && { when }),
    },
  ];
}
