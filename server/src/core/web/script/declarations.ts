/** Where the names of a script are declared. */
import { ASSIGN, COLON, COMMA, OPEN_BRACE, OPEN_PAREN, SEMICOLON, WORD } from '../../parsers/script/codes.ts';
import type { Script } from '../../parsers/script.ts';
import { afterType, codeAt, isAnyWord, isDot, wordAt } from '../../parsers/script/walk.ts';
import type { ScriptFile } from './scriptFile.ts';

export interface Declaration {
  readonly name: string;
  readonly token: number;
  /** The first token of what it is set to; -1 for parameters and what is only declared. */
  readonly value: number;
  /** `Headers` of `headers: Headers`; "" without one. */
  readonly type: string;
  /** Outside of all functions: all requests share it. */
  readonly isModule: boolean;
}

const DECLARATIONS = new WeakMap<Script, ReadonlyMap<string, readonly Declaration[]>>();

/** The last declaration of a name before a token that it can be seen from; else the first one. */
export function declarationOf(file: ScriptFile, name: string, token: number): Declaration | undefined {
  const { script } = file;
  let all = DECLARATIONS.get(script);
  if (!all) DECLARATIONS.set(script, (all = declarationsIn(file)));
  const found = all.get(name);
  return (
    found?.findLast((each) => each.token <= token && isSeenFrom(file, each, token)) ??
    found?.find(({ isModule }) => isModule)
  );
}

function isSeenFrom(file: ScriptFile, { isModule, token: at }: Declaration, token: number): boolean {
  if (isModule) return true;
  const owner = file.functionAt(at);
  return !owner || (owner.first <= token && token <= owner.last);
}

function declarationsIn(file: ScriptFile): Map<string, Declaration[]> {
  const { script } = file;
  const found = new Map<string, Declaration[]>();
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token) !== WORD || isDot(script, token - 1)) continue;
    const declared = isAnyWord(script, token - 1, DECLARING)
      ? declaredAt(file, token)
      : parameterAt(file, token);
    if (!declared) continue;
    const others = found.get(declared.name);
    if (others) others.push(declared);
    else found.set(declared.name, [declared]);
  }
  return found;
}

const DECLARING = new Set(['const', 'let', 'var']);

function declaredAt(file: ScriptFile, token: number): Declaration {
  const { script } = file;
  const isTyped = codeAt(script, token + 1) === COLON;
  const assign = isTyped ? afterType(script, token + 2) : token + 1;
  return {
    name: wordAt(script, token),
    token,
    value: codeAt(script, assign) === ASSIGN ? assign + 1 : -1,
    type: isTyped ? wordAt(script, token + 2) : '',
    isModule: file.functionAt(token) === undefined,
  };
}

/** Parameters that say their type: `headers: Headers`. */
function parameterAt(file: ScriptFile, token: number): Declaration | undefined {
  const { script } = file;
  if (codeAt(script, token + 1) !== COLON || codeAt(script, token + 2) !== WORD) return undefined;
  const before = codeAt(script, token - 1);
  if (before !== OPEN_PAREN && before !== COMMA) return undefined;
  if (codeAt(script, script.parents[token] ?? -1) !== OPEN_PAREN) return undefined;
  return { name: wordAt(script, token), token, value: -1, type: wordAt(script, token + 2), isModule: false };
}

const USES = new WeakMap<Script, ReadonlyMap<string, readonly number[]>>();

/** The tokens where a name stands, but for its declarations and keys of objects; the first ones of many. */
export function usesOf({ script }: ScriptFile, name: string): readonly number[] {
  let all = USES.get(script);
  if (!all) USES.set(script, (all = usesIn(script)));
  return all.get(name) ?? [];
}

const MOST_USES = 40;

function usesIn(script: Script): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token) !== WORD || isDot(script, token - 1)) continue;
    if (isAnyWord(script, token - 1, DECLARING) || isKey(script, token)) continue;
    const name = wordAt(script, token);
    const others = found.get(name);
    if (!others) found.set(name, [token]);
    else if (others.length < MOST_USES) others.push(token);
  }
  return found;
}

function isKey(script: Script, token: number): boolean {
  if (codeAt(script, token + 1) !== COLON) return false;
  const before = codeAt(script, token - 1);
  return before === OPEN_BRACE || before === COMMA || before === SEMICOLON;
}
