/** Env files that a script loads itself. */
import { OPEN_PAREN, STRING } from '../../../parsers/script/codes.ts';
import {
  calleeOf,
  codeAt,
  endOf,
  parentOf,
  partsOf,
  startOf,
  stringAt,
} from '../../../parsers/script/walk.ts';
import type { Dialect } from '../../types.ts';
import { spanOf } from '../../../span.ts';
import type { Reading } from './reading.ts';

/**
 * A file that brings a loader in, and names env files, loads them: the names may stand in a constant or a list of their own.
 */
export function readLoads(reading: Reading): void {
  const { script, document, names, loads } = reading;
  const dialect = loaderOf(reading);
  if (dialect === undefined) return;
  for (let token = 0; token < script.count; token++) {
    if (script.codes[token] !== STRING || !ENV_FILE.test(stringAt(script, token) ?? '')) continue;
    loads.push({
      file: wholePath(reading, token),
      at: spanOf(document, startOf(script, token) + 1, endOf(script, token) - 1),
      dialect,
    });
  }
  for (const { module, token } of names.importsInOrder) {
    if (module !== 'dotenv/config' || codeAt(script, token) !== STRING) continue;
    loads.push({
      file: '.env',
      at: spanOf(document, startOf(script, token) + 1, endOf(script, token) - 1),
      dialect: 'dotenv',
    });
  }
}

const ENV_FILE = /^[\w./\\@-]{0,200}(?:^|[/\\.\w-])\.env(?:\.[\w-]+){0,4}$|^\.env(?:\.[\w-]+){0,4}$/;

function loaderOf({ document, names }: Reading): Dialect | undefined {
  const modules = names.importsInOrder.map(({ module }) => module);
  if (modules.includes('dotenv-expand')) return 'dotenv-expand';
  if (modules.some((module) => /^dotenv(?:-flow|-safe|-cli|x)?(?:\/|$)|^@dotenvx\//.test(module)))
    return 'dotenv';
  const { text } = document;
  if (text.includes('loadEnvFile(')) return 'node';
  return text.includes('envFilePath') ||
    text.includes("require('dotenv')") ||
    text.includes('require("dotenv")')
    ? 'dotenv'
    : undefined;
}

/** `path.join(__dirname, "..", ".env")` names its file in pieces. */
function wholePath({ script }: Reading, token: number): string {
  const own = stringAt(script, token) ?? '';
  const open = parentOf(script, token);
  if (codeAt(script, open) !== OPEN_PAREN || !/^(?:join|resolve)$/.test(calleeOf(script, open))) return own;
  const pieces = [...partsOf(script, open)].map(({ first, last }) =>
    first === last ? stringAt(script, first) : undefined,
  );
  return pieces.filter((piece) => piece !== undefined).join('/');
}
