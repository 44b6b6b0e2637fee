/** Which servers a script is written for, and what it calls their applications and routers. */
import { DOT, LESS, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import { codeAt, wordAt } from '../../../parsers/script/walk.ts';
import { declarationOf } from '../declarations.ts';
import type { Call, ScriptFile } from '../scriptFile.ts';

export type FrameworkId =
  'express' | 'fastify' | 'koa' | 'hono' | 'elysia' | 'itty' | 'oak' | 'restify' | 'hapi';

export interface Framework {
  readonly id: FrameworkId;
  /** In words. */
  readonly name: string;
  /** What comes first in the text comes first for a request. */
  readonly inOrder: boolean;
  /** Paths may begin without a slash. */
  readonly hasBarePaths?: true;
}

const EXPRESS: Framework = { id: 'express', name: 'Express', inOrder: true };
const KOA: Framework = { id: 'koa', name: 'Koa', inOrder: true, hasBarePaths: true };
const HONO: Framework = { id: 'hono', name: 'Hono', inOrder: true, hasBarePaths: true };
// Hooks and plugins count for routes above them too.
const FASTIFY: Framework = { id: 'fastify', name: 'Fastify', inOrder: false, hasBarePaths: true };
const ELYSIA: Framework = { id: 'elysia', name: 'Elysia', inOrder: false, hasBarePaths: true };
const ITTY: Framework = { id: 'itty', name: 'itty-router', inOrder: true };
const OAK: Framework = { id: 'oak', name: 'Oak', inOrder: true };
const RESTIFY: Framework = { id: 'restify', name: 'Restify', inOrder: true };

// Routes are sorted by their paths.
const HAPI: Framework = { id: 'hapi', name: 'Hapi', inOrder: false };

const BY_MODULE: ReadonlyMap<string, Framework> = new Map([
  ['express', EXPRESS],
  ['express-promise-router', EXPRESS],
  ['polka', EXPRESS],
  ['@tinyhttp/app', EXPRESS],
  ['ultimate-express', EXPRESS],
  ['hyper-express', EXPRESS],
  ['fastify', FASTIFY],
  ['koa', KOA],
  ['koa-router', KOA],
  ['@koa/router', KOA],
  ['hono', HONO],
  ['hono/tiny', HONO],
  ['hono/quick', HONO],
  ['@hono/zod-openapi', HONO],
  ['elysia', ELYSIA],
  ['itty-router', ITTY],
  ['@oak/oak', OAK],
  ['restify', RESTIFY],
  ['@hapi/hapi', HAPI],
  ['hapi', HAPI],
]);

/** Classes whose instances have routes, where nobody says where they come from. */
const BY_CLASS: ReadonlyMap<string, Framework> = new Map([
  ['Hono', HONO],
  ['OpenAPIHono', HONO],
  ['Elysia', ELYSIA],
  ['Koa', KOA],
  ['FastifyInstance', FASTIFY],
  ['Express', EXPRESS],
  ['Application', EXPRESS],
  ['AutoRouter', ITTY],
  ['IttyRouter', ITTY],
]);

const ROUTER_NAMES =
  /^(?:app|server|router|routes?|api|fastify|instance|expressApp|\w{1,30}(?:Router|Routes|App|Api|Server)|r)$/;
const NO_ROUTERS =
  /^(?:axios\w*|http|https|request|client|agent|supertest|cache|redis|map|config|params|nock|mock\w*|useRouter|navigate)$/;

/** The framework of what a method is called on; undefined where it is no application or router. */
export function frameworkOf(file: ScriptFile, { path, first, token }: Call): Framework | undefined {
  const names = path.map((name) => name.replace('()', ''));
  const root = names[0] === 'this' ? (names[1] ?? '') : (names[0] ?? '');
  if (root === '' || NO_ROUTERS.test(root)) return undefined;
  if (path[0]?.endsWith('()') === true) return ofMaker(file, root);
  if (names[0] === 'this') return ROUTER_NAMES.test(root) ? frameworkOfFile(file) : undefined;
  const declared = declarationOf(file, root, token);
  if (declared && declared.value >= 0)
    return (
      ofValue(file, declared.value) ??
      (ROUTER_NAMES.test(root) && mayBeRouter(file, declared.value) ? frameworkOfFile(file) : undefined)
    );
  if (declared && declared.type !== '')
    return BY_CLASS.get(declared.type) ?? (ROUTER_NAMES.test(root) ? frameworkOfFile(file) : undefined);
  return ROUTER_NAMES.test(root) && first >= 0 ? frameworkOfFile(file) : undefined;
}

/** `createApp()` of the file's own; not `axios.create()`. */
function mayBeRouter({ script }: ScriptFile, value: number): boolean {
  const at = wordAt(script, value) === 'await' ? value + 1 : value;
  return !/^(?:axios|useRouter|useNavigate|createBrowserRouter|got|ky|nock)$/.test(wordAt(script, at));
}

/** `express()`, `express.Router()`, `new Hono()`, `Fastify({…})`, `new Elysia().use(x)`. */
function ofValue(file: ScriptFile, value: number): Framework | undefined {
  const { script } = file;
  let at = value;
  while (wordAt(script, at) === 'new' || wordAt(script, at) === 'await') at++;
  const next = codeAt(script, at + 1);
  if (next !== OPEN_PAREN && next !== DOT && next !== LESS) return undefined;
  if (
    next === DOT &&
    !/^(?:Router|createServer|[sS]erver|default|basePath|withTypeProvider|use|get|post|on|register)$/.test(
      wordAt(script, at + 2),
    ) &&
    !BY_CLASS.has(wordAt(script, at))
  )
    return undefined;
  return ofMaker(file, wordAt(script, at));
}

function ofMaker(file: ScriptFile, name: string): Framework | undefined {
  const from = file.imported(name)?.from;
  if (from !== undefined)
    return BY_MODULE.get(from.replace(/^npm:|^jsr:/, '').replace(/(?<!^)@[\d^~].*$/, '')) ?? ofAddress(from);
  return BY_CLASS.get(name) ?? (name === 'express' || name === 'fastify' ? BY_MODULE.get(name) : undefined);
}

/** `https://deno.land/x/hono@v4/mod.ts` */
function ofAddress(from: string): Framework | undefined {
  const match =
    /^https:\/\/(?:deno\.land\/x|esm\.sh|jsr\.io)\/(?:@[\w-]+\/)?(hono|oak|express|elysia)\b/.exec(from);
  const found = match?.[1];
  return found === undefined ? undefined : found === 'oak' ? OAK : BY_MODULE.get(found);
}

const FILES = new WeakMap<ScriptFile, Framework | 'none'>();

/** The framework whose names the file imports; undefined where it imports none. */
export function frameworkOfFile(file: ScriptFile): Framework | undefined {
  let known = FILES.get(file);
  if (known === undefined) FILES.set(file, (known = importedFramework(file) ?? 'none'));
  return known === 'none' ? undefined : known;
}

function importedFramework(file: ScriptFile): Framework | undefined {
  for (const { from } of file.module.imports.values()) {
    const found = BY_MODULE.get(from) ?? ofAddress(from);
    if (found) return found;
  }
  const match =
    /\brequire\(\s{0,4}['"](express|fastify|koa|koa-router|@koa\/router|hono|polka|restify|hapi|@hapi\/hapi)['"]/.exec(
      file.document.text.slice(0, 20_000),
    );
  if (match) return BY_MODULE.get(match[1] ?? '');
  // `module.exports = (app) => { app.get(…) }`
  const { text } = file.document;
  if (/\(\s{0,4}req\w{0,5}\s{0,4}(?::[^,()]{1,40})?,\s{0,4}res\w{0,6}\b/.test(text.slice(0, 60_000)))
    return EXPRESS;
  return /\bfastify\.(?:get|post|put|delete|patch|route|register)\(/.test(text) ? FASTIFY : undefined;
}
