import { lexed } from '../../fixes/literals.ts';
import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import { isErrand, placeOf } from '../../place.ts';
import { SCRIPT_LANGUAGES, SERVER_LANGUAGES } from '../../language.ts';
import { defineRule } from '../../rule.ts';
import { environmentLoops } from '../../secrets/environmentLoops.ts';
import { logCalls, LOG_TRIGGERS, type LogCall } from '../../secrets/logCalls.ts';
import {
  loggedSecret,
  BODY,
  BODY_WORD,
  ENVIRONMENT,
  SENSITIVE_WORD,
  withoutProse,
} from '../../secrets/loggedSecrets.ts';
import {
  closingBrackets,
  loggedValues,
  type LexedText,
  type LoggedValue,
} from '../../secrets/loggedValues.ts';
import type { Sensitive } from '../../secrets/sensitiveNames.ts';
import { isShellOutput, shellOutput, SHELL_TRIGGERS } from '../../secrets/shellOutput.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/logged-secret',
  impact: 'high',
  stage: 'security',
  title: 'Secret written to a log',
  why: 'Logs are copied to other services, kept for months and read by many people: a password or key in them is a leak that nobody notices.',
  triggers: [...LOG_TRIGGERS, ...SHELL_TRIGGERS],
  appliesTo: [...SCRIPT_LANGUAGES, ...SERVER_LANGUAGES, 'shell', 'yaml'],
  *check(document) {
    const place = placeOf(document.path);
    if (place === 'test' || place === 'docs') return;
    if (isShellOutput(document)) {
      for (const { what, shown, impact, ...range } of shellOutput(document)) {
        const weight: Weight = { impact: place === 'example' ? 'low' : impact, remark: '' };
        yield finding({ start: range.start, end: range.end }, what, shown, weight);
      }
      return;
    }
    let whole: LexedText | undefined;
    const worth = SIGNS_IN.test(document.path) ? mayMatterWhereOneSignsIn : mayMatter;
    for (const call of logCalls(document.text, document.language, worth)) {
      whole ??= lexedText(document);
      yield* inCall(call, whole, document);
    }
    for (const range of environmentLoops(document.text)) {
      whole ??= lexedText(document);
      const call: LogCall = { start: range.start, args: range, method: 'each' };
      const weight = /\w/.test(whole.code.charAt(range.end - 3))
        ? weightOf(ENVIRONMENT, call, document)
        : undefined;
      if (weight) yield finding(range, ENVIRONMENT.what, document.text.slice(range.start, range.end), weight);
    }
  },
});

/** A first look at the arguments of a call: most calls end here. */
function mayMatter(window: string): boolean {
  return SENSITIVE_WORD.test(window) && SENSITIVE_WORD.test(withoutProse(window));
}

function mayMatterWhereOneSignsIn(window: string): boolean {
  return BODY_WORD.test(window) || mayMatter(window);
}

function lexedText(document: Document): LexedText {
  const { code } = lexed(document);
  return { text: document.text, code, closing: closingBrackets(code), language: document.language };
}

function* inCall(call: LogCall, whole: LexedText, document: Document): Generator<RawFinding> {
  // In comments and strings there are no calls: there the lexer has blanked the name.
  if (!/\w/.test(whole.code.charAt(call.start))) return;
  if (NAMES_A_SETTING.test(document.text.slice(call.args.start, call.args.end))) return;
  const seen = new Set<string>();
  for (const value of [...loggedValues(whole, call.args), ...capturedValues(whole, call.args)]) {
    const sensitive = loggedSecret(value);
    if (!sensitive || isNamesake(value, call, document)) continue;
    const isPart = PART.test(document.text.slice(value.start, value.end));
    const weight = isPart ? PERHAPS_A_PART : weightOf(sensitive, call, document);
    const shown = value.parts.map(({ name }) => name).join('.');
    if (!weight || seen.has(shown)) continue;
    seen.add(shown);
    yield finding({ start: value.start, end: value.end }, sensitive.what, shown, weight);
  }
}

/** What bears the name of a secret here, and is none. */
function isNamesake({ parts }: LoggedValue, { start }: LogCall, document: Document): boolean {
  const [first] = parts;
  if (!first || parts.length > 1 || first.called) return false;
  const { name } = first;
  // `ENV = os.getenv("ENV", "development")`: only there is it the name of a stage.
  if (document.language === 'python' && /^_?ENV$/.test(name)) return true;
  if (name === 'headers') return document.parsed(hasHeadings);
  return isErrorAnswer(name, document.text.slice(Math.max(0, start - 800), start));
}

/** Of a document, once: it may log thousands of headers. */
function hasHeadings(text: string): boolean {
  return IS_HEADING.test(text);
}

/** The first line of a table. */
const IS_HEADING =
  /\bheaders\s{0,4}(?::[^=\n]{1,40})?=\s{0,4}(?:\[(?!["'`]?\s{0,4}["'`]?[Aa]uthorization)|list\()|\bheaders\.(?:index|indexOf|join)\(/;

/** `const tokens = await res.json(); if (!res.ok) { console.error(tokens) }`: without success there are none in it. */
function isErrorAnswer(name: string, before: string): boolean {
  const failed = /\bif\s{0,4}\(\s{0,4}!\s{0,4}(\w{1,60})\.ok\b[^{};]{0,80}\)\s{0,4}(?:\{[^{}]*)?$/.exec(
    before,
  )?.[1];
  if (failed === undefined) return false;
  const answers = before.matchAll(/\b(\w{1,60})\s{0,4}=\s{0,4}await\s{1,4}(\w{1,60})\.(?:json|text)\(\)/g);
  return [...answers].some(([, given, response]) => given === name && response === failed);
}

/** `"Config key %q is deprecated"`: what is written is what the setting is called. */
const NAMES_A_SETTING = /\b(?:config(?:uration)?|setting|option)s? (?:keys?|names?) \\?["'`]?%[qsv]/i;

const CAPTURED = /\{([a-z_]\w{0,80})(?::[^{}\r\n]{0,40})?\}/g;

/** Rust names variables inside the format string: `println!("{token}")`. */
function capturedValues({ text, code, language }: LexedText, args: TextRange) {
  if (language !== 'rust') return [];
  return [...text.slice(args.start, args.end).matchAll(CAPTURED)].flatMap(({ 1: name = '', index }) => {
    const start = args.start + index + 1;
    const isText = code[start] === '\u00b7';
    const parts = [{ name, called: false, quoted: false }];
    return isText ? [{ start, end: start + name.length, parts, key: undefined }] : [];
  });
}

function finding(range: TextRange, what: string, shown: string, { impact, remark }: Weight): RawFinding {
  return {
    range,
    impact,
    kind: shown,
    message:
      `This writes ${what} to the log (${shown.slice(0, 60)}). Everyone who can read the logs sees it, and so does ` +
      `every service that they are sent to. Log an id, or whether the value is there, instead.${remark && ` ${remark}`}`,
  };
}

// --- how much it matters ---

interface Weight {
  readonly impact: Impact;
  /** A sentence about what makes it matter less; empty where nothing does. */
  readonly remark: string;
}

const PERHAPS_ANOTHER: Weight = { impact: 'low', remark: 'If this token opens nothing, leave it.' };
const PERHAPS_HARMLESS: Weight = {
  impact: 'low',
  remark: 'It matters less where the output stays with the person who runs the program.',
};

const PERHAPS_A_PART: Weight = {
  impact: 'low',
  remark: 'It is a part of it only, which still helps to guess the rest.',
};
/** `token[:20]`, `token.slice(0, 8)` */
const PART = /\[-?\d{0,3}:-?\d{0,3}\]$|\.(?:slice|substring|substr)\([^()]{0,20}\)$/;

/** Undefined where it is no finding at all. */
function weightOf(sensitive: Sensitive, call: LogCall, document: Document): Weight | undefined {
  const { path } = document;
  if (sensitive.what === BODY && !SIGNS_IN.test(path)) return undefined;
  if (sensitive.ambiguous) {
    if (document.parsed(hasOtherTokens)) return undefined;
    if (!SIGNS_IN.test(path) && !document.parsed(speaksOfSigningIn)) return PERHAPS_ANOTHER;
  }
  if (
    placeOf(path) === 'example' ||
    TOOL.test(path) ||
    isErrand(path.toLowerCase()) ||
    isForDevelopers(call, document) ||
    isForWhoStarted(call, document)
  )
    return PERHAPS_HARMLESS;
  const remark = runsInBrowsers(document) ? BROWSER : isQuiet(call, document) ? QUIET : '';
  return { impact: remark === '' ? sensitive.impact : lowered(sensitive.impact), remark };
}

const BROWSER = 'Here it is the console of the visitor’s browser.';
const QUIET = 'This level is often off in production, until somebody looks for an error.';

function lowered(impact: Impact): Impact {
  return impact === 'high' ? 'medium' : 'low';
}

function isQuiet({ method }: LogCall, { text }: Document): boolean {
  return (
    /^(?:debug|trace|verbose|silly|v|d|(?:Log)?(?:Debug|Trace)\w*|Verbose)!?$/.test(method) ||
    IMPORTS_DEBUG.test(text)
  );
}

/** The `debug` package prints nothing until somebody asks for it. */
const IMPORTS_DEBUG = /\b(?:from|require\()\s*['"]debug['"]/;
const SIGNS_IN = /log-?in|sign-?(?:in|up)|regist(?:er|ration)|auth|password|session|checkout|payment/i;
/** Programs whose output goes to the person who started them. */
const TOOL =
  /(?:^|\/)(?:scripts?|bin|cli|tools?|seeds?|seeders|hack|dev|benchmarks?)\/|(?:^|[/._-])(?:seeds?|setup|install|cli|dev)\.\w+$|(?:^|\/)(?:reset|create|generate|make|rotate|add|new)[-_](?:\w{1,20}[-_])?(?:password|user|admin|owner|token|keys?|secrets?)\.\w+$/i;

/** Where a bare "token" lets somebody in, rather than being one of a parser, a coin or a language model. */
function speaksOfSigningIn(text: string): boolean {
  return AUTH_WORDS.test(text);
}

function hasOtherTokens(text: string): boolean {
  return OTHER_TOKENS.test(text);
}

const AUTH_WORDS =
  /\b(?:bearer|jwt|jsonwebtoken|oauth2?|authorization|log_?in|sign_?in|password|access_?token|auth_?token|api_?token|session|cookie|credential|verif|invit)/i;
const OTHER_TOKENS =
  /\btokeni[sz]e|\blexer\b|\btokenType\b|\btoken\.(?:kind|type|symbol)\b|\berc-?(?:20|721)\b|\bprompt_?tokens\b|\bmax_?tokens\b|\b(?:llm|openai|anthropic|claude|gpt-?\d)\b|\bcss_?token|\bdesign_?token/i;

const DEVELOPMENT =
  /NODE_ENV\s*[!=]==?\s*['"](?:dev|test)|NODE_ENV\s*!==?\s*['"]prod|\b[iI][sS]_?(?:[dD][eE][vV]|[lL][oO][cC][aA][lL]|[tT][eE][sS][tT])|__DEV__|import\.meta\.env\.DEV|\b(?:APP_)?DEBUG\b|Rails\.env\.(?:dev|test)|debug_assertions/;
const ANNOUNCES =
  /save this|store this|copy (?:this|it|the)|your (?:new )?(?:api|secret|access|admin|root|initial)|write (?:this|it) down/i;

/** Said in the lines before: what follows is to be copied by whoever runs the program. */
const HANDS_OVER =
  /\b(?:add|copy|paste|put|set|save|store) (?:these|the following|this|those)\b[^\n]{0,80}\b(?:in|into|to|somewhere)\b/i;

/** Behind a check for development, or words that hand a new secret to its owner. */
function isForDevelopers({ start, args }: LogCall, { text }: Document): boolean {
  const before = text.slice(Math.max(0, start - 240), start);
  const nearby = before.split('\n').slice(-4).join('\n');
  return (
    DEVELOPMENT.test(nearby) || ANNOUNCES.test(text.slice(args.start, args.end)) || HANDS_OVER.test(nearby)
  );
}

/** Printed by a program that somebody started in a terminal: it asked them for the password, or its name says what it makes. */
function isForWhoStarted({ start, method }: LogCall, { path, text }: Document): boolean {
  if (!PRINTS.test(method)) return false;
  if (ASKED.test(text.slice(Math.max(0, start - 2_500), start))) return true;
  return (text.startsWith('#!') || !path.includes('/')) && HANDLES_SECRETS.test(path);
}

const PRINTS = /^(?:e?print(?:ln)?!?|puts|echo|log|Print(?:ln|f)?|WriteLine)$/;
const ASKED = /\b(?:prompt_password|read_password|getpass|ReadPassword|Console\.ReadKey)\b/;
const HANDLES_SECRETS =
  /(?:^|\/)(?:gen(?:erate)?|create|make|hash|rotate|reset|update|verify|check|show|print)[-_](?:\w{1,40}[-_])?(?:secret|key|password|token|hash|admin)\w{0,20}\.\w+$/i;

function runsInBrowsers({ path, text, language }: Document): boolean {
  if (language === 'vue' || language === 'svelte') return true;
  if (!/^(?:java|type)script/.test(language)) return false;
  return (
    /^\s*(?:\/\/[^\n]*\n\s*)*['"]use client['"]/.test(text.slice(0, 400)) ||
    (/\.[jt]sx$/.test(path) && /\buse(?:State|Effect)\(/.test(text))
  );
}
