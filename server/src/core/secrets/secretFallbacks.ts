import type { TextRange } from '../finding.ts';
import { SCRIPT_LANGUAGES, type Language } from '../language.ts';
import type { Document, Parser } from '../source.ts';
import { namedValues, type NamedValue } from './namedValues.ts';
import { readQuoted } from './namedValues/values.ts';
import { stakeOf, type Stake } from './stakes.ts';

/** The value that a program goes on with where a variable of the environment or of the configuration isn't set. */
export interface SecretFallback extends TextRange {
  /** The variable, or the name that the value is given to: "JWT_SECRET", "jwt.secret". */
  readonly name: string;
  readonly stake: Stake;
}

/** Every fallback that stands in a document after a name that promises a secret, in order. */
export function fallbacksIn(document: Document): readonly SecretFallback[] {
  const { text } = document;
  const found = new Map<number, SecretFallback>();
  const braces = !NO_BRACES.has(document.language);
  for (const value of document.parsed(namedValues)) {
    if (!braces && text.startsWith('${', value.nameRange.start - 2)) continue;
    const name = plainName(value.form === 'fallback' ? (value.variable ?? value.name) : value.name);
    const stake = isKind(name) ? undefined : stakeOf(name);
    if (stake !== undefined && isFallback(text, value)) {
      found.set(value.start, { name, stake, start: value.start, end: value.end });
    }
  }
  for (const { name, start, end } of document.parsed(chainedFallbacks)) {
    const stake = stakeOf(name);
    if (stake === undefined || found.has(start) || (!braces && text[start - 1] === '-')) continue;
    found.set(start, { name, stake, start, end });
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** `category=VariableCategory.SECRETS`: one of a list of kinds, and not a setting. */
function isKind(name: string): boolean {
  return /(?:^|\.)[A-Z][a-z]\w*(?:Category|Kind|Type|Group|Class|Level|Scope)\.[A-Z][A-Z\d_]*$/.test(name);
}

/** There, a variable of the shell in braces is a piece of a string. */
const NO_BRACES: ReadonlySet<Language> = new Set([
  ...SCRIPT_LANGUAGES,
  'python',
  'ruby',
  'php',
  'go',
  'rust',
]);

/** "JWT_SECRET" of `process.env.JWT_SECRET` and `os.getenv("JWT_SECRET")`. */
function plainName(name: string): string {
  const quoted = /["'`]([\w.-]{2,80})["'`]/.exec(name)?.[1];
  return quoted ?? name.replace(/^(?:process\.env|import\.meta\.env|Bun\.env|ENV|env)\./, '');
}

function isFallback(text: string, value: NamedValue): boolean {
  const { form, name, nameRange, start, end } = value;
  // `${X:+…}` is what is used where the variable is set, `${X:?…}` an error.
  if (text[start - 1] === ':' && /[+?]/.test(text[start] ?? '')) return false;
  if (form === 'fallback') return comesFromSettings(text, value);
  if (form === 'comparison' || form === 'header' || form === 'query' || start < nameRange.end) return false;
  const between = text.slice(nameRange.end, Math.min(start, nameRange.end + 160));
  const before = text.slice(Math.max(0, nameRange.start - 120), nameRange.start);
  return (
    DEFAULT_ARGUMENT.test(between) ||
    (GETTER.test(before) && /^["'`]\s*,\s*["'`]$/.test(between)) ||
    (value.quoted && /^\s*(?::[\w\s|?]{1,40})?=\s*["'`]$/.test(between) && isDestructured(text, end)) ||
    /^(?:\|\||\?\?)=\s*["'`]$/.test(between.trimStart()) ||
    (value.quoted && (isSetWhereEmpty(name, before) || isSetAfterCheck(name, before, between))) ||
    (/^["'\])!]{0,3}\s*:\s*["'`]$/.test(between) && isTernary(name, before)) ||
    (PYTHON_FIELD.test(between) && isSettingsClass(text, nameRange.start))
  );
}

/** `z.string().default("…")`, `Field(default="…")`, `str({ default: "…" })`, `envDefault:"…"` */
const DEFAULT_ARGUMENT =
  /\bdefault\(\s*["'`]$|(?:\(|,|\{)\s*(?:default|devDefault)\s*[=:]\s*["'`]$|\benvDefault:["'`]$/;
/** What a getter with a default is called: `configService.get<string>(`, `GetValue<string>(`, `getEnvOr(` */
const GETTER =
  /(?:env\w*|environ\.get|config\w*(?:\.|->|::)get|GetValue|SetDefault|getOrDefault|getProperty|Config::get|settings\.get)(?:<[\w.]{1,30}>)?\(\s*["'`](?:[\w-]{1,40}:){0,4}$/i;

/** A variable in capitals, or an expression that speaks of settings: others are any two values in a row. */
function comesFromSettings(text: string, { variable, name, nameRange, start }: NamedValue): boolean {
  const first = variable ?? name;
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[A-Z]{6,}$/.test(first)) return true;
  return SETTINGS.test(text.slice(Math.max(0, nameRange.start - 60), start));
}

const SETTINGS =
  /\benv\b|env[.([]|environ|getenv|_env\b|config|conf[.[]|settings?[.[\]]|options?[.[?]|\bopts[.[?]|viper|propert|@Value|flag\.|\$\{/i;

/** `const { JWT_SECRET = "…" } = process.env` */
function isDestructured(text: string, end: number): boolean {
  return /^["'`][^{}();]{0,600}\}\s*=\s*(?:process\.env|import\.meta\.env|Bun\.env|env|config|\w*[cC]onfig)\b/.test(
    text.slice(end, end + 660),
  );
}

/** `if (!process.env.X) process.env.X = "…"`, Go: `if secret == "" { secret = "…" }` */
function isSetWhereEmpty(name: string, before: string): boolean {
  const condition =
    /\bif\s*\(?\s*(!\s*|not\s+)?([\w.$[\]"']{2,80})\s*(==\s*(?:""|''|nil|null|None)|===\s*(?:""|''|undefined|null)|\.empty\(\)|\.isEmpty\(\)|is None)?\s*\)?\s*[:{]?\s*$/.exec(
      before,
    );
  const [, not, tested = '', isEmpty] = condition ?? [];
  return (not !== undefined || isEmpty !== undefined) && tested === name;
}

/** The same, where the value was read from the first of the two names. */
function isSetAfterCheck(name: string, before: string, between: string): boolean {
  return (
    /!\s*$/.test(before) && between.includes(name) && /^\)\s*\{?\s*[\w.$]{2,80}\s*=\s*["'`]$/.test(between)
  );
}

/** `process.env.X ? process.env.X : "…"` */
function isTernary(name: string, before: string): boolean {
  return before.trimEnd().endsWith('?') && before.includes(name);
}

/** A field of a settings class of pydantic: `secret_key: str = "…"`, `SecretStr = SecretStr("…")` */
const PYTHON_FIELD =
  /^\s*:\s*(?:str|SecretStr|Optional\[str\]|str \| None)\s*=\s*(?:SecretStr\(|Field\()?\s*["']$/;

function isSettingsClass(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 6_000), at);
  const declaration = before.lastIndexOf('\nclass ');
  const line = declaration === -1 && before.startsWith('class ') ? before : before.slice(declaration + 1);
  return /^class \w{1,60}\([^)\n]{0,80}Settings\)/.test(line);
}

/**
 * Fallbacks at the end of a longer expression, found from the operator backwards: `env::var("X").unwrap_or("…".into())`,
 * `(process.env.X as string) || "…"`, a schema over several lines, `cmp.Or(os.Getenv("X"), "…")`.
 */
const chainedFallbacks: Parser<readonly ChainedFallback[]> = (text) => {
  const found: ChainedFallback[] = [];
  if (!SETTINGS_MARKS.some((mark) => text.includes(mark))) return found;
  for (const [mark, markEnd] of marksIn(text)) {
    const before = text.slice(Math.max(0, markEnd - 220), markEnd);
    if (mark === SPRING) {
      const [whole = '', name = '', value] =
        /^([\w.-]{3,80}):([^}"\n]{3,200})(?=\})/.exec(text.slice(markEnd, markEnd + 300)) ?? [];
      if (value !== undefined)
        found.push({ name, start: markEnd + whole.length - value.length, end: markEnd + whole.length });
      continue;
    }
    if (mark === DOTNET) {
      const call = /^(?:<\w{1,20}>)?\(\s{0,20}"([\w:.-]{3,80})",\s{0,20}/.exec(
        text.slice(markEnd, markEnd + 160),
      );
      const fallback = call && readQuoted(text, markEnd + call[0].length);
      if (call?.[1] !== undefined && fallback)
        found.push({ name: call[1], start: fallback.start, end: fallback.end });
      continue;
    }
    if (mark === BRACED) {
      const name = /\$\{([A-Za-z_]\w{1,60}):-$/.exec(before)?.[1];
      const short = /^[^\s"'${}]{3}(?=\})/.exec(text.slice(markEnd, markEnd + 4));
      if (name !== undefined && short) found.push({ name, start: markEnd, end: markEnd + 3 });
      continue;
    }
    CONTINUATION.lastIndex = markEnd;
    CONTINUATION.test(text);
    const value = readQuoted(text, CONTINUATION.lastIndex);
    if (!value) continue;
    const match =
      VARIABLES[mark < SCHEMAS ? 'schema' : MARKS[mark] === '"),' ? 'firstOf' : 'expression'].exec(before);
    const name = match?.[1] ?? match?.[2];
    if (name !== undefined) found.push({ name, start: value.start, end: value.end });
  }
  return found;
};

/** A mark's index and where it ends. They are few, and searching for one string at a time is what engines do fastest. */
function* marksIn(text: string): Generator<readonly [mark: number, end: number]> {
  for (const [mark, literal] of MARKS.entries())
    for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + literal.length))
      yield [mark, at + literal.length];
}

type ChainedFallback = Omit<SecretFallback, 'stake'>;

/** Most files end here: nothing in them is read from an environment or described by a schema. */
const SETTINGS_MARKS = ['env', 'ENV', '.default(', '({ default:', '@Value(', 'GetValue', ':-'];

const MARKS = [
  '.default(',
  'default:',
  'default=',
  'envDefault:',
  '.unwrap_or(',
  '.unwrap_or_else(',
  ') ||',
  ') ??',
  '"),',
  ' else ',
  'GetValue',
  '@Value("${',
  ':-',
];
const SCHEMAS = 4;
/** Behind a variable in braces, a value of three characters counts too: only because it is a fallback. */
const BRACED = MARKS.length - 1;
const SPRING = MARKS.length - 2;
const DOTNET = MARKS.length - 3;
const CONTINUATION = /\s{0,40}(?:\|\w{0,8}\|\s{0,4}\{?\s{0,4})?(?:String::from\(|\(?\s{0,20})/y;

const VARIABLES = {
  /** From the key on, one chain of calls: `JWT_SECRET: z\n.string()\n.min(8).default(`, `JWT_SECRET: str({ default:`, a tag of Go. */
  schema:
    /(?:^|[\s{,(])["']?([A-Za-z_]\w{2,60})["']?(?:\s{0,4}:\s{0,4}[\w.[\]| ]{1,40})?\s{0,4}[:=]\s{0,4}[A-Za-z][\w.]{0,30}\s{0,40}(?:(?:\.\w{1,20}\([^(){};]{0,60}\)\s{0,40}|\([^(){};]{0,60}\)\s{0,40}){0,6}\.default\(|\(\{?[^(){};]{0,120}\bdefault[:=])$|\benv:"([A-Z]\w{2,60})[^`\n]{0,60}envDefault:$/,
  expression:
    /(?:process\.env|import\.meta\.env|Bun\.env)(?:\.|\[["'])([A-Z]\w{2,60})[^;{}\n]{0,60}$|(?:env::var|Getenv|getenv|env\.get|environ\.get|environ)[([]["']([A-Z]\w{2,60})["'][^;{}]{0,90}$/,
  firstOf: /\bcmp\.Or\(os\.Getenv\("([A-Z]\w{2,60})"\),$/,
} as const;
