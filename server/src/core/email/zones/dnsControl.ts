import type { CallExpr, Expr, MapExpr } from '../../parsers/expression.ts';
import { callsNamed } from '../../parsers/expression/calls.ts';
import type { Scope } from '../../parsers/expression/scope.ts';
import { ipAddress } from '../../live/hostNames.ts';
import { concatenated, hasUnknown, locate, unknownText, writtenText, type MappedText } from './mappedText.ts';
import { nameIn, type DeclaredRecord, type WrittenProblem } from './record.ts';
import { scriptText } from './scriptText.ts';

/** The records of DNSControl (`dnsconfig.js`): https://docs.dnscontrol.org/language-reference/domain-modifiers */
export function* readDnsControl(scope: Scope): Generator<DeclaredRecord> {
  const { code, language } = scope;
  if (!/\bD(?:_EXTEND)?\(/.test(code.masked)) return;
  for (const call of callsNamed(code, language, ['D', 'D_EXTEND'])) {
    const domain = call.args[0]?.value;
    const named = domain ? scriptText(scope, domain) : undefined;
    // "shop.com!inside" is one of several views of the zone.
    const origin = named && !hasUnknown(named) ? named.text.split('!', 1)[0] : undefined;
    const zone: Zone = { scope, origin, key: String(call.start) };
    for (const { value } of call.args.slice(1)) yield* modifiersIn(zone, value, 0);
  }
}

interface Zone {
  readonly scope: Scope;
  readonly origin: string | undefined;
  readonly key: string;
}

function* modifiersIn(zone: Zone, expression: Expr, depth: number): Generator<DeclaredRecord> {
  if (depth > 6) return;
  if (expression.kind === 'list') {
    for (const item of expression.items) yield* modifiersIn(zone, item, depth + 1);
  } else if (expression.kind === 'name') {
    const binding = zone.scope.lookup(expression.name, expression.start);
    if (binding?.kind === 'value') yield* modifiersIn(zone, binding.value, depth + 1);
  } else if (expression.kind === 'call' && expression.callee.kind === 'name') {
    const record = READERS[expression.callee.name]?.(zone, expression);
    if (record) yield record;
  }
}

type ModifierReader = (zone: Zone, call: CallExpr) => DeclaredRecord | undefined;

const READERS: Readonly<Record<string, ModifierReader>> = {
  TXT: (zone, call) => {
    const [label, given] = call.args.map(({ value }) => value);
    const value = given && scriptText(zone.scope, given);
    return label && given && value ? recordOf(zone, scriptText(zone.scope, label), value, given) : undefined;
  },
  MX: (zone, call) => {
    const [label, , target] = call.args.map(({ value }) => value);
    const value = target && scriptText(zone.scope, target);
    if (!label || !value) return undefined;
    const written = withoutDot(value);
    return {
      ...recordOf(zone, scriptText(zone.scope, label), value, target),
      type: 'MX',
      ...(written && { written: [written] }),
    };
  },
  SPF_BUILDER: (zone, call) => {
    const settings = settingsOf(call);
    const parts = settings && entryOf(settings, 'parts');
    if (!settings || parts?.kind !== 'list') return undefined;
    const value = concatenated(
      parts.items.flatMap((item, index) => {
        const part = scriptText(zone.scope, item) ?? unknownText(item);
        return index === 0 ? [part] : [writtenText(' ', { start: item.start, end: item.start }), part];
      }),
    );
    return recordOf(zone, labelOf(zone, settings), value, parts);
  },
  DMARC_BUILDER: (zone, call) => {
    const settings = settingsOf(call);
    if (!settings) return undefined;
    const label = labelOf(zone, settings);
    const named = label && label.text !== '@' ? `_dmarc.${label.text}` : '_dmarc';
    return recordOf(zone, { ...writtenText(named, call) }, dmarcOf(zone, settings), settings);
  },
  DKIM_BUILDER: (zone, call) => {
    const settings = settingsOf(call);
    const selector = settings && entryOf(settings, 'selector');
    const key = settings && entryOf(settings, 'pubkey');
    if (!settings || !selector || !key) return undefined;
    const label = labelOf(zone, settings);
    const name = scriptText(zone.scope, selector)?.text ?? 'unknown';
    const below = label && label.text !== '@' ? `.${label.text}` : '';
    const value = concatenated([
      writtenText('v=DKIM1; p=', { start: key.start, end: key.start }),
      scriptText(zone.scope, key) ?? unknownText(key),
    ]);
    return recordOf(zone, writtenText(`${name}._domainkey${below}`, selector), value, settings);
  },
};

function recordOf(
  { origin, key }: Zone,
  label: MappedText | undefined,
  value: MappedText,
  { start, end }: { readonly start: number; readonly end: number },
): DeclaredRecord {
  const isKnown = label !== undefined && !hasUnknown(label);
  return {
    name: nameIn(origin, label?.text ?? 'unknown'),
    type: 'TXT',
    value,
    at: { start, end },
    ...(isKnown && { group: `${key}\0${label.text.toLowerCase()}` }),
    forbidden: /["'`\\$]/,
  };
}

/** https://docs.dnscontrol.org/language-reference/why-the-dot */
function withoutDot(value: MappedText): WrittenProblem | undefined {
  const { text } = value;
  if (hasUnknown(value) || !text.includes('.') || text.endsWith('.') || ipAddress(text) !== undefined)
    return undefined;
  const { start, end, isSame } = locate(value, 0, text.length);
  return {
    code: 'no-dot',
    message: `DNSControl refuses a host with dots that doesn’t end in one, and then nothing of the zone is published: write “${text}.”.`,
    impact: 'medium',
    isFatal: true,
    start,
    end,
    ...(isSame && { replacement: `${text}.` }),
  };
}

function settingsOf(call: CallExpr): MapExpr | undefined {
  const first = call.args[0]?.value;
  return first?.kind === 'map' ? first : undefined;
}

function entryOf(settings: MapExpr, name: string): Expr | undefined {
  const found = settings.entries.find((part) => 'keyText' in part && part.keyText === name);
  return found && 'value' in found ? found.value : undefined;
}

function labelOf({ scope }: Zone, settings: MapExpr): MappedText | undefined {
  const label = entryOf(settings, 'label');
  return label ? (scriptText(scope, label) ?? unknownText(label)) : writtenText('@', settings);
}

/** What it writes for each setting: https://docs.dnscontrol.org/language-reference/domain-modifiers/dmarc_builder */
const TAGS: readonly (readonly [setting: string, tag: string])[] = [
  ['policy', 'p'],
  ['subdomainPolicy', 'sp'],
  ['alignmentDKIM', 'adkim'],
  ['alignmentSPF', 'aspf'],
  ['percent', 'pct'],
  ['rua', 'rua'],
  ['ruf', 'ruf'],
  ['failureOptions', 'fo'],
  ['failureFormat', 'rf'],
  ['reportInterval', 'ri'],
];
const WORDS: Readonly<Record<string, string>> = { strict: 's', relaxed: 'r' };

function dmarcOf({ scope }: Zone, settings: MapExpr): MappedText {
  const parts: MappedText[] = [writtenText('v=DMARC1', { start: settings.start, end: settings.start })];
  for (const [setting, tag] of TAGS) {
    const given = entryOf(settings, setting);
    if (!given) continue;
    parts.push(writtenText(`; ${tag}=`, { start: given.start, end: given.start }));
    parts.push(
      setting === 'failureOptions' && given.kind === 'map' ? failureOptions(given) : dmarcValue(scope, given),
    );
  }
  return concatenated(parts);
}

function dmarcValue(scope: Scope, given: Expr): MappedText {
  if (given.kind === 'list')
    return concatenated(
      given.items.flatMap((item, index) => {
        const one = scriptText(scope, item) ?? unknownText(item);
        return index === 0 ? [one] : [writtenText(',', { start: item.start, end: item.start }), one];
      }),
    );
  const value = scriptText(scope, given);
  if (!value) return unknownText(given);
  const short = WORDS[value.text.toLowerCase()];
  return short === undefined ? value : writtenText(short, given);
}

function failureOptions(given: MapExpr): MappedText {
  const letters = [
    ['SPF', 's'],
    ['DKIM', 'd'],
  ].flatMap(([name = '', letter = '']) => {
    const set = entryOf(given, name);
    return set?.kind === 'boolean' && set.value ? [letter] : [];
  });
  return letters.length > 0 ? writtenText(letters.join(':'), given) : unknownText(given);
}
