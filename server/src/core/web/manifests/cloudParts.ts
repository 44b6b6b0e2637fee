/**
 * What clouds call the settings of CORS and of headers, in whichever language they are written: the same words stand in
 * templates of CloudFormation, in Terraform and in templates of Azure.
 */
import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  textOf,
  type TreeEntry,
  type TreeNode,
  type TreeScalar,
} from '../../parsers/tree.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import type { HeaderPlaceId } from '../headerPlaces.ts';
import type { Scope } from '../types.ts';
import type { Value } from '../values.ts';
import { readCloudFrontCache } from './cloudFrontCaches.ts';
import { lineSpan, type WebCollector } from './collector.ts';
import { corsOption, corsOptions } from './corsOptions.ts';
import { spanIn, valueOf, type Reading } from './treeValues.ts';

/** Reads everything below a resource; `type` is what the resource is. */
export function readCloudParts(
  collector: WebCollector,
  reading: Reading,
  root: TreeNode | undefined,
  type: string,
): void {
  const seen = new Set<TreeNode>();
  const waiting: { readonly node: TreeNode; readonly place: Place }[] = [];
  if (root) waiting.push({ node: root, place: { collector, reading, type, scope: { syntax: 'all' } } });
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, place } = next;
    if (seen.has(node) || node.kind === 'scalar') continue;
    seen.add(node);
    if (node.kind === 'list') for (const item of node.items) waiting.push({ node: item, place });
    else {
      readObject(place, node);
      readCloudFrontCache(collector, node);
    }
    for (const { key, value } of entriesOf(node)) {
      if (!value) continue;
      const [named] = key.text === 'dynamic' && value.kind === 'map' ? (value.labels ?? []) : [];
      const content = named === undefined ? value : nodeAt(value, 'content');
      if (content && !readPart(place, { key, value: content }, named ?? key.text))
        waiting.push({ node: content, place: { ...place, scope: scopeBelow(place, key) } });
    }
  }
}

/** Where something stands. */
interface Place {
  readonly collector: WebCollector;
  readonly reading: Reading;
  readonly type: string;
  readonly scope: Scope;
}

/** Within a description of an API, keys are paths and methods. */
function scopeBelow({ collector, scope }: Place, key: TreeScalar): Scope {
  if (key.text.startsWith('/'))
    return { pattern: key.text, syntax: 'route', at: lineSpan(collector.document, key) };
  if (scope.pattern !== undefined && /^(?:get|post|put|patch|delete|head|options)$/i.test(key.text))
    return { ...scope, methods: [key.text.toUpperCase()] };
  return scope;
}

/** True where all of it has been read. */
function readPart(place: Place, entry: Required<TreeEntry>, name: string): boolean {
  const { value } = entry;
  const word = name.toLowerCase().replace(/[-_]/g, '');
  switch (word) {
    case 'corsrules':
    case 'corsrule':
      return readCors(place, entry, /azure|microsoft/i.test(place.type) ? 'azure' : 's3');
    case 'corsconfiguration':
    case 'xamazonapigatewaycors':
      return readCors(place, entry, 'api-gateway');
    case 'cors':
      return readCors(place, entry, libraryOfCors(value, place.type));
    case 'corsconfig':
      return readCors(place, entry, 'cloudfront');
    case 'corspolicy':
      return readCors(place, entry, 'envoy');
    case 'customheadersconfig':
      readCustomHeaders(place, value);
      return true;
    case 'responseparameters':
      readResponseParameters(place, value);
      return true;
    case 'requestheaderaction':
    case 'requestheaderstoadd':
    case 'modifyrequestheaderaction':
      return true;
    case 'modifyresponseheaderaction':
      readNamedHeader(place, value, 'name');
      return true;
    case 'customresponseheaders':
      return readHeaderLines(place, value);
    default:
      return false;
  }
}

function libraryOfCors(value: TreeNode, type: string): CorsLibraryId | undefined {
  if (/Serverless::Api$|^Globals\.Api$/.test(type)) return 'sam';
  const map = value.kind === 'list' ? value.items[0] : value;
  const keys = entriesOf(map).map(({ key }) => key.text.toLowerCase().replace(/[-_]/g, ''));
  if (keys.some((key) => /^(?:allowedorigins|supportcredentials)$/.test(key))) return 'azure';
  if (keys.some((key) => /^allow(?:origins|credentials|methods|headers)$/.test(key)))
    return /gateway|httpapi/i.test(type) ? 'api-gateway' : 'lambda-url';
  return keys.includes('origin') ? 'gcs' : undefined;
}

function readCors(
  place: Place,
  { key, value }: Required<TreeEntry>,
  library: CorsLibraryId | undefined,
): boolean {
  const { collector, reading, scope } = place;
  if (!library) return false;
  if (library === 'sam') return readSamCors(place, key, value);
  if (value.kind === 'scalar') {
    if (value.text !== 'true') return true;
    // Of SAM: every origin.
    const options: Value = { kind: 'nothing', at: spanIn(reading, value) };
    collector.cors({ library: 'sam', at: spanIn(reading, key), options, scope });
    return true;
  }
  const maps = value.kind === 'list' ? value.items : [value];
  let found = false;
  for (const map of maps) {
    const options = corsOptions(reading, map, library);
    if (!options) continue;
    found = true;
    const own = entriesOf(map).filter((entry) => corsOption(library, entry.key.text) !== undefined);
    const first = own.find((entry) => /origin/i.test(entry.key.text)) ?? own[0];
    const at = spanIn(reading, value.kind === 'list' ? (first?.key ?? key) : key);
    collector.cors({ library, at, options, scope });
  }
  return found;
}

/** A text alone is the origin; texts stand in quotes of their own: `"'*'"`. */
function readSamCors({ collector, reading, scope }: Place, key: TreeScalar, value: TreeNode): boolean {
  const at = spanIn(reading, key);
  const isText = value.kind === 'scalar';
  const entries = isText
    ? [{ key: 'AllowOrigin', keyAt: at, value: unquoted(valueOf(reading, value)) }]
    : entriesOf(value).flatMap(({ key: { text, ...range }, value: given }) =>
        given ? [{ key: text, keyAt: spanIn(reading, range), value: unquoted(valueOf(reading, given)) }] : [],
      );
  const options: Value = { kind: 'map', entries, open: false, at: spanIn(reading, value) };
  if (entries.length > 0) collector.cors({ library: 'sam', at, options, scope });
  return true;
}

/** API Gateway takes `'text'` for a text. */
function unquoted(value: Value): Value {
  if (value.kind !== 'text' || !/^'[^]*'$/.test(value.text) || value.text.length < 2) return value;
  const { at, text } = value;
  const isVerbatim = at.end - at.start === text.length;
  return {
    ...value,
    text: text.slice(1, -1),
    at: isVerbatim ? { ...at, start: at.start + 1, end: at.end - 1, column: at.column + 1 } : at,
  };
}

function readCustomHeaders({ collector, reading, scope }: Place, node: TreeNode): void {
  const group = collector.newGroup();
  const nodes = node.kind === 'list' ? node.items : [node];
  for (const items of nodes.flatMap((each) => blocksOf(each, /^items$/i)))
    for (const item of items.kind === 'list' ? items.items : [items]) {
      const value = memberOf(item, 'value');
      const overrides = textOf(memberOf(item, 'override'));
      collector.header(scalarOf(memberOf(item, 'header')), value && valueOf(reading, value), {
        setBy: 'cloudfront',
        scope,
        group,
        mode: overrides === 'false' ? 'default' : 'set',
      });
    }
}

/** Of a block that may be repeated, each. */
function blocksOf(node: TreeNode, name: RegExp): readonly TreeNode[] {
  return entriesOf(node).flatMap(({ key, value }) => (name.test(key.text) && value ? [value] : []));
}

function memberOf(node: TreeNode, name: string): TreeNode | undefined {
  return entriesOf(node).find(({ key }) => key.text.toLowerCase() === name)?.value;
}

/** `method.response.header.X: "'value'"` of API Gateway; SAM has `Headers: {X: …}`. */
function readResponseParameters({ collector, reading, scope }: Place, node: TreeNode): void {
  const group = collector.newGroup();
  const entries = entriesOf(node).flatMap((entry) =>
    /^headers$/i.test(entry.key.text) ? entriesOf(entry.value) : [entry],
  );
  for (const { key, value } of entries) {
    if (value?.kind !== 'scalar' || /^(?:true|false)$/.test(value.text)) continue;
    const prefix =
      /^(?:method|gatewayresponse|gatewayResponse)\.(?:response\.)?header\./.exec(key.text)?.[0] ?? '';
    const given = valueOf(reading, value);
    if (given.kind === 'text' && !given.text.startsWith("'")) {
      // `integration.response.header.X`: what the function gives.
      if (/^(?:integration|method|context|stageVariables)\./.test(given.text)) continue;
    }
    const isVerbatim = key.end - key.start === key.text.length;
    collector.header(
      {
        text: key.text.slice(prefix.length),
        start: key.start + (isVerbatim ? prefix.length : 0),
        end: key.end,
      },
      unquoted(given),
      { setBy: 'api-gateway', scope, group },
    );
  }
}

/** `["Cache-Control: max-age=1"]` of Google's load balancers. */
function readHeaderLines({ collector, scope }: Place, node: TreeNode): boolean {
  const group = collector.newGroup();
  for (const item of itemsOf(node)) {
    const [, name = '', gap = '', text = ''] =
      /^([\w-]{1,100})(:[ \t]{0,20})(.*)$/s.exec(textOf(item) ?? '') ?? [];
    if (name === '' || item.end - item.start !== name.length + gap.length + text.length) continue;
    const start = item.start + name.length + gap.length;
    collector.header(
      { text: name, start: item.start, end: item.start + name.length },
      { kind: 'text', text, at: lineSpan(collector.document, { start, end: item.end }) },
      { setBy: 'terraform', scope, group },
    );
  }
  return node.kind === 'list';
}

/** Objects that are one header, or have one. */
function readObject(place: Place, map: TreeNode): void {
  const { collector, reading, type } = place;
  for (const { key, value } of entriesOf(map)) {
    if (/^cache_?control$/i.test(key.text) && value?.kind === 'scalar') {
      const setBy: HeaderPlaceId = /^(?:aws|AWS)/.test(type) ? 's3' : 'static-files';
      collector.header({ ...key, text: 'Cache-Control' }, valueOf(reading, value), {
        setBy,
        scope: objectScope(collector, map),
        group: collector.newGroup(),
      });
    }
  }
  if (nodeAt(map, 'header_name')) readNamedHeader(place, map, 'header_name');
  else if (isHeaderRule(map)) readNamedHeader(place, map, 'name');
  else readHeaderRules(place, map);
}

/** A rule of a CDN or a load balancer: which requests it is for is asked elsewhere. */
function readNamedHeader({ collector, reading }: Place, map: TreeNode, nameKey: string): void {
  const value = nodeAt(map, 'header_value') ?? nodeAt(map, 'value');
  collector.header(scalarOf(nodeAt(map, nameKey)), value && valueOf(reading, value), {
    setBy: 'terraform',
    scope: { syntax: 'all', conditional: true },
    group: collector.newGroup(),
  });
}

/** Cloudflare: `headers = { "X" = { operation = "set", value = "y" } }`. */
function readHeaderRules({ collector, reading }: Place, map: TreeNode): void {
  for (const { key, value } of entriesOf(map)) {
    const given = value && isHeaderRule(value) && !nodeAt(value, 'name') ? nodeAt(value, 'value') : undefined;
    if (!given) continue;
    collector.header(key, valueOf(reading, given), {
      setBy: 'terraform',
      scope: { syntax: 'all', conditional: true },
      group: collector.newGroup(),
    });
  }
}

/** Cloudflare: `{name, operation: "set", value}`. */
function isHeaderRule(map: TreeNode): boolean {
  return /^(?:set|add)$/.test(textOf(nodeAt(map, 'operation')) ?? '') && nodeAt(map, 'value') !== undefined;
}

/** The file that the header is for, where its name is known. */
function objectScope(collector: WebCollector, map: TreeNode): Scope {
  const key = scalarOf(nodeAt(map, 'key') ?? nodeAt(map, 'name'));
  if (!key || key.style === 'code' || key.text.includes('${')) return { syntax: 'all', conditional: true };
  const pattern = key.text.startsWith('/') ? key.text : `/${key.text}`;
  return { pattern, syntax: 'exact', at: lineSpan(collector.document, key) };
}
