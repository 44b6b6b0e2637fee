/** Routes that are described by an object: Fastify's and Hapi's `route`, OpenAPI's `createRoute`; and Hono's `on`. */
import type { Part } from '../module.ts';
import { OPEN_BRACE } from '../../../parsers/script/codes.ts';
import { codeAt, partnerOf, stringAt, wordAt } from '../../../parsers/script/walk.ts';
import { addressAt, prefixed, type Address } from './addresses.ts';
import { frameworkOf, type Framework } from './frameworks.ts';
import { HOOKS } from '../access/guardNames.ts';
import { receiverOf, type Route } from './routing.ts';
import { entriesOf, callAt, type Call, type ScriptFile } from '../scriptFile.ts';

/** `fastify.route({ method, url, handler })`, `app.on('GET', '/x', h)`, `app.openapi(route, h)`. */
export function pushDescribed(file: ScriptFile, token: number, name: string, routes: Route[]): void {
  const call = callAt(file, token);
  const first = call?.args[0];
  if (!call || !first) return;
  const framework = frameworkOf(file, call);
  if (!framework) return;
  const { script } = file;
  if (name === 'route' && framework.id === 'hapi') return pushHapi(file, call, framework, routes);
  const base = { call, framework, receiver: receiverOf(call) };
  if (name === 'route' && codeAt(script, first.first) === OPEN_BRACE) {
    const entries = entriesOf(file, first.first);
    const url = entries.get('url') ?? entries.get('path');
    const address = url && addressAt(file, url, framework);
    if (!address) return;
    const methods = methodsOf(file, entries.get('method'));
    const handler = entries.get('handler');
    const middleware = [...HOOKS].flatMap((hook) => entries.get(hook) ?? []);
    routes.push({ ...base, ...(methods ? { methods } : {}), address, middleware, handler });
  } else if (name === 'on' && framework.id === 'hono' && call.args[1]) {
    const address = addressAt(file, call.args[1], framework);
    const methods = methodsOf(file, first);
    if (address)
      routes.push({
        ...base,
        ...(methods ? { methods } : {}),
        address: prefixed(file, address, call),
        middleware: call.args.slice(2, -1),
        handler: call.args.at(-1),
      });
  } else if (name === 'openapi' && call.args[1]) {
    const found = openApiRoute(file, first);
    if (found)
      routes.push({
        ...base,
        ...found,
        address: prefixed(file, found.address, call),
        middleware: [],
        handler: call.args.at(-1),
      });
  }
}

/** `server.route([{ method, path, options: { auth }, handler }])` */
function pushHapi(file: ScriptFile, call: Call, framework: Framework, routes: Route[]): void {
  const { script } = file;
  const last = call.args[0]?.last ?? -1;
  for (let at = call.open + 1; at <= last; at++) {
    if (codeAt(script, at) !== OPEN_BRACE) continue;
    const entries = entriesOf(file, at);
    const path = entries.get('path');
    const address = path && addressAt(file, path, framework);
    const options = entries.get('options') ?? entries.get('config');
    const inner =
      options && codeAt(script, options.first) === OPEN_BRACE ? entriesOf(file, options.first) : undefined;
    const handler = entries.get('handler') ?? inner?.get('handler');
    const methods = methodsOf(file, entries.get('method'))?.filter((method) => method !== '*');
    const end = partnerOf(script, at);
    if (address)
      routes.push({
        call: { ...call, token: at, open: at, close: end },
        framework,
        receiver: receiverOf(call),
        ...(methods && methods.length > 0 ? { methods } : {}),
        address,
        middleware: [],
        handler,
      });
    at = Math.max(at, end);
  }
}

/** `createRoute({ method: 'get', path: '/x' })`, by its name or written out. */
function openApiRoute(
  file: ScriptFile,
  { first, last }: Part,
): { methods?: readonly string[]; address: Address } | undefined {
  const { script } = file;
  const name = first === last ? wordAt(script, first) : '';
  const from = name === '' ? first : (file.module.locals.get(name)?.first ?? -1);
  if (from < 0 || wordAt(script, from) !== 'createRoute' || codeAt(script, from + 2) !== OPEN_BRACE)
    return undefined;
  const entries = entriesOf(file, from + 2);
  const path = entries.get('path');
  const text = path && stringAt(script, path.first);
  if (!path || text === undefined) return undefined;
  const methods = methodsOf(file, entries.get('method'));
  return { ...(methods ? { methods } : {}), address: { path: text, syntax: 'route', token: path.first } };
}

function methodsOf({ script }: ScriptFile, part: Part | undefined): readonly string[] | undefined {
  if (!part) return undefined;
  const found: string[] = [];
  for (let at = part.first; at <= part.last && found.length < 9; at++) {
    const text = stringAt(script, at);
    if (text !== undefined) found.push(text.toUpperCase());
  }
  return found.length > 0 ? found : undefined;
}
