import type { TextRange } from '../finding.ts';
import { placeOf } from '../place.ts';
import type { Document } from '../source.ts';

/**
 * Whether production can run with a value that stands in a file. "never": it is for tests, documentation or development
 * only, or the code refuses it in production. "hardly": scripts and seeds, which run by hand, and values that the code
 * recognises. "yes": nothing speaks against it.
 */
export type Reach = 'yes' | 'hardly' | 'never';

/** Judges the values of one document; `name` is what a value is given to, or the variable that it stands in for. */
export function reachIn(document: Document): (value: TextRange, name: string) => Reach {
  const { path, text } = document;
  if (placeOf(path) !== 'product' || isForDevelopment(path)) return () => 'never';
  const otherwise: Reach = BY_HAND.test(path.toLowerCase()) ? 'hardly' : 'yes';
  const isPipeline = PIPELINE.test(path);
  // A file may repeat one name and one value a thousand times.
  const checked = remember((name) => isChecked(text, name));
  const treated = remember((literal) => treatmentsOf(text, literal));

  return (value, name) => {
    if (FOR_ONE_MACHINE.test(name.slice(name.lastIndexOf('.') + 1))) return 'never';
    const elsewhere = treated(text.slice(value.start, value.end)).filter(({ at }) => at !== value.start);
    if (
      isInDevelopmentBranch(document, value) ||
      isListedAsRefused(text, value) ||
      (isPipeline && MADE_FOR_TESTS.test(text.slice(value.start, value.end))) ||
      isInDevelopmentClass(document, value) ||
      checked(name.slice(name.lastIndexOf('.') + 1)) ||
      elsewhere.some(({ isFatal }) => isFatal)
    ) {
      return 'never';
    }
    return elsewhere.some(({ isCompared }) => isCompared) ? 'hardly' : otherwise;
  };
}

function remember<T>(judge: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = judge(key)));
    return result;
  };
}

/** A line that is only a comment, up to a value in it: nothing runs with it. */
export function isCommentedOut(document: Document, offset: number): boolean {
  const { start } = document.lineAt(offset);
  return /^\s*(?:#(?!\{)|\/\/|<!--|;|--\s|\*\s|\/\*)/.test(
    document.text.slice(start, Math.min(offset, start + 200)),
  );
}

/** Files that say by their name or folder that they are for development, tests or continuous integration. */
export function isForDevelopment(path: string): boolean {
  return FOR_DEVELOPMENT.test(path.toLowerCase()) && !/prod(?:uction)?[._/-]/.test(path.toLowerCase());
}

/** `LOCAL_ADMIN_PASSWORD`, `devSecret`: the name says where it holds. */
const FOR_ONE_MACHINE = /^(?:(?:LOCAL|DEV|DEVELOPMENT|TEST|E2E)_|(?:local|dev|test|e2e)(?:_|[A-Z]))/;

const FOR_DEVELOPMENT =
  /(?:^|[/._-])(?:dev|devel|development|local|localhost|test|tests|testing|ci|storybook|devcontainer|ddev|lando|vagrant|playground|playgrounds|mock|mocks|factory|factories|e2e|bench|benchmark|benchmarks|integration|fixture|seed|seeds|seeder|seeders|vitest|jest|travis|suites?|cypress|playwright|debug|sandbox|tutorial|quickstart|boilerplate-test|override)(?:[/._-]|$)|^\.(?:github|gitlab|circleci|buildkite|vscode|agents|claude|cursor)\/|(?:^|\/)(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines|\.travis|appveyor|cloudbuild)\.ya?ml$/;
/** Workflows that deploy run the tests first, with values of their own. */
const PIPELINE =
  /^\.(?:github|gitlab|circleci|buildkite)\/|(?:^|\/)(?:\.gitlab-ci|azure-pipelines|bitbucket-pipelines)\.ya?ml$/;
const MADE_FOR_TESTS = /^(?:test|testing|ci|dummy|fake|mock)(?:[-_. ]|$)/i;
const BY_HAND =
  /(?:^|\/)(?:scripts?|tools?|bin|hack|misc|migrations?|utils?\/scripts|contrib|dev-?tools)\/|(?:^|\/)(?:knexfile|ormconfig|(?:drizzle|prisma|mikro-orm|codegen|sequelize|typeorm)\.config)\.[a-z]+$/;

/** How code asks where it runs. */
const ASKS = [
  /(?:NODE_ENV|APP_ENV|RAILS_ENV|FLASK_ENV|MIX_ENV|ENVIRONMENT|environment|ENV_NAME|\benv|\bENV|STAGE|MODE|\bmode|app_env)["'\])]{0,4}(?:\.lower\(\)|\.toLowerCase\(\))?\s{0,4}(?:===?|!==?|\beq\b|\bin\b|\bis\b)/,
  /\b(?:Rails|Mix|Deno|App|app\(\)|\$app|env|hostEnvironment|Environment|webHostEnvironment)(?:\.|->|::)(?:env\.)?(?:is)?(?:development|production|local|test|environment|Development|Production|Local|isLocal|isProduction|environment\()/i,
  /(?:\b|_)(?:is_?dev\w{0,12}|is_?prod\w{0,12}|is_?local\w{0,8}|is_?test\w{0,8}|__DEV__|DEV_MODE|debug_mode|settings\.DEBUG|\bDEBUG|app\.debug|import\.meta\.env\.(?:DEV|PROD)|config_env\(\)|Mix\.env\(\)|gin\.Mode\(\))["')\]]{0,3}\s{0,4}(?:\?(?!\?)|&&|\)|:|\{|\|\||==|!=|and\b|or\b|then\b|$)/i,
] as const;
/** The line goes on, or opens a block: what it asks decides about the lines below. */
const OPENS =
  /(?:[?:({,&|=[]|\b(?:then|do|else|and|or|in))\s*$|^\s*(?:if|unless|else|elif|elsif|case|when|\}\s*else|\? |: |&& |\|\| )/;

/**
 * The line of the value asks where it runs, or one of the four above that lead to it. What stands under "if production" is
 * for production, unless an "else" stands between.
 */
function isInDevelopmentBranch(document: Document, value: TextRange): boolean {
  const { text } = document;
  let line = document.lineAt(value.start);
  if (asks(text.slice(Math.max(line.start, value.start - 300), Math.min(line.end, value.end + 200))))
    return true;
  let otherwise = false;
  for (let steps = 0; steps < 4 && line.start > 0; steps++) {
    line = document.lineAt(line.start - 1);
    const above = text.slice(line.start, Math.min(line.end, line.start + 300));
    if (above.trim() === '' || /^\s*(?:end|\}\)?;?|fi)\s*$/.test(above)) return false;
    if (/^\s*(?:\}\s*)?else\b|^\s*[:?] /.test(above)) otherwise = true;
    if (OPENS.test(above) && asks(above)) return otherwise || !meansProduction(above);
  }
  return false;
}

/** `class TestingConfig(Config):` round the value, as Flask's documentation has them. */
function isInDevelopmentClass({ language, text }: Document, { start }: TextRange): boolean {
  if (language !== 'python') return false;
  const before = `\n${text.slice(Math.max(0, start - 20_000), start)}`;
  const at = before.lastIndexOf('\nclass ');
  const inside = before.slice(at + 1);
  return at !== -1 && DEVELOPMENT_CLASS.test(inside) && !/\n(?![\s#)}\]])/.test(inside);
}

const DEVELOPMENT_CLASS =
  /^class (?:Test(?:s|ing)?|Dev(?:el|elopment)?|Local|CI)(?:[A-Z_]\w{0,60})?\s{0,4}[(:]/;

/** `if Rails.env.production?`, and no ternary: there both branches follow. */
function meansProduction(line: string): boolean {
  return /prod/i.test(line) && !/!|\bnot\b|\bunless\b|dev|local|test|\s\?\s*$/i.test(line);
}

function asks(line: string): boolean {
  return ASKS.some((pattern) => pattern.test(line));
}

const MENTIONS = 12;
const ABORTS =
  /\b(?:throw|raise|panic\(|process\.exit|sys\.exit|log\.Fatal|os\.Exit|abort|exit\s?\(?1|die\(|IllegalStateException|ImproperlyConfigured|addIssue|fatalError|Err\(|bail!|std::process::exit)/;

/** Another place in the file stops the program where the variable is missing in production. */
function isChecked(text: string, name: string): boolean {
  return placesOf(text, name).some((at) => isCheck(text, at, at + name.length));
}

/** What the code does with a value where it names it. */
interface Treatment {
  readonly at: number;
  readonly isCompared: boolean;
  /** The program ends close by. */
  readonly isFatal: boolean;
}

/** Of quoted values only, and not of short ones: those are words of the language, which stand anywhere. */
function treatmentsOf(text: string, literal: string): readonly Treatment[] {
  if (literal.length < 6) return [];
  return placesOf(text, literal)
    .filter((at) => isQuote(text[at - 1]) && isQuote(text[at + literal.length]))
    .map((at) => ({
      at,
      isCompared: /(?:[=!]==?|\bin\b|includes\(|\.equals\(|eq\()\s*[[({]?\s*["'`]$/.test(
        text.slice(Math.max(0, at - 60), at),
      ),
      isFatal: ABORTS.test(text.slice(at, at + 700)),
    }));
}

function isQuote(sign: string | undefined): boolean {
  return sign === '"' || sign === "'" || sign === '`';
}

/** `INSECURE_DEFAULTS = { "JWT_SECRET": "…" }`, with what is done about them below. */
function isListedAsRefused(text: string, { start, end }: TextRange): boolean {
  const list =
    /\b(\w{0,40}(?:defaults|insecure|weak|leaked|compromised|known_?(?:starter|default|bad|weak)|forbidden|blocklist|denylist|blacklist|placeholder|banned)\w{0,40})\b[^=\n]{0,40}=[^=;]*$/i.exec(
      text.slice(Math.max(0, start - 300), start),
    )?.[1];
  if (list === undefined) return false;
  return !/^\w*defaults\w*$/i.test(list) || ABORTS.test(text.slice(end, end + 900));
}

function placesOf(text: string, part: string): readonly number[] {
  const places: number[] = [];
  if (part.length < 3) return places;
  for (
    let at = text.indexOf(part);
    at !== -1 && places.length < MENTIONS;
    at = text.indexOf(part, at + part.length)
  ) {
    places.push(at);
  }
  return places;
}

/** `if (!process.env.X && isProduction) throw …`, `if not SECRET_KEY: raise …` */
function isCheck(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - 120), start);
  const after = text.slice(end, end + 260);
  const condition = before.slice(before.lastIndexOf('\n') + 1);
  if (!ABORTS.test(after) || !/\b(?:if|unless|when|elif|elsif|assert)\b/.test(condition)) return false;
  return (
    /[!]\s*[\w.$[\]"'(]*$|\bnot\s+[\w.[\]"']*$/.test(condition) ||
    /^["'\])]{0,3}\s*(?:[!=]=|is\b|in\b|\.(?:length|startsWith|includes|empty|blank|nil)|<)/.test(after) ||
    asks(condition)
  );
}
