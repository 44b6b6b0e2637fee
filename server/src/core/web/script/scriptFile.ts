/** A script as readers of web code see it: its tokens, functions and imports, and what its expressions come to. */
import {
  ARROW,
  ASSIGN,
  COLON,
  DOT,
  OPEN_BRACE,
  OPEN_PAREN,
  OPTIONAL_DOT,
} from '../../parsers/script/codes.ts';
import {
  functionOfBody,
  nameOfFunction,
  parametersOf,
  type FunctionPart,
} from '../../parsers/script/functions.ts';
import { scriptOf, type Script } from '../../parsers/script.ts';
import {
  codeAt,
  endOf,
  endOfExpression,
  partnerOf,
  partsOf,
  skipTypeArguments,
  startOf,
  stringAt,
  wordAt,
} from '../../parsers/script/walk.ts';
import type { Document } from '../../source.ts';
import { spanOf, type Span } from '../../span.ts';
import { contextOf, evaluateAt, type EvaluateContext } from '../evaluate.ts';
import { conditionsBetween } from '../evaluate/surroundings.ts';
import { moduleOf, type Module, type Part } from './module.ts';
import type { Condition, Value } from '../values.ts';
import { conditionsOfCalls } from './callsOfOwn.ts';
import { chainTo } from './chains.ts';
import { orRequested } from './requested.ts';
import { statementStart } from './statements.ts';

export interface ScriptFile {
  readonly document: Document;
  readonly script: Script;
  readonly module: Module;
  /** In the order of their bodies. */
  readonly functions: readonly FunctionAt[];
  /** Where a name comes from, with `require` and `import()`; undefined for names of the file's own. */
  imported(name: string): { readonly from: string; readonly name: string } | undefined;
  /** The innermost function that holds a token in its body or parameters. */
  functionAt(token: number): FunctionAt | undefined;
  /** What is on the first line of these tokens. */
  span(first: number, last: number): Span;
  /** What stands between the quotes of a string, or the token itself. */
  inner(token: number): Span;
  value(first: number, last: number): Value;
  /** The ifs and early exits round a token, within its function and round all calls of that. */
  conditions(token: number): readonly Condition[];
}

export interface FunctionAt {
  readonly part: FunctionPart;
  readonly name: string;
  readonly parameters: readonly string[];
  /** Tokens, from the parameters to the end of the body. */
  readonly first: number;
  readonly last: number;
  /** Offsets. */
  readonly start: number;
  readonly end: number;
}

const FILES = new WeakMap<Document, ScriptFile>();

export function scriptFileOf(document: Document): ScriptFile {
  const known = FILES.get(document);
  if (known) return known;
  const made = create(document);
  FILES.set(document, made);
  return made;
}

function create(document: Document): ScriptFile {
  const script = scriptOf(document);
  const module = moduleOf(script);
  let functions: readonly FunctionAt[] | undefined;
  let required: ReadonlyMap<string, { from: string; name: string }> | undefined;
  let context: EvaluateContext | undefined;
  const all = (): readonly FunctionAt[] => (functions ??= functionsOf(script));
  let holders: Int32Array | undefined;
  const functionAt = (token: number): FunctionAt | undefined =>
    all()[(holders ??= innermostOf(script, all()))[token] ?? -1];
  const span = (first: number, last: number): Span => {
    const start = startOf(script, first);
    const end = Math.min(endOf(script, last), document.lineAt(start).end);
    return spanOf(document, start, Math.max(end, Math.min(endOf(script, first), document.lineAt(start).end)));
  };
  return {
    document,
    script,
    module,
    get functions() {
      return all();
    },
    imported: (name) => module.imports.get(name) ?? (required ??= requiresOf(script)).get(name),
    functionAt,
    span,
    inner(token) {
      const text = script.text[startOf(script, token)] ?? '';
      const isQuoted = text === '"' || text === "'" || text === '`';
      return isQuoted
        ? spanOf(
            document,
            startOf(script, token) + 1,
            Math.max(endOf(script, token) - 1, startOf(script, token) + 1),
          )
        : span(token, token);
    },
    value(first, last) {
      // Every value has its own budget of steps.
      context = contextOf(document);
      return orRequested(this, evaluateAt(context, startOf(script, first), endOf(script, last)), first, last);
    },
    conditions(token) {
      const owner = functionAt(token);
      context ??= contextOf(document);
      const from = owner ? startOf(script, owner.part.bodyStart) + 1 : 0;
      const start = behindLabel(context.scope.code.masked, startOf(script, statementStart(script, token)));
      const inside = conditionsBetween(context, from, Math.max(from, start));
      return owner ? [...conditionsOfCalls(this, owner), ...inside] : inside;
    },
  };
}

/** `case 'a':` stands before the first statement of a case. */
function behindLabel(masked: string, start: number): number {
  const label = /^(?:\s{0,200}(?:case\b[^:;{}]{0,200}|default\s{0,4}):){1,40}/.exec(
    masked.slice(start, start + 2_000),
  );
  return start + (label?.[0].length ?? 0);
}

function functionsOf(script: Script): FunctionAt[] {
  const found: FunctionAt[] = [];
  for (let token = 0; token < script.count && found.length < MOST_FUNCTIONS; token++) {
    const code = codeAt(script, token);
    const part =
      code === OPEN_BRACE
        ? functionOfBody(script, token)
        : code === ARROW && codeAt(script, token + 1) !== OPEN_BRACE
          ? arrowAt(script, token)
          : undefined;
    if (part) found.push(functionOf(script, part));
  }
  return found;
}

const MOST_FUNCTIONS = 5_000;

function arrowAt(script: Script, arrow: number): FunctionPart | undefined {
  const bodyEnd = endOfExpression(script, arrow + 1);
  const open = partnerOf(script, arrow - 1);
  const first = open >= 0 && open < arrow ? open : arrow - 1;
  return { open: first === arrow - 1 ? -1 : first, first, bodyStart: arrow + 1, bodyEnd };
}

function functionOf(script: Script, part: FunctionPart): FunctionAt {
  return {
    part,
    name: nameOfFunction(script, part) || memberName(script, part.first),
    parameters: parametersOf(script, part).map(({ name }) => name),
    first: part.first,
    last: part.bodyEnd,
    start: startOf(script, part.first),
    end: endOf(script, part.bodyEnd),
  };
}

/** `exports.list = (req, res) => …`, `Users.prototype.list = function …` */
function memberName(script: Script, first: number): string {
  let at = first - 1;
  while (/^(?:async|function)$/.test(wordAt(script, at))) at--;
  return codeAt(script, at) === ASSIGN && codeAt(script, at - 2) === DOT ? wordAt(script, at - 1) : '';
}

/** For each token the index of the innermost function that holds it; -1 outside of all. */
function innermostOf(script: Script, functions: readonly FunctionAt[]): Int32Array {
  const found = new Int32Array(script.count).fill(-1);
  const sorted = functions
    .map((made, index) => ({ made, index }))
    .sort((a, b) => a.made.first - b.made.first);
  const open: { last: number; index: number }[] = [];
  let next = 0;
  for (let token = 0; token < script.count; token++) {
    for (; next < sorted.length && (sorted[next]?.made.first ?? 0) <= token; next++) {
      const { made, index } = sorted[next] ?? {};
      if (made && index !== undefined) open.push({ last: made.last, index });
    }
    while (open.length > 0 && (open.at(-1)?.last ?? 0) < token) open.pop();
    found[token] = open.at(-1)?.index ?? -1;
  }
  return found;
}

/** `const x = require('y')`, `const { a: b } = require('y')`, `import x = require('y')`, `const x = await import('y')`. */
function requiresOf(script: Script): Map<string, { from: string; name: string }> {
  const found = new Map<string, { from: string; name: string }>();
  for (let token = 0; token < script.count; token++) {
    const word = wordAt(script, token);
    if ((word !== 'require' && word !== 'import') || codeAt(script, token + 1) !== OPEN_PAREN) continue;
    const text = script.text.slice(startOf(script, token + 2), endOf(script, token + 2));
    if (!/^['"`]/.test(text)) continue;
    // `require('cors')(options)` is what the module gives.
    if (codeAt(script, token + 4) === OPEN_PAREN) continue;
    const from = text.slice(1, -1);
    let at = token - 1;
    if (wordAt(script, at) === 'await') at--;
    if (codeAt(script, at) !== ASSIGN) continue;
    if (wordAt(script, at - 1) !== '') {
      const member = codeAt(script, token + 4) === DOT ? wordAt(script, token + 5) : '';
      found.set(wordAt(script, at - 1), { from, name: member || 'default' });
      continue;
    }
    const open = partnerOf(script, at - 1);
    if (open < 0) continue;
    for (let name = open + 1; name < at - 1; name++) {
      const key = wordAt(script, name);
      if (key === '') continue;
      const local = codeAt(script, name + 1) === COLON ? wordAt(script, name + 2) : key;
      found.set(local, { from, name: key });
      if (local !== key) name += 2;
    }
  }
  return found;
}

export interface Call {
  /** The token of the name that is called. */
  readonly token: number;
  readonly name: string;
  /** Of the chain: `app` of `app.use(`. */
  readonly first: number;
  /** Names of the chain before the last one. */
  readonly path: readonly string[];
  readonly open: number;
  readonly close: number;
  readonly args: readonly Part[];
}

/** The call whose name stands at a token; undefined where it calls nothing, or is being defined. */
export function callAt({ script }: ScriptFile, token: number): Call | undefined {
  let open = token + 1;
  if (codeAt(script, open) === OPTIONAL_DOT) open++;
  open = skipTypeArguments(script, open);
  if (codeAt(script, open) !== OPEN_PAREN) return undefined;
  const close = partnerOf(script, open);
  if (close < 0 || wordAt(script, token - 1) === 'function') return undefined;
  const { first, path } = chainTo(script, token);
  return {
    token,
    name: wordAt(script, token),
    first,
    path: path.slice(0, -1),
    open,
    close,
    args: argumentsOf(script, open),
  };
}

/** What commas separate between brackets; the first ones of many. */
export function argumentsOf(script: Script, open: number): Part[] {
  const found: Part[] = [];
  for (const part of partsOf(script, open)) if (found.push(part) === MOST_ARGUMENTS) break;
  return found;
}

const MOST_ARGUMENTS = 60;

/** The entries of an object that is written out. */
export function entriesOf({ script }: ScriptFile, brace: number): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>();
  for (const { first, last } of argumentsOf(script, brace)) {
    const key = stringAt(script, first) ?? wordAt(script, first);
    if (key === '') continue;
    if (codeAt(script, first + 1) === COLON) found.set(key, { first: first + 2, last });
    // `handler(req) {…}`, `handler`
    else
      found.set(wordAt(script, first) === 'async' && last > first ? wordAt(script, first + 1) : key, {
        first,
        last,
      });
  }
  return found;
}
