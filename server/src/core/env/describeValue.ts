import { boundHost } from '../secrets/localHosts.ts';
import { knownTokens } from '../secrets/matchTokens.ts';
import { isFilledIn, isPlaceholder } from '../secrets/placeholder.ts';
import { rarityOf } from '../secrets/rarity.ts';
import type { TokenFormat } from '../secrets/tokenFormat.ts';
import type { EnvTrait, EnvValue } from './types.ts';

/** Describes the value of a variable, as a loader would give it to the program; nothing of it is kept. */
export function describeValue(value: string): EnvValue {
  const text = value.trim();
  if (text === '') return { state: 'empty' };
  if (isReferenceOnly(text)) return { state: 'reference' };
  if (isToFillIn(text)) return { state: 'placeholder', ...traitsIfAny(plainTraits(text)) };
  const traits = plainTraits(text);
  if (traits.some((trait) => trait === 'boolean' || trait === 'number' || trait === 'encrypted'))
    return { state: 'set', traits };
  return stateOfText(text, traits);
}

function stateOfText(text: string, traits: EnvTrait[]): EnvValue {
  const format = tokenFormatOf(text);
  if (format) {
    if (isPlaceholder(text))
      return { state: 'placeholder', ...traitsIfAny([...traits, ...modeOf(format, text)]) };
    return { state: 'set', ...traitsIfAny([...traits, ...modeOf(format, text), ...secretOf(format)]) };
  }
  const mode = MODES.find(([pattern]) => pattern.test(text))?.[1];
  const said = mode ? [...traits, mode] : traits;
  const kind = mayBeSecret(text) ? kindOf(text) : 'word';
  if (kind === 'placeholder') return { state: 'placeholder', ...traitsIfAny(said) };
  return { state: 'set', ...traitsIfAny(kind === 'random' ? [...said, 'secret'] : said) };
}

function traitsIfAny(traits: readonly EnvTrait[]): { traits?: readonly EnvTrait[] } {
  return traits.length > 0 ? { traits } : {};
}

/** `${A}`, `$A`, `${A}:${B}`, `${{ secrets.A }}`, `$(pass show x)`, `op://vault/item/field`. */
function isReferenceOnly(text: string): boolean {
  return text.length <= LONGEST && (REFERENCES_ONLY.test(text) || HELD_ELSEWHERE.test(text));
}

const LONGEST = 4_096;
const REFERENCES_ONLY =
  /^(?:\$\{[A-Za-z_][\w.]*(?::?[-=?+][^{}]*)?\}|\$[A-Z_][A-Z0-9_]*|\$\{\{[^{}]*\}\}|\{\{[^{}]*\}\}|\$\([^()]*\)|[\s:/@.,_-])+$(?<=[}\w)][\s:/@.,_-]*)/;
/** Secrets that a tool puts in place when it runs: 1Password, Vault, Azure, AWS, Doppler. */
const HELD_ELSEWHERE =
  /^(?:op|vault|ssm|awssm|azurekeyvault|secretref|gsm|bws|keychain|infisical|doppler):(?:\/\/)?\S+$/i;

/** Words that people write where a value belongs, alone. */
const FILL_IN =
  /^(?:<[^<>@]*>|\[[A-Za-z][\w .-]*\]|\{[A-Za-z][\w .-]*\}|__[A-Za-z_]+__|%[A-Z_]+%|x{3,}|\*{3,}|\.{3,}|…|-{3,}|_{3,}|\?{2,}|(?:to-?do|tbd|tba|fix-?me|(?:change|replace|fill)[-_ ]?(?:me|this|it|in)(?:[-_ ](?:now|in[-_ ]production))?|insert[-_ ]?(?:me|here)|set[-_ ]?me|placeholder|redacted|dummy|secret[-_]?here|(?:SomeRandomString)+(?:Of32CharsExactly)?)[\d.!]*)$/i;
/** "your_api_key", "some-secret-here", "insert your key", "generate_a_new_key" and what else starts like an order. */
const ORDER =
  /^(?:(?:please|your|my[-_]?(?:super|own|secret|api|awesome)|some|insert|enter|paste|put|add|replace|change|changeme|fixme|generate|get|use)(?:[-_ ][A-Za-z0-9]+){1,12}[-_ ]?|[A-Za-z0-9]+(?:[-_ ][A-Za-z0-9]+){0,8}[-_ ](?:here|goes[-_ ]here))[.!]?$/i;
/** "YOURPASSWORD", "yourApiKeyHere" */
const JOINED_ORDER =
  /^your(?:api|app|secret|key|token|pass|user|name|client|db|database|domain|email|host|access|project|account)[A-Za-z]*$/i;
/** "sk-xxx", "pk_test_...", "your-secret" and "abc-change-me" at one of the ends; "whsec_<YOUR_SECRET>". */
const ENDS_TO_FILL_IN =
  /(?:^|[-_.])(?:x{3,}|X{3,}|\*{3,}|…|change[-_]?me|replace[-_]?me|your[-_][\w-]+|here)$|\.{3,}$|(?:^|[-_.])(?:CHANGE|REPLACE)_?ME$|^my(?:[-_][a-z]+){0,4}[-_](?:secret|key|token|password)$|^(?:your|change[-_]?me|replace[-_](?:me|this|with)|fixme)[-_]|<[A-Za-z][\w .-]*>|\[(?:your|insert)[\w .-]*\]|\[[A-Z]+(?:[_-][A-Z]+)+\]|x{4,}|X{4,}|\*{3}|__(?:REPLACE|CHANGE)[A-Z_]*__|\/path\/to\/|\/your\//;
const URL_START = /^[a-z][a-z0-9+.-]*:\/\//i;
/** RFC 2606 gives these domains to nobody. */
const EXAMPLE_DOMAIN = /^(?:[^\s@,]+@)?(?:[\w-]+\.)*example\.(?:com|org|net)$/i;
const OWN_DOMAIN =
  /(?:^|[.@-])(?:(?:your|my)-?(?:app|domain|project|site|company|host|server|instance|org|tenant|team|name|store|shop|website)|your-[\w-]+)[\w-]*(?:\.|$)/i;

/** Whether it says that somebody has to write a value in its place. */
function isToFillIn(text: string): boolean {
  if (text.length > 300 || /^[[{]\s*["{[\d]/.test(text)) return false;
  if (FILL_IN.test(text) || ORDER.test(text) || JOINED_ORDER.test(text) || ENDS_TO_FILL_IN.test(text))
    return true;
  if (URL_START.test(text)) return isUrlToFillIn(text);
  return EXAMPLE_DOMAIN.test(text) || (/^\S+\.[a-z]{2,10}$/i.test(text) && OWN_DOMAIN.test(text));
}

/** `https://your-project.supabase.co`, `postgres://USER:PASSWORD@HOST/db`. */
function isUrlToFillIn(url: string): boolean {
  const host = hostOf(url);
  return (
    EXAMPLE_DOMAIN.test(host) ||
    OWN_DOMAIN.test(host) ||
    /[/=:_-]your[-_][\w-]+|change[-_]?me|\/\/user(?:name)?:pass(?:word)?@host(?:name)?\b/i.test(url)
  );
}

function plainTraits(text: string): EnvTrait[] {
  const traits: EnvTrait[] = [];
  if (/^(?:true|false|yes|no|on|off)$/i.test(text)) traits.push('boolean');
  else if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) traits.push(...numberTraits(text));
  else if (/^(?:undefined|null)$/i.test(text)) traits.push('undefined-word');
  else if (URL_START.test(text)) traits.push(...urlTraits(text));
  else if (ENCRYPTED.test(text)) traits.push('encrypted');
  else if (/^[^\s@:/]+@[^\s@:/]+\.[A-Za-z]{2,}$/.test(text)) traits.push('email');
  else if (/^[[{]/.test(text) && isJson(text)) traits.push('json');
  else if (isLocalHost(text)) traits.push('local-host');
  return traits;
}

function numberTraits(text: string): EnvTrait[] {
  const isPort = /^\d{2,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535;
  return isPort ? ['number', 'port'] : ['number'];
}

function urlTraits(text: string): EnvTrait[] {
  const scheme = /^https?(?=:)/i.exec(text)?.[0].toLowerCase();
  const local = boundHost(hostOf(text));
  return [
    'url',
    ...(scheme === 'http' || scheme === 'https' ? ([scheme] as const) : []),
    ...(local === 'machine' || local === 'private' ? (['local-host'] as const) : []),
  ];
}

/** The host of a URL, without its port; in "a://user:pass@host:1/path" that of the last @. */
function hostOf(url: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\s]*)/i.exec(url)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(/[:,]/, 1)[0] ?? '');
}

/** `localhost`, `127.0.0.1:5432`, also in a list. */
function isLocalHost(text: string): boolean {
  if (text.length > 253 || /\s/.test(text)) return false;
  return text
    .split(',')
    .every((host) => ['machine', 'private'].includes(boundHost(host.replace(/:\d{1,5}$/, '')) ?? ''));
}

/** dotenvx, SOPS, Ansible Vault, git-crypt's and Rails' own. */
const ENCRYPTED = /^(?:encrypted:[A-Za-z0-9+/=]|ENC\[|\$ANSIBLE_VAULT;|AQICAH|-----BEGIN PGP MESSAGE)/;

function isJson(text: string): boolean {
  if (text.length > 100_000) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The provider whose key the whole value is. */
function tokenFormatOf(text: string): TokenFormat | undefined {
  if (text.length > LONGEST) return undefined;
  return knownTokens(text).find(({ start, end }) => start === 0 && end === text.length)?.format;
}

function modeOf({ mode, id, kind }: TokenFormat, text: string): EnvTrait[] {
  // Publishable keys of both modes have one format.
  const written = /^(?:[a-z]{2,4}_)?(test|sdbx|live)_/.exec(text)?.[1];
  if (mode === 'test' || (written !== undefined && written !== 'live')) return ['test-key'];
  if (written === 'live') return ['live-key'];
  if (mode === 'live' || /\blive\b/.test(`${id.replaceAll('-', ' ')} ${kind}`)) return ['live-key'];
  return [];
}

function secretOf({ publishable, pairedWith }: TokenFormat): EnvTrait[] {
  return publishable || pairedWith !== undefined ? [] : ['secret'];
}

/** Of keys whose provider is not known. */
const MODES: readonly (readonly [RegExp, EnvTrait])[] = [
  [/^(?:pk|sk|rk)_test_./, 'test-key'],
  [/^(?:pk|sk|rk)_live_./, 'live-key'],
];

function mayBeSecret(text: string): boolean {
  return (
    text.length >= 12 &&
    text.length <= LONGEST &&
    !/\s/.test(text) &&
    !/^(?:[a-z]+|[A-Z]+)$/.test(text) &&
    !IDENTIFIER.test(text)
  );
}

/** Published on every page (Google's measurement, publishable keys), or the name of an object: prices of Stripe. */
const IDENTIFIER =
  /^(?:G|UA|GT|GTM|AW|DC|ca-pub|pk|pub|phc|price|prod|plan|product|acct|cus|sub|org|team|prj|proj|project|app|user|usr|price|whook|asst|store|variant)[-_]/;

function kindOf(text: string): 'random' | 'placeholder' | 'word' {
  if (URL_START.test(text)) return hasPassword(text) ? 'random' : 'word';
  if (SIGNED_FOR_VISITORS.test(text)) return 'word';
  const { kind } = rarityOf(text.replace(/^base64:/, ''));
  if (kind === 'placeholder') return 'placeholder';
  return kind === 'random' && !isFilledIn(text) ? 'random' : 'word';
}

/** `"role":"anon"` as base64 writes it, at each of the three places where it can start: Supabase's key for browsers. */
const SIGNED_FOR_VISITORS = /^eyJ[\w-]+\.[\w-]*(?:InJvbGUiOiJhbm9uI|Jyb2xlIjoiYW5vbi|icm9sZSI6ImFub24i)/;

/** A URL with a login in it that isn't made up. */
function hasPassword(url: string): boolean {
  const login = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:([^/\s@]{8,})@/i.exec(url)?.[1];
  return login !== undefined && rarityOf(login).kind === 'random';
}
