/** What a value is that a program writes to its log, judged by the names that lead to it. */

import type { Impact } from '../finding.ts';
import type { LoggedValue, Part } from './loggedValues.ts';
import { PUBLIC_PREFIX, sensitiveName, wordsOf, type Sensitive } from './sensitiveNames.ts';

/** Undefined for a value that is no secret, or not known to be one. */
export function loggedSecret({ parts, key }: LoggedValue): Sensitive | undefined {
  const essential = withoutTrailing(parts);
  const last = essential.at(-1);
  if (!last) return undefined;
  const owners = essential.slice(0, -1).map(({ name }) => bare(name));
  const name = bare(last.name);
  if (isWholeInput(parts)) return { what: BODY, impact: 'low' };
  return (
    wholeEnvironment(owners, name, last) ??
    fromRequest(owners, name) ??
    ofCard(owners, name) ??
    byName(owners, name, last) ??
    byKey(key, parts)
  );
}

/** Anything that can become a finding contains one of these words, in some case; bodies of requests aside. */
export const SENSITIVE_WORD =
  /token|secret|passw|passphrase|passcode|_pass\b|dbpass|pwd|header|cookie|(?:api|secret|private|access|auth|signing|encryption|master|deploy|webhook|jwt|role|service|admin|session|account)[_-]?key|authoriz|(?:basic|proxy)_?auth|bearer|jwt|process\.env\b(?!\.)|\benviron|\bENV\b|_ENV\b|_SERVER|_SESSION|getenv|get_env|env::|(?:Deno|Bun)\.env|credential|creds\b|cvv|cvc|card_?num|card\.num|credit_?card|ssn|social_?sec|otp|(?:cation|mfa|2fa|factor|auth|login|pin|recovery|backup)_?codes?|\bMETA\b|connection_?string|(?:database|db|postgres|postgresql|mongo|mongodb|mysql|redis|amqp|rabbitmq|broker|cache|direct)_?(?:ur[il]|dsn)|mnemonic|phrase|recoveryphrase/i;
/** Where the body of a request can be a finding. */
export const BODY_WORD = /body|form|params|_post|_request|request->all|\.data\b|\.json\(/i;

/** `$request->all()` */
function isWholeInput(parts: readonly Part[]): boolean {
  return parts.length === 2 && parts[1]?.name === 'all' && bare(parts[0]?.name ?? '') === 'request';
}

function bare(name: string): string {
  return name.replace(/^[$@#]+/, '');
}

// --- ends of chains that change nothing ---

const TRAILING = new Set(
  (
    'toString trim strip to_s to_h to_hash to_a inspect valueOf value raw toJSON to_json toObject entries all String ' +
    'unwrap expect clone as_str to_string as_deref ToString plain plaintext await items dict copy asString ' +
    'get_secret_value expose_secret reveal to_unsafe_h to_unsafe_hash dup permit! as_ref borrow unwrap_or_default ' +
    'unwrap_or iter into_iter collect current Value'
  ).split(' '),
);

function withoutTrailing(parts: readonly Part[]): readonly Part[] {
  const last = parts.at(-1);
  if (!last || parts.length < 2) return parts;
  const isIndex = last.quoted && (last.name === '' || /^\d+$/.test(last.name));
  return (TRAILING.has(last.name) && !last.quoted) || (isIndex && !isEnvironment(parts.slice(0, -1)))
    ? withoutTrailing(parts.slice(0, -1))
    : parts;
}

// --- the environment ---

export const ENVIRONMENT: Sensitive = {
  what: 'every environment variable, keys and passwords among them,',
  impact: 'high',
};

const ENVIRONMENTS = new Set([
  'process.env',
  'os.environ',
  'environ',
  'ENV',
  '_ENV',
  '_SERVER',
  'Deno.env',
  'Bun.env',
  'env.vars',
  'std.env.vars',
  'os.Environ',
  'System.getenv',
  'System.get_env',
  'Environment.GetEnvironmentVariables',
]);

function isEnvironment(parts: readonly Part[]): boolean {
  return ENVIRONMENTS.has(parts.map(({ name }) => bare(name)).join('.'));
}

function wholeEnvironment(owners: readonly string[], name: string, last: Part): Sensitive | undefined {
  const path = [...owners, name].join('.');
  if (!ENVIRONMENTS.has(path) || (path === 'environ' && last.called)) return undefined;
  return ENVIRONMENT;
}

// --- requests ---

const REQUEST =
  /^(?:req|request|ctx|context|event|c|r|conn|_?request_?|httpRequest|config|originalRequest|requestConfig|message|httpReq|httpContext|Request)$/;
const RESPONSE = /^(?:res|resp|response|reply|rsp|axiosResponse|result|Response|r|upstream)$/;

function fromRequest(owners: readonly string[], name: string): Sensitive | undefined {
  const owner = owners.at(-1) ?? '';
  if (
    /^(?:headers?|req_headers|getallheaders|apache_request_headers|rawHeaders|Headers?|allHeaders|requestHeaders|reqHeaders)$/.test(
      name,
    )
  ) {
    return headersOf(owners, owner, name);
  }
  if (
    /^(?:cookies|COOKIES|_COOKIE|req_cookies|cookie)$/.test(name) &&
    (REQUEST.test(owner) || owner === 'document' || owner === 'headers' || name.startsWith('_'))
  ) {
    return { what: 'the cookies of a request, sessions among them,', impact: 'high' };
  }
  if (name === '_SESSION') return { what: 'the session of a visitor', impact: 'medium' };
  if (name === 'META' && owner === 'request') return headersSensitive('high');
  const isBody =
    (/^(?:body|data|form|POST|params|json|rawBody|Form|PostForm|request_parameters|filtered_parameters)$/.test(
      name,
    ) &&
      REQUEST.test(owner)) ||
    (owners.length === 0 && /^(?:params|_POST|_REQUEST|formData)$/.test(name));
  return isBody && name !== 'filtered_parameters' ? { what: BODY, impact: 'low' } : undefined;
}

/** What a request carried; a finding only where people sign in. */
export const BODY = 'the whole body of a request';

function headersOf(owners: readonly string[], owner: string, name: string): Sensitive | undefined {
  if (/^[Hh]eader$/.test(name) && !REQUEST.test(owner)) return undefined;
  if (name === 'header') return undefined;
  if (owners.some((each) => RESPONSE.test(each) && each !== 'r')) {
    return { what: 'the headers of a response, its cookies among them,', impact: 'low' };
  }
  return headersSensitive(owner === '' || !REQUEST.test(owner) ? weaker(owner, name) : 'high');
}

function weaker(owner: string, name: string): Impact {
  if (
    /^(?:req_headers|getallheaders|apache_request_headers|requestHeaders|reqHeaders|rawHeaders)$/.test(name)
  )
    return 'high';
  return owner === '' ? 'medium' : 'low';
}

function headersSensitive(impact: Impact): Sensitive {
  return { what: 'the headers of a request, its authorization and cookies among them,', impact };
}

/** `card.number` */
function ofCard(owners: readonly string[], name: string): Sensitive | undefined {
  return name === 'number' && /card$/i.test(owners.at(-1) ?? '') ? sensitiveName('cardNumber') : undefined;
}

// --- names ---

const ACCESSOR =
  /^(?:get|fetch|generate|create|make|issue|build|read|load|new|retrieve|obtain|sign)(?=[A-Z_])_?/;

function byName(owners: readonly string[], name: string, last: Part): Sensitive | undefined {
  if (last.quoted && owners.some((owner) => /cookie/i.test(owner)) && /sess|sid|auth|token|jwt/i.test(name)) {
    return { what: 'the cookie of a session', impact: 'high' };
  }
  // A constant of a class of PHP: the name of a secret, not the secret.
  if (/^(?:self|static|parent)$/.test(owners.at(-1) ?? '') && /^[A-Z][A-Z\d_]*$/.test(name)) return undefined;
  if (isEnvironmentName(owners, name) && PUBLIC_PREFIX.test(name)) return undefined;
  if (
    last.called &&
    /^(?:sign|encode)$/.test(name) &&
    /^(?:jwt|JWT|jsonwebtoken)$/.test(owners.at(-1) ?? '')
  ) {
    return sensitiveName('jwt');
  }
  const verb = last.called ? ACCESSOR.exec(name)?.[0] : undefined;
  const noun = verb === undefined ? name : name.slice(verb.length);
  const sensitive = sensitiveName(noun);
  if (!sensitive || isDescription(owners)) return undefined;
  // The token of a checkout or of a share is less than the token of a person.
  const belongsElsewhere = owners.length > 0 && noun === 'token' && !PERSONS.test(owners.at(-1) ?? '');
  if (belongsElsewhere && !last.called) return { ...sensitive, impact: 'low' };
  const isCertain = !last.called || verb === undefined || /^(?:get|generate)/.test(verb);
  return isCertain || sensitive.impact !== 'high' ? sensitive : { ...sensitive, impact: 'medium' };
}

const PERSONS =
  /^(?:this|self|req|request|params|query|body|data|res|response|result|auth|user|session|account|login|credentials?|props|input|state|config|payload|args|options|headers|cookies|current_?user|getItem|get|localStorage|sessionStorage)$/i;

function isEnvironmentName(owners: readonly string[], name: string): boolean {
  return /^[A-Z][A-Z\d_]*$/.test(name) && owners.length > 0;
}

/** Texts, styles, errors and types that bear the name of a secret: `errors.password`, `t.token`, `messages.apiKey`. */
function isDescription(owners: readonly string[]): boolean {
  return owners.some((owner) =>
    /^(?:errors?|messages?|labels?|strings|styles?|theme|types?|schema|fields|touched|constants?|routes?|paths|columns|usage|metrics|limits|i18n|translations|feature(?:s|Flags)?|permissions?|counts?|stats|t)$/i.test(
      owner,
    ),
  );
}

// --- keys ---

const NEUTRAL = /^(?:value|val|data|raw|plain|plaintext|result|key|code|string|str|text|pw|pass)$/i;

/** `{ password: form.value }`: the name it is logged under says what it is. */
function byKey(key: string | undefined, parts: readonly Part[]): Sensitive | undefined {
  const last = parts.at(-1);
  if (key === undefined || !last || last.called) return undefined;
  const words = wordsOf(bare(last.name));
  if (!NEUTRAL.test(words.at(-1) ?? '')) return undefined;
  const sensitive = sensitiveName(key);
  return sensitive && !sensitive.ambiguous ? sensitive : undefined;
}

// --- prose ---

/**
 * The text without its plain strings that have blanks in them: sentences name secrets and hold none. Strings into
 * which a value may be put stay.
 */
export function withoutProse(window: string): string {
  let rest = '';
  let from = 0;
  for (let at = 0; at < window.length; at++) {
    const quote = window.charCodeAt(at);
    if (quote !== 34 && quote !== 39) continue;
    const { end, isProse } = stringAt(window, at, quote);
    if (isProse) {
      rest += window.slice(from, at);
      from = end + 1;
    }
    at = end;
  }
  return rest + window.slice(from);
}

/** Where the string ends that starts at `start`; a quote without a partner ends where it starts. */
function stringAt(window: string, start: number, quote: number): { end: number; isProse: boolean } {
  let hasBlank = false;
  let isPlain = true;
  for (let at = start + 1; at < window.length; at++) {
    const code = window.charCodeAt(at);
    if (code === quote) return { end: at, isProse: hasBlank && isPlain };
    if (code === 92) at++;
    else if (code === 10) break;
    else if (code === 32) hasBlank = true;
    else if (code === 123 || code === 36) isPlain = false;
  }
  return { end: start, isProse: false };
}
