import { escapeRegExp } from '../../escapeRegExp.ts';
import {
  entriesOf,
  itemsOf,
  mapsIn,
  nodeAt,
  scalarOf,
  textOf,
  type TreeEntry,
  type TreeNode,
} from '../../parsers/tree.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { corsOption, corsOptions } from '../manifests/corsOptions.ts';
import { readHeaderList, readHeaderMap } from '../manifests/headerLists.ts';
import { TEMPLATES, spanIn, valueOf, type Reading } from '../manifests/treeValues.ts';
import type { MapEntry, Value } from '../values.ts';

/**
 * CORS of Envoy and of what is built on it: the filter's policy, Istio's `corsPolicy`, the Gateway API's `CORS` filter, Envoy
 * Gateway's `SecurityPolicy`. Headers that routes add.
 */
export default configurationReader({
  languages: ['yaml', 'json'],
  triggers: ['cors', 'response_headers_to_add', 'responseheadermodifier', 'networking.istio.io'],
  // `cors: {allow_origins: …}` alone may be the configuration of any program; DigitalOcean's has kinds of matches.
  confirms:
    /allow_origin_string_match|\bcorsPolicy\b|envoy|virtual_hosts|networking\.istio\.io\/|gateway\.networking\.k8s\.io|projectcontour\.io|getambassador\.io|allow_origins:\s{1,40}- (?:exact|prefix|regex):|response_headers_to_add/,
  read(collector, { roots }) {
    const reading: Reading = { document: collector.document, inserts: TEMPLATES };
    for (const { map } of mapsIn(roots))
      for (const { key, value } of entriesOf(map)) {
        if (!value) continue;
        if (/^(?:cors|corsPolicy|cors_policy|envoy\.filters\.http\.cors)$/.test(key.text))
          readPolicy(collector, reading, { key, value });
        if (key.text === 'response_headers_to_add') readHeaders(collector, reading, value);
        if (key.text === 'responseHeaderModifier') readModifier(collector, reading, value);
        const response = key.text === 'headers' ? nodeAt(value, 'response') : undefined;
        if (response) readModifier(collector, reading, response);
      }
  },
});

function readPolicy(collector: WebCollector, reading: Reading, { key, value }: Required<TreeEntry>): void {
  const options = corsOptions(reading, value, 'envoy');
  if (options?.kind !== 'map') return;
  const entries: MapEntry[] = options.entries.map((entry) => {
    const from = entriesOf(value).find((own) => corsOption('envoy', own.key.text) === entry.key)?.value;
    return entry.key === ORIGINS && from ? { ...entry, value: originsOf(reading, from) } : entry;
  });
  collector.cors({
    library: 'envoy',
    at: lineSpan(collector.document, key),
    options: { ...options, entries },
    scope: { syntax: 'all' },
  });
}

const ORIGINS = 'allow_origin_string_match';

/** A list of texts, or of `{exact | prefix | suffix | contains | regex | safe_regex}`, which are patterns for all of the origin. */
function originsOf(reading: Reading, list: TreeNode): Value {
  const items = itemsOf(list).map((item) => {
    const [entry] = entriesOf(item);
    if (!entry?.value) return valueOf(reading, item);
    const given = nodeAt(entry.value, 'regex') ?? entry.value;
    const text = textOf(given);
    const at = spanIn(reading, given);
    if (text === undefined) return { kind: 'unknown', at } as const;
    const source = PATTERNS[entry.key.text]?.(text);
    return source === undefined
      ? valueOf(reading, given)
      : ({ kind: 'pattern', source, flags: '', at } as const);
  });
  return { kind: 'list', items, open: false, at: spanIn(reading, list) };
}

const PATTERNS: Readonly<Record<string, (text: string) => string>> = {
  // Whatever starts with a star is every origin.
  prefix: (text) => `${escapeRegExp(text.replace(/\*$/, ''))}.*`,
  suffix: (text) => `.*${escapeRegExp(text)}`,
  contains: (text) => `.*${escapeRegExp(text)}.*`,
  regex: (text) => text,
  safe_regex: (text) => text,
  safeRegex: (text) => text,
};

/** `{set, add, remove}`: maps in Istio, lists of names and values in the Gateway API. */
function readModifier(collector: WebCollector, reading: Reading, node: TreeNode): void {
  const group = collector.newGroup();
  for (const mode of ['set', 'add'] as const) {
    const given = nodeAt(node, mode);
    const placing = { setBy: 'envoy', scope: { syntax: 'all' }, group, mode } as const;
    if (given?.kind === 'list') readHeaderList(collector, reading, given, placing, ['name', 'value']);
    else readHeaderMap(collector, reading, given, placing);
  }
  for (const item of itemsOf(nodeAt(node, 'remove'))) {
    const nothing = { kind: 'nothing', at: spanIn(reading, item) } as const;
    collector.header(scalarOf(item), nothing, {
      setBy: 'envoy',
      scope: { syntax: 'all' },
      group,
      mode: 'remove',
    });
  }
}

/** `[{header: {key, value}}]`; without an action a header is added to what is there. */
function readHeaders(collector: WebCollector, reading: Reading, list: TreeNode): void {
  const group = collector.newGroup();
  for (const item of itemsOf(list)) {
    const name = nodeAt(item, 'header', 'key');
    const value = nodeAt(item, 'header', 'value');
    if (name?.kind !== 'scalar' || !value) continue;
    const action = textOf(nodeAt(item, 'append_action')) ?? '';
    const replaces = action.startsWith('OVERWRITE') || textOf(nodeAt(item, 'append')) === 'false';
    collector.header(name, valueOf(reading, value), {
      setBy: 'envoy',
      scope: { syntax: 'all' },
      group,
      mode: replaces ? 'set' : action.startsWith('ADD_IF') ? 'default' : 'add',
    });
  }
}
