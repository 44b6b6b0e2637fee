import { argumentsAt, codeOf, endOfBrackets, isInString, skipBlank, type Code } from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { declareArgument } from '../code/declareArgument.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { endedFunctions } from '../code/functions.ts';
import {
  assignedTo,
  codeAfter,
  contentOf,
  escaped,
  lineBefore,
  stringIn,
  stringsIn,
} from '../code/lookups.ts';
import { isName } from '../code/names.ts';
import { valueIn } from '../code/values.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';

const TRIGGERS = ['_env', '{:system', 'env!', 'dotenv'];

/** Elixir: System.get_env, System.fetch_env!, and Dotenvy's env!. */
const elixirReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (_path, language) => language === 'elixir',
  read: readElixir,
};
export default elixirReader;

function readElixir(document: Document): EnvFacts | undefined {
  if (!/System\.\w*env|\{:system|env!\(|Dotenvy|dotenv/i.test(document.text)) return undefined;
  const code = codeOf(document);
  const found = createFound(document, code, ELIXIR);
  // What these files read is read while the product is built.
  const phase = /(?:^|\/)config\/(?:config|prod)\.exs$/.test(document.path) ? ('build' as const) : undefined;
  readSystem(found, phase);
  readTuples(found);
  readDotenvy(found);
  return found.facts();
}

const ELIXIR: Language = {
  functions: (code) =>
    endedFunctions(
      code,
      /(?<=^|\n)[^\S\n]{0,80}defp? (\w{1,80}[!?]?)\s{0,2}\(/g,
      (parameter) => /^\w+/.exec(parameter)?.[0] ?? '',
    ),
  followsHelpers: true,
};

const CALL = /(?<![\w.])System\.(get_env|fetch_env!?|put_env|delete_env)(?![\w!?])/g;

function readSystem(found: Found, phase: 'build' | undefined): void {
  const { code } = found;
  const asked = namesAskedFor(code);
  for (const match of code.masked.matchAll(CALL)) {
    if (isInString(code, match.index)) continue;
    const behind = match.index + match[0].length;
    const list = argumentList(code, match.index, behind);
    if (!list) continue;
    const [name, given] = list.parts;
    const method = match[1] ?? '';
    if (method === 'put_env') declareArgument(found, name, valueIn(found.code, given));
    else if (!name) readAll(found, match.index, list.end);
    else if (method !== 'delete_env') {
      const fallback = valueIn(code, given) ?? fallbackBehind(code, list.end);
      const isAsked = asked.has(contentOf(code, stringIn(code, name)) ?? '');
      const need =
        method === 'fetch_env!' && !isAsked
          ? 'required'
          : fallback || isAsked || method === 'fetch_env'
            ? 'optional'
            : needOf(code, match.index, list.end);
      found.read({
        start: match.index,
        end: list.end,
        name,
        through: `System.${method}`,
        need,
        fallback,
        phase,
      });
    }
  }
}

/** Names of which the file asks whether they are set: `cond do System.get_env("X") -> …`. */
function namesAskedFor(code: Code): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of code.masked.matchAll(/System\.get_env\("(\w{1,100})"\)/g)) {
    const after = codeAfter(code, match.index + match[0].length, 20);
    if (
      !/^\s{0,8}(?:->|do\b|&&|,\s*do:)/.test(after) &&
      !/\b(?:if|case|unless)\s/.test(lineBefore(code, match.index))
    )
      continue;
    names.add(match[1] ?? '');
  }
  return names;
}

interface ArgumentList {
  readonly parts: readonly TextRange[];
  readonly end: number;
}

/** With brackets, without, or with the name piped in: `"X" |> System.get_env()`. */
function argumentList(code: Code, start: number, behind: number): ArgumentList | undefined {
  if (code.masked[behind] === '(') {
    const parts = argumentsAt(code, behind);
    const piped = pipedInto(code, start);
    return { parts: piped ? [piped, ...parts] : parts, end: endOfBrackets(code, behind) + 1 };
  }
  const first = skipBlank(code.masked, behind);
  const literal = first > behind ? code.stringAt(first) : undefined;
  if (literal) return { parts: [{ start: first, end: literal.end }], end: literal.end };
  const piped = pipedInto(code, start);
  return piped ? { parts: [piped], end: behind } : undefined;
}

function pipedInto(code: Code, start: number): TextRange | undefined {
  const before = /("\w{1,100}")\s{0,60}\|>\s{0,8}$/.exec(code.masked.slice(Math.max(0, start - 200), start));
  if (!before) return undefined;
  const from = Math.max(0, start - 200) + before.index;
  return { start: from, end: from + (before[1] ?? '').length };
}

const ENDS = /^\s{0,80}(?:\|\||or\b|\|>\s*Kernel\.\|\|\()\s{0,80}(?:\(\s*)?raise\b/;

function fallbackBehind(code: Code, end: number): EnvValue | undefined {
  const after = codeAfter(code, end, 200);
  const or = /^\s{0,80}\|\|\s{0,80}/.exec(after);
  if (!or || ENDS.test(after)) return undefined;
  const start = end + or[0].length;
  const literal = code.stringAt(start);
  return literal ? valueIn(code, { start, end: literal.end }) : { state: 'unknown' };
}

const FAILS_ON_NIL =
  /\b(?:String\.(?!trim_leading\b)\w{1,20}[!?]?|Integer\.parse|URI\.parse|Base\.\w{1,20}!?|Jason\.decode!?|List\.to_\w+)\(\s*$/;

/** `System.get_env` gives nil. */
function needOf(code: Code, start: number, end: number): Need {
  const after = codeAfter(code, end, 200);
  const head = lineBefore(code, start);
  if (ENDS.test(after)) return 'required';
  if (
    /^\s{0,8}\)?\s{0,8}(?:[!=]=|in\b|&&|and\b|do\b|\|\||not\b)|^\s{0,8},\s{0,8}do:/.test(after) ||
    /\b(?:if|unless|case|cond|when|not|!|&&|\|\|)\s*\(?\s*$/.test(head)
  )
    return 'optional';
  if (
    /^\s{0,80}\|>\s{0,8}(?:String\.(?:to_|split|upcase|downcase|replace|trim|starts)|Integer\.parse|URI\.parse|Base\.|Jason\.decode!)/.test(
      after,
    )
  )
    return 'required';
  if (FAILS_ON_NIL.test(head)) return 'required';
  const target = assignedTo(code, start);
  if (target === undefined) return 'optional';
  const name = escaped(target);
  const near = code.masked.slice(end, end + 600);
  return new RegExp(
    `\\b(?:is_nil\\(\\s*${name}\\b|unless\\s+${name}\\b|if\\s+!${name}\\b)[^\\n]{0,60}(?:do:?)?\\s{0,80}raise\\b`,
  ).test(near)
    ? 'required'
    : 'optional';
}

/** `System.get_env()` is all of them; `Map.get(env, "X")` of it is not followed. */
function readAll(found: Found, start: number, end: number): void {
  const prefix = /String\.starts_with\?\([^,\n]{1,60},\s*"(\w{1,60})"/.exec(
    codeAfter(found.code, end, 400),
  )?.[1];
  found.dynamic({ start, end }, prefix ?? '');
}

/** `{:system, "X"}`, `{:system, "X", "default"}` */
function readTuples(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/\{\s{0,4}:system\s{0,4},/g)) {
    if (isInString(code, match.index)) continue;
    const parts = argumentsAt(code, match.index);
    const at = stringIn(
      code,
      parts.slice(1).find((part) => stringIn(code, part)),
    );
    const name = contentOf(code, at);
    if (at && name !== undefined && isName(name))
      found.use({ name, through: '{:system}', need: 'optional' }, at);
  }
}

/** Dotenvy: `env!("X", :string)`, `env!("X", :integer, 5)`, `source([".env", …])` */
function readDotenvy(found: Found): void {
  const { code } = found;
  if (!/\b(?:Dotenvy|Dotenv)\b/.test(code.masked)) return;
  for (const match of code.masked.matchAll(/(?<![\w.])env!\(/g)) {
    if (isInString(code, match.index)) continue;
    const parts = argumentsAt(code, match.index + match[0].length - 1);
    const [name, , given] = parts;
    if (!name) continue;
    const end = match.index + match[0].length;
    found.read({
      start: match.index,
      end,
      name,
      through: 'env!',
      need: given ? 'optional' : 'required',
      fallback: valueIn(code, given),
    });
  }
  for (const match of code.masked.matchAll(/(?<![\w])(?:Dotenvy\.)?source!?\(|\bDotenv\.load!?\(/g)) {
    const open = match.index + match[0].length - 1;
    for (const at of stringsIn(code, { start: open, end: endOfBrackets(code, open) })) {
      const file = contentOf(code, at) ?? '';
      if (/env/.test(file) && !file.includes('#{')) found.load(file, at, 'dotenv');
    }
  }
}
