/** What a script of a server says about headers, caching, CORS and routes. */
import type {
  CorsSetting,
  DataCache,
  ExportedValue,
  Handler,
  HeaderSetting,
  UserRead,
  WebFacts,
} from '../types.ts';
import { cachesIn } from './headers/caches.ts';
import { calledSenders, exportedSenders } from './headers/calledSenders.ts';
import { corsOptions } from './cors/corsOptions.ts';
import { typedOptions } from './cors/typedOptions.ts';
import { corsCalls, type FoundCors } from './cors/corsCalls.ts';
import { exportedValues } from './exportedValues.ts';
import { frameworkOfFile } from './routes/frameworks.ts';
import { looseHandler, mountsOf, routeGuards, routeHandlers, type FoundHandler } from './routes/handlers.ts';
import type { FoundHeader, FoundHeaders } from './headers/foundHeaders.ts';
import { handedOrigins } from './cors/handedOrigins.ts';
import { headersIn } from './headers/headers.ts';
import { globalPrefixes, nestFacts } from './routes/nest.ts';
import { nitroRules } from './headers/nitroRules.ts';
import { scriptFileOf, type FunctionAt, type ScriptFile } from './scriptFile.ts';
import { serverFunctions } from './routes/serverFunctions.ts';
import { importedHeaders, importedMiddleware, withCallers } from './headers/sharedHeaders.ts';
import { speaksOfServers } from './speaking.ts';
import { staticFilesIn } from './headers/staticFiles.ts';
import type { Document } from '../../source.ts';

/** `isTold`: another reader says who answers in this file, and with which headers. */
export function scriptFacts(document: Document, isTold: boolean): WebFacts | undefined {
  const { text } = document;
  const isSpeaking = speaksOfServers(text);
  if (!isSpeaking && !ORIGINS.test(text)) return undefined;
  const file = scriptFileOf(document);
  const cors = /cors|trustedOrigins|createYoga/i.test(text) ? corsIn(file) : [];
  const facts = isTold ? {} : isSpeaking ? withHandlers(file, cors) : withoutHandlers(cors);
  const values = exportedValues(file);
  const exported = [...values, ...sendersOf(file, values)];
  const handed = ORIGIN_OF_REQUEST.test(text) ? handedOrigins(file) : [];
  const all: WebFacts = {
    ...facts,
    ...(exported.length > 0 && { exports: exported }),
    ...(handed.length > 0 && { handsOrigin: handed }),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

function corsIn(file: ScriptFile): FoundCors[] {
  const given = [...corsCalls(file), ...corsOptions(file)];
  return /CorsOptions|cors\.Options/.test(file.document.text)
    ? [...given, ...typedOptions(file, given)]
    : given;
}

function sendersOf(file: ScriptFile, known: readonly ExportedValue[]): ExportedValue[] {
  const isAsked =
    /cache[-_]control/i.test(file.document.text) &&
    file.module.exports.some(({ definition }) => definition?.isFunction);
  return isAsked ? exportedSenders(file, headersIn(file).headers, known) : [];
}

/** `headers.origin`, `headers['origin']`, `headers.get('Origin')`, `req.header("origin")` */
const ORIGIN_OF_REQUEST =
  /\bheaders?\s{0,4}(?:\(\s{0,4}\))?\s{0,8}(?:\?\.|\.|\[\s{0,4}["'`])\s{0,4}origin\b|\b(?:get|header|getHeader|getRequestHeader)\s{0,4}\([^()\n]{0,40}["'`]origin["'`]/i;

/** Names of settings, and not `location.origin`. */
const ORIGINS = /origins|[a-z]_?origin(?:_|\b)|\borigin_[a-z]|isAllowed|\bcredentials:/i;

function withoutHandlers(cors: readonly FoundCors[]): WebFacts {
  return cors.length === 0 ? {} : { cors: cors.map(({ setting }) => setting) };
}

const NO_HEADERS: FoundHeaders = { headers: [], lost: [] };

function withHandlers(file: ScriptFile, cors: readonly FoundCors[]): WebFacts {
  const { text } = file.document;
  const nest = /@\w{0,20}Controller|GlobalGuards|APP_GUARD/.test(text) ? nestFacts(file) : undefined;
  const caches = /cache|\bcf\b/i.test(text) ? cachesIn(file) : undefined;
  const statics =
    /max-?age/i.test(text) || /express\.static|setHeaders/.test(text) ? staticFilesIn(file) : undefined;
  const isRules = text.includes('routeRules');
  const { headers, lost } = HEADERS.test(text) && !isRules ? headersIn(file) : NO_HEADERS;
  const all: FoundHeader[] = [
    ...headers.map((header) => inStatic(withCallers(file, header), statics?.scopeAt(header.token))),
    ...importedHeaders(file),
    ...importedMiddleware(file),
    ...(statics?.headers ?? []),
    ...(caches?.headers ?? []),
  ];
  const handlers = [
    ...routeHandlers(file),
    ...(nest?.handlers ?? []),
    ...(PLATFORMS.test(text) ? serverFunctions(file) : []),
  ];
  const kept = [...(caches?.caches ?? []), ...(nest?.caches ?? [])];
  addLoose(file, handlers, [
    ...all.flatMap(({ token, uses }) => uses ?? [token]),
    ...kept.map(({ token }) => token),
  ]);
  const rules = isRules ? nitroRules(file) : {};
  const sent = [...all, ...calledSenders(file, handlers, all)];
  const settings = [...settingsOf(sent, handlers, rules.headers ?? [])];
  const corsSettings: CorsSetting[] = [
    ...cors.map((found) => withHandler(found, handlers)),
    ...(rules.cors ?? []),
  ];
  const dataCaches = [...dataCachesOf(kept, handlers), ...(rules.dataCaches ?? [])];
  const guards = [...routeGuards(file), ...(nest?.guards ?? [])];
  const mounts = mountsOf(file);
  const prefixes = text.includes('setGlobalPrefix') ? globalPrefixes(file) : [];
  return {
    ...(settings.length > 0 && { headers: settings }),
    ...(corsSettings.length > 0 && { cors: corsSettings }),
    ...(handlers.length > 0 && { handlers: handlers.map(({ handler }): Handler => handler) }),
    ...(dataCaches.length > 0 && { dataCaches }),
    ...(guards.length > 0 && { guards }),
    ...(mounts.length > 0 && { includes: mounts }),
    ...(prefixes.length > 0 && { prefixes }),
    ...(lost.length > 0 && { lostHeaders: lost }),
  };
}

const HEADERS =
  /access[-_]control[-_]|cache[-_]control|\bvary\b|set[-_]cookie|expires|pragma|timing-allow|clear-site/i;
const PLATFORMS = /\bserve\(|createServer\(|onRequest\(|EventHandler\(|\bfetch\b|statusCode|\bhandler\b/;

/** What `setHeaders` of `express.static` says is said of files. */
function inStatic(
  found: FoundHeader,
  scope: { scope: FoundHeader['setting']['scope'] } | undefined,
): FoundHeader {
  return scope ? { ...found, setting: { ...found.setting, setBy: 'static-files', ...scope } } : found;
}

/** Functions that answer, but whose address stands in another file. */
function addLoose(file: ScriptFile, handlers: FoundHandler[], tokens: readonly number[]): void {
  const framework = frameworkOfFile(file);
  const seen = new Set<number>();
  for (const token of tokens) {
    if (handlerAt(handlers, token) !== undefined) continue;
    const made = answering(file, token);
    if (!made || seen.has(made.first)) continue;
    seen.add(made.first);
    const found = looseHandler(file, made, framework);
    if (found) handlers.push(found);
  }
}

/** The outermost function round a token that gets a request and a response. */
function answering(file: ScriptFile, token: number): FunctionAt | undefined {
  return file.functions.find(
    (made) => made.first <= token && token <= made.last && looseHandler(file, made, undefined) !== undefined,
  );
}

function handlerAt(handlers: readonly FoundHandler[], token: number): number | undefined {
  let best: number | undefined;
  let size = Number.POSITIVE_INFINITY;
  for (const [index, { parts }] of handlers.entries())
    for (const { first, last } of parts) {
      if (first > token || token > last || last - first >= size) continue;
      best = index;
      size = last - first;
    }
  return best;
}

function* settingsOf(
  found: readonly FoundHeader[],
  handlers: readonly FoundHandler[],
  before: readonly HeaderSetting[],
): Generator<HeaderSetting> {
  yield* before;
  const groups = new Map<string, number>();
  const first = Math.max(-1, ...before.map(({ group }) => group)) + 1;
  for (const { setting, token, group, uses } of found) {
    const all = new Set((uses ?? [token]).map((each) => handlerAt(handlers, each)));
    const known = [...all].filter((owner) => owner !== undefined);
    const owners = known.length > 0 ? known : all;
    for (const owner of owners) {
      const key = `${group} ${owner ?? ''}`;
      const number = groups.get(key) ?? first + groups.size;
      groups.set(key, number);
      yield {
        ...setting,
        ...scopeOfHandler(setting, owner === undefined ? undefined : handlers[owner]),
        ...(owner === undefined ? {} : { handler: owner }),
        group: number,
      };
    }
  }
}

/** Headers of a handler are for its path. */
function scopeOfHandler(
  { scope }: FoundHeader['setting'],
  found: FoundHandler | undefined,
): Pick<HeaderSetting, 'scope'> | undefined {
  if (!found || scope.syntax !== 'all') return undefined;
  const { path, syntax, methods, at } = found.handler;
  if (path === undefined || syntax === 'all') return undefined;
  return { scope: { pattern: path, syntax: syntax ?? 'route', at, ...(methods ? { methods } : {}) } };
}

function withHandler({ setting, token }: FoundCors, handlers: readonly FoundHandler[]): CorsSetting {
  const handler = handlerAt(handlers, token);
  return handler === undefined ? setting : { ...setting, handler };
}

function dataCachesOf(
  found: readonly { readonly cache: Omit<DataCache, 'handler' | 'reads'>; readonly token: number }[],
  handlers: readonly FoundHandler[],
): DataCache[] {
  return found.map(({ cache, token }) => {
    const handler = handlerAt(handlers, token);
    const reads: readonly UserRead[] = handler === undefined ? [] : (handlers[handler]?.handler.reads ?? []);
    return { ...cache, reads, ...(handler === undefined ? {} : { handler }) };
  });
}
