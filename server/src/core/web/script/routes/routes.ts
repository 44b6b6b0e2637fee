/** Routes of Express, Koa, Hono, Fastify and their kin, and what stands before them. */
import { COLON, OPEN_BRACE, OPEN_PAREN, WORD } from '../../../parsers/script/codes.ts';
import { codeAt, isDot, stringAt, textOf, wordAt } from '../../../parsers/script/walk.ts';
import { isFunctionAt, type Part } from '../module.ts';
import { addressAt, asPrefix, joinedPath, prefixed, textAddress, type Address } from './addresses.ts';
import { pushDescribed } from './describedRoutes.ts';
import { frameworkOf, type Framework } from './frameworks.ts';
import { guardAt } from '../access/guardNames.ts';
import type { FoundGuard } from '../access/guards.ts';
import { receiverOf, type Route, type Routing, type Use } from './routing.ts';
import { entriesOf, argumentsOf, callAt, type Call, type ScriptFile } from '../scriptFile.ts';

const METHODS: ReadonlyMap<string, readonly string[] | undefined> = new Map<
  string,
  readonly string[] | undefined
>([
  ['get', ['GET']],
  ['post', ['POST']],
  ['put', ['PUT']],
  ['patch', ['PATCH']],
  ['delete', ['DELETE']],
  ['del', ['DELETE']],
  ['head', ['HEAD']],
  ['options', ['OPTIONS']],
  ['all', undefined],
  ['any', undefined],
]);

const KNOWN = new WeakMap<ScriptFile, Routing>();

export function routingOf(file: ScriptFile): Routing {
  let known = KNOWN.get(file);
  if (!known) KNOWN.set(file, (known = read(file)));
  return known;
}

function read(file: ScriptFile): Routing {
  const { script } = file;
  const routes: Route[] = [];
  const uses: Use[] = [];
  for (let token = 0; token < script.count && routes.length < MOST; token++) {
    if (codeAt(script, token) !== WORD || !isDot(script, token - 1)) continue;
    const name = wordAt(script, token);
    if (METHODS.has(name)) pushRoute(file, token, name, routes);
    else if (name === 'register') pushRegistered(file, token, uses);
    else if (name === 'use' || name === 'addHook' || name === 'onBeforeHandle' || name === 'guard')
      pushUse(file, token, uses);
    else if (name === 'route' && pushMount(file, token, uses)) continue;
    else if (name === 'route' || name === 'on' || name === 'openapi')
      pushDescribed(file, token, name, routes);
  }
  return { routes: routes.map((route) => mounted(file, route, uses)), uses };
}

/** The whole path of a route whose router is mounted in the same file. */
function mounted(file: ScriptFile, route: Route, uses: readonly Use[]): Route {
  const { address } = route;
  if (address?.syntax !== 'route') return route;
  let { path } = address;
  let { receiver } = route;
  for (let steps = 0; steps < 4; steps++) {
    const mount = mountOf(file, receiver, uses);
    if (!mount) break;
    if (mount.address?.syntax === 'prefix') path = joinedPath(mount.address.path, path);
    ({ receiver } = mount);
  }
  return path === address.path ? route : { ...route, address: { ...address, path } };
}

/** Where a router of this file is mounted. */
export function mountOf({ script }: ScriptFile, receiver: string, uses: readonly Use[]): Use | undefined {
  if (receiver === '') return undefined;
  let all = MOUNTS.get(uses);
  if (!all) {
    all = new Map<string, Use>();
    for (const use of uses) {
      const name =
        use.mounts && use.mounts.last - use.mounts.first < 6 ? textOf(script, use.mounts.first) : '';
      if (name !== '' && name !== use.receiver && !all.has(name)) all.set(name, use);
    }
    MOUNTS.set(uses, all);
  }
  return all.get(receiver);
}

const MOUNTS = new WeakMap<readonly Use[], Map<string, Use>>();

const MOST = 4_000;

function pushRoute(file: ScriptFile, token: number, name: string, routes: Route[]): void {
  const call = callAt(file, token);
  if (!call) return;
  const methods = METHODS.get(name);
  const chained = chainedRoute(file, call);
  if (!chained && call.args.length < 2) return;
  const framework = frameworkOf(file, call);
  if (!framework) return;
  const address = chained ?? addressAt(file, call.args[0], framework);
  if (!address) return;
  const parts = chained ? call.args : call.args.slice(1);
  const split = splitParts(file, parts, framework);
  if (!split) return;
  routes.push({
    call,
    framework,
    receiver: receiverOf(call),
    ...(methods ? { methods } : {}),
    address: prefixed(file, address, call),
    ...split,
  });
}

/** `router.route('/x').get(a).post(b)` */
function chainedRoute(file: ScriptFile, { first, path, token }: Call): Address | undefined {
  if (!path.includes('route()')) return undefined;
  const { script } = file;
  for (let at = first; at < token; at++) {
    if (wordAt(script, at) !== 'route' || codeAt(script, at + 1) !== OPEN_PAREN) continue;
    const argument = argumentsOf(script, at + 1)[0];
    if (argument && stringAt(script, argument.first) !== undefined) return textAddress(file, argument.first);
  }
  return undefined;
}

/** What handles a request stands last; in Elysia before its options, in Fastify behind them. */
function splitParts(
  file: ScriptFile,
  parts: readonly Part[],
  framework: Framework,
): { middleware: readonly Part[]; handler: Part | undefined } | undefined {
  const { script } = file;
  const isOptions = (part: Part | undefined): boolean =>
    part !== undefined && codeAt(script, part.first) === OPEN_BRACE;
  const last = parts.at(-1);
  if (!last) return undefined;
  if (framework.id === 'elysia') {
    const [handler, ...rest] = parts;
    return { middleware: rest, handler };
  }
  if (isOptions(last)) {
    if (framework.id !== 'fastify') return undefined;
    // fastify.get('/x', { handler })
    return { middleware: [last], handler: handlerIn(file, last.first) };
  }
  if (stringAt(script, last.first) !== undefined && last.first === last.last) return undefined;
  return { middleware: parts.slice(0, -1), handler: last };
}

function handlerIn({ script }: ScriptFile, brace: number): Part | undefined {
  const found = argumentsOf(script, brace).find(({ first }) => wordAt(script, first) === 'handler');
  if (!found) return undefined;
  return codeAt(script, found.first + 1) === COLON ? { first: found.first + 2, last: found.last } : found;
}

function pushUse(file: ScriptFile, token: number, uses: Use[]): void {
  const call = callAt(file, token);
  const framework = call && call.args.length > 0 ? frameworkOf(file, call) : undefined;
  if (!call || !framework) return;
  const [first] = call.args;
  const isHook = call.name === 'addHook';
  const address = isHook ? undefined : addressAt(file, first, framework, true);
  const parts = address || isHook ? call.args.slice(1) : call.args;
  let guard: FoundGuard | undefined;
  for (const part of parts) guard ??= guardAt(file, part.first, part.last);
  const last = parts.at(-1);
  const mounts =
    last && codeAt(file.script, last.first) === WORD && !isFunctionAt(file.script, last.first)
      ? last
      : undefined;
  uses.push({
    call,
    framework,
    receiver: receiverOf(call),
    address: address && asPrefix(prefixed(file, address, call)),
    parts,
    guard,
    ...(mounts ? { mounts } : {}),
  });
}

/** `fastify.register(routes, { prefix: '/api' })` */
function pushRegistered(file: ScriptFile, token: number, uses: Use[]): void {
  const call = callAt(file, token);
  const [first, options] = call?.args ?? [];
  const framework = call && first && options ? frameworkOf(file, call) : undefined;
  if (!call || !first || !options || !framework || codeAt(file.script, options.first) !== OPEN_BRACE) return;
  const prefix = entriesOf(file, options.first).get('prefix');
  const address = addressAt(file, prefix, framework);
  if (address)
    uses.push({
      call,
      framework,
      receiver: receiverOf(call),
      address: asPrefix(address),
      parts: [first],
      guard: undefined,
      mounts: first,
    });
}

/** `app.route('/users', users)` of Hono */
function pushMount(file: ScriptFile, token: number, uses: Use[]): boolean {
  const call = callAt(file, token);
  const [first, second] = call?.args ?? [];
  if (!call || !first || !second || codeAt(file.script, second.first) !== WORD) return false;
  const framework = frameworkOf(file, call);
  const address = framework?.id === 'hono' ? addressAt(file, first, framework) : undefined;
  if (!framework || !address) return false;
  uses.push({
    call,
    framework,
    receiver: receiverOf(call),
    address: asPrefix(prefixed(file, address, call)),
    parts: [second],
    guard: undefined,
    mounts: second,
  });
  return true;
}
