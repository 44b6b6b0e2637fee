/** Bindings of Cloudflare's Workers: `env` comes as an argument, or hangs on a context. */
import { CLOSE_PAREN, COLON, COMMA, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import type { Script } from '../../../parsers/script/tokens.ts';
import {
  codeAt,
  isDot,
  isWord,
  parentOf,
  partnerOf,
  partsOf,
  startOfChain,
  wordAt,
} from '../../../parsers/script/walk.ts';
import { aliasRange, type Alias, type Environment } from './environments.ts';
import type { Names } from './names.ts';

/** Parameters that hold bindings: those of a handler, and those whose type says so. */
export function workerAliases(script: Script, names: Names): Alias[] {
  const aliases: Alias[] = [];
  for (const token of names.places.get('env') ?? []) {
    const open = parentOf(script, token);
    if (codeAt(script, open) !== OPEN_PAREN || !(isTyped(script, token) || isHandler(script, open, token)))
      continue;
    const before = codeAt(script, token - 1);
    if (before !== OPEN_PAREN && before !== COMMA) continue;
    aliases.push({ name: 'env', ...aliasRange(script, token), through: 'env', kind: 'binding', token });
  }
  return aliases;
}

const BINDINGS = new Set(['Env', 'Bindings', 'CloudflareEnv', 'CloudflareBindings', 'WorkerEnv']);

function isTyped(script: Script, token: number): boolean {
  return codeAt(script, token + 1) === COLON && BINDINGS.has(wordAt(script, token + 2));
}

/** `fetch(request, env, ctx)`, `scheduled(event, env, ctx)`, `queue(batch, env)` */
function isHandler(script: Script, open: number, token: number): boolean {
  if (!/^(?:fetch|scheduled|queue|email|tail)$/.test(wordAt(script, open - 1)) || isDot(script, open - 1))
    return false;
  const parts = [...partsOf(script, open)];
  return parts[1]?.first === token && codeAt(script, parts[0]?.first ?? -1) === WORD;
}

/** `c.env.X`, `platform.env.X`, `context.cloudflare.env.X`: where the file says that they are bindings. */
export function workerEnvironments(script: Script, names: Names): Environment[] {
  const found: Environment[] = [];
  for (const token of names.envProperties) {
    const owner = wordAt(script, token - 2);
    const isCall = codeAt(script, token - 2) === CLOSE_PAREN && !isWord(script, token - 3, 'process');
    if (isCall ? CONTEXTS.test(wordBeforeCall(script, token - 2)) : OWNERS.has(owner))
      found.push({
        first: startOfChain(script, token - 2),
        last: token,
        through: `${isCall ? 'context' : owner}.env`,
        kind: 'binding',
      });
  }
  return found.length > 0 && HAS_BINDINGS.test(script.text) ? found : [];
}

function wordBeforeCall(script: Script, close: number): string {
  return wordAt(script, partnerOf(script, close) - 1);
}

const OWNERS = new Set(['c', 'ctx', 'context', 'platform', 'cloudflare']);
const CONTEXTS = /\bget(?:RequestContext|CloudflareContext)\b/;
const HAS_BINDINGS =
  /\bBindings\b|\bPagesFunction\b|\bgetRequestContext\b|\bgetCloudflareContext\b|\bplatform\??\.env\b|\bcloudflare\??\.env\b|\bCloudflareEnv\b|cloudflare:workers/;

/** The names of a Worker's type in this file that are no texts: databases, buckets, queues. */
export function isServiceBinding(script: Script, name: string, last: number): boolean {
  // A method of the binding: `env.CACHE.get(…)`.
  const method = wordAt(script, last + 2);
  return isDot(script, last + 1) && SERVICE_METHODS.has(method) && !/_(?:KEY|TOKEN|SECRET|URL)$/.test(name);
}

const SERVICE_METHODS = new Set(
  'get put delete list head prepare batch exec dump fetch send sendBatch idFromName idFromString newUniqueId run query insert upsert writeDataPoint getWithMetadata create limit connectionString createMultipartUpload'.split(
    ' ',
  ),
);
