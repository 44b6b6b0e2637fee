import type { Language } from '../../language.ts';
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
  'javascript',
  'typescript',
  'javascriptreact',
  'typescriptreact',
  'vue',
  'svelte',
  'astro',
  'python',
  'ruby',
  'php',
  'go',
  'java',
  'kotlin',
  'csharp',
  'rust',
  'swift',
  'elixir',
  'sql',
  'css',
]);

/** Where values are made up for trying things out, or shown. */
export function isSamplePlace(path: string): boolean {
  return (
    placeOf(path) !== 'product' || (SAMPLE_PATH.test(path) && !/(?:^|\/)\.env(?:\.\w+)?\.local$/.test(path))
  );
}

const SAMPLE_PATH =
  /(?:^|[/._-])(?:seeds?|seeders?|factor(?:y|ies)|stubs?|sandbox|playground|storybook|dev|local|development|ci|testing|tests?|phpunit|openapi|swagger|postman|insomnia|dummy|fakes?|benchmarks?|vectors?)(?:[/._-]|$)|(?:^|\/)\.(?:github|circleci|devcontainer|gitlab-ci)/i;

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

/** Inside "Server=…;Password=…": the rule about those looks at the host as well. */
export function isInConnectionString({ quoted, form, nameRange }: NamedValue, { text }: Document): boolean {
  if (quoted || (form !== 'assignment' && form !== 'query')) return false;
  return CONNECTION.test(text.slice(Math.max(0, nameRange.start - 300), nameRange.start));
}

const CONNECTION =
  /\b(?:server|host|hostname|data source|addr|address|initial catalog|database|dbname|user id|uid)=[^"'`\r\n]{0,250}[;&?\s]$|jdbc:[^"'`\r\n]{0,250}[;&?]$/i;

/** Made to be seen by everyone: keys of search boxes, of analytics, of what runs in a browser. */
export function isPublic({ name, word, start, end }: NamedValue, document: Document): boolean {
  if (word === 'password' || word === 'secret' || PRIVATE_NAME.test(name)) return false;
  if (PUBLIC_NAME.test(name)) return true;
  return PUBLIC_USE.test(document.text.slice(Math.max(0, start - 200), end + 200));
}

const PRIVATE_NAME =
  /auth|admin|secret|private|server|manage|write|personal|service|encrypt|sign|access|bot/i;
/** Variables that bundlers build into pages, and providers whose only keys are meant for pages. */
const PUBLIC_NAME =
  /(?:^|[._-])(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|VUE_APP|PUBLIC)_|posthog|mixpanel|amplitude|segment|analytics|plausible|docsearch|bugsnag|logrocket|recaptcha|turnstile|hcaptcha|pusher_?app/i;
const PUBLIC_USE =
  /docsearch|algolia|indexName|posthog|phc_|mixpanel|amplitude\.init|analytics\.load|messagingSenderId|firebaseapp|authDomain|SearchOnly|datadogRum|clientToken|gtag\(|codecov|badge|bugsnag\.start|LogRocket|OneSignal\.init|google\.maps|maps\.googleapis/i;

/** Beside something that is made up for certain, or of a provider that has keys for pages as well. */
export function isDoubtful(value: NamedValue, document: Document): boolean {
  if (value.word === 'key' && OFTEN_PUBLIC.test(value.name) && !PRIVATE_NAME.test(value.name)) return true;
  return isAnswer(value, document) || EXAMPLE_HOST.test(around(value, document));
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
  if (!quoted || !/^"\s{0,4}:/.test(text.slice(nameRange.end, nameRange.end + 6))) return false;
  const line = text.slice(document.lineAt(nameRange.start).start, nameRange.start);
  return NO_JSON.has(language) || (CODE.has(language) && /^\s*(?:\/\/|\/?\*|#)/.test(line));
}

const NO_JSON: ReadonlySet<Language> = new Set(['php', 'java', 'kotlin', 'csharp', 'rust', 'swift']);
