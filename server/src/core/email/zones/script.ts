import { argumentOf, expressionAt, lastName, type CallExpr, type Expr } from '../../parsers/expression.ts';
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
const RESOURCE = /\b(?:TxtRecord|RecordSet|DnsRecord|ZoneRecord|TxtRecordSet|Record)(?=\s{0,10}\()/g;

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
  const isCdk = lastName(call.callee).endsWith('TxtRecord') && get('values') !== undefined;
  const typed = get('type') ?? get('recordType') ?? get('record_type');
  const type = isCdk ? 'TXT' : typed && typeText(typed);
  if (type !== 'TXT' && type !== 'SPF') return;
  const given = VALUES.map(get).find((one) => one !== undefined);
  const name = get('name') ?? get('recordName') ?? get('record_name') ?? get('subdomain');
  if (!given) return;
  const zone = get('domain') ?? get('zoneName') ?? get('zone_name') ?? get('zone');
  const origin = zone?.kind === 'string' && zone.text.includes('.') ? zone.text : undefined;
  const named = name ? scriptText(scope, name) : undefined;
  const isRoute53 = !isCdk && get('records') !== undefined;
  for (const one of given.kind === 'list' ? given.items : [given]) {
    const text = scriptText(scope, one);
    if (!text) continue;
    const { value, strings } = dnsTextOf(text);
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

const VALUES = ['records', 'values', 'value', 'content', 'rrdatas', 'target', 'data'];

/** Named arguments, or the entries of the object that is given last. */
function settingsOf(call: CallExpr): (name: string) => Expr | undefined {
  const object = call.args.findLast(({ name, value }) => name === undefined && value.kind === 'map')?.value;
  return (name) => {
    const argument = argumentOf(call, name);
    if (argument || object?.kind !== 'map') return argument;
    const entry = object.entries.find((part) => 'keyText' in part && part.keyText === name);
    return entry && 'value' in entry ? entry.value : undefined;
  };
}

/** `"TXT"`, `aws.route53.RecordType.TXT` */
function typeText(expression: Expr): string {
  return expression.kind === 'string' ? expression.text.toUpperCase() : lastName(expression).toUpperCase();
}
