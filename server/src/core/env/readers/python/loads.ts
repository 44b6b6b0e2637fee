/** Env files that Python code loads by name. */
import { argumentsAt, isInString, type Code } from '../../../parsers/code.ts';
import type { TextRange } from '../../../finding.ts';
import type { Found } from '../../code/codeFacts.ts';
import { namedArgument, plainArguments, stringsIn, textOf } from '../../code/lookups.ts';

const LOAD = /(?<![\w])(?:load_dotenv|dotenv_values|find_dotenv|read_env|read_envfile|load_env)[ \t]{0,4}\(/g;

/** Finds `load_dotenv()`, `Env.read_env(path)` and the like. */
export function readLoads(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(LOAD)) {
    if (isInString(code, match.index)) continue;
    if (/\bdef\s+$/.test(code.masked.slice(Math.max(0, match.index - 10), match.index))) continue;
    const callee = match[0].replace(/[ \t(]/g, '');
    const at = { start: match.index, end: match.index + callee.length };
    const parts = argumentsAt(code, match.index + match[0].length - 1);
    const given =
      namedArgument(code, parts, /^(?:dotenv_path|env_file|path|filename)$/) ??
      plainArguments(code, parts)[0];
    if (!given) {
      if (callee !== 'load_env') found.load('.env', at, 'python');
      continue;
    }
    // `load_dotenv(find_dotenv("x"))` is found at the call inside.
    if (/\bfind_dotenv\b/.test(textOf(code, given))) continue;
    loadFrom(found, given, at);
  }
  for (const match of code.masked.matchAll(/(?<![\w.])(?:AutoConfig|RepositoryEnv|Config)\(/g))
    loadConfig(found, match);
  readPrefixes(found);
}

/** Flask's `app.config.from_prefixed_env("ACME")` takes every variable that starts so. */
function readPrefixes(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/\.from_prefixed_env\(/g)) {
    if (isInString(code, match.index)) continue;
    const open = match.index + match[0].length - 1;
    const parts = argumentsAt(code, open);
    const given = namedArgument(code, parts, /^prefix$/) ?? plainArguments(code, parts)[0];
    const prefix = given ? stringsIn(code, given)[0] : undefined;
    found.dynamic(
      { start: match.index + 1, end: open },
      prefix ? `${code.text.slice(prefix.start, prefix.end)}_` : given ? '' : 'FLASK_',
    );
  }
}

/** `BASE_DIR / "config" / ".env"`: the words of a path, put together. */
function loadFrom(found: Found, given: TextRange, at: TextRange): void {
  const { code } = found;
  const range = constantOf(code, given) ?? given;
  const strings = stringsIn(code, range);
  const file = strings
    .map(({ start, end }) => code.text.slice(start, end))
    .join('/')
    .replace(/\/{2,}/g, '/');
  const last = strings.at(-1);
  if (last && /env/.test(file) && /^[^{}%\n]{1,200}$/.test(file))
    found.load(file.replace(/^\//, ''), last.start < at.start ? at : last, 'python');
}

/** The value of a variable that stands above the call: `env_path = BASE_DIR / ".env"`. */
function constantOf(code: Code, range: TextRange): TextRange | undefined {
  const name = /^(?:str\()?([A-Za-z_]\w{0,60})\)?$/.exec(textOf(code, range))?.[1];
  if (name === undefined) return undefined;
  const from = Math.max(0, range.start - 20_000);
  const pattern = new RegExp(`(?:^|\\n)[ \\t]*${name}[ \\t]*=[ \\t]*([^\\n]{1,300})`, 'g');
  const match = [...code.masked.slice(from, range.start).matchAll(pattern)].at(-1);
  if (!match) return undefined;
  const end = from + match.index + match[0].length;
  return { start: end - (match[1]?.length ?? 0), end };
}

/** decouple's `RepositoryEnv(".env")` and Starlette's `Config(".env")`. */
function loadConfig(found: Found, match: RegExpExecArray): void {
  const { code } = found;
  if (!/\b(?:decouple|starlette\.config)\b/.test(code.masked) || isInString(code, match.index)) return;
  const parts = argumentsAt(code, match.index + match[0].length - 1);
  const given = namedArgument(code, parts, /^env_file$/) ?? plainArguments(code, parts)[0];
  if (given && code.stringAt(given.start)) loadFrom(found, given, given);
}
