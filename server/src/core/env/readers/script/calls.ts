/** Calls of functions that read the variable whose name they are given. */
import {
  COMMA,
  OPEN_PAREN,
  STRING,
  TEMPLATE_OPEN,
  WORD,
  TEMPLATE_TEXT,
  DOT,
  GREATER,
  LESS,
} from '../../../parsers/script/codes.ts';
import {
  codeAt,
  endOf,
  isDot,
  isWord,
  partnerOf,
  partsOf,
  skipTypeArguments,
  startOf,
  startOfChain,
  stringAt,
  textOf,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import { evidenceFor, type Evidence } from './evidence.ts';
import { parameterNamed } from './computed.ts';
import { localOf, valueOfLiteral } from './members.ts';
import { nameOfFunction } from '../../../parsers/script/functions.ts';
import { throwsIn } from './conditions.ts';
import { isRequired, type FoundHelper, type Reading } from './reading.ts';

/** Notes calls of this file's own helpers as reads, and those that may be of others' helpers as calls. */
export function readCalls(reading: Reading): void {
  const { script } = reading;
  if (reading.helpers.length > 0 || importsReader(reading)) addIndirectHelpers(reading);
  const helpers = new Map(reading.helpers.map((helper) => [helper.name, helper]));
  for (let open = 1; open < script.count; open++) {
    if (script.codes[open] !== OPEN_PAREN || (helpers.size === 0 && !mayNameVariable(script, open + 1)))
      continue;
    const callee = calleeBefore(reading, open);
    if (callee < 0) continue;
    readCall(reading, { open, callee, helper: helpers.get(wordAt(script, callee)) });
  }
}

/** A string that starts with a capital, or a template. */
function mayNameVariable(script: Reading['script'], token: number): boolean {
  const code = codeAt(script, token);
  if (code !== STRING) return code === TEMPLATE_OPEN || codeAt(script, token + 1) === COMMA;
  const first = script.text.charCodeAt(startOf(script, token) + 1);
  return (first >= 65 && first <= 90) || codeAt(script, token + 1) === COMMA;
}

function importsReader({ names }: Reading): boolean {
  for (const { local } of names.importsInOrder) if (ENV_READERS.test(local)) return true;
  return false;
}

/** The word that is called; -1 where it is no plain function, nor one of an object that is called after the environment. */
function calleeBefore({ script }: Reading, open: number): number {
  let at = open - 1;
  if (codeAt(script, at) === GREATER) {
    // `get<string>(`
    for (let from = at - 1; from > at - 12 && from > 0; from--)
      if (codeAt(script, from) === LESS && skipTypeArguments(script, from) === open) at = from - 1;
  }
  if (codeAt(script, at) !== WORD || isWord(script, at - 1, 'function') || isWord(script, at - 1, 'new'))
    return -1;
  return at;
}

interface Call {
  readonly open: number;
  readonly callee: number;
  readonly helper: FoundHelper | undefined;
}

function readCall(reading: Reading, { open, callee, helper }: Call): void {
  const { script, names } = reading;
  if (codeAt(script, open + 1) === STRING || helper) {
    const name = wordAt(script, callee);
    const isMember = isDot(script, callee - 1);
    if (helper && (!isMember || isOwn(reading, callee)))
      return readOwnCall(reading, { open, callee, helper });
    if (isMember) return readMethodCall(reading, open, callee, name);
    if (READERS.test(name) || isEnvModule(names.imports.get(name)?.module))
      readOtherCall(reading, open, callee, name);
  } else if (codeAt(script, open + 1) === TEMPLATE_OPEN && ENV_READERS.test(wordAt(script, callee))) {
    addPatternCall(reading, open);
  }
}

const READERS = /env|config|require|assert|must|get|secret|var/i;
/** Functions whose name leaves no doubt. */
const ENV_READERS =
  /^(?:get|require|assert|must|read|load|fetch|expect|ensure|check|validate|need)?_?(?:get)?_?env(?:ironment)?(?:_?var(?:iable)?)?(?:or\w+)?$/i;

function isEnvModule(module: string | undefined): boolean {
  return module !== undefined && /(?:^|[/@-])env(?:ironment)?(?:$|[./-])/i.test(module);
}

/** `this.require("X")`, `Config.require("X")`: the class of this file. */
function isOwn({ script, names }: Reading, callee: number): boolean {
  const owner = wordAt(script, callee - 2);
  return owner === 'this' || names.declarations.has(owner);
}

const VARIABLE = /^[A-Z][A-Z0-9_]{2,}$/;

function variableIn(text: string | undefined): string | undefined {
  return text !== undefined &&
    VARIABLE.test(text) &&
    (text.includes('_') || text.length >= 4) &&
    text.length <= 100
    ? text
    : undefined;
}

function readOwnCall(reading: Reading, { open, callee, helper }: Call & { helper: FoundHelper }): void {
  const { script, document, dynamics } = reading;
  const parts = [...partsOf(script, open)];
  const part = parts[helper.parameter];
  const close = partnerOf(script, open);
  // Its own definition.
  if (!part || close < 0 || (helper.token > open && helper.token < close)) return;
  const name = part.first === part.last ? stringAt(script, part.first) : undefined;
  const first = startOfChain(script, callee);
  if (name === undefined) {
    // Its own parameter, or another's: looked after elsewhere.
    if (isParameter(reading, part.first)) return;
    dynamics.push({
      at: spanOf(document, startOf(script, part.first), endOf(script, part.last)),
      ...affixesOf(reading, part.first),
    });
    return;
  }
  const evidence = evidenceFor(script, first, close);
  const next = parts[helper.parameter + 1];
  const replaced = next !== undefined || (helper.replaces && evidence.kind === 'bare');
  const fallback = next && next.first === next.last ? valueOfLiteral(reading, next.first) : undefined;
  const local = localOf(reading, evidence.first, evidence.last);
  reading.reads.push({
    name,
    start: startOf(script, part.first) + 1,
    end: endOf(script, part.first) - 1,
    through: wordAt(script, callee),
    indirect: true,
    ...(helper.need === 'required' && !next
      ? { need: 'required' as const }
      : { evidence: replaced ? { ...evidence, kind: 'default' as const } : evidence }),
    ...(fallback && { fallback }),
    ...(local !== undefined && { local }),
  });
}

function isParameter({ script }: Reading, token: number): boolean {
  return codeAt(script, token) === WORD && parameterNamed(script, token, wordAt(script, token)) !== undefined;
}

function affixesOf({ script }: Reading, token: number): { prefix: string; suffix: string } {
  if (codeAt(script, token) !== TEMPLATE_OPEN) return { prefix: '', suffix: '' };
  const close = partnerOf(script, token);
  return {
    prefix: codeAt(script, token + 1) === TEMPLATE_TEXT ? wordsOnly(textOf(script, token + 1)) : '',
    suffix: codeAt(script, close - 1) === TEMPLATE_TEXT ? wordsOnly(textOf(script, close - 1)) : '',
  };
}

function wordsOnly(text: string): string {
  return /^\w{1,80}$/.test(text) ? text : '';
}

function addPatternCall(reading: Reading, open: number): void {
  const { script, document, dynamics } = reading;
  const affixes = affixesOf(reading, open + 1);
  if (affixes.prefix === '' && affixes.suffix === '') return;
  dynamics.push({
    at: spanOf(document, startOf(script, open + 1), endOf(script, partnerOf(script, open + 1))),
    ...affixes,
  });
}

/** `env.get("X")`: of env-var, of NestJS's configuration, or of an object that is called after the environment. */
function readMethodCall(reading: Reading, open: number, callee: number, method: string): void {
  const { script, names } = reading;
  const name = variableIn(stringAt(script, open + 1));
  const owner = wordAt(script, callee - 2);
  if (
    name === undefined ||
    codeAt(script, callee - 1) !== DOT ||
    owner === 'Deno' ||
    (isDot(script, callee - 3) && wordAt(script, callee - 4) === 'Deno')
  )
    return;
  const close = partnerOf(script, open);
  if (close < 0) return;
  if (names.imports.get(owner)?.module === 'env-var' && method === 'get')
    return addEnvVar(reading, { open, callee, name });
  if (/^(?:get|getOrThrow)$/.test(method) && isNestConfig(reading, owner)) {
    addNest(reading, { open, callee, name, method });
  } else if (/env/i.test(owner) && READERS.test(method))
    addCall(reading, { open, callee, token: open + 1, parameter: 0, method });
}

function isNestConfig({ names, document }: Reading, owner: string): boolean {
  if (!/config/i.test(owner)) return false;
  for (const { module } of names.importsInOrder) if (module === '@nestjs/config') return true;
  return /ConfigService/.test(document.text);
}

interface Method {
  readonly open: number;
  readonly callee: number;
  readonly name: string;
}

function addNest(reading: Reading, { open, callee, name, method }: Method & { method: string }): void {
  const { script } = reading;
  const close = partnerOf(script, open);
  const evidence = evidenceFor(script, startOfChain(script, callee), close);
  const second = codeAt(script, open + 2) === COMMA ? open + 3 : -1;
  const isDefault = second > 0 && codeAt(script, second) !== 123;
  const fallback = isDefault && second === close - 1 ? valueOfLiteral(reading, second) : undefined;
  const local = localOf(reading, evidence.first, evidence.last);
  const inner = evidence.fallback === undefined ? undefined : valueOfLiteral(reading, evidence.fallback);
  reading.reads.push({
    name,
    start: startOf(script, open + 1) + 1,
    end: endOf(script, open + 1) - 1,
    through: `configService.${method}`,
    ...(method === 'getOrThrow'
      ? { need: 'required' as const }
      : { evidence: isDefault ? { ...evidence, kind: 'default' } : evidence }),
    ...((fallback ?? inner) && { fallback: fallback ?? inner ?? { state: 'unknown' } }),
    ...(local !== undefined && { local }),
  });
}

/** `env.get("X").required().asString()` */
function addEnvVar(reading: Reading, { open, name }: Method): void {
  const { script } = reading;
  const close = partnerOf(script, open);
  let required = false;
  let fallback = -1;
  for (let at = close + 1; isDot(script, at) && codeAt(script, at + 2) === OPEN_PAREN;) {
    const method = wordAt(script, at + 1);
    if (method === 'required') required = wordAt(script, at + 3) !== 'false';
    if (method === 'default') fallback = at + 3;
    const end = partnerOf(script, at + 2);
    if (end < 0) break;
    at = end + 1;
  }
  reading.reads.push({
    name,
    start: startOf(script, open + 1) + 1,
    end: endOf(script, open + 1) - 1,
    through: 'env-var',
    need: required && fallback < 0 ? 'required' : 'optional',
    ...(fallback > 0 && { fallback: valueOfLiteral(reading, fallback) }),
    schema: { library: 'env-var' },
  });
}

function readOtherCall(reading: Reading, open: number, callee: number, method: string): void {
  const { script, names } = reading;
  // Of no use to a join: nobody else's function. Those of this file that read nothing are none.
  if (!names.imports.has(method) && names.declarations.has(method)) return;
  let parameter = 0;
  for (const { first, last } of partsOf(script, open)) {
    if (first === last && codeAt(script, first) === STRING && variableIn(stringAt(script, first)))
      return addCall(reading, { open, callee, token: first, parameter, method });
    parameter++;
  }
}

interface OtherCall {
  readonly open: number;
  readonly callee: number;
  readonly token: number;
  readonly parameter: number;
  readonly method: string;
}

function addCall(reading: Reading, { open, callee, token, parameter, method }: OtherCall): void {
  const { document, script, names } = reading;
  const close = partnerOf(script, open);
  if (close < 0) return;
  const evidence: Evidence = evidenceFor(script, startOfChain(script, callee), close);
  const local = localOf(reading, evidence.first, evidence.last);
  const imported = names.imports.get(method);
  // Prisma's own configuration, and Astro's secrets.
  if (
    imported?.module === 'prisma/config' ||
    (imported?.module === 'astro:env/server' && imported.name === 'getSecret')
  ) {
    reading.reads.push({
      name: stringAt(script, token) ?? '',
      start: startOf(script, token) + 1,
      end: endOf(script, token) - 1,
      through: imported.module,
      ...(imported.module === 'prisma/config' ? { need: 'required' as const } : { evidence }),
    });
    return;
  }
  reading.calls.push({
    helper: imported && imported.name !== 'default' && imported.name !== '*' ? imported.name : method,
    parameter,
    name: stringAt(script, token) ?? '',
    at: spanOf(document, startOf(script, token) + 1, endOf(script, token) - 1),
    hasFallback: codeAt(script, token + 1) === COMMA || !isRequired(evidence.kind),
    evidence,
    ...(local !== undefined && { local }),
  });
}

/** Functions that hand their parameter on to a reader: `function requireEnv(name) { const value = env(name); … }`. */
function addIndirectHelpers(reading: Reading): void {
  const { script, helpers, names } = reading;
  const own = new Set(helpers.map(({ name }) => name));
  for (let open = 1; open < script.count; open++) {
    if (script.codes[open] !== OPEN_PAREN || script.codes[open + 1] !== WORD) continue;
    const callee = wordAt(script, open - 1);
    if (callee === '' || isDot(script, open - 1) || isWord(script, open - 2, 'function')) continue;
    if (!own.has(callee) && !(names.imports.has(callee) && ENV_READERS.test(callee))) continue;
    addIndirectHelper(reading, open);
  }
}

function addIndirectHelper({ script, helpers }: Reading, open: number): void {
  const argument = open + 1;
  const found = parameterNamed(script, argument, wordAt(script, argument));
  if (!found) return;
  const name = nameOfFunction(script, found.part);
  if (name === '' || helpers.some((helper) => helper.name === name)) return;
  const fails = throwsIn(script, { first: found.part.bodyStart, last: found.part.bodyEnd });
  helpers.push({
    name,
    parameter: found.index,
    need: fails ? 'required' : 'optional',
    token: found.token,
    replaces: false,
  });
}
