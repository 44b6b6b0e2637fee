import { offerMove } from '../../fixes/offer.ts';
import { behindLineFeed } from '../../lines.ts';
import { defineRule } from '../../rule.ts';
import type { Context } from '../../rule.ts';
import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import type { Language } from '../../language.ts';
import { placeOf } from '../../place.ts';
import {
  deploymentOf,
  isDeploymentManifest,
  isDevelopersStack,
  isForProduction,
  isOfDevelopment,
  isPublished,
  manifestKindOf,
  saysProduction,
  type ManifestKind,
} from '../../secrets/deployment.ts';
import { fallbacksIn } from '../../secrets/secretFallbacks.ts';
import { isGuessable, isSpokenSecret, knownDefault } from '../../secrets/knownDefaults.ts';
import { mayNameSecret, namedValues, type NamedValue } from '../../secrets/namedValues.ts';
import { wordsOf } from '../../secrets/namedValues/names.ts';
import { isTranslation } from '../../secrets/namedValues/surroundings.ts';
import { isCommentedOut, isForDevelopment, reachIn, type Reach } from '../../secrets/reach.ts';
import { signingCalls, SIGNING_CALL_TRIGGERS } from '../../secrets/signingCalls.ts';
import { stakeOf, type Stake } from '../../secrets/stakes.ts';
import type { Document, Parser } from '../../source.ts';

const NAMES: ReadonlySet<string> = new Set([
  'secret',
  'passw',
  '_key',
  'jwt',
  'encryptionkey',
  'signingkey',
  'cipherkey',
]);

export default defineRule({
  id: 'secrets/default-secret',
  impact: 'blocker',
  stage: 'security',
  title: 'Default secret that everybody knows',
  why: 'Samples, templates and tutorials ship secrets to get started with. Attackers try them first.',
  triggers: [...NAMES, 'unique phrase', ...SIGNING_CALL_TRIGGERS],
  confirms: (bytes, end, trigger) => !NAMES.has(trigger) || mayNameSecret(bytes, end),
  *check(document, context) {
    const manifest = manifestKindOf(document);
    const reachOf = reachIn(document);
    for (const weak of weakSecretsIn(document, manifest)) {
      if (isCommentedOut(document, weak.start)) continue;
      const impact = manifest
        ? inManifest(weak, manifest, document)
        : inCode(weak, document, context, reachOf);
      if (impact) yield finding(weak, impact, document, manifest !== undefined);
    }
  },
});

/** A value that anybody would try, and what it protects. */
interface WeakSecret extends TextRange {
  readonly name: string;
  readonly stake: Stake;
  readonly origin: Origin;
  /** Completes "It is the default of …". */
  readonly product?: string;
}

/** Where the value comes from: a product, the words that everybody tries, its author, the file itself. */
type Origin = 'product' | 'words' | 'spoken' | 'fallback';

function* weakSecretsIn(document: Document, manifest: ManifestKind | undefined): Iterable<WeakSecret> {
  const calls = new Set<number>();
  for (const { call, start, end } of document.parsed(signingCalls)) {
    const weak = weakness(document.text.slice(start, end), 'signing');
    if (!weak) continue;
    calls.add(start);
    yield { start, end, name: call, ...weak };
  }
  // In code, another rule speaks about fallbacks; in manifests they are the deployment's own defaults.
  if (manifest) {
    for (const { name, stake, start, end } of fallbacksIn(document)) {
      const value = document.text.slice(start, end);
      const weak =
        weakness(value, stake) ??
        (isLiteral(value) && isForgeable(stake) ? { stake, origin: 'fallback' } : undefined);
      if (weak) yield { start, end, name, ...weak };
    }
  }
  let fallbackEnds: ReadonlySet<number> | undefined;
  for (const value of document.parsed(namedValues)) {
    if (calls.has(value.start) || !isGiven(value, document)) continue;
    const { start, end, name } = value;
    const weak = weakness(document.text.slice(start, end), stakeOf(name));
    if (
      !weak ||
      isNameOfItself(value, document) ||
      isLabel(value, document) ||
      isReference(value, weak, document)
    )
      continue;
    fallbackEnds ??= new Set(fallbacksIn(document).map((fallback) => fallback.end));
    if (!fallbackEnds.has(end)) yield { start, end, name, ...weak };
  }
}

type Weakness = Pick<WeakSecret, 'stake' | 'origin' | 'product'>;

function weakness(value: string, stake: Stake | undefined): Weakness | undefined {
  const known = knownDefault(value);
  if (known && (stake !== undefined || known.distinct)) {
    // What gives itself away signs or encrypts, whatever it is called.
    const told = known.distinct && stake === 'unknown' ? undefined : stake;
    return { stake: told ?? 'signing', origin: 'product', product: known.product };
  }
  if (stake === undefined) return undefined;
  if (isGuessable(value)) return { stake, origin: 'words' };
  return isForgeable(stake) && isSpokenSecret(value) ? { stake, origin: 'spoken' } : undefined;
}

function isForgeable(stake: Stake | undefined): stake is 'signing' | 'admin' {
  return stake === 'signing' || stake === 'admin';
}

/** Not a path, an address, a reference. */
function isLiteral(value: string): boolean {
  return !NO_VALUE.test(value) && !/[/]/.test(value);
}

/** Whether it is a value that is given to the name, and not a type, a list of field names or a use of the name. */
function isGiven(value: NamedValue, document: Document): boolean {
  const { form, start, end, nameRange, quoted } = value;
  if (TYPE.test(value.name)) return false;
  const isDefined =
    form === 'argument' &&
    /\bdefine\(\s*["']$/.test(document.text.slice(Math.max(0, nameRange.start - 20), nameRange.start));
  if (!isDefined && form !== 'assignment' && form !== 'pair' && form !== 'flag' && form !== 'element')
    return false;
  // `${NAME:?it must be set}`: what follows such a name is no value, or a fallback.
  if (document.text.startsWith('${', nameRange.start - 2)) return false;
  if (start < nameRange.end || (!quoted && !UNQUOTED.has(document.language))) return false;
  const between = document.text.slice(nameRange.end, start);
  if (
    between.length > 200 ||
    /\[|\(/.test(between.replace(WRAPPER, '')) ||
    NO_VALUE.test(document.text.slice(start, end))
  )
    return false;
  return (
    !BARE.test(value.name) ||
    !isCode(document.language) ||
    SIGNER.test(document.text.slice(Math.max(0, nameRange.start - 160), nameRange.end))
  );
}

const UNQUOTED: ReadonlySet<Language> = new Set([
  'yaml',
  'properties',
  'ini',
  'dotenv',
  'shell',
  'dockerfile',
  'xml',
]);
const TYPE = /^Secret(?:Str|String|Bytes|Value|KeySpec)$/;
/** What a literal is wrapped in without being changed; other calls make something else of it. */
const WRAPPER =
  /(?:SecretStr|Secret|String(?:::from)?|from|\[\]byte|bytes|encode|b64decode|getBytes|default|of|keys:\s*)[([]["'`]?\s*$/;
/** Types, references, masks, commands. */
const NO_VALUE =
  /^[&*.]|^(?:string|str|none|null|nil|undefined|true|false|object|any|text|bytes?|buffer|unknown|required|optional|redacted|hidden)$|[$%]?\{|\$\(|^\$|\*{3}|^<|>$|\.{3}|…|•|::|=>/i;
/** Names that many things have: who signs must be near. */
const BARE = /^(?:\w{1,12}\.)?(?:secret|secretKey|secret_key|secrets|key|password)$/;
const SIGNER = /session|jwt|cookie|nextauth|betterauth|better-auth|passport|jws|\b(?:app|config|settings)\./i;

/** `SESSION_SECRET = "session_secret"` names where the secret is kept; `password: "Password"` is a label. */
function isNameOfItself({ name, start, end }: NamedValue, { text, language }: Document): boolean {
  if (!isCode(language)) return false;
  const value = text.slice(start, end);
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) && !knownDefault(value) && !/CHANGE/.test(value))
    return true;
  const compact = wordsOf(value).join('');
  return compact.length > 0 && wordsOf(name).join('').endsWith(compact) && !knownDefault(value);
}

/** `{ "SUPABASE_KEY": "Supabase", "SECRET_KEY": "Application" }`: a table of what each variable is for. */
function isLabel({ name, nameRange, start, end }: NamedValue, { text, language }: Document): boolean {
  if (!isCode(language) || !/^[A-Z][A-Z\d_]+$/.test(name)) return false;
  if (!/^[A-Z][a-z]{2,30}(?: [A-Za-z]{2,30}){0,5}$/.test(text.slice(start, end))) return false;
  return (
    /["'][A-Z][A-Z\d_]{2,60}["']\s*:\s*["'][A-Z][A-Za-z ]{2,60}["'],?\s*$/.test(
      text.slice(Math.max(0, nameRange.start - 160), Math.max(0, nameRange.start - 1)),
    ) ||
    /^["'],?\s*["'][A-Z][A-Z\d_]{2,60}["']\s*:\s*["'][A-Z][A-Za-z ]{2,60}["']/.test(
      text.slice(end, end + 160),
    )
  );
}

/** `secret: web-session-secret` in a configuration file names an object that holds the secret. */
function isReference({ name, start, end }: NamedValue, { origin }: Weakness, document: Document): boolean {
  if (isCode(document.language) || !/^(?:secrets?|secret_?key)$/i.test(name)) return false;
  const isObjectName = /^[a-z0-9]+(?:[-_.][a-z0-9]+)+$/.test(document.text.slice(start, end));
  return isObjectName && (origin === 'spoken' || (origin === 'words' && isDeploymentManifest(document)));
}

/** Undefined where nobody is at risk: a developer's own stack. */
function inManifest(weak: WeakSecret, kind: ManifestKind, document: Document): Impact | undefined {
  const told = deploymentOf(document, kind);
  const deployment =
    kind === 'compose' &&
    told === 'production' &&
    !isForProduction(document.path) &&
    (isOfDevelopment(document, weak) || document.parsed(isDevelopersStack))
      ? 'unclear'
      : told;
  if (deployment === 'development') return undefined;
  const opens = isForgeable(weak.stake);
  if (deployment === 'unclear') return opens ? (kind === 'helm' ? 'high' : 'low') : undefined;
  if (opens) return 'blocker';
  if (weak.stake === 'guard') return 'high';
  if (kind !== 'compose') return 'high';
  const isReached =
    isPublished(document, weak) && (isForProduction(document.path) || document.parsed(saysProduction));
  return isReached ? 'high' : 'low';
}

function inCode(
  weak: WeakSecret,
  document: Document,
  { facts }: Context,
  reachOf: (value: TextRange, name: string) => Reach,
): Impact | undefined {
  const { language, path } = document;
  if (isTranslation(path)) return undefined;
  if (language === 'dockerfile' && !isInImage(document, weak)) return undefined;
  if (language === 'dotenv') return inEnvFile(weak, path, facts.tracked[path]);
  if (NEVER.has(language) || reachOf(weak, weak.name) !== 'yes') return undefined;
  if (weak.stake === 'service' || weak.stake === 'unknown')
    return weak.product && isConfiguration(language) ? 'low' : undefined;
  if (weak.stake === 'guard') return 'medium';
  // A configuration file may be one of several, of which another holds for production.
  return isConfiguration(language) && BARE.test(weak.name) && !weak.product && !isForProduction(path)
    ? 'high'
    : 'blocker';
}

const NEVER: ReadonlySet<Language> = new Set([
  'markdown',
  'notebook',
  'html',
  'css',
  'sql',
  'text',
  'launch-ready',
]);
const CONFIGURATION: ReadonlySet<Language> = new Set([
  'yaml',
  'json',
  'jsonc',
  'toml',
  'ini',
  'properties',
  'xml',
  'terraform',
]);

function isConfiguration(language: Language): boolean {
  return CONFIGURATION.has(language);
}

function isCode(language: Language): boolean {
  return !CONFIGURATION.has(language) && !UNQUOTED.has(language);
}

/** What a RUN or an earlier stage is given for the build is gone in the image. */
function isInImage(document: Document, { start }: TextRange): boolean {
  return document.parsed(lastEnvironments).some((range) => range.start <= start && start < range.end);
}

/** The ENV instructions of the last stage. */
const lastEnvironments: Parser<readonly TextRange[]> = (text) => {
  const last = text.toUpperCase().lastIndexOf('\nFROM ');
  const found: TextRange[] = [];
  let start: number | undefined;
  for (let at = Math.max(0, last); at < text.length;) {
    const end = behindLineFeed(text, at);
    const line = text.slice(at, end);
    if (start === undefined && /^\s*ENV\s/i.test(line)) start = at;
    if (!/\\\s*$/.test(line.slice(-80)) && start !== undefined) {
      found.push({ start, end });
      start = undefined;
    }
    at = end;
  }
  return found;
};

/** An env file that git does not track is where a secret belongs; which one, is for its owner. */
function inEnvFile({ stake }: WeakSecret, path: string, tracked: boolean | undefined): Impact | undefined {
  const name = path.toLowerCase();
  if (tracked !== true || isForDevelopment(path) || placeOf(path) !== 'product' || /stag|preview/.test(name))
    return undefined;
  if (!isForgeable(stake)) return undefined;
  return isForProduction(path) ? 'blocker' : 'medium';
}

function finding(weak: WeakSecret, impact: Impact, document: Document, manifest: boolean): RawFinding {
  const range = { start: weak.start, end: weak.end };
  const remark = impact === 'low' ? ' This matters once the product is deployed like this.' : '';
  return {
    range,
    secret: range,
    impact,
    kind: weak.name.slice(0, 80),
    message: `The secret of ${weak.name} protects nothing. ${originOf(weak)} ${CONSEQUENCE[weak.stake]}${remark}`,
    ...(manifest || isConfiguration(document.language) || document.language === 'dotenv'
      ? {}
      : { fix: offerMove(document, range, variableFor(weak)) }),
  };
}

function originOf({ origin, product = '' }: WeakSecret): string {
  if (origin === 'product') return `It is the default of ${product}, which anybody can look up.`;
  if (origin === 'words') return 'It is one of the first that anybody would try.';
  if (origin === 'spoken')
    return 'It is made of words, so it can be guessed, and everyone who has read this file knows it.';
  return 'Where the variable is not set, a value is used that everyone who has read this file knows.';
}

const CONSEQUENCE: Readonly<Record<Stake, string>> = {
  signing:
    'Whoever has it can forge sessions and tokens, or read what it encrypts. Generate a long random one and keep it in the environment.',
  admin: 'Whoever has it signs in as an administrator. Set a long random one in the environment.',
  guard:
    'Whoever has it can send requests that look like your own. Generate a long random one and keep it in the environment.',
  unknown: 'Generate a long random one and keep it in the environment.',
  service: 'Whoever reaches the service can sign in to it. Set a long random one in the environment.',
};

function variableFor({ name, stake }: WeakSecret): string {
  const words = wordsOf(name.slice(name.lastIndexOf('.') + 1)).map((word) => word.toUpperCase());
  const said = words.join('_');
  if (/SECRET|KEY|PASS/.test(said) && words.length > 1) return said;
  return stake === 'admin' ? 'ADMIN_PASSWORD' : /jwt/i.test(name) ? 'JWT_SECRET' : 'SESSION_SECRET';
}
