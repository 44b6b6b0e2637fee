import { SCRIPT_LANGUAGES, SERVER_LANGUAGES, type Language } from '../../language.ts';
import { placeOf } from '../../place.ts';
import type { Document } from '../../source.ts';
import type { NamedValue } from '../namedValues.ts';

/** In code, what stands without quotes is code, unless it stands in a comment or a string and can be nothing else. */
export function isExpression(
  { quoted, form }: NamedValue,
  text: string,
  random: boolean,
  { language }: Document,
): boolean {
  if (quoted || (form !== 'assignment' && form !== 'pair') || !CODE.has(language)) return false;
  return !random || !/^[\w+/=~!@#%^&*-]+$/.test(text);
}

const CODE: ReadonlySet<Language> = new Set([
  ...SCRIPT_LANGUAGES,
  ...SERVER_LANGUAGES,
  'swift',
  'sql',
  'css',
]);

const INTERPOLATING: ReadonlySet<Language> = new Set(['shell', 'powershell', 'php']);
const LOOKED_BACK = 10_000;

/** A variable that the script sets is put into it: `"Ia!$stamp"`. A password may have a dollar of its own. */
export function isInterpolated(
  { start }: NamedValue,
  text: string,
  { language, text: all }: Document,
): boolean {
  if (!INTERPOLATING.has(language) || all[start - 1] === "'") return false;
  const name = /(?<![$\\`])\$\{?([A-Za-z_]\w{0,60})/.exec(text)?.[1];
  if (name === undefined) return false;
  const isSet =
    language === 'shell' ? `\\b${name}=|\\b(?:read|for)\\s[^\\n]{0,80}\\b${name}\\b` : `\\$${name}\\s{0,8}=`;
  return new RegExp(isSet, language === 'shell' ? '' : 'i').test(
    all.slice(Math.max(0, start - LOOKED_BACK), start),
  );
}

/** Where values are made up for trying things out, or shown. */
export function isSamplePlace(path: string): boolean {
  return (
    placeOf(path) !== 'product' || (SAMPLE_PATH.test(path) && !/(?:^|\/)\.env(?:\.\w+)?\.local$/.test(path))
  );
}

const SAMPLE_PATH =
  /(?:^|[/._-])(?:ddev|lando|vagrant|seeds?|seeders?|factor(?:y|ies)|stubs?|sandbox|playground|storybook|dev|local|development|ci|testing|tests?|phpunit|openapi|swagger|api-?docs?|how-?to\w*|getting-?started|tutorials?|quick-?start|postman|insomnia|dummy|fakes?|benchmarks?|vectors?)(?:[/._-]|$)|(?:^|\/)\.(?:github|circleci|devcontainer|gitlab-ci)/i;

/** In code that no person wrote in this form, and in pictures, texts of an interface and recordings. */
export function isUnreadable({ start }: NamedValue, document: Document): boolean {
  if (/\.(?:svg|map|snap|po|pot|strings|stringsdict|arb|xlf|xliff|resx|lock|har)$/i.test(document.path))
    return true;
  const line = document.lineAt(start);
  return (
    line.end - line.start > LONGEST_LINE && (CODE.has(document.language) || document.language === 'html')
  );
}

const LONGEST_LINE = 2_000;

/** Translations, and what stands for them until somebody translated them. */
export function isTranslation(path: string): boolean {
  return TRANSLATIONS.test(path);
}

const TRANSLATIONS =
  /(?:^|\/)(?:i18n|locales?|translations?|lang(?:uages?)?)\/|(?:^|\/)(?:messages|l10n)\/[^/]+$|messages[\w-]*\.properties$/i;

/** Where no secret is kept: texts of an interface, and the places of a program that are named after one. */
export function isElsewhere({ name, start, end, form, word }: NamedValue, { path, text }: Document): boolean {
  if (isTranslation(path)) return true;
  const value = text.slice(start, end);
  // Routes of Rails and Laravel: "login#forgot_password", "LoginController@forgotPassword".
  if (/^[a-z_/]{2,60}#[a-z\d_]{2,60}[?!]?$|Controller@\w/.test(value)) return true;
  // `ensureDeleted(app, "users_auth", "4q1xlclmfloku33")`: the name of a table.
  if (form === 'argument' && word === 'authorization' && /_auth_?$/i.test(name)) return true;
  // What databases and their tools call keys and indexes: `renameIndex('oauth2_access_tokens', 'idx_20c9fb24a76ed395')`.
  if (/^(?:fk|pk|ix|idx|uk|uq|uniq|ck)_[\da-f]{6,}/i.test(value)) return true;
  // The fingerprint of a key of OpenPGP.
  return /gpg|pgp/i.test(name) && /^[0-9A-F]{16,40}$/.test(value);
}

/** Inside "Server=…;Password=…": the rule about those looks at the host as well. */
export function isInConnectionString({ quoted, form, nameRange }: NamedValue, { text }: Document): boolean {
  if (quoted || (form !== 'assignment' && form !== 'query')) return false;
  return CONNECTION.test(text.slice(Math.max(0, nameRange.start - 300), nameRange.start));
}

const CONNECTION =
  /\b(?:server|host|hostname|data source|addr|address|initial catalog|database|dbname|user id|uid)=[^"'`\r\n]{0,250}[;&?\s]$|jdbc:[^"'`\r\n]{0,250}[;&?]$/i;

/** Devise's generator writes a key behind a comment sign, for those who don't want Rails' own: nothing uses it. */
export function isDevisesSample({ nameRange }: NamedValue, document: Document): boolean {
  if (!/(?:^|\/)devise\.rb$/.test(document.path)) return false;
  const { start } = document.lineAt(nameRange.start);
  return /^\s{0,20}#/.test(document.text.slice(start, nameRange.start));
}

/** Made to be seen by everyone: keys of search boxes, of analytics, of what runs in a browser. */
export function isPublic({ name, word, start, end }: NamedValue, document: Document): boolean {
  if (PUBLISHABLE.test(document.text.slice(start, Math.min(end, start + 60)))) return true;
  if (PUBLIC_KEYS.test(document.text.slice(Math.max(0, start - 2_000), start))) return true;
  if (word === 'password' || word === 'secret' || PRIVATE_NAME.test(name)) return false;
  if (PUBLIC_NAME.test(name)) return true;
  return (
    PUBLIC_USE.test(document.text.slice(Math.max(0, start - 200), end + 200)) ||
    FORM_TOKEN.test(document.text.slice(Math.max(0, start - 200), start))
  );
}

/**
 * As providers mark keys for pages: "pk_…", "pub-…"; those of ClickUp look the same and have a rule of their own. And the token
 * that X's own pages send from every browser.
 */
const PUBLISHABLE =
  /^(?:pk|pub|public|publishable|anon|client)[_.-](?!\d+_)[\w-]{12}|^A{21}NRILgA{6}nNwIzUejRCOuH5E6I8xnZz4puTs/i;

/** Keys that others check signatures with: `REPL_PUBKEYS='{"vault-token": "…`. */
const PUBLIC_KEYS = /(?<![a-z])pub(?:lic)?[_-]?keys?["'`]?\s{0,4}[:=]\s{0,4}["'`]?\{[^{}]{0,2000}$/i;

const PRIVATE_NAME =
  /auth|admin|secret|private|server|manage|write|personal|service|encrypt|sign|access|bot/i;
/** Variables that bundlers build into pages, and providers whose only keys are meant for pages. */
const PUBLIC_NAME =
  /(?:^|[._-])(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|VUE_APP|PUBLIC)_|posthog|mixpanel|amplitude|segment|analytics|plausible|docsearch|bugsnag|logrocket|recaptcha|turnstile|hcaptcha|pusher_?app|(?:^|[a-z_.-])website_?token$/i;
const PUBLIC_USE =
  /docsearch|algolia|indexName|posthog|phc_|mixpanel|amplitude\.init|analytics\.load|messagingSenderId|firebaseapp|authDomain|SearchOnly|datadogRum|clientToken:|gtag\(|codecov|badge|bugsnag\.start|LogRocket|OneSignal\.init|google\.maps|maps\.googleapis|data-cf-beacon/i;
/** What a form brings back, so that no other website can send it: good for one visitor, and for one visit. */
const FORM_TOKEN =
  /<input\b[^<>]{0,80}\bname=["'](?:_token|_csrf\w{0,20}|csrf\w{0,20}|authenticity_token|__RequestVerificationToken)["'][^<>]{0,40}\bvalue=["']$/i;

/** Beside something that is made up for certain, or of a provider that has keys for pages as well. */
export function isDoubtful(value: NamedValue, document: Document): boolean {
  if (value.word === 'key' && OFTEN_PUBLIC.test(value.name) && !PRIVATE_NAME.test(value.name)) return true;
  if (SHARED.test(value.name) || isReadOnly(value, document)) return true;
  if (isForTrying(value, document)) return true;
  return (
    isAnswer(value, document) || EXAMPLE_HOST.test(around(value, document)) || isTriedLocally(value, document)
  );
}

/** Searched for in a text, used by a script that tests, or for a machine of a developer in a file for several. */
function isForTrying({ nameRange }: NamedValue, document: Document): boolean {
  const { text, language, path } = document;
  const from = document.lineAt(nameRange.start).start;
  const before = text.slice(Math.max(from, nameRange.start - 200), nameRange.start);
  if (/\b(?:includes|indexOf|startsWith|contains)\(\s{0,4}["'`]$/.test(before)) return true;
  if (path.endsWith('package.json') && /\b(?:cypress|playwright|test|e2e)\b/.test(before)) return true;
  return language === 'yaml' && DEVELOPMENT_SECTION.test(text.slice(Math.max(0, from - 400), from));
}

/** In YAML, the last line that is not indented. */
const DEVELOPMENT_SECTION =
  /(?:^|\n)["']?(?:development|test|testing|local|dev)["']?:[^\n]{0,40}\n(?:[ \t#][^\n]*\n|\n)*$/;

/** What the owner of a document hands to others, in a link. */
const SHARED = /(?:^|[^a-z])(?:share|shared|invite|invitation|embed|badge)(?:[^a-z]|$)/i;

/** Of Nx Cloud, whose tokens say once decoded what they are good for: those are meant to be committed. */
function isReadOnly({ start, end }: NamedValue, { text, path }: Document): boolean {
  return /(?:^|\/)nx\.json$/.test(path) && /(?:fHJlYWQ=|xyZWFk|8cmVhZA==)$/.test(text.slice(start, end));
}

/** `curl -H "X-Token: …" http://localhost:8000` in a comment, or beside it. */
function isTriedLocally({ start, end }: NamedValue, document: Document): boolean {
  const first = document.lineAt(start);
  const last = document.lineAt(end);
  const line = document.text.slice(Math.max(first.start, start - 300), Math.min(last.end, end + 300));
  return /\/\/(?:localhost|127\.0\.0\.1)\b/.test(line) && /\bcurl\b|\bhttp(?:ie)?\b|\bwget\b/.test(line);
}

const OFTEN_PUBLIC =
  /algolia|typesense|mapbox|google|maps|giphy|sentry|intercom|crisp|onesignal|pusher|firebase/i;

function around({ start, end }: NamedValue, { text }: Document): string {
  return text.slice(Math.max(0, start - 120), end + 120);
}

/** Hosts that exist for documentation: RFC 2606. */
const EXAMPLE_HOST = /[./@]example\.(?:com|org|net)\b|\.example\b/i;

/** What an API answers, shown in a comment or in code that has no such syntax of its own. */
function isAnswer({ nameRange, quoted }: NamedValue, document: Document): boolean {
  const { text, language } = document;
  // In a block comment that documents a function: `* access_token: …`
  const { start } = document.lineAt(nameRange.start);
  if (CODE.has(language) && /^\s*\*\s/.test(text.slice(start, nameRange.start))) return true;
  if (!quoted || !/^"\s{0,4}:/.test(text.slice(nameRange.end, nameRange.end + 6))) return false;
  const line = text.slice(document.lineAt(nameRange.start).start, nameRange.start);
  return NO_JSON.has(language) || (CODE.has(language) && /^\s*(?:\/\/|\/?\*|#)/.test(line));
}

const NO_JSON: ReadonlySet<Language> = new Set(['php', 'java', 'kotlin', 'csharp', 'rust', 'swift']);
