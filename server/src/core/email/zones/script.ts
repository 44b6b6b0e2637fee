import {
  argumentOf,
  expressionAt,
  lastName,
  type CallExpr,
  type Expr,
  type MapExpr,
} from '../../parsers/expression.ts';
import { callOf, chainStart } from '../../parsers/expression/calls.ts';
import { scopeOf, type Scope } from '../../parsers/expression/scope.ts';
import type { Document } from '../../source.ts';
import { readDnsControl } from './dnsControl.ts';
import { dnsTextOf, tooLongStrings } from './dnsText.ts';
import { hasUnknown, UNKNOWN } from './mappedText.ts';
import { nameIn, type DeclaredRecord } from './record.ts';
import { scriptText } from './scriptText.ts';

/** Records that code declares: DNSControl, Pulumi, AWS CDK. */
export function readScript(document: Document): readonly DeclaredRecord[] {
  const scope = scopeOf(document);
  return [...readDnsControl(scope), ...constructedRecords(scope)];
}

const MOST = 2_000;
/** Pulumi's and CDK's resources. In Python they are called without `new`. */
const RESOURCE = /\b(?:TxtRecord|MxRecord|RecordSet|DnsRecord|ZoneRecord|TxtRecordSet|Record)(?=\s{0,10}\()/g;

function* constructedRecords(scope: Scope): Generator<DeclaredRecord> {
  const { code, language } = scope;
  let count = 0;
  for (const match of code.masked.matchAll(RESOURCE)) {
    if (count++ >= MOST) return;
    if (language === 'python') {
      const call = callOf(code, language, match.index, match[0].length);
      if (call) yield* recordsOf(scope, call);
      continue;
    }
    const made = expressionAt(code, language, chainStart(code, match.index));
    if (made.kind === 'call' && made.isNew === true) yield* recordsOf(scope, made);
  }
}

function* recordsOf(scope: Scope, call: CallExpr): Generator<DeclaredRecord> {
  const get = settingsOf(call);
  const [, own] = /(Txt|Mx)Record(?:Set)?$/.exec(lastName(call.callee)) ?? [];
  const typed = get('type') ?? get('recordType') ?? get('record_type');
  const type = own === undefined ? typed && typeText(typed) : own.toUpperCase();
  const isText = type === 'TXT' || type === 'SPF';
  if (!isText && type !== 'MX') return;
  const isCdk = own !== undefined && get('values') !== undefined;
  const given = VALUES.map(get).find((one) => one !== undefined);
  const name = ['name', 'recordName', 'record_name', 'subdomain', 'relativeRecordSetName']
    .map(get)
    .find((one) => one !== undefined);
  if (!given) return;
  const zone = get('domain') ?? get('zoneName') ?? get('zone_name') ?? get('zone');
  const origin = zone?.kind === 'string' && zone.text.includes('.') ? zone.text : undefined;
  const named = name ? scriptText(scope, name) : undefined;
  const isRoute53 = own === undefined && get('records') !== undefined;
  for (const item of given.kind === 'list' ? given.items : [given]) {
    const one = valueIn(item);
    const text = one && scriptText(scope, one);
    if (!text) continue;
    const { value, strings } = isText ? dnsTextOf(text) : { value: text, strings: [] };
    const written = isRoute53 ? tooLongStrings(strings, 'Route 53 refuses the record') : [];
    yield {
      name: nameIn(origin, named?.text ?? (isCdk && !name ? '' : UNKNOWN)),
      type,
      value,
      at: one,
      ...(given.kind === 'list' && (!named || !hasUnknown(named)) && { group: `call ${call.start}` }),
      forbidden: /["'`\\$]/,
      ...(written.length > 0 && { written }),
    };
  }
}

/** What the values are called, by provider: route53, CDK, cloudflare, gcp, digitalocean, linode, azure-native … */
const VALUES =
  'records values value content rrdatas target data txtRecords txt_records mxRecords mx_records'.split(' ');
const INNER = ['exchange', 'hostName', 'host_name', 'value'];

/** Some are objects, or made by what types them: `{ hostName: 'mx.shop.com', priority: 10 }`, `MxRecordArgs(exchange="mx.shop.com")`. */
function valueIn(item: Expr): Expr | undefined {
  if (item.kind !== 'map' && item.kind !== 'call') return item;
  const get = item.kind === 'call' ? settingsOf(item) : (name: string) => entryOf(item, name);
  return INNER.map(get).find((one) => one !== undefined) ?? (item.kind === 'call' ? item : undefined);
}

/** Named arguments, or the entries of the object that is given last. */
function settingsOf(call: CallExpr): (name: string) => Expr | undefined {
  const object = call.args.findLast(({ name, value }) => name === undefined && value.kind === 'map')?.value;
  return (name) => argumentOf(call, name) ?? (object?.kind === 'map' ? entryOf(object, name) : undefined);
}

function entryOf({ entries }: MapExpr, name: string): Expr | undefined {
  const entry = entries.find((part) => 'keyText' in part && part.keyText === name);
  return entry && 'value' in entry ? entry.value : undefined;
}

/** `"TXT"`, `aws.route53.RecordType.TXT` */
function typeText(expression: Expr): string {
  return expression.kind === 'string' ? expression.text.toUpperCase() : lastName(expression).toUpperCase();
}
