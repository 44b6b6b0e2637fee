/** What holds whenever a function of the file runs, because each of its calls stands behind it. */
import { ASSIGN, DOT, OPEN_PAREN } from '../../parsers/script/codes.ts';
import { codeAt, wordAt } from '../../parsers/script/walk.ts';
import type { Condition } from '../values.ts';
import type { FunctionAt, ScriptFile } from './scriptFile.ts';

/** Nothing where one of its calls asks nothing, and where somebody else may call it. */
export function conditionsOfCalls(file: ScriptFile, made: FunctionAt): readonly Condition[] {
  const known = KNOWN.get(made);
  if (known) return known;
  if (level === MOST_LEVELS) return [];
  // A function that calls itself asks nothing more.
  KNOWN.set(made, []);
  const calls = callsOf(file, made) ?? [];
  // Callers of callers would multiply.
  if (level > 0 && calls.length > 1) return [];
  level++;
  const found = eitherOf(calls.map((token) => file.conditions(token)));
  level--;
  KNOWN.set(made, found);
  return found;
}

const KNOWN = new WeakMap<FunctionAt, readonly Condition[]>();
const MOST_LEVELS = 3;
const MOST_CALLS = 3;
let level = 0;

function eitherOf(calls: readonly (readonly Condition[])[]): readonly Condition[] {
  const [first, ...others] = calls;
  if (!first || others.length === 0) return first ?? [];
  const of = calls.flatMap((all) => {
    const [condition, ...more] = all;
    if (!condition) return [];
    return more.length === 0 ? [condition] : [{ kind: 'all' as const, of: all, at: condition.at }];
  });
  const [start] = of;
  return start && of.length === calls.length ? [{ kind: 'any', of, at: start.at }] : [];
}

/** The names in its calls; undefined where it is handed on, exported, or a method. */
function callsOf(file: ScriptFile, made: FunctionAt): readonly number[] | undefined {
  const { script } = file;
  const declared = declaredAt(script, made);
  if (declared < 0) return undefined;
  const calls: number[] = [];
  for (const token of namesIn(file).get(made.name) ?? []) {
    if (token === declared || codeAt(script, token - 1) === DOT) continue;
    if (codeAt(script, token + 1) !== OPEN_PAREN || calls.length >= MOST_CALLS) return undefined;
    if (file.functionAt(token) !== made) calls.push(token);
  }
  return calls;
}

/** `function name(`, `const name = (…) =>`, `const name = async function (`: the token of the name, or -1. */
function declaredAt(script: ScriptFile['script'], { first, name }: FunctionAt): number {
  let at = beforeWords(script, first - 1);
  if (codeAt(script, at) === ASSIGN) at--;
  if (name === '' || wordAt(script, at) !== name) return -1;
  if (!/^(?:function|const|let|var)$/.test(wordAt(script, at - 1))) return -1;
  return /^(?:export|default)$/.test(wordAt(script, beforeWords(script, at - 2))) ? -1 : at;
}

function beforeWords(script: ScriptFile['script'], token: number): number {
  let at = token;
  while (/^(?:async|function)$/.test(wordAt(script, at))) at--;
  return at;
}

/** Where the names of the file's functions stand. */
function namesIn({ script, functions }: ScriptFile): ReadonlyMap<string, readonly number[]> {
  const known = NAMES.get(functions);
  if (known) return known;
  const found = new Map(functions.map(({ name }): [string, number[]] => [name, []]));
  for (let token = 0; token < script.count; token++) found.get(wordAt(script, token))?.push(token);
  NAMES.set(functions, found);
  return found;
}

const NAMES = new WeakMap<readonly FunctionAt[], ReadonlyMap<string, readonly number[]>>();
