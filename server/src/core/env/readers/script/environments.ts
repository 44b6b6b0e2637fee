/** Where a script names the environment as a whole: `process.env` and its kin, and the names that it is given. */
import {
  ARROW,
  ASSIGN,
  CLOSE_BRACE,
  CLOSE_PAREN,
  COLON,
  OPEN_BRACE,
  OPEN_PAREN,
  SEMICOLON,
  SPREAD,
  WORD,
  QUESTION,
} from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  afterType,
  after,
  before,
  codeAt,
  endOfExpression,
  isAnyWord,
  isDot,
  isProperty,
  isWord,
  parentOf,
  partnerOf,
  partsOf,
  startOfChain,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { placesInRanges, placesOf, type Names } from './names.ts';

/** Tokens that together are the environment. */
export interface Environment {
  readonly first: number;
  readonly last: number;
  /** As people call it. */
  readonly through: string;
  /** `binding`: a Worker's own, which holds more than texts. */
  readonly kind: 'process' | 'meta' | 'deno' | 'alias' | 'binding';
}

/** A name that stands for the environment, and the tokens between which it does. */
export interface Alias {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly through: string;
  readonly kind: Environment['kind'];
  /** The token that declares it. */
  readonly token: number;
}

/** The environments that are written out. */
export function directEnvironments(script: Script, names: Names): Environment[] {
  const found: Environment[] = [];
  for (const token of names.envProperties) {
    const environment = environmentAt(script, token, names);
    if (environment) found.push(environment);
  }
  for (const token of names.places.get('loadEnv') ?? []) {
    const environment = loadedAt(script, token, names);
    if (environment) found.push(environment);
  }
  return found;
}

function environmentAt(script: Script, token: number, names: Names): Environment | undefined {
  if (!isDot(script, token - 1)) return undefined;
  const owner = token - 2;
  const word = wordAt(script, owner);
  switch (word) {
    case 'meta':
      return isWord(script, owner - 2, 'import')
        ? { first: owner - 2, last: token, through: 'import.meta.env', kind: 'meta' }
        : undefined;
    case 'Bun':
      return { first: owner, last: token, through: 'Bun.env', kind: 'process' };
    case 'Deno':
      return isWord(script, token + 2, 'toObject') && partnerOf(script, token + 3) > 0
        ? { first: owner, last: partnerOf(script, token + 3), through: 'Deno.env', kind: 'alias' }
        : { first: owner, last: token, through: 'Deno.env', kind: 'deno' };
    case '':
      return environmentOfCall(script, token, owner);
    default:
      return isProcess(script, owner, word, names)
        ? { first: startOfChain(script, owner), last: token, through: 'process.env', kind: 'process' }
        : undefined;
  }
}

function isProcess(script: Script, owner: number, word: string, names: Names): boolean {
  if (isProperty(script, owner)) {
    const outer = owner - 2;
    return word === 'process' && (isAnyWord(script, outer, GLOBALS) || codeAt(script, outer) === CLOSE_PAREN);
  }
  return word === 'process' || PROCESS_MODULES.has(names.imports.get(word)?.module ?? '');
}

const GLOBALS = new Set(['globalThis', 'global', 'window', 'self']);
const PROCESS_MODULES = new Set(['process', 'node:process']);

/** `require("process").env` */
function environmentOfCall(script: Script, token: number, close: number): Environment | undefined {
  const open = partnerOf(script, close);
  if (codeAt(script, close) !== CLOSE_PAREN || !isWord(script, open - 1, 'require')) return undefined;
  return PROCESS_MODULES.has(stringAt(script, open + 1) ?? '')
    ? { first: open - 1, last: token, through: 'process.env', kind: 'process' }
    : undefined;
}

/** Vite's `loadEnv(mode, directory, prefixes)` */
function loadedAt(script: Script, token: number, names: Names): Environment | undefined {
  const module = names.imports.get('loadEnv')?.module;
  if (module !== undefined && module !== 'vite' && !module.startsWith('@rsbuild')) return undefined;
  const close = partnerOf(script, token + 1);
  if (codeAt(script, token + 1) !== OPEN_PAREN || close < 0) return undefined;
  if (isWord(script, token - 1, 'function') || isProperty(script, token)) return undefined;
  return { first: token, last: close, through: 'loadEnv', kind: 'alias' };
}

// --- names for it ---

/** Names that modules export the environment under. */
const ENVIRONMENT_EXPORTS: Readonly<Record<string, string>> = {
  process: 'process.env',
  'node:process': 'process.env',
  bun: 'Bun.env',
  '$env/dynamic/private': '$env/dynamic/private',
  '$env/dynamic/public': '$env/dynamic/public',
};

export function importedAliases(script: Script, names: Names): Alias[] {
  const aliases: Alias[] = takenFromProcess(script, names);
  for (const { module, name, local, token } of names.importsInOrder) {
    const through = name === '*' && module.startsWith('$env/static/') ? module : ENVIRONMENT_EXPORTS[module];
    if (through === undefined || local === '' || (name !== 'env' && !module.startsWith('$env/static/')))
      continue;
    aliases.push({ name: local, from: token + 1, to: script.count, through, kind: 'alias', token });
  }
  for (const { name, local, token, module } of names.importsInOrder)
    if (module === 'cloudflare:workers' && name === 'env')
      aliases.push({
        name: local,
        from: token + 1,
        to: script.count,
        through: 'env',
        kind: 'binding',
        token,
      });
  return aliases;
}

/** `const { env } = process`, `const { env: variables } = process` */
function takenFromProcess(script: Script, names: Names): Alias[] {
  const aliases: Alias[] = [];
  for (const token of names.places.get('process') ?? []) {
    if (
      codeAt(script, token - 1) !== ASSIGN ||
      codeAt(script, token - 2) !== CLOSE_BRACE ||
      isDot(script, token + 1)
    )
      continue;
    for (const { first, last } of partsOf(script, partnerOf(script, token - 2))) {
      if (!isWord(script, first, 'env') || codeAt(script, last) !== WORD) continue;
      const range = aliasRange(script, partnerOf(script, token - 2));
      aliases.push({
        name: wordAt(script, last),
        ...range,
        from: token,
        through: 'process.env',
        kind: 'alias',
        token: last,
      });
    }
  }
  return aliases;
}

/** The name that is given to an environment where it stands; undefined where it is given none. */
export function aliasOf(script: Script, { first, last, through, kind }: Environment): Alias | undefined {
  const target = assignedAt(script, first, last);
  if (target === undefined) return undefined;
  const name = wordAt(script, target);
  if (name === '' || isProperty(script, target)) return undefined;
  return {
    name,
    ...aliasRange(script, target),
    through,
    kind: kind === 'binding' ? kind : 'alias',
    token: target,
  };
}

/** The token of the name in `const name: Type = …`, or of the bracket that ends a pattern. */
export function assignedAt(script: Script, first: number, last: number): number | undefined {
  let start = first;
  let end = last;
  if (isWord(script, end + 1, 'as')) end = afterType(script, end + 2) - 1;
  while (codeAt(script, start - 1) === OPEN_PAREN && partnerOf(script, start - 1) === end + 1) {
    start--;
    end++;
    if (isWord(script, end + 1, 'as')) end = afterType(script, end + 2) - 1;
  }
  // `{ ...process.env, X: 1 }` is the environment as well.
  if (codeAt(script, start - 1) === SPREAD && codeAt(script, parentOf(script, start)) === OPEN_BRACE) {
    start = parentOf(script, start);
  } else if (endOfExpression(script, end) !== end) return undefined;
  return codeAt(script, start - 1) === ASSIGN ? targetBefore(script, start - 1) : undefined;
}

function targetBefore(script: Script, assign: number): number | undefined {
  let at = assign - 1;
  for (let steps = 0; at > 0 && steps < 24; at = before(script, at), steps++) {
    const code = codeAt(script, at);
    if (code === COLON) return at - 1;
    if (
      code === SEMICOLON ||
      code === ASSIGN ||
      partnerOf(script, at) > at ||
      isAnyWord(script, at, DECLARING)
    )
      break;
  }
  return assign - 1;
}

const DECLARING = new Set(['const', 'let', 'var']);

/** From the declaration to the end of the block, or of the function whose parameter it is. */
export function aliasRange(script: Script, token: number): { from: number; to: number } {
  const open = parentOf(script, token);
  if (open < 0) return { from: token + 1, to: script.count };
  if (codeAt(script, open) === OPEN_PAREN) return { from: token + 1, to: endOfParameters(script, open) };
  const close = partnerOf(script, open);
  return { from: token + 1, to: close < 0 ? script.count : close };
}

/** Where the function ends whose parameters are in these parentheses. */
export function endOfParameters(script: Script, open: number): number {
  const close = partnerOf(script, open);
  if (close < 0) return script.count;
  for (let at = close + 1; at < close + 40 && at < script.count; at = after(script, at)) {
    const code = codeAt(script, at);
    if (code === ARROW)
      return codeAt(script, at + 1) === OPEN_BRACE
        ? partnerOf(script, at + 1)
        : endOfExpression(script, at + 1);
    if (code === OPEN_BRACE && codeAt(script, at - 1) !== COLON) return partnerOf(script, at);
    if (code === SEMICOLON) break;
  }
  return close;
}

/** Parameters that say by their type that they hold the environment: `env: NodeJS.ProcessEnv`. */
export function typedAliases(script: Script, names: Names): Alias[] {
  const aliases: Alias[] = [];
  for (const token of names.places.get('NodeJS') ?? []) {
    if (!isWord(script, token + 2, 'ProcessEnv') || codeAt(script, token - 1) !== COLON) continue;
    const target = codeAt(script, token - 2) === QUESTION ? token - 3 : token - 2;
    if (codeAt(script, target) !== WORD || codeAt(script, parentOf(script, target)) !== OPEN_PAREN) continue;
    aliases.push({
      name: wordAt(script, target),
      ...aliasRange(script, target),
      through: 'process.env',
      kind: 'alias',
      token: target,
    });
  }
  return aliases;
}

/** The places at which aliases stand for the environment. */
export function aliasedEnvironments(script: Script, aliases: readonly Alias[]): Environment[] {
  const found: Environment[] = [];
  const declared = new Set(aliases.map(({ token }) => token));
  for (const [name, named] of groupedByName(aliases)) {
    for (const [token, { through, kind }] of placesInRanges(placesOf(script, name), named)) {
      if (declared.has(token)) continue;
      if (codeAt(script, token + 1) === COLON && codeAt(script, token - 1) !== 63 && isKey(script, token))
        continue;
      found.push({ first: token, last: token, through, kind });
    }
  }
  return found.sort((a, b) => a.first - b.first);
}

function groupedByName(aliases: readonly Alias[]): Map<string, Alias[]> {
  const groups = new Map<string, Alias[]>();
  for (const alias of aliases) {
    const others = groups.get(alias.name);
    if (others) others.push(alias);
    else groups.set(alias.name, [alias]);
  }
  return groups;
}

function isKey(script: Script, token: number): boolean {
  return (
    codeAt(script, parentOf(script, token)) === OPEN_BRACE ||
    codeAt(script, parentOf(script, token)) === OPEN_PAREN
  );
}
