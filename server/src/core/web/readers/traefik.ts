import {
  entriesOf,
  itemsOf,
  mapsIn,
  nodeAt,
  scalarOf,
  type TreeEntry,
  type TreeMap,
  type TreeNode,
} from '../../parsers/tree.ts';
import type { Value } from '../values.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { corsOption, corsOptionsOfTexts } from '../manifests/corsOptions.ts';
import { SHELL_VARIABLES, spanIn, valueOf, type Reading } from '../manifests/treeValues.ts';

/** Traefik's `headers` middleware: files of its own (YAML, TOML), Kubernetes' `Middleware`, labels of containers. */
export default configurationReader({
  languages: ['yaml', 'toml', 'json'],
  triggers: ['accesscontrolallow', 'accesscontrolexpose', 'customresponseheaders'],
  confirms: /accessControl(?:Allow|Expose)|customResponseHeaders/i,
  read(collector, { roots }) {
    const reading: Reading = { document: collector.document, inserts: SHELL_VARIABLES };
    for (const { map } of mapsIn(roots)) {
      const headers = entriesOf(map).find(({ key }) => key.text === 'headers')?.value;
      if (headers?.kind === 'map') readMiddleware(collector, reading, headers);
      for (const middleware of middlewaresOf(entriesOfLabels(nodeAt(map, 'labels'))).values())
        readMiddleware(collector, reading, middleware);
    }
  },
});

const EVERYTHING = { syntax: 'all' } as const;

function readMiddleware(collector: WebCollector, reading: Reading, headers: TreeMap): void {
  const own = headers.entries.find(({ key }) => corsOption('traefik', key.text) !== undefined);
  const options = own && corsOptionsOfTexts(reading, headers, LISTS, (key) => corsOption('traefik', key));
  if (options)
    collector.cors({
      library: 'traefik',
      at: lineSpan(collector.document, own.key),
      options,
      scope: EVERYTHING,
    });
  for (const { key, value } of headers.entries)
    if (/^customResponseHeaders$/i.test(key.text) && value) readCustom(collector, reading, value);
}

/** Without a value, the header is taken away. */
function readCustom(collector: WebCollector, reading: Reading, headers: TreeNode): void {
  const group = collector.newGroup();
  for (const { key, value } of entriesOf(headers)) {
    const given: Value = value ? valueOf(reading, value) : { kind: 'nothing', at: spanIn(reading, key) };
    const isEmpty = given.kind === 'nothing' || (given.kind === 'text' && given.text === '');
    const mode = isEmpty ? 'remove' : 'set';
    collector.header(key, given, { setBy: 'traefik', scope: EVERYTHING, group, mode });
  }
}

const LISTS = /List$|ListRegex$|Methods$|Headers$/;

/** `- name=value`, or `name: value`. */
function entriesOfLabels(labels: TreeNode | undefined): readonly TreeEntry[] {
  if (labels?.kind === 'map') return entriesOf(labels);
  return itemsOf(labels).flatMap((item) => {
    const scalar = scalarOf(item);
    const equals = scalar?.text.indexOf('=') ?? -1;
    if (!scalar || equals <= 0 || scalar.end - scalar.start !== scalar.text.length) return [];
    const from = scalar.start + equals;
    return {
      key: { ...scalar, text: scalar.text.slice(0, equals), end: from },
      value: { ...scalar, text: scalar.text.slice(equals + 1), start: from + 1 },
    };
  });
}

const LABEL = /^traefik\.http\.middlewares\.([^.]{1,200})\.headers\.(.{1,200})$/i;

/** The labels of each middleware as the map that a file would have. */
function middlewaresOf(labels: readonly TreeEntry[]): ReadonlyMap<string, TreeMap> {
  const found = new Map<string, { entries: TreeEntry[]; custom: TreeEntry[] }>();
  for (const { key, value } of labels) {
    const [, name, path = ''] = LABEL.exec(key.text) ?? [];
    if (name === undefined || !value) continue;
    const parts = found.get(name) ?? { entries: [], custom: [] };
    found.set(name, parts);
    const named = { ...key, text: path, start: key.end - path.length };
    const header = /^customResponseHeaders\.(.+)$/i.exec(path)?.[1];
    if (header === undefined) parts.entries.push({ key: named, value });
    else parts.custom.push({ key: { ...named, text: header, start: key.end - header.length }, value });
  }
  return new Map(
    [...found].map(([name, { entries, custom }]) => {
      const [first] = [...entries, ...custom];
      const range = { start: first?.key.start ?? 0, end: first?.key.end ?? 0 };
      const [own] = custom;
      const added: readonly TreeEntry[] = own
        ? [
            {
              key: { ...own.key, text: 'customResponseHeaders' },
              value: { kind: 'map', entries: custom, ...range },
            },
          ]
        : [];
      return [name, { kind: 'map', entries: [...entries, ...added], ...range }];
    }),
  );
}
