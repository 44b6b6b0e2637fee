/** The environment handed on as a whole: whether any variable may be read behind it. */
import {
  AND,
  ASSIGN,
  BANG,
  COLON,
  COMMA,
  DIFFERS,
  EQUALS,
  OPEN_BRACE,
  OPEN_PAREN,
  QUESTION,
  SPREAD,
  CLOSE_BRACE,
  CLOSE_PAREN,
  WORD,
  DOT,
} from '../../../parsers/script/codes.ts';
import {
  calleeOf,
  calleeToken,
  codeAt,
  endOf,
  isWord,
  opensCall,
  parentOf,
  partsOf,
  startOf,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import { declareKey } from './declareKey.ts';
import { assignedAt, type Environment } from './environments.ts';
import { readComputedIn } from './membership.ts';
import { readPattern } from './members.ts';
import type { Reading } from './reading.ts';
import { readSchemaCall } from './schemaCalls.ts';

/** Notes what follows from an environment that is not asked for one variable. */
export function readWhole(reading: Reading, environment: Environment): void {
  const { script } = reading;
  const { first, last } = environment;
  const next = codeAt(script, last + 1);
  if (next === ASSIGN) return readReplacement(reading, last + 2);
  if (isWord(script, first - 1, 'in')) return readComputedIn(reading, environment);
  if (isMereQuestion(reading, environment)) return;
  const target = assignedAt(script, first, last);
  if (target !== undefined) return readAssigned(reading, environment, target);
  if (isHandedToNobody(reading, environment) || readSchemaCall(reading, environment)) return;
  if (isUnchecked(reading, environment)) return;
  addAny(reading, environment);
}

function addAny({ document, script, dynamics }: Reading, { first, last }: Environment): void {
  dynamics.push({
    at: spanOf(document, startOf(script, first), endOf(script, last)),
    ...namesAskedFor(script.text.slice(endOf(script, last), endOf(script, last) + 160)),
  });
}

/** `Object.keys(process.env).filter((key) => key.startsWith("X_"))` */
function namesAskedFor(following: string): { prefix: string; suffix: string } {
  const statement = following.split(';', 1)[0] ?? '';
  const prefix = /\.startsWith\(\s{0,10}["'`](\w{1,80})["'`]/.exec(statement)?.[1] ?? '';
  return {
    prefix,
    suffix: prefix === '' ? (/\.endsWith\(\s{0,10}["'`](\w{1,80})["'`]/.exec(statement)?.[1] ?? '') : '',
  };
}

/** `build ? process.env : schema.parse(process.env)`: the schema says what is read. */
function isUnchecked({ script }: Reading, { first, last }: Environment): boolean {
  let start = first;
  if (codeAt(script, start - 1) === OPEN_PAREN) start--;
  if (codeAt(script, start - 1) !== QUESTION && codeAt(script, start - 1) !== COLON) return false;
  const from = Math.max(0, startOf(script, first) - 400);
  return /\.(?:safeP|p)arse\w{0,5}\([^;]{0,200}\benv\b/.test(
    script.text.slice(from, endOf(script, last) + 400),
  );
}

/** `process.env && …`, `typeof process.env` */
function isMereQuestion({ script }: Reading, { first, last }: Environment): boolean {
  const next = codeAt(script, last + 1);
  const previous = codeAt(script, first - 1);
  if (isWord(script, first - 1, 'typeof') || previous === BANG) return true;
  if (next === AND || next === QUESTION || next === EQUALS || next === DIFFERS) return true;
  if (previous === EQUALS || previous === DIFFERS) return true;
  return (
    (previous === OPEN_PAREN && next === CLOSE_PAREN && isWord(script, first - 2, 'if')) ||
    isTypeOnly(next, previous)
  );
}

function isTypeOnly(next: number, previous: number): boolean {
  return previous === COLON && next === COLON;
}

/** A name, a pattern, a property. */
function readAssigned(reading: Reading, environment: Environment, target: number): void {
  const { script } = reading;
  const code = codeAt(script, target);
  if (code === CLOSE_BRACE) return readPattern(reading, environment, target);
  const isExported = isWord(script, target - 2, 'export');
  const isLocal = code === WORD && codeAt(script, target - 1) !== 46;
  // `process.env = { ...process.env }`
  const isItself = isWord(script, target, 'env') && codeAt(script, target - 1) === DOT;
  if (!isItself && (isExported || !isLocal)) addAny(reading, environment);
}

/** `process.env = { ...before, X: "y" }` */
function readReplacement(reading: Reading, value: number): void {
  if (codeAt(reading.script, value) === OPEN_BRACE) declareKeys(reading, value);
}

/** The keys of an object that becomes part of the environment. `X` alone may be anything. */
function declareKeys(reading: Reading, open: number): void {
  for (const part of partsOf(reading.script, open))
    if (part.first !== part.last) declareKey(reading, part, (name) => /^[A-Z][A-Z0-9_]*$/.test(name));
}

/** Programs that are started with it, and functions that write to it or only look. */
function isHandedToNobody(reading: Reading, { first, last }: Environment): boolean {
  const { script } = reading;
  if (isStartedWith(reading, first)) return true;
  const open = parentOf(script, first);
  if (codeAt(script, open) !== OPEN_PAREN || !opensCall(script, open)) return false;
  const callee = calleeOf(script, open);
  const owner = wordAt(script, calleeToken(script, open) - 2);
  if (callee === 'assign' && owner === 'Object' && first === open + 1) {
    const object = last + 2;
    if (codeAt(script, last + 1) === COMMA && codeAt(script, object) === OPEN_BRACE)
      declareKeys(reading, object);
    return true;
  }
  if (owner === 'Reflect' || callee === 'populate' || callee === 'expand' || callee === 'dotenvExpand')
    return true;
  if (/^(?:expect|spyOn|structuredClone|stubGlobal|replaceProperty|defineProperty)$/.test(callee))
    return true;
  return false;
}

/** `spawn("x", { env: process.env })`, `{ env: { ...process.env, X: "y" } }` */
function isStartedWith({ script }: Reading, first: number): boolean {
  let at = first;
  for (let levels = 0; levels < 4; levels++) {
    const previous = codeAt(script, at - 1);
    if (previous === COLON) return isEnvironmentKey(wordAt(script, at - 2));
    const open = parentOf(script, at);
    // { env } of a name that stands for the environment
    if (codeAt(script, open) === OPEN_BRACE && levels === 0 && previous !== SPREAD)
      return (previous === OPEN_BRACE || previous === COMMA) && isEnvironmentKey(wordAt(script, at));
    if (codeAt(script, open) !== OPEN_BRACE && codeAt(script, open) !== OPEN_PAREN) return false;
    if (codeAt(script, open) === OPEN_PAREN && opensCall(script, open)) {
      return /^(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|fork|execa|execaSync|\$)$/.test(
        calleeOf(script, open),
      );
    }
    at = open;
  }
  return false;
}

function isEnvironmentKey(name: string): boolean {
  return name === 'env' || name === 'processEnv' || name === 'environment';
}
