import { lexed, literalAt, type Literal } from '../../fixes/literals.ts';
import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import { isErrand, placeOf } from '../../place.ts';
import { SCRIPT_LANGUAGES, SERVER_LANGUAGES } from '../../language.ts';
import { defineRule } from '../../rule.ts';
import { boundHost, type HostKind } from '../../secrets/localHosts.ts';
import { isForDevelopment, urlUse, type UrlUse } from '../../secrets/urlUses.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/environment-bound-url',
  impact: 'medium',
  stage: 'deployment',
  title: 'URL that works in one environment only',
  why: 'The address exists on a developer’s machine or in one network: for customers the request fails, or the link in their mail leads nowhere.',
  triggers: [
    '://localhost',
    '.localhost',
    '://127.',
    '://0.0.0.0',
    '://[::',
    'docker.internal',
    '://10.',
    '://192.168.',
    '://172.',
    '://169.254.',
    '.local/',
    '.local:',
    ".local'",
    '.local"',
    '.local`',
    '.test/',
    '.test:',
    ".test'",
    '.test"',
    '.test`',
    '.ngrok',
    '.loca.lt',
    '.trycloudflare.com',
    '.devtunnels.ms',
    'staging.',
    'staging-',
    '-stage.',
    '//stage.',
    '-stg.',
    '//stg.',
    '.stg.',
    '//uat',
    '//qa',
    '-uat.',
    '-qa.',
    'preprod',
    '//dev.',
    '//dev-',
    '-dev.',
    '.vercel.app',
    '.netlify.app',
    '.onrender.com',
    '.fly.dev',
    '.herokuapp.com',
    '.up.railway.app',
    '.pages.dev',
  ],
  appliesTo: [...SCRIPT_LANGUAGES, ...SERVER_LANGUAGES, 'html'],
  *check(document, { everything }) {
    const { path } = document;
    if (placeOf(path) !== 'product' || NO_PRODUCT.test(path) || isErrand(path.toLowerCase())) return;
    const seen = new Set<string>();
    let looked = 0;
    let strings: ReadonlyMap<number, Literal> | undefined;
    for (const candidate of boundUrls(document.text)) {
      if (++looked > LOOKED_AT || (looked === 1 && WRITES_ENV_FILE.test(document.text))) return;
      strings ??= stringsByContent(document);
      const use = useOf(candidate, document, strings);
      if (!use || seen.has(candidate.url) || (use === 'fallback' && MAIL_TEMPLATE.test(path))) continue;
      seen.add(candidate.url);
      yield finding(candidate, use, path);
      if (seen.size >= MOST && !everything) return;
    }
  },
});

/** Findings in one file: whoever has read five knows. */
const MOST = 5;
/** URLs of a file that are looked at: a file with more of them is a list. */
const LOOKED_AT = 300;

/** Tools, settings of development, and files that say so in their name. */
const NO_PRODUCT =
  /(?:^|\/)(?:scripts?|tools?|bin|hack|dev|docker|\.devcontainer|\.github|\.storybook|benchmarks?|__e2e__|seeds?|seeders|\.vscode|local|development|testing|contrib|playground|sandbox|fixtures|migrations?|mocks?|cli|create-[\w-]{1,40}|codefixes|generators?|stubs?)\/|(?:^|\/)[^/]*(?:\.config\.|[._-](?:dev|development|local|test|testing|staging|stories|sample)\.|^dev\.|debug[-_]|_dev\.|(?:server|client)test|setupTests|setup-tests|setupProxy|jest|vitest|vite|webpack|rollup|playwright|cypress|karma|gulpfile|gruntfile|next\.config|nuxt\.config|seed)[^/]*$|(?:^|\/)(?:dev|development|local|test|testing|staging|environment)\.\w+$|(?:^|[a-z/_.-])(?:Mock|mock|Fake|fake|Stub|stub|Dummy|dummy)[^/]*$|(?:^|\/)config\/(?:cors|sanctum)\.php$/i;

/** Sets up the machine of a developer. */
const WRITES_ENV_FILE =
  /\b(?:writeFile|writeFileSync|outputFile|appendFile(?:Sync)?)\([^;\n]{0,160}["'`][^"'`\n]{0,60}\.env\b/;

/** Templates of mails show such a default in their preview, and nowhere else. */
const MAIL_TEMPLATE = /(?:^|\/)(?:e?mails?|templates?|template-components)\/.*\.[jt]sx$/i;

interface Candidate extends TextRange {
  readonly url: string;
  readonly kind: HostKind;
}

const SCHEME = /\b(?:https?|wss?)$/i;
const HOST =
  /(?:\[[\da-f:]{2,39}\]|[a-z\d](?:[a-z\d.-]{0,250}[a-z\d])?)(?=[:/?#"'`\s<>)\\&]|\$\{|$)(?::\d{1,5}(?!\d))?/iy;
const REST = /[^\s"'`<>\\)$]{0,200}/y;

/** URLs without credentials whose host is bound to an environment. */
/** `dev.vendor.com` is where vendors document things, unless an interface answers there. */
function isDeveloperPortal(text: string, host: number): boolean {
  return /^dev\.(?![^\s"'`]{0,100}(?:\/api|\/v\d|\/graphql|\/webhooks?|api\.))/i.test(
    text.slice(host, host + 140),
  );
}

function* boundUrls(text: string): Generator<Candidate> {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    HOST.lastIndex = at + 3;
    const host = HOST.exec(text)?.[0];
    if (host === undefined) continue;
    const kind = boundHost(host.replace(/:\d+$/, ''));
    const scheme = kind && SCHEME.exec(text.slice(Math.max(0, at - 6), at))?.[0];
    if (!kind || scheme === undefined || isDeveloperPortal(text, at + 3)) continue;
    REST.lastIndex = at + 3 + host.length;
    // A port that is put in when the program runs belongs to the program itself.
    if (/^:(?!\d)/.test(text.slice(REST.lastIndex, REST.lastIndex + 2))) continue;
    const end = at + 3 + host.length + (REST.exec(text)?.[0].length ?? 0);
    const start = at - scheme.length;
    yield { start, end, url: text.slice(start, end), kind };
  }
}

/** The strings and pieces of markup by the offset at which their content starts. */
function stringsByContent(document: Document): ReadonlyMap<number, Literal> {
  if (document.language === 'html') return new Map();
  return new Map(lexed(document).literals.map((literal) => [literal.content.start, literal]));
}

function useOf(
  { start }: Candidate,
  document: Document,
  strings: ReadonlyMap<number, Literal>,
): UrlUse | undefined {
  const { text, language } = document;
  if (language === 'html') return inMarkup(text, start) ? 'use' : undefined;
  const literal = strings.get(start);
  if (!literal) return linkIn(document, start) ? 'use' : undefined;
  if (literal.kind !== 'string') return undefined;
  if (/[\s,*]/.test(text.slice(literal.content.start, literal.content.end))) return undefined;
  return urlUse({ text, code: lexed(document).code, literal, isProduction: PRODUCTION.test(document.path) });
}

const PRODUCTION = /(?:^|[/._-])prod(?:uction)?[/._-]/i;
const HAS_MARKUP = /^(?:vue|svelte|astro|php)$/;
/** Up to an attribute that a browser follows; the quote may be escaped. */
const LINK = /<[a-z][^<>]*\s(?:href|src|action)=\\?["']$/i;

/** A link in the template of a component, or in the text of a mail. */
function linkIn(document: Document, start: number): boolean {
  const { text, language } = document;
  if (HAS_MARKUP.test(language) && inMarkup(text, start)) return true;
  if (!LINK.test(text.slice(Math.max(0, start - 300), start))) return false;
  const { literals, code } = lexed(document);
  const literal = literalAt(literals, start);
  if (literal?.kind !== 'string' || PRINTS.test(code.slice(Math.max(0, literal.start - 40), literal.start)))
    return false;
  return !isForDevelopment({
    text,
    code,
    literal: { ...literal, content: { start, end: start } },
    isProduction: PRODUCTION.test(document.path),
  });
}

const PRINTS = /\b(?:console\.\w+|log\w*|print\w*|Error|expect|placeholder|description|help\w*)\W{0,4}$/i;

/** The value of an attribute that a browser follows, outside comments. */
function inMarkup(text: string, start: number): boolean {
  const tag = text.slice(Math.max(0, start - 300), start);
  if (!/<[a-z][^<>]*\s(?:href|src|action|data-src|poster)=["']$/i.test(tag)) return false;
  return text.lastIndexOf('<!--', start) <= text.lastIndexOf('-->', start);
}

const WHERE: Readonly<Record<HostKind, string>> = {
  machine:
    'leads to the machine that asks: in production that is your own server, or your customer’s computer',
  private: 'is an address of a private network: outside of that network nothing answers',
  tunnel: 'is a tunnel to a developer’s machine: it goes away, and its name can be taken by somebody else',
  staging: 'looks like a test environment: production would read and write data there',
  preview: 'looks like the preview of one branch: it goes away, or stays at an old state',
};

/** Programs that talk to another one on the same computer, by design. */
const LOCAL_PROGRAM =
  /(?:^|[/_-])(?:agent|daemon|sidecar|desktop|electron|(?:src-)?tauri|companion)[/_-]|local-?(?:studio|server|agent|bridge|tunnel)|\/templates?\//i;

/** Ollama and LM Studio, by the ports that they have unless told otherwise: people run them on the computer at which they sit. */
const MODEL_SERVER = /^https?:\/\/(?:localhost|127\.0\.0\.1):(?:11434|1234)(?:\/|$)/;

function finding({ start, end, url, kind }: Candidate, use: UrlUse, path: string): RawFinding {
  const fallback = use === 'fallback';
  const isMeant = kind === 'machine' && (LOCAL_PROGRAM.test(path) || MODEL_SERVER.test(url));
  const impact: Impact = fallback || isMeant || kind === 'staging' ? 'low' : 'medium';
  const advice = fallback
    ? 'It is used where the setting is missing: in production, fail at startup instead.'
    : isMeant
      ? 'If a program on the same computer is meant, leave it.'
      : 'Read it from the environment, so that each environment has its own.';
  return { range: { start, end }, impact, kind, message: `${shown(url)} ${WHERE[kind]}. ${advice}` };
}

/** Parameters and long parts of the path may be keys, which no message may quote. */
function shown(url: string): string {
  const [, host = '', rest = ''] = /^(\w+:\/\/[^/?#]*)(.*)$/s.exec(url) ?? [];
  const plain = rest
    .replace(/[?#].*$/s, '?…')
    .replace(/(?<=[/;=:,])(?=[^/;=:,]{0,200}\d)[^/;=:,?…]{16,}/g, '…');
  const short = host + plain;
  return short.length > 80 ? `${short.slice(0, 79)}…` : short;
}
