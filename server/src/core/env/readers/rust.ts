import {
  argumentsAt,
  codeOf,
  endOfBrackets,
  indexWithin,
  isInString,
  skipBlank,
  type Code,
} from '../../parsers/code.ts';
import type { TextRange } from '../../finding.ts';
import type { Document } from '../../source.ts';
import { declareArgument } from '../code/declareArgument.ts';
import { createFound, type Found, type Language } from '../code/codeFacts.ts';
import { bracedFunctions } from '../code/functions.ts';
import { codeAfter, contentOf, lineBefore, stringIn, textOf } from '../code/lookups.ts';
import { isName } from '../code/names.ts';
import { valueIn } from '../code/values.ts';
import type { EnvReader } from '../reader.ts';
import type { EnvFacts, EnvValue, Need } from '../types.ts';

const TRIGGERS = ['env', 'envy', 'figment'];

/** Rust: std::env, dotenvy, clap's `env`, envy and figment. */
const rustReader: EnvReader = {
  triggers: TRIGGERS,
  reads: (_path, language) => language === 'rust',
  read: readRust,
};
export default rustReader;

function readRust(document: Document): EnvFacts | undefined {
  if (!/env|Environment::/i.test(document.text)) return undefined;
  const code = codeOf(document);
  const found = createFound(document, code, RUST);
  readCalls(found);
  readStarts(found);
  readMacros(found);
  readClap(found);
  readStructs(found);
  readPrefixes(found);
  readLoads(found);
  return found.facts();
}

const RUST: Language = {
  functions: (code) =>
    bracedFunctions(
      code,
      /\bfn\s{1,4}(\w{1,80})(?:<[^<>\n]{0,120}>)?\s{0,4}\(/g,
      (parameter) => /^(?:mut\s+)?(\w+)/.exec(parameter)?.[1] ?? '',
    ),
  followsHelpers: true,
  loops: (identifier) => new RegExp(`\\bfor\\s+&?${identifier}\\s+in\\s+&?`, 'g'),
};

const CALL = /(?<![\w:])((?:std::)?env::|dotenvy?::|)(var|var_os|set_var|remove_var)\(/g;

function readCalls(found: Found): void {
  const { code } = found;
  const isImported = /\buse\s+(?:std::env|dotenvy?)::(?:\{[^}]{0,200}\b)?var\b/.test(code.masked);
  const isBuildScript = /(?:^|\/)build\.rs$/.test(found.document.path);
  for (const match of code.masked.matchAll(CALL)) {
    const [all, module = '', method = ''] = match;
    if ((module === '' && !(isImported && method === 'var')) || isInString(code, match.index)) continue;
    if (/\bfn\s+$/.test(lineBefore(code, match.index))) continue;
    const open = match.index + all.length - 1;
    const parts = argumentsAt(code, open);
    const [name] = parts;
    if (!name) continue;
    if (method === 'set_var') declareArgument(found, name, valueIn(found.code, parts[1]));
    if (method !== 'var' && method !== 'var_os') continue;
    const end = endOfBrackets(code, open) + 1;
    const phase = isBuildScript ? ('build' as const) : undefined;
    if (isBuildScript && OF_CARGO.test(contentOf(code, stringIn(code, name)) ?? '')) continue;
    const { need, fallback } = chainOf(code, match.index, end);
    found.read({
      start: match.index,
      end,
      name: withoutReference(code, name),
      through: `env::${method}`,
      need,
      fallback,
      phase,
    });
  }
}

/** `Command::env("X", value)` of programs that are started, and what a build script hands to `env!("X")`. */
function readStarts(found: Found): void {
  const { code, document } = found;
  for (const { index } of code.masked.matchAll(/\.env\(/g)) {
    if (isInString(code, index)) continue;
    const [name, value, ...others] = argumentsAt(code, index + 4);
    if (name && value && others.length === 0) declareArgument(found, name, valueIn(found.code, value));
  }
  if (!/(?:^|\/)build\.rs$/.test(document.path)) return;
  for (const { index, 0: all, 1: name = '' } of document.text.matchAll(
    /cargo::?rustc-env=([A-Z][A-Z0-9_]{0,100})=/g,
  )) {
    const start = index + all.length - name.length - 1;
    found.declare(name, { start, end: start + name.length }, { state: 'unknown' });
  }
}

function withoutReference(code: Code, range: TextRange): TextRange {
  const lead = /^&\s{0,4}/.exec(textOf(code, range))?.[0].length ?? 0;
  return { start: range.start + lead, end: range.end };
}

const FATAL = /\bpanic!|\bprocess::exit|\bunreachable!|\breturn\s+Err\b|\bbail!|\bexit\(/;
const OPTIONAL =
  /^(?:unwrap_or|unwrap_or_default|ok|is_ok|is_err|or|map_or|is_ok_and|is_some|is_none|into_iter|iter|is_some_and)$/;

/** What the methods called on the result make of a variable that is not set. */
function chainOf(code: Code, start: number, end: number): { need: Need; fallback?: EnvValue | undefined } {
  let at = end;
  for (let step = 0; step < 12; step++) {
    const next = skipBlank(code.masked, at);
    if (code.masked[next] === '?') return { need: 'required' };
    const method = /^\.\s{0,4}(\w{1,40})(?:::<[^>\n]{0,60}>)?\(/.exec(codeAfter(code, next, 120));
    if (!method) break;
    const open = next + method[0].length - 1;
    const close = endOfBrackets(code, open);
    const body = code.masked.slice(open, Math.min(close, open + 400));
    if (
      method[1] === 'unwrap' ||
      method[1] === 'expect' ||
      method[1] === 'context' ||
      method[1] === 'with_context'
    )
      return { need: 'required' };
    if (method[1] === 'unwrap_or_else' || method[1] === 'map_or_else' || method[1] === 'or_else') {
      if (FATAL.test(body)) return { need: 'required' };
      const value = /^\|\w{0,20}\|\s*/.exec(code.masked.slice(open + 1, open + 40));
      const from = open + 1 + (value?.[0].length ?? 0);
      const inner = /^([^]*?)\.(?:to_string|to_owned|into)\(\)\s*$/.exec(
        code.masked.slice(from, Math.min(close, from + 200)),
      );
      return {
        need: 'optional',
        fallback: valueIn(code, { start: from, end: inner ? from + (inner[1] ?? '').length : close }),
      };
    }
    if (OPTIONAL.test(method[1] ?? '')) {
      const given = method[1] === 'unwrap_or' ? argumentsAt(code, open)[0] : undefined;
      return given
        ? { need: 'optional', fallback: literalOf(code, given) }
        : afterOptional(code, method[1] ?? '', close + 1);
    }
    at = close + 1;
  }
  const head = lineBefore(code, start);
  if (/\bmatch\s+$/.test(head)) return { need: matchFails(code, end) ? 'required' : 'optional' };
  const otherwise =
    /\blet\s+Ok\([^=]{0,60}=\s*$/.test(head) &&
    !/\b(?:if|while)\s+let\b/.test(head) &&
    /^\s*else\s*\{/.test(codeAfter(code, end, 40));
  if (otherwise) return { need: FATAL.test(codeAfter(code, end, 300)) ? 'required' : 'optional' };
  return { need: 'optional' };
}

/** `.ok().expect("…")` and `.ok().ok_or(…)?` need it after all. */
function afterOptional(code: Code, method: string, at: number): { need: Need } {
  if (method !== 'ok') return { need: 'optional' };
  const next = codeAfter(code, at, 60);
  return { need: /^\s*\.\s*(?:expect|unwrap|ok_or|ok_or_else)\(/.test(next) ? 'required' : 'optional' };
}

function literalOf(code: Code, range: TextRange): EnvValue | undefined {
  const text = textOf(code, range);
  const inner = /^(.*?)\.(?:to_string|to_owned|into)\(\)$/s.exec(text);
  const wrapped = /^String::from\((.*)\)$/s.exec(text);
  if (inner) return valueIn(code, { start: range.start, end: range.start + (inner[1] ?? '').length });
  if (wrapped) return valueIn(code, { start: range.start + 13, end: range.end - 1 });
  return valueIn(code, range);
}

function matchFails(code: Code, end: number): boolean {
  const open = indexWithin(code.masked, '{', end, 40);
  if (open === -1) return false;
  const body = code.masked.slice(open, Math.min(endOfBrackets(code, open), open + 1_000));
  const arm = /\b(?:Err\([^)]{0,60}\)|None|_)\s*=>([^]{0,200})/.exec(body)?.[1] ?? '';
  return FATAL.test(arm.split(/,\s*\n/, 1)[0] ?? '');
}

/** What cargo sets while it builds. */
const OF_CARGO = /^(?:CARGO|OUT_DIR$|TARGET$|HOST$|PROFILE$|NUM_JOBS$|RUSTC|RUSTDOC|DEBUG$|OPT_LEVEL$|DEP_)/;

function readMacros(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/(?<![\w])(env|option_env)!\s{0,4}[([]/g)) {
    if (isInString(code, match.index)) continue;
    const name = argumentsAt(code, match.index + match[0].length - 1)[0];
    const at = stringIn(code, name);
    const text = contentOf(code, at);
    if (!at || text === undefined || !isName(text) || OF_CARGO.test(text)) continue;
    const need: Need = match[1] === 'env' ? 'required' : 'optional';
    found.use({ name: text, through: `${match[1] ?? ''}!`, need, phase: 'build' }, at);
  }
}

/** clap: `#[arg(long, env = "X", default_value = "d")]`, `#[clap(env)]`, `Arg::new("x").env("X")` */
function readClap(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(/#\[(?:arg|clap|structopt|command|options)\s{0,4}\(/g)) {
    const open = match.index + match[0].length - 1;
    const close = endOfBrackets(code, open);
    const body = code.masked.slice(open, Math.min(close, open + 1_000));
    const named = /\benv\s*(=\s*)?(?=[",)]|$)/.exec(body);
    if (!named) continue;
    const hasDefault = /\bdefault_value\w{0,8}\b/.test(body);
    const field = fieldBehind(code, close);
    const need: Need =
      hasDefault || field === undefined || /^(?:Option|Vec|bool\b)/.test(field.type)
        ? 'optional'
        : 'required';
    const literal = code.stringAt(open + named.index + named[0].length);
    if (literal && named[1] !== undefined) {
      const name = code.text.slice(literal.content.start, literal.content.end);
      if (isName(name)) found.use({ name, through: 'clap', need }, literal.content);
    } else if (named[1] === undefined && field) {
      found.use({ name: field.name.toUpperCase(), through: 'clap', need }, field.at);
    }
  }
  for (const match of code.masked.matchAll(/\bArg::(?:new|with_name)\([^]{0,400}?\.env\(/g)) {
    const at = stringIn(code, argumentsAt(code, match.index + match[0].length - 1)[0]);
    const name = contentOf(code, at);
    if (at && name !== undefined && isName(name)) found.use({ name, through: 'clap', need: 'optional' }, at);
  }
}

interface Field {
  readonly name: string;
  readonly at: TextRange;
  readonly type: string;
}

/** The field that an attribute stands before. */
function fieldBehind(code: Code, from: number): Field | undefined {
  const start = behindAttributes(code, from);
  const match = /^(?:pub(?:\([^)\n]{0,20}\))?\s{1,8})?(\w{1,60})\s{0,8}:\s{0,8}([^\n,]{1,120})/.exec(
    code.masked.slice(start, start + 300),
  );
  if (!match) return undefined;
  const name = match[1] ?? '';
  const offset = match[0].lastIndexOf(name, match[0].length - (match[2] ?? '').length - 1);
  return { name, at: { start: start + offset, end: start + offset + name.length }, type: match[2] ?? '' };
}

/** Offset of what an attribute whose arguments end at `from` stands before, with the attributes that follow it. */
function behindAttributes(code: Code, from: number): number {
  const close = skipBlank(code.masked, code.masked[from] === ')' ? from + 1 : from);
  let at = skipBlank(code.masked, code.masked[close] === ']' ? close + 1 : close);
  for (let attributes = 0; attributes < 6 && code.masked.startsWith('#[', at); attributes++) {
    at = skipBlank(code.masked, endOfBrackets(code, at + 1) + 1);
  }
  return at;
}

/** `envy::from_env::<Config>()`, `envy::prefixed("APP_").from_env::<Config>()` */
function readStructs(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(
    /\benvy::(?:prefixed\(\s*"(\w{1,60})"\s*\)\s*\.\s*)?from_env(?:::<(\w{1,60})>)?\(/g,
  )) {
    const [, prefix = '', type] = match;
    const name =
      type ?? /:\s*(?:Result<)?(\w{1,60})[^\n;]{0,60}=\s*$/.exec(lineBefore(code, match.index))?.[1];
    const struct = name === undefined ? null : new RegExp(`\\bstruct\\s+${name}\\s*\\{`).exec(code.masked);
    if (!struct) {
      if (prefix !== '')
        found.dynamic({ start: match.index, end: match.index + match[0].length - 1 }, prefix);
      continue;
    }
    const open = struct.index + struct[0].length - 1;
    for (const part of argumentsAt(code, open)) addField(found, part, prefix);
    found.validate('envy', { start: match.index, end: match.index + 4 });
  }
}

function addField(found: Found, part: TextRange, prefix: string): void {
  const text = textOf(found.code, part);
  const match =
    /^((?:#\[[^\n\]]{0,200}\]\s{0,40}){0,6})(?:pub(?:\([^)]{0,20}\))?\s+)?(\w{1,60})\s*:\s*([^]{1,120})$/.exec(
      text,
    );
  if (!match) return;
  const [, attributes = '', name = '', type = ''] = match;
  const renamed = /rename\s*=\s*"/.exec(attributes);
  if (renamed) return;
  const start = part.start + text.indexOf(name, attributes.length);
  const need: Need = /^Option\b/.test(type) || /\bdefault\b/.test(attributes) ? 'optional' : 'required';
  const schema = {
    library: 'envy',
    ...(/^(?:[iu]\d+|usize|isize|f\d+)$/.test(type) ? { type: 'number' as const } : {}),
  };
  found.use(
    { name: (prefix + name).toUpperCase(), through: 'envy', need, schema },
    { start, end: start + name.length },
  );
}

/** figment's `Env::prefixed("APP_")`, config's `Environment::with_prefix("APP")`, `env::vars()` */
function readPrefixes(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(
    /\b(?:Env::prefixed|Environment::with_prefix)\(\s*"(\w{1,60})"|\bEnv::raw\(|\b(?:std::)?env::vars(?:_os)?\(\)/g,
  )) {
    if (isInString(code, match.index)) continue;
    const near = code.masked.slice(match.index, match.index + 400);
    const checked = /\.(?:starts_with|strip_prefix)\(\s*"(\w{1,60})"/.exec(near)?.[1] ?? '';
    const prefix =
      match[1] === undefined ? checked : match[0].startsWith('Environment') ? `${match[1]}_` : match[1];
    found.dynamic({ start: match.index, end: match.index + match[0].search(/\(|$/) }, prefix.toUpperCase());
  }
}

/** `dotenvy::dotenv()`, `dotenvy::from_filename(".env.local")` */
function readLoads(found: Found): void {
  const { code } = found;
  for (const match of code.masked.matchAll(
    /(?<![\w])(?:dotenvy?::(dotenv|dotenv_override|from_filename|from_path|from_filename_override|load)|dotenv)\(/g,
  )) {
    if (isInString(code, match.index) || !/\bdotenvy?\b/.test(code.masked)) continue;
    const open = match.index + match[0].length - 1;
    const at = stringIn(code, argumentsAt(code, open)[0]);
    if (at) found.load(contentOf(code, at) ?? '', at, 'dotenv-expand');
    else if (!/from_/.test(match[1] ?? ''))
      found.load('.env', { start: match.index, end: open }, 'dotenv-expand');
  }
}
