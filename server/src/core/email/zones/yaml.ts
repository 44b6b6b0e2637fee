import { nameOf } from '../../paths.ts';
import { parseJson } from '../../parsers/json.ts';
import {
  entriesOf,
  itemsOf,
  mapsIn,
  nodeAt,
  textOf,
  type TreeMap,
  type TreeNode,
  type TreeScalar,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import type { Document } from '../../source.ts';
import { dnsTextOf, tooLongStrings } from './dnsText.ts';
import {
  alignedText,
  concatenated,
  hasUnknown,
  partOf,
  UNKNOWN,
  unknownText,
  writtenText,
  type MappedText,
} from './mappedText.ts';
import { nameIn, type DeclaredRecord } from './record.ts';

/** Records of OctoDNS, CloudFormation, external-dns and Ansible; of JSON files CloudFormation alone. */
export function readYaml(document: Document): readonly DeclaredRecord[] {
  const isJson = document.language === 'json' || document.language === 'jsonc';
  const { roots } = document.parsed(isJson ? parseJson : parseYaml);
  const octo = isJson ? [] : octoRecords(document, roots[0]);
  if (octo.length > 0) return octo;
  const records: DeclaredRecord[] = [];
  for (const { map } of mapsIn(roots)) {
    const type = textAt(map, ['Type', 'type', 'recordType', 'record_type']);
    if (type === undefined || !TYPE.test(type)) continue;
    const given = nodeAt(map, 'ResourceRecords') ?? (isJson ? undefined : valueNode(map));
    if (!given) continue;
    const naming = nodeOf(map, ['Name', 'name', 'dnsName', 'record', 'record_name']);
    const name = naming?.kind === 'map' ? nodeAt(naming, 'Fn::Sub') : naming;
    const zone = textAt(map, ['zone', 'domain', 'HostedZoneName']);
    const isRoute53 = nodeAt(map, 'ResourceRecords') !== undefined;
    const named =
      name?.kind === 'scalar' && (name.tag ?? '!Sub') === '!Sub'
        ? scalarText(document.text, name)
        : undefined;
    const isAlone = nodeAt(map, 'SetIdentifier') === undefined && nodeAt(map, 'when') === undefined;
    for (const scalar of scalarsOf(given)) {
      const { value, strings } = dnsTextOf(scalarText(document.text, scalar));
      const written = isRoute53 ? tooLongStrings(strings, 'Route 53 refuses the record') : [];
      records.push({
        name: nameIn(isName(zone) ? zone : undefined, named?.text ?? UNKNOWN),
        type: type.toUpperCase(),
        value,
        at: scalar,
        ...(isAlone && named && !hasUnknown(named) && { group: `${zoneKey(map)}\0${named.text}` }),
        forbidden: forbiddenIn(scalar),
        ...(written.length > 0 && { written }),
      });
      if (records.length >= MOST) return records;
    }
  }
  return records;
}

const MOST = 5_000;
/** Of a value, in UTF-16 units. */
const LONGEST = 16_000;
const TYPE = /^(?:TXT|SPF|CNAME|MX)$/;

function textAt(map: TreeMap, keys: readonly string[]): string | undefined {
  return textOf(nodeOf(map, keys));
}

function nodeOf(map: TreeMap, keys: readonly string[]): TreeNode | undefined {
  return keys.map((key) => nodeAt(map, key)).find((node) => node !== undefined);
}

function valueNode(map: TreeMap): TreeNode | undefined {
  return nodeOf(map, ['value', 'values', 'targets', 'content', 'data']);
}

function zoneKey(map: TreeMap): string {
  const zone = nodeOf(map, ['HostedZoneName', 'HostedZoneId', 'zone', 'domain']);
  return zone ? (textOf(zone) ?? textOf(entriesOf(zone)[0]?.value) ?? '') : '';
}

function isName(text: string | undefined): boolean {
  return text !== undefined && /^(?:[a-z\d-]{1,63}\.)+[a-z]{2,63}\.?$/i.test(text);
}

function scalarsOf(node: TreeNode): readonly TreeScalar[] {
  const nodes = node.kind === 'list' ? node.items.slice(0, 100) : [node];
  return nodes.flatMap((one) => {
    if (one.kind === 'scalar') return one.tag === '!Ref' || one.tag === '!ImportValue' ? [] : [one];
    // OctoDNS has the priority of a mail server beside its name.
    const sub = nodeAt(one, 'Fn::Sub') ?? nodeAt(one, 'exchange');
    return sub?.kind === 'scalar' ? [sub] : [];
  });
}

function forbiddenIn({ style }: TreeScalar): RegExp {
  return style === 'plain' ? /["'\\#\n]|: |\{\{/ : /["'\\\n]/;
}

/** `${Name}` of CloudFormation and `{{ name }}` of templates are unknown. */
function scalarText(file: string, scalar: TreeScalar): MappedText {
  const all = alignedText(scalar.text, file, scalar);
  if (scalar.text.length > LONGEST) return all;
  const parts: MappedText[] = [];
  let from = 0;
  for (const { 0: hole, index } of scalar.text.matchAll(/\$\{[^{}]{1,200}\}|\{\{[^{}]{1,200}\}\}/g)) {
    const inside = partOf(all, index, index + hole.length);
    const start = inside.pieces[0]?.start ?? scalar.start;
    parts.push(partOf(all, from, index), unknownText({ start, end: inside.pieces.at(-1)?.end ?? start }));
    from = index + hole.length;
  }
  return from === 0 ? all : concatenated([...parts, partOf(all, from, scalar.text.length)]);
}

/** https://octodns.readthedocs.io/en/latest/records.html: names are keys, the file is called after the zone. */
function octoRecords(document: Document, root: TreeNode | undefined): readonly DeclaredRecord[] {
  const origin = nameOf(document.path)
    .replace(/\.ya?ml$/i, '')
    .toLowerCase();
  if (!isName(origin)) return [];
  return entriesOf(root).flatMap(({ key, value: node }) =>
    (node?.kind === 'list' ? itemsOf(node) : node ? [node] : []).flatMap((one) => {
      const type = textOf(nodeAt(one, 'type'));
      const given = nodeAt(one, 'value') ?? nodeAt(one, 'values');
      if (type === undefined || !TYPE.test(type) || !given) return [];
      const name = nameIn(origin, key.text);
      return scalarsOf(given).map((scalar) => ({
        name,
        type,
        value: dnsTextOf(withoutEscapes(document.text, scalar)).value,
        at: scalar,
        group: name,
        forbidden: scalar.style === 'plain' ? /["'\\#;\n]|: / : /["'\\;\n]/,
      }));
    }),
  );
}

/** Semicolons are written `\;`, and quotation marks may be. */
function withoutEscapes(file: string, scalar: TreeScalar): MappedText {
  const all = scalarText(file, scalar);
  if (all.text.length > LONGEST) return all;
  const parts: MappedText[] = [];
  let from = 0;
  for (const { 1: sign = '', index } of all.text.matchAll(/\\([;"])/g)) {
    const inside = partOf(all, index, index + 2);
    const start = inside.pieces[0]?.start ?? scalar.start;
    parts.push(
      partOf(all, from, index),
      writtenText(sign, { start, end: inside.pieces.at(-1)?.end ?? start }),
    );
    from = index + 2;
  }
  return from === 0 ? all : concatenated([...parts, partOf(all, from, all.text.length)]);
}
