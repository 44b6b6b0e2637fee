import { parseHcl } from '../../parsers/hcl.ts';
import { parseJson } from '../../parsers/json.ts';
import { entriesOf, mapsIn, nodeAt, textOf, type TreeMap, type TreeNode } from '../../parsers/tree.ts';
import type { Document } from '../../source.ts';
import { dnsTextOf, tooLongStrings } from './dnsText.ts';
import { hclText } from './hclText.ts';
import { concatenated, hasUnknown, UNKNOWN, writtenText, type MappedText } from './mappedText.ts';
import { nameIn, type DeclaredRecord, type WrittenProblem } from './record.ts';
import { instancesOf, namesIn, resolved, type TerraformNames } from './terraformNames.ts';

/**
 * The records of Terraform and OpenTofu: resources of any provider, and the maps that modules are given, which all have a name, a
 * type and one value or several.
 */
export function readTerraform(document: Document): readonly DeclaredRecord[] {
  const { text } = document;
  const { roots } = document.parsed(isTerraformJson(document.path) ? parseJson : parseHcl);
  const zones = zonesIn(roots[0]);
  const names = namesIn(roots[0]);
  const records: DeclaredRecord[] = [];
  for (const { map, path } of mapsIn(roots)) {
    const resource = map.labels?.[0] ?? (path[0] === 'resource' ? path[1] : undefined) ?? '';
    if (resource.startsWith('aws_ses') || resource.endsWith('_zone')) continue;
    const type = /_txt_record(?:_set)?$/.test(resource) ? 'TXT' : (textAt(map, TYPES) ?? '').toUpperCase();
    if (!/^[A-Z]{1,10}$/.test(type)) continue;
    for (const own of instancesOf(map, names))
      for (const value of valuesOf({ text, names: own }, map)) {
        records.push(recordOf(text, { map, resource, type, zones, names: own }, value));
        if (records.length >= MOST) return records;
      }
  }
  return records;
}

const MOST = 5_000;

/** The same language in JSON: https://developer.hashicorp.com/terraform/language/syntax/json */
export function isTerraformJson(path: string): boolean {
  return path.endsWith('.tf.json');
}

/** What the attributes are called, by provider: cloudflare, route53, google, digitalocean, hetzner, gandi, ovh, namecheap, linode … */
const TYPES = ['type', 'fieldtype', 'record_type', 'rtype'];
const NAMES = ['name', 'hostname', 'subdomain', 'subname', 'record_name', 'full_name'];
const VALUES = 'records value values content rrdatas target address data txt rdata answer'.split(' ');
const ZONES =
  'zone zone_name domain domain_name dns_zone zone_id managed_zone domain_id hosted_zone_id'.split(' ');

interface Resource {
  readonly map: TreeMap;
  readonly resource: string;
  readonly type: string;
  readonly zones: ReadonlyMap<string, string>;
  readonly names: TerraformNames;
}

function recordOf(
  text: string,
  { map, resource, type, zones, names }: Resource,
  given: Given,
): DeclaredRecord {
  const zoneText = textAt(map, ZONES);
  const zone = zoneText === undefined ? undefined : zoneNamed(zoneText, zones);
  const named = nameNode(map);
  const rawName = textOf(named) ?? '';
  const written = named && resolved(named, names);
  const isWritten = written?.kind === 'scalar' && written.style !== 'code';
  const name = isWritten ? hclText(text, written).text : UNKNOWN;
  const isText = type === 'TXT' || type === 'SPF';
  const { value, strings } = isText ? dnsTextOf(given.value) : { value: given.value, strings: [] };
  const problems = isText ? problemsOf(resource, given, strings) : [];
  const isRepeated = /\b(?:each|count)\.|\bfor\b/.test(`${rawName} ${zoneText ?? ''}`) || isMultiplied(map);
  return {
    name: nameIn(zone, name),
    type,
    value,
    at: given.at,
    ...(!isRepeated && { group: zoneText === undefined ? `map ${map.start}` : `${zoneText}\0${rawName}` }),
    // Quotes and interpolations would have to be written in another way.
    forbidden: /["\\$%]/,
    ...(problems.length > 0 && { written: problems }),
  };
}

/** One of several that exclude each other, or that are told apart by something else. */
function isMultiplied(map: TreeMap): boolean {
  return [
    'count',
    'for_each',
    'set_identifier',
    'weighted_routing_policy',
    'geolocation_routing_policy',
  ].some((key) => nodeAt(map, key) !== undefined);
}

function nameNode(map: TreeMap): TreeNode | undefined {
  return NAMES.map((key) => nodeAt(map, key)).find((node) => node !== undefined);
}

function textAt(map: TreeMap, keys: readonly string[]): string | undefined {
  return keys.map((key) => textOf(nodeAt(map, key))).find((text) => text !== undefined);
}

/** Names of zones by the resources that make them: `aws_route53_zone.main` is "shop.com". */
function zonesIn(root: TreeNode | undefined): ReadonlyMap<string, string> {
  const zones = new Map<string, string>();
  for (const { key, value } of entriesOf(root)) {
    if ((key.text !== 'resource' && key.text !== 'data') || value?.kind !== 'map') continue;
    const [type = '', label = ''] = value.labels ?? [];
    if (!/zone|domain/.test(type)) continue;
    const name = textAt(value, ['dns_name', 'zone', 'domain', 'name']);
    if (name !== undefined && /^[\w-]+(?:\.[\w-]+)+\.?$/.test(name)) zones.set(`${type}.${label}`, name);
  }
  return zones;
}

function zoneNamed(text: string, zones: ReadonlyMap<string, string>): string | undefined {
  const [, reference] = /^(?:\$\{)?(?:data\.)?([\w-]+\.[\w-]+)(?:\[\d+\])?\.[\w.]+\}?$/.exec(text) ?? [];
  const known = reference === undefined ? undefined : zones.get(reference);
  if (known !== undefined) return known;
  return /^(?:[a-z\d-]{1,63}\.)+[a-z]{2,63}\.?$/i.test(text) &&
    !/^(?:var|local|data|module|each)\./.test(text)
    ? text
    : undefined;
}

interface File {
  readonly text: string;
  readonly names: TerraformNames;
}

interface Given {
  readonly value: MappedText;
  readonly at: { readonly start: number; readonly end: number };
}

/** Azure has a block for each value. */
function* valuesOf(file: File, map: TreeMap): Generator<Given> {
  for (const { key, value } of map.entries) {
    if (!value) continue;
    // Blocks that repeat, and lists of objects: hcloud's `records = [{ value = … }]`.
    if (key.text === 'record' && value.kind === 'map' && nodeAt(value, 'type') === undefined)
      yield* valuesOf(file, value);
    else if (VALUES.includes(key.text)) yield* valuesIn(file, value);
  }
}

function* valuesIn(file: File, given: TreeNode): Generator<Given> {
  const node = resolved(given, file.names);
  if (node.kind === 'map') {
    const inner = nodeAt(node, 'value') ?? nodeAt(node, 'answer');
    if (inner) yield* valuesIn(file, inner);
  } else if (node.kind === 'list' && (node.call === undefined || LISTS.has(node.call)))
    for (const item of node.items.slice(0, 100)) yield* valuesIn(file, item);
  else {
    const value = textIn(file, node);
    if (value) yield { value, at: { start: node.start, end: node.end } };
  }
}

const LISTS = new Set(['concat', 'tolist', 'toset', 'distinct', 'compact', 'flatten', '']);

/** A text, or what a function makes of texts; undefined for what can't be told. */
function textIn(file: File, given: TreeNode): MappedText | undefined {
  const { text, names } = file;
  const node = resolved(given, names);
  if (node.kind === 'scalar') {
    if (node.style !== 'code') return hclText(text, node);
    // Hetzner's own function puts the quotation marks: https://registry.terraform.io/providers/hetznercloud/hcloud/latest/docs/functions/txt_record
    const inner = /^(provider::hcloud::txt_record\(\s{0,20}")((?:[^"\\\n]|\\.)*)"\s{0,20}\)$/.exec(node.text);
    const start = node.start + (inner?.[1]?.length ?? 0);
    return inner
      ? hclText(text, { ...node, style: 'double', start, end: start + (inner[2]?.length ?? 0) })
      : undefined;
  }
  if (node.kind !== 'list') return undefined;
  const [first, second] = node.items;
  if (node.call === 'join' && first && second) {
    const separator = textOf(first);
    if (first.kind !== 'scalar' || first.style === 'code' || separator === undefined) return undefined;
    if (second.kind !== 'list') return undefined;
    const [pattern, whole] = second.items;
    // A long text in pieces: `join("\"\"", regexall(".{1,255}", local.key))`
    if (second.call === 'regexall' && whole && /^\.\{1,\d{2,3}\}$/.test(textOf(pattern) ?? ''))
      return textIn(file, whole);
    if (second.call !== undefined && !LISTS.has(second.call)) return undefined;
    const parts = second.items.map((item) => textIn(file, item));
    if (parts.some((part) => part === undefined)) return undefined;
    const between = writtenText(separator.replaceAll('\\"', '"'), first);
    return concatenated(parts.flatMap((part, index) => (part ? (index > 0 ? [between, part] : [part]) : [])));
  }
  if (first && ['chomp', 'trimspace', 'tostring', 'lower', ''].includes(node.call ?? ''))
    return textIn(file, first);
  return undefined;
}

function problemsOf(
  resource: string,
  { value, at }: Given,
  strings: readonly MappedText[],
): readonly WrittenProblem[] {
  if (resource === 'aws_route53_record') return tooLongStrings(strings, 'Route 53 refuses the record');
  // https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dns_record_set (rrdatas)
  const isSplit =
    resource === 'google_dns_record_set' && !value.text.startsWith('"') && /\s/.test(value.text.trim());
  if (!isSplit || hasUnknown(value)) return [];
  const [only] = value.pieces;
  return [
    {
      code: 'unquoted-text',
      message:
        'Put this text into quotation marks of its own: without them Cloud DNS makes a string of every word, and receivers read them without the blanks.',
      impact: 'high',
      isFatal: true,
      ...at,
      ...(value.pieces.length === 1 && only?.kind === 'same' && { replacement: `\\"${value.text}\\"` }),
    },
  ];
}
