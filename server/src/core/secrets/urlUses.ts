/** What a program does with a URL that is written into it, judged by the code around the string. */

import type { Literal } from '../fixes/literals.ts';
import { lineFeedAt } from '../lines.ts';

/** `use`: requests, links and settings take it as it is. `fallback`: only where a variable is missing. */
export type UrlUse = 'use' | 'fallback';

export interface UrlPlace {
  readonly text: string;
  /** The text with comments and the inside of strings blanked. */
  readonly code: string;
  readonly literal: Literal;
  /** True for files that are for production only: there the word "production" is no condition. */
  readonly isProduction: boolean;
}

/** Undefined where the URL is compared, listed, printed, shown, or kept for development. */
export function urlUse(place: UrlPlace): UrlUse | undefined {
  const { text, code, literal } = place;
  const before = code.slice(Math.max(0, literal.start - 200), literal.start);
  const after = code.slice(literal.end, literal.end + 80);
  if (COMPARED_BEFORE.test(before) || COMPARED_AFTER.test(after)) return undefined;
  if (
    isForDevelopment(place) ||
    isForOthers(before, text, literal) ||
    isListed(code, literal.start) ||
    LISTS.test(before)
  )
    return undefined;
  const name = nameBefore(before);
  if (name !== undefined && HARMLESS_NAME.test(name)) return undefined;
  if (
    FALLBACK_BEFORE.test(before) ||
    isAlternative(before) ||
    FALLBACK_AFTER.test(after) ||
    isLaterArgument(before)
  )
    return 'fallback';
  if (literal.attribute) return ATTRIBUTE.test(before) ? 'use' : undefined;
  if (isParameterDefault(code, literal)) return 'fallback';
  if (
    /default|fallback/i.test(name ?? '') ||
    blockHeaders(code, literal.start).some((header) => DEFAULTS.test(header))
  ) {
    return 'fallback';
  }
  if (!USED_BEFORE.test(before) && !ATTRIBUTE.test(before)) return undefined;
  if (
    /\breturn\s+$/.test(before) &&
    READS_ENVIRONMENT.test(text.slice(Math.max(0, literal.start - 500), literal.start))
  ) {
    return 'fallback';
  }
  // Without a port and a path it only completes relative URLs, so that they can be parsed.
  const isBare = /^https?:\/\/[\w.-]+\/?$/.test(text.slice(literal.content.start, literal.content.end));
  return isBare && /base|fallback|relative|dummy|origin/i.test(name ?? '') ? undefined : 'use';
}

const COMPARED_BEFORE =
  /(?:[=!]==?|=~|<>|\b(?:case|in|when|eq|ne|assert\w*|expect|equals?|Equal|isEqual|includes?\??|contains|startsWith|starts_with|start_with\?|startswith|endsWith|endswith|hasPrefix|HasPrefix|TrimPrefix|StartsWith|Contains|StartsWith|str_starts_with|indexOf|has|match(?:es)?|replace(?:All)?|test|split|toBe|toEqual|Errorf?|Error|Exception|panic|fail|raise|throw|URLSearchParams)\s*\(?)\s*$/;
/** `newDefaultSettings() {`, `fn default() {` */
const DEFAULTS = /\b\w*default\w*\s*(?:\(|[:=])/i;
const READS_ENVIRONMENT = /process\.env|import\.meta\.env|\bgetenv\b|os\.environ|\bENV\[|\b[eE]nv\.[A-Z]/;
const COMPARED_AFTER = /^\s*(?:[=!]==?|\.(?:includes|startsWith|length|test|match|replace)\b|\bin\b)/;

// --- development ---

/** A condition, a name or a comment says that it is for development, or for several environments. */
export function isForDevelopment({ text, code, literal, isProduction }: UrlPlace): boolean {
  return !isProduction && (isGuarded(text, literal) || isInGuardedBlock(code, literal.start));
}

const DEVELOPMENT =
  /NODE_ENV|\bis_?(?:dev|local|prod|test|staging)|\bdev(?:elopment)?\b|\bDEBUG\b|\blocal(?:ly|host|mode)?\b|__DEV__|import\.meta\.env\.(?:DEV|PROD|MODE)|debug_assertions|\bprod(?:uction)?\b|APP_ENV|RAILS_ENV|ENVIRONMENT|VERCEL_ENV|\bstaging\b|\bdummy\b|\bexample\b|\bmock|\bplaceholder\b|\bpreview(?:props)?\b|\btest\b|\bfake\b|e\.g\.|\bemulator\b|\bself-?hosted\b|\bsandbox\b|\bbase for\b|\bparse\b|\bIS_[A-Z_]+\b/i;

/** The lines close by. */
function isGuarded(text: string, { start, end, content }: Literal): boolean {
  const from = text.lastIndexOf('\n', start - 1);
  const lines = text
    .slice(Math.max(0, start - 400), start)
    .split('\n')
    .slice(-4);
  const statement = text.slice(from + 1, start);
  const rest = withoutIntentions(text.slice(end, Math.min(lineFeedAt(text, end), end + 300)));
  const above = lines.slice(0, -1).filter((line) => !/^\s*$/.test(line));
  const comment = COMMENT.test(above.at(-1) ?? '') ? withoutIntentions(above.at(-1) ?? '') : '';
  return (
    speaksOfDevelopment(`${statement} ${rest}`) ||
    speaksOfDevelopment(comment) ||
    above.some((line) => OPENS.test(line) && !COMMENT.test(line) && speaksOfDevelopment(line)) ||
    content.end - content.start > 200
  );
}

const COMMENT = /^\s*(?:\/\/|#|\/?\*)/;

/** "TODO: change this for production" is no condition. */
function withoutIntentions(line: string): string {
  return /todo|fixme|hack|xxx|change|replace|remove|before|for now|in prod/i.test(line) ? '' : line;
}

function speaksOfDevelopment(line: string): boolean {
  return DEVELOPMENT.test(line.replaceAll(/\w{2,10}:\/\/[^\s"'`)]*/g, ' '));
}

/** The same for the blocks around it: their conditions may be several lines long. */
function isInGuardedBlock(code: string, start: number): boolean {
  return blockHeaders(code, start).some((header) => speaksOfDevelopment(header));
}

/** What stands before the opening braces around a place, the four innermost. */
function blockHeaders(code: string, start: number): readonly string[] {
  const headers: string[] = [];
  let depth = 0;
  const floor = Math.max(0, start - 1_500);
  for (let at = start - 1; at >= floor && headers.length < 4; at--) {
    const character = code[at];
    if (character === '}') depth++;
    if (character !== '{' || --depth >= 0) continue;
    depth = 0;
    const before = code.slice(Math.max(0, at - 250), at);
    headers.push(
      before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('{'), before.lastIndexOf('}')) + 1),
    );
  }
  return headers;
}

/** Lines that govern what follows: conditions, branches, keys of a table of environments, functions. */
const OPENS = /[{(:?[]\s*$|^\s*(?:if|else|elif|case|when|unless|switch|\?)\b|[?]\s|=>/;

// --- printed, shown, listed ---

const PRINTED =
  /(?:console\.\w+|\blog(?:ger|ging)?\b[\w.]*|\bLog[\w.:]*|\bprint(?:ln|f|_r)?!?|\bputs|\becho|fmt\.\w+|\bError|\bException|\b(?:describe|it|t)(?=\()|\bhelp|\busage|\bwarn|\bassert\w*|\blisten|\bnew URL|\burljoin|\burlparse|\burl\.[Pp]arse|\bURI\.parse|\bURL\.parse|\bURI\.join|\bRequest\.create|\bnew (?:Next)?Request|\bcors|\ballow\w*|\bsetOrigins?)\s*\(?[^;]*$/i;

function isForOthers(before: string, text: string, { start }: Literal): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return PRINTED.test(line) && !isFirstOfUrl(line, text, start);
}

/** `fetch(new URL("http://…/path"))` uses it; as a base for relative URLs, or for a request that nobody sends, it only completes them. */
function isFirstOfUrl(line: string, text: string, start: number): boolean {
  const isFirst = /\b(?:new URL|(new (?:Next)?Request)|URI\.parse|url\.[Pp]arse|urljoin)\(\s*$/.exec(line);
  const url = text.slice(start, start + 100);
  if (!isFirst) return false;
  if (/^["'`]\w+:\/\/[^"'`/]*:\d/.test(url)) return true;
  // A request to a port that nothing of a developer's listens on is handed to a function of the program itself.
  return /^["'`]\w+:\/\/[^"'`/]+\/\w/.test(url) && (!isFirst[1] || !/^["'`]http:\/\/localhost\//.test(url));
}

/** An entry of a list: hosts that are allowed, known, or offered. */
function isListed(code: string, start: number): boolean {
  let depth = 0;
  const floor = Math.max(0, start - 2_000);
  for (let at = start - 1; at >= floor; at--) {
    const character = code[at];
    if (character === ')' || character === ']' || character === '}') depth++;
    else if (character === '(' || character === '{') {
      if (--depth < 0)
        return /\b(?:new Set|Set|set|frozenset|listOf|setOf|arrayOf|List\.of|Set\.of|asList|array|vec!?)\s*$/.test(
          code.slice(Math.max(0, at - 16), at),
        );
    } else if (character === '[' && --depth < 0) return true;
  }
  return false;
}

/** `servers: [{ url: "…" }]` */
const LISTS = /\b(?:servers|hosts|environments|origins|allow\w*|regions|instances)["']?\s*[:=(]+\s*\[[^;]*$/i;

// --- names and uses ---

const NAME_BEFORE =
  /([A-Za-z_$][\w$.-]{0,80})["'`\]]{0,2}\s*(?::\s*[\w.<>[\]| ]{1,40}=|\?\?=|\|\|=|:=|=>|=|:)\s*\(?\s*$/;

function nameBefore(before: string): string | undefined {
  return NAME_BEFORE.exec(before)?.[1];
}

const HARMLESS_NAME =
  /placeholder|example|sample|description|\bdesc$|help|hint|title|label|message|\bmsg$|text$|\bdoc|comment|local|^dev|[._]dev|dev_|_dev$|Dev[A-Z]|Dev$|test|mock|dummy|fake|allow|origins?$|trusted|whitelist|xmlns|namespace|schema|regex|pattern|staging|sandbox|preview|emulator|issuer$|iss$|default_?value|audience|ngrok|tunnel|bind|listen|base_?for/i;

const FALLBACK_BEFORE =
  /(?:\?\?=?|\|\|=?|\bor|\?:|\?|\belse|\bunwrap_or\(|\.default\(|\b(?:default|fallback)\s*[=:]\s*|Default\w*\(|default_value\s*=\s*)\s*\(?\s*$/;
/** Behind the colon of `condition ? a : b`; not behind a key. */
function isAlternative(before: string): boolean {
  return (
    /:\s*\(?\s*$/.test(before) &&
    !/[{,(]\s*["']?[\w$-]+["']?\s*:\s*$/.test(before) &&
    /\?(?![.?:])[^;]*$/.test(before.slice(-160))
  );
}

const FALLBACK_AFTER = /^\s*(?:if\b|\)?\s*unless\b)/;

/** `env("APP_URL", "http://…")`: behind the name that is looked up. */
function isLaterArgument(before: string): boolean {
  return /\b\w*(?:env|Env|ENV|config|get|fetch|Var|setting|option|String|flag)\w*[!?]?(?:\.\w+)?\(\s*[^()]{1,80},\s*(?:default\s*[=:]\s*)?$/.test(
    before,
  );
}

/** `function f(url = "…")`, `def f(url: str = "…")` and the fields of a settings class. */
function isParameterDefault(code: string, { start, end }: Literal): boolean {
  const line = code.slice(code.lastIndexOf('\n', start - 1) + 1, start);
  if (/^\s+[a-zA-Z_]\w*\s*:\s*[\w.[\]| ]+\s*=\s*(?:Field\(\s*(?:default\s*=\s*)?)?$/.test(line)) return true;
  // `{ url = "…" }`, one name a line.
  if (/^\s+\w+\s*=\s*$/.test(line) && /^\s*[,}]/.test(code.slice(end, end + 40))) return true;
  return (
    /\b(?:function|def|fn|fun|func|constructor)\b[^)]*$|\(\s*\{?[^()]*=\s*$/.test(line) && /=\s*$/.test(line)
  );
}

const ATTRIBUTE = /\b(?:href|src|action|formAction|to|url|endpoint|baseUrl|apiUrl|poster|cite)\s*=\s*\{?\s*$/;
const CALLS =
  'fetch|\\$fetch|axios|get|post|put|patch|delete|request|ajax|open|redirect|permanentRedirect|redirect_to|replace|assign|push|navigate|io|connect|WebSocket|EventSource|ky|got|superagent|urlopen|Get|Post|NewRequest|NewRequestWithContext|DefaultRequest|sendBeacon|setBaseUrl|baseURL|baseUrl|uri|url|URL|URI|Uri|HttpLink|createClient|createTRPCClient|useWebSocket|useSWR|curl_init|file_get_contents|http|Http|create|parse|HttpClient|reqwest::get|RestClient|HTTParty|Faraday|new|\\w*(?:[cC]lient|[rR]edirect|[rR]equest|[fF]etch|ForObject|ForEntity|[cC]onnect|[pP]roxy)\\w*';
const USED_BEFORE = new RegExp(
  String.raw`(?:(?:^|[^\w])(?:${CALLS})(?:\.\w+)?\(\s*(?:[A-Z"'\w.·]{1,40},\s*){0,2}|[\w$"'\`\]]\s*(?::\s*[\w.<>[\]| ]{1,40})?(?:=|:=|:|=>)\s*|\breturn\s+|\bawait\s+)$`,
);
