/** Functions that a platform calls: Lambda, Cloudflare Workers, Deno, Bun, Supabase, Firebase, and Node's own server. */
import { CLOSE_PAREN, COLON, OPEN_BRACE, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, endOf, isDot, parentOf, partnerOf, startOf, wordAt } from '../../../parsers/script/walk.ts';
import { accessIn } from '../access/handlerAccess.ts';
import { isFunctionAt, type ModuleExport, type Part } from '../module.ts';
import type { FoundHandler } from './handlers.ts';
import { entriesOf, callAt, type ScriptFile } from '../scriptFile.ts';

export function serverFunctions(file: ScriptFile): FoundHandler[] {
  const found: FoundHandler[] = [];
  const { script, document } = file;
  const { text } = document;
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token) !== WORD || codeAt(script, token + 1) !== OPEN_PAREN) continue;
    const word = wordAt(script, token);
    const made = CALLED.get(word)?.(file, token);
    if (made) found.push(made);
  }
  const fetches = workerOf(file);
  if (fetches) found.push(fetches);
  if (/statusCode|\bevent\b|APIGateway/.test(text))
    for (const exported of file.module.exports) {
      const lambda = lambdaOf(file, exported);
      if (lambda) found.push(lambda);
    }
  return found;
}

type Made = (file: ScriptFile, token: number) => FoundHandler | undefined;

/** A map: `constructor` is a word too. */
const CALLED: ReadonlyMap<string, Made> = new Map(
  Object.entries<Made>({
    serve: served,
    createServer: (file, token) => {
      const call = callAt(file, token);
      const owner = call?.path.at(-1);
      if (owner !== undefined && !/^https?2?$/.test(owner)) return undefined;
      const part = call?.args.at(-1);
      return part && isFunctionAt(file.script, part.first)
        ? handlerOf(file, part, token, "Node's server", undefined)
        : undefined;
    },
    onRequest: (file, token) => {
      const call = callAt(file, token);
      const part = call?.args.at(-1);
      if (
        !call ||
        !part ||
        (call.path.length === 0 && !/firebase-functions/.test(file.imported('onRequest')?.from ?? ''))
      )
        return undefined;
      return functionIn(file, part)
        ? handlerOf(file, part, token, 'Firebase function', undefined)
        : undefined;
    },
    defineEventHandler: h3Handler,
    eventHandler: h3Handler,
    cachedEventHandler: h3Handler,
    defineCachedEventHandler: h3Handler,
  }),
);

/** `Deno.serve(async (req) => …)`, `serve(async (req) => …)`, `Bun.serve({ fetch(req) {…} })`. */
function served(file: ScriptFile, token: number): FoundHandler | undefined {
  const call = callAt(file, token);
  if (!call) return undefined;
  const owner = call.path.at(-1) ?? '';
  const isStandard =
    owner === '' && /std@|deno\.land\/std|@std\/http/.test(file.imported('serve')?.from ?? '');
  if (owner !== 'Deno' && owner !== 'Bun' && !isStandard) return undefined;
  const framework = owner === 'Bun' ? 'Bun' : isSupabase(file) ? 'Supabase function' : 'Deno';
  for (const part of [...call.args].reverse()) {
    if (functionIn(file, part)) return handlerOf(file, part, token, framework, addressOfFunction(file));
    if (codeAt(file.script, part.first) !== OPEN_BRACE) continue;
    const inner = entriesOf(file, part.first).get('fetch');
    if (inner) return handlerOf(file, inner, token, framework, undefined);
  }
  return undefined;
}

function functionIn(file: ScriptFile, { first, last }: Part): boolean {
  if (isFunctionAt(file.script, first)) return true;
  return first === last && file.module.locals.get(wordAt(file.script, first))?.isFunction === true;
}

function isSupabase({ document }: ScriptFile): boolean {
  return /(?:^|\/)supabase\/functions\//.test(document.path);
}

function addressOfFunction({ document }: ScriptFile): string | undefined {
  const match = /(?:^|\/)supabase\/functions\/([\w-]+)\/index\.[jt]s$/.exec(document.path);
  return match ? `/functions/v1/${match[1] ?? ''}` : undefined;
}

function h3Handler(file: ScriptFile, token: number): FoundHandler | undefined {
  const part = callAt(file, token)?.args[0];
  if (!part) return undefined;
  // Their addresses come from the folders of Nuxt and Nitro.
  return handlerOf(file, part, token, 'Nitro', undefined);
}

/** `export default { async fetch(request, env) {…} }`, `addEventListener('fetch', …)`. */
function workerOf(file: ScriptFile): FoundHandler | undefined {
  const { script } = file;
  const exported = file.module.exports.find(({ name }) => name === 'default');
  const first = exported?.definition?.first ?? -1;
  if (!exported?.definition || codeAt(script, first) !== OPEN_BRACE) return undefined;
  const part = entriesOf(file, first).get('fetch');
  if (!part || part.first === part.last) return undefined;
  const token = codeAt(script, part.first - 1) === COLON ? part.first - 2 : part.first;
  const name = wordAt(script, token) === 'async' ? token + 1 : token;
  return handlerOf(file, part, name, 'Cloudflare Worker', undefined);
}

/** `export const handler = async (event) => ({ statusCode, … })` */
function lambdaOf(file: ScriptFile, { name, at, definition }: ModuleExport): FoundHandler | undefined {
  if (!definition) return undefined;
  // serverless.yml says which function it means: any name will do.
  const isNamed = /^(?:handler|main|lambdaHandler|\w{1,30}Handler)$/.test(name);
  const { script } = file;
  const { first, last } = definition;
  const parameter = wordAt(script, first) === 'async' ? first + 2 : first + 1;
  const takesEvent =
    /^_?(?:event|evt)$/.test(wordAt(script, parameter)) || /^_?event$/.test(wordAt(script, parameter + 1));
  const isPlain = name === 'handler' && definition.isFunction;
  if (!(
    takesEvent ||
    (isPlain && codeAt(script, parameter) === CLOSE_PAREN) ||
    (isPlain && !definition.isFunction)
  ))
    return undefined;
  return (isNamed && takesEvent) || ((isNamed || takesEvent) && answersWithStatus(file, first, last))
    ? handlerOf(file, { first, last }, at, 'Lambda function', undefined, name)
    : undefined;
}

/** `{ statusCode: 200, … }` */
function answersWithStatus({ script }: ScriptFile, first: number, last: number): boolean {
  for (let at = first; at <= last; at++)
    if (
      wordAt(script, at) === 'statusCode' &&
      !isDot(script, at - 1) &&
      codeAt(script, parentOf(script, at)) === OPEN_BRACE
    )
      return true;
  return false;
}

function handlerOf(
  file: ScriptFile,
  part: Part,
  token: number,
  framework: string,
  path: string | undefined,
  name?: string,
): FoundHandler {
  const { script } = file;
  const local = part.first === part.last ? file.module.locals.get(wordAt(script, part.first)) : undefined;
  const body = local ? { first: local.first, last: local.last } : part;
  const access = accessIn(file, body);
  const closes = partnerOf(script, part.last) >= 0 ? part.last : part.last;
  return {
    handler: {
      at: file.span(token, token),
      start: startOf(script, body.first),
      end: endOf(script, local ? body.last : closes),
      framework,
      ...(path === undefined ? {} : { path, syntax: 'exact' as const }),
      kind: 'api',
      ...access,
      ...(name === undefined ? {} : { name }),
    },
    parts: [body],
  };
}
