/** Where an environment is checked against a schema: `schema.parse(process.env)`, `createEnv({ … })` and their kin. */
import { COLON, DOT, OPEN_BRACE, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import {
  calleeOf,
  calleeToken,
  codeAt,
  endOf,
  endOfExpression,
  isDot,
  opensCall,
  parentOf,
  partsOf,
  startOf,
  startOfChain,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { spanOf } from '../../../span.ts';
import type { Side } from '../../types.ts';
import type { Environment } from './environments.ts';
import { spanOfToken, type Reading } from './reading.ts';
import { madeSchemas, readSchema, schemaBraces, type SchemaPart } from './schemas.ts';
import { libraryOf } from './schemaLibraries.ts';

/** True where the environment is an argument of a call that checks it. The keys of the schema are noted as read. */
export function readSchemaCall(reading: Reading, environment: Environment): boolean {
  const { script, document, dynamics } = reading;
  let at = environment.first;
  for (let levels = 0; levels < 8; levels++) {
    const open = parentOf(script, at);
    const code = codeAt(script, open);
    if (code !== OPEN_PAREN && code !== OPEN_BRACE) return false;
    at = open;
    if (code !== OPEN_PAREN || !opensCall(script, open)) continue;
    const callee = calleeOf(script, open);
    if (callee === 'createEnv') return true;
    const parts = candidates(reading, open, environment.first);
    if (parts.length > 0) {
      for (const part of parts) readSchema(reading, part);
      addValidation(reading, calleeToken(script, open));
      return true;
    }
    if (CHECKS.has(callee) && (isDot(script, calleeToken(script, open) - 1) || LIBRARY_CHECKS.has(callee))) {
      addValidation(reading, calleeToken(script, open));
      if (
        !/env/i.test(
          script.text.slice(
            startOf(script, startOfChain(script, calleeToken(script, open))),
            startOf(script, open),
          ),
        )
      )
        dynamics.push({
          at: spanOf(document, startOf(script, environment.first), endOf(script, environment.last)),
          prefix: '',
          suffix: '',
        });
      return true;
    }
  }
  return false;
}

const CHECKS = new Set(
  'parse safeParse parseAsync safeParseAsync validate validateSync validateAsync assert cast create check decode attempt Parse Check Decode cleanEnv parseEnv envsafe'.split(
    ' ',
  ),
);
const LIBRARY_CHECKS = new Set(['cleanEnv', 'parseEnv', 'envsafe', 'parse', 'safeParse']);

/** The schemas that a call has as its owner or beside the environment. */
function candidates(reading: Reading, open: number, environment: number): SchemaPart[] {
  const { script } = reading;
  const found: SchemaPart[] = [];
  const callee = calleeToken(script, open);
  if (codeAt(script, callee - 1) === DOT && CHECKS.has(wordAt(script, callee)))
    found.push(...schemaBraces(reading, startOfChain(script, callee - 2), callee - 2));
  if (found.length > 0 || codeAt(script, callee) !== WORD) return found;
  const isCheck = CHECKS.has(wordAt(script, callee));
  // ArkType's schemas are functions.
  if (!isCheck) return isDot(script, callee - 1) ? [] : schemaBraces(reading, callee, callee, 'type');
  for (const { first, last } of partsOf(script, open))
    if (environment < first || environment > last) found.push(...schemaBraces(reading, first, last));
  return found;
}

function addValidation(reading: Reading, token: number): void {
  const library = libraryOf(reading.names);
  reading.validations.push({ library, at: spanOfToken(reading, token) });
}

/** Schemas that name no environment, because their library takes it by itself. */
export function readOwnSchemas(reading: Reading): void {
  const { script, names } = reading;
  for (const name of OWN) {
    for (const token of names.places.get(name) ?? []) {
      if (name === 'validationSchema') readNestSchema(reading, token);
      else if (codeAt(script, token + 1) === OPEN_PAREN) readOwnCall(reading, name, token);
    }
  }
  readNamedSchemas(reading);
}

const OWN = ['createEnv', 'envsafe', 'convict', 'validationSchema'];

function readOwnCall(reading: Reading, name: string, token: number): void {
  const { script } = reading;
  const brace = token + 2;
  if (codeAt(script, brace) !== OPEN_BRACE) return;
  if (name === 'createEnv') readCreateEnv(reading, token, brace);
  else if (name === 'envsafe') {
    readSchema(reading, { brace });
    addValidation(reading, token);
  } else readConvict(reading, token, brace);
}

/** `createEnv({ server: { … }, client: { … }, runtimeEnv: process.env })` of @t3-oss/env */
function readCreateEnv(reading: Reading, token: number, brace: number): void {
  const { script } = reading;
  for (const { first, last } of partsOf(script, brace)) {
    const part = PARTS_OF_T3[wordAt(script, first)];
    if (part === undefined || codeAt(script, first + 1) !== COLON) continue;
    for (const schema of schemaBraces(reading, first + 2, last))
      readSchema(reading, { ...schema, ...(part !== 'both' && { side: part }) });
  }
  addValidation(reading, token);
}

const PARTS_OF_T3: Readonly<Record<string, Side | 'both'>> = {
  server: 'server',
  client: 'client',
  shared: 'both',
};

/** Every `env: "X"` in the tree that convict gets. */
function readConvict(reading: Reading, token: number, brace: number): void {
  const { script } = reading;
  const end = script.partners[brace] ?? -1;
  for (let at = brace; at < end; at++) {
    if (codeAt(script, at) !== WORD || codeAt(script, at + 1) !== COLON || wordAt(script, at) !== 'env')
      continue;
    const name = stringAt(script, at + 2);
    if (name !== undefined) addConvictKey(reading, name, at + 2);
  }
  addValidation(reading, token);
}

function addConvictKey({ script, reads }: Reading, name: string, token: number): void {
  let required = true;
  for (const { first } of partsOf(script, parentOf(script, token)))
    if (wordAt(script, first) === 'default' && !/^(?:null|undefined)$/.test(wordAt(script, first + 2)))
      required = false;
  reads.push({
    name,
    start: startOf(script, token) + 1,
    end: endOf(script, token) - 1,
    through: 'convict',
    need: required ? 'required' : 'optional',
    schema: { library: 'convict' },
  });
}

/** `ConfigModule.forRoot({ validationSchema: Joi.object({ … }) })` of NestJS */
function readNestSchema(reading: Reading, token: number): void {
  const { script, document } = reading;
  // Forms have schemas of that name as well.
  if (codeAt(script, token + 1) !== COLON || !document.text.includes('ConfigModule')) return;
  for (const part of schemaBraces(reading, token + 2, endOfExpression(script, token + 2)))
    readSchema(reading, part);
  addValidation(reading, token);
}

/** Schemas of which nothing but the name, or that of the file, says that they are for the environment. */
function readNamedSchemas(reading: Reading): void {
  const { document, script, names } = reading;
  const inEnvFile = /(?:^|[/._-])(?:env|environment)(?:[._-]|\/|$)[^/]*$/i.test(document.path);
  for (const [name, declarations] of names.declarations) {
    if (!inEnvFile && !NAMED_FOR_IT.test(name)) continue;
    for (const { token, value, kind } of declarations) {
      if (kind !== 'constant' || value < 0 || codeAt(script, value) === OPEN_BRACE) continue;
      const parts = madeSchemas(reading, value, endOfExpression(script, value)).filter(
        ({ brace }) => !reading.schemas.has(brace) && hasVariableKeys(reading, brace),
      );
      for (const part of parts) readSchema(reading, part);
      if (parts.length > 0) addValidation(reading, token);
    }
  }
}

const NAMED_FOR_IT = /^[eE]nv(?!elop|ironments)|[a-z_](?:Env|ENV)(?!elop|ironments)|^ENV/;

function hasVariableKeys({ script }: Reading, brace: number): boolean {
  let keys = 0;
  for (const { first } of partsOf(script, brace)) {
    const name = stringAt(script, first) ?? wordAt(script, first);
    if (name === '') continue;
    if (!/^[A-Z][A-Z0-9_]*\??$/.test(name)) return false;
    keys++;
  }
  return keys > 0;
}
