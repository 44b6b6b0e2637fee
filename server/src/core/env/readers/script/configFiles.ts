/** Configuration of build tools: variables that they set, replace, or send to browsers. */
import { COLON, OPEN_BRACE, OPEN_BRACKET, OPEN_PAREN, STRING } from '../../../parsers/script/codes.ts';
import {
  calleeOf,
  codeAt,
  endOf,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  partsOf,
  startOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { nameOf } from '../../../paths.ts';
import { spanOf } from '../../../span.ts';
import { declareKey } from './declareKey.ts';
import { isVariableName, type Reading } from './reading.ts';
import { describeKey } from './schemaKeys.ts';

export function readConfigFiles(reading: Reading): void {
  const name = nameOf(reading.document.path);
  const { places } = reading.names;
  const at = (word: string): readonly number[] => places.get(word) ?? [];
  if (/^next\.config\.\w+$/.test(name)) for (const token of at('env')) readNextEnv(reading, token);
  for (const token of at('envPrefix')) readPrefixes(reading, token);
  for (const token of at('EnvironmentPlugin')) readEnvironmentPlugin(reading, token + 1);
  for (const token of at('envField')) readAstroField(reading, token);
  if (places.has('define') || places.has('DefinePlugin')) readDefinitions(reading);
}

/** `env: { X: … }` of Next.js writes the values into the code. */
function readNextEnv(reading: Reading, token: number): void {
  const { script } = reading;
  if (codeAt(script, token + 1) !== COLON || codeAt(script, token + 2) !== OPEN_BRACE) return;
  for (const part of partsOf(script, token + 2)) declareKey(reading, part, isVariableName);
}

/** Vite's and Astro's `envPrefix`: one, or a list. */
function readPrefixes({ script, publicPrefixes }: Reading, token: number): void {
  if (codeAt(script, token + 1) !== COLON) return;
  const value = token + 2;
  const tokens =
    codeAt(script, value) === OPEN_BRACKET ? [...partsOf(script, value)].map(({ first }) => first) : [value];
  for (const each of tokens) {
    const prefix = stringAt(script, each);
    if (prefix) publicPrefixes.push(prefix);
  }
}

/** `define: { "process.env.X": … }`, `new DefinePlugin({ … })` */
function readDefinitions({ document, script, declarations }: Reading): void {
  for (let token = 0; token < script.count; token++) {
    if (script.codes[token] !== STRING || codeAt(script, token + 1) !== COLON) continue;
    const match = /^(process\.env\.|import\.meta\.env\.)([A-Za-z_]\w*)$/.exec(stringAt(script, token) ?? '');
    const name = match?.[2];
    if (!match || name === undefined || !isReplaced(script, token)) continue;
    const start = startOf(script, token) + 1 + (match[1] ?? '').length;
    declarations.push({
      name,
      at: spanOf(document, start, start + name.length),
      value: { state: 'unknown' },
      by: 'code',
    });
  }
}

function isReplaced(script: Reading['script'], token: number): boolean {
  const brace = parentOf(script, token);
  if (codeAt(script, brace) !== OPEN_BRACE) return false;
  if (codeAt(script, brace - 1) === COLON) return isWord(script, brace - 2, 'define');
  return codeAt(script, brace - 1) === OPEN_PAREN && calleeOf(script, brace - 1) === 'DefinePlugin';
}

/** `new EnvironmentPlugin(["A"])`, `new EnvironmentPlugin({ A: "default" })` */
function readEnvironmentPlugin({ script, reads }: Reading, open: number): void {
  if (codeAt(script, open) !== OPEN_PAREN) return;
  const list = open + 1;
  const withDefaults = codeAt(script, list) === OPEN_BRACE;
  if (!withDefaults && codeAt(script, list) !== OPEN_BRACKET) return;
  for (const { first } of partsOf(script, list)) {
    const quoted = stringAt(script, first);
    const name = quoted ?? wordAt(script, first);
    const inset = quoted === undefined ? 0 : 1;
    if (!isVariableName(name)) continue;
    reads.push({
      name,
      start: startOf(script, first) + inset,
      end: endOf(script, first) - inset,
      through: 'EnvironmentPlugin',
      need: withDefaults ? 'optional' : 'required',
      phase: 'build',
    });
  }
}

/** `X: envField.string({ context: "client", access: "public", optional: true })` of Astro */
function readAstroField(reading: Reading, token: number): void {
  const { script, reads } = reading;
  const key = token - 2;
  const open = token + 3;
  if (!isDot(script, token + 1) || codeAt(script, open) !== OPEN_PAREN || codeAt(script, token - 1) !== COLON)
    return;
  const name = wordAt(script, key);
  const close = partnerOf(script, open);
  if (!isVariableName(name) || close < 0) return;
  const options = optionsOf(reading, open + 1);
  const { fallback, schema } = describeKey(reading, { first: token + 2, last: close, library: 'astro:env' });
  const context = stringAt(script, options.get('context') ?? -1);
  const optional = isWord(script, options.get('optional') ?? -1, 'true') || options.has('default');
  reads.push({
    name,
    start: startOf(script, key),
    end: endOf(script, key),
    through: 'envField',
    need: optional ? 'optional' : 'required',
    ...(fallback && { fallback }),
    ...((context === 'client' || context === 'server') && { side: context }),
    schema,
  });
}

/** The first token of each value of an object. */
function optionsOf({ script }: Reading, brace: number): Map<string, number> {
  const options = new Map<string, number>();
  if (codeAt(script, brace) !== OPEN_BRACE) return options;
  for (const { first } of partsOf(script, brace))
    if (codeAt(script, first + 1) === COLON) options.set(wordAt(script, first), first + 2);
  return options;
}
