/** CORS middleware and plugins of JavaScript servers, under whatever name they are imported. */
import { ASSIGN, OPEN_BRACE, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isDot, isObjectKey, partnerOf, stringAt, wordAt } from '../../../parsers/script/walk.ts';
import type { CorsLibraryId } from '../../corsLibraries.ts';
import { isFunctionAt, type Part } from '../module.ts';
import type { CorsSetting, Scope } from '../../types.ts';
import type { Condition, Value } from '../../values.ts';
import { withAssigned } from './assignedOptions.ts';
import { corsModule, type CorsModule } from './corsLibraryNames.ts';
import { usesOf } from '../declarations.ts';
import { scopeOf } from '../routes/handlers.ts';
import { misplacedAt } from './misplaced.ts';
import { routingOf } from '../routes/routes.ts';
import type { Use } from '../routes/routing.ts';
import { entriesOf, argumentsOf, callAt, type Call, type ScriptFile } from '../scriptFile.ts';

/** A setting before it is known which handler it belongs to. */
export interface FoundCors {
  readonly setting: Omit<CorsSetting, 'handler'>;
  readonly token: number;
}

export function corsCalls(file: ScriptFile): FoundCors[] {
  const { script } = file;
  const found: FoundCors[] = [];
  for (let token = 0; token < script.count && found.length < MOST; token++) {
    if (codeAt(script, token) !== WORD) continue;
    const word = wordAt(script, token);
    const known = moduleAt(file, token, word);
    if (known?.isPlugin) pushPlugin(file, token, known, found);
    else if (known) pushCall(file, token, known, found);
    else if (
      (word === 'handleCors' || word === 'appendCorsHeaders') &&
      codeAt(script, token + 1) === OPEN_PAREN
    )
      pushCall(file, token, { library: 'nitro', at: 1 }, found);
  }
  return found;
}

const MOST = 100;

/** The library that a name, or `require('cors')` itself, stands for. */
function moduleAt(file: ScriptFile, token: number, word: string): CorsModule | undefined {
  const { script } = file;
  if ((word === 'require' || word === 'import') && codeAt(script, token + 1) === OPEN_PAREN) {
    const from = stringAt(script, token + 2);
    const known = from === undefined ? undefined : corsModule(from, 'default');
    // `require('cors')(options)`, `register(require('@fastify/cors'), options)`
    return known && (known.isPlugin || codeAt(script, token + 4) === OPEN_PAREN) ? known : undefined;
  }
  if (isDot(script, token - 1) || isObjectKey(script, token) || wordAt(script, token - 1) === 'function')
    return undefined;
  const imported = file.imported(word);
  return imported && !isImport(file, token) ? corsModule(imported.from, imported.name) : undefined;
}

/** The name in its own import or `require`. */
function isImport({ script }: ScriptFile, token: number): boolean {
  const before = wordAt(script, token - 1);
  return /^(?:import|const|let|var|as|type)$/.test(before) || wordAt(script, token + 1) === 'from';
}

function pushCall(file: ScriptFile, token: number, { library, at }: CorsModule, found: FoundCors[]): void {
  const { script } = file;
  const isRequire = wordAt(script, token) === 'require';
  let call = isRequire ? undefined : callAt(file, token);
  if (isRequire)
    call = {
      ...emptyCall(token),
      open: token + 4,
      close: partnerOf(script, token + 4),
      args: argumentsOf(script, token + 4),
    };
  if (!call || call.close < 0) return;
  const options = call.args[at];
  // `cors(req, res, next)` of what it has made
  if (at === 0 && options && /^(?:req|request)$/.test(wordAt(script, options.first)) && call.args.length > 1)
    return;
  pushSettings(file, token, library, options, call, found);
}

function emptyCall(token: number): Call {
  return { token, name: 'require', first: token, path: [], open: -1, close: -1, args: [] };
}

/** `fastify.register(cors, { origin: true })` */
function pushPlugin(file: ScriptFile, token: number, { library }: CorsModule, found: FoundCors[]): void {
  const { script } = file;
  const open = script.parents[token] ?? -1;
  if (codeAt(script, open) !== OPEN_PAREN || wordAt(script, open - 1) !== 'register') return;
  const call = callAt(file, open - 1);
  const first = call?.args[0];
  if (!call || !first || token > first.last) return;
  pushSettings(file, token, library, call.args[1], call, found);
}

function pushSettings(
  file: ScriptFile,
  token: number,
  library: CorsLibraryId,
  options: Part | undefined,
  call: Call,
  found: FoundCors[],
): void {
  const place = placeOf(file, call);
  const at = file.span(token, wordAt(file.script, token) === 'require' ? token + 3 : token);
  const misplaced = place.use && misplacedAt(file, place.use);
  const base = { library, at, scope: place.scope, ...(misplaced ? { misplaced } : {}) };
  for (const { value, when } of optionsIn(file, options, call))
    found.push({
      setting: { ...base, options: value, ...(when.length > 0 ? { when } : {}) },
      token: place.token,
    });
}

interface Options {
  readonly value: Value;
  readonly when: readonly Condition[];
}

/** The options; those of a function that picks them by the request, each with its conditions. */
function optionsIn(file: ScriptFile, part: Part | undefined, call: Call): Options[] {
  const when = file.conditions(call.token);
  if (!part) return [{ value: { kind: 'nothing', at: file.span(call.token, call.token) }, when }];
  const picked = pickedOptions(file, part);
  if (picked.length > 0) return picked;
  const value = file.value(part.first, part.last);
  return [{ value: part.first === part.last ? withAssigned(file, value, part.first) : value, when }];
}

function pickedOptions(file: ScriptFile, { first, last }: Part): Options[] {
  const { script } = file;
  const local = first === last ? file.module.locals.get(wordAt(script, first)) : undefined;
  const body = isFunctionAt(script, first)
    ? { first, last }
    : local?.isFunction
      ? local
      : delegatorIn(file, first);
  if (!body) return [];
  const found: Options[] = [];
  for (let token = body.first; token <= body.last && found.length < 12; token++) {
    if (codeAt(script, token) !== OPEN_BRACE || !entriesOf(file, token).has('origin')) continue;
    const close = partnerOf(script, token);
    // `const options = {…}; options.origin = true; callback(null, options)`
    const name = codeAt(script, token - 1) === ASSIGN ? nameBefore(file, token - 1) : -1;
    const value = file.value(token, close);
    found.push({ value: name < 0 ? value : withAssigned(file, value, name), when: file.conditions(token) });
    token = close;
  }
  return found;
}

/** The name that is declared or set before `=`, a type behind it or not. */
function nameBefore({ script }: ScriptFile, assign: number): number {
  for (let at = assign - 1; at > assign - 24 && at > 0; at--)
    if (/^(?:const|let|var)$/.test(wordAt(script, at - 1))) return at;
  return -1;
}

/** `{ delegator: (req, callback) => … }` of @fastify/cors */
function delegatorIn(file: ScriptFile, first: number): Part | undefined {
  if (codeAt(file.script, first) !== OPEN_BRACE) return undefined;
  return entriesOf(file, first).get('delegator');
}

interface Place {
  readonly scope: Scope;
  readonly token: number;
  readonly use?: Use;
}

/** Where the middleware that a call makes is used: at once, or by the name that it is given. */
function placeOf(file: ScriptFile, call: Call): Place {
  const tokens = [call.token, ...namedUses(file, call)];
  const { uses, routes } = routingOf(file);
  for (const token of tokens) {
    const use = uses.find(({ call: { open, close } }) => open < token && token < close);
    if (use) return { scope: scopeOf(file, use.address), token, use };
  }
  for (const token of tokens) {
    const route = routes.find(({ call: { open, close } }) => open < token && token < close);
    if (!route) continue;
    const scope = scopeOf(file, route.address);
    return { scope: { ...scope, ...(route.methods ? { methods: route.methods } : {}) }, token };
  }
  return { scope: { syntax: 'all' }, token: call.token };
}

/** Uses of `x` of `const x = cors(options)`. */
function namedUses(file: ScriptFile, { first }: Call): readonly number[] {
  const { script } = file;
  if (codeAt(script, first - 1) !== ASSIGN) return [];
  const name = wordAt(script, first - 2);
  return name === '' || isDot(script, first - 3) ? [] : usesOf(file, name);
}
