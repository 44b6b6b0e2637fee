/** CORS as an option of something larger: servers, gateways, configuration of frameworks and of platforms. */
import {
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_PAREN,
  SPREAD,
  WORD,
} from '../../../parsers/script/codes.ts';
import { codeAt, isObjectKey, parentOf, partnerOf, stringAt, wordAt } from '../../../parsers/script/walk.ts';
import { nameOf } from '../../../paths.ts';
import type { Span } from '../../../span.ts';
import type { CorsLibraryId } from '../../corsLibraries.ts';
import type { Value } from '../../values.ts';
import { withAssigned } from './assignedOptions.ts';
import type { FoundCors } from './corsCalls.ts';
import {
  entriesNamed,
  entryOf,
  mapOf,
  switched,
  withCdkConstants,
  withStrapiVariables,
} from './corsValues.ts';
import { entriesOf, callAt, type Call, type ScriptFile } from '../scriptFile.ts';

export function corsOptions(file: ScriptFile): FoundCors[] {
  const { script } = file;
  const found: FoundCors[] = [];
  const add: Add = (library, token, at, options) =>
    options &&
    found.push({
      setting: { library, at, options, scope: { syntax: 'all' }, ...whenAt(file, token) },
      token,
    });
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token) !== WORD) continue;
    const word = wordAt(script, token);
    const read = CALLS.get(word);
    const call = read && callAt(file, token);
    if (read && call) read(file, call, add);
    else if (KEYS.has(word) && isObjectKey(script, token)) ofKey(file, token, word, add);
  }
  ofConfiguration(file, add);
  return found;
}

type Add = (library: CorsLibraryId, token: number, at: Span, options: Value | undefined) => unknown;

function whenAt(file: ScriptFile, token: number): { when?: ReturnType<ScriptFile['conditions']> } {
  const when = file.conditions(token);
  return when.length > 0 ? { when } : {};
}

/** The `cors` entry of the arguments of a call: options of a switch. */
function switchOf(file: ScriptFile, call: Call, library: CorsLibraryId, add: Add): void {
  for (const part of call.args) {
    if (codeAt(file.script, part.first) !== OPEN_BRACE && codeAt(file.script, part.first) !== WORD) continue;
    const entry = entryOf(file.value(part.first, part.last), 'cors');
    if (entry) return void add(library, call.token, entry.keyAt, switched(entry.value));
  }
}

const CALLS: ReadonlyMap<string, (file: ScriptFile, call: Call, add: Add) => void> = new Map<
  string,
  (file: ScriptFile, call: Call, add: Add) => void
>([
  [
    'create',
    (file, call, add) => {
      if (call.path.at(-1) === 'NestFactory') switchOf(file, call, 'nest', add);
    },
  ],
  [
    'enableCors',
    (file, call, add) => {
      const [first] = call.args;
      const at = file.span(call.token, call.token);
      const options = first && file.value(first.first, first.last);
      const isName = first !== undefined && first.first === first.last;
      add(
        'nest',
        call.token,
        at,
        options ? (isName ? withAssigned(file, options, first.first) : options) : { kind: 'nothing', at },
      );
    },
  ],
  ['@WebSocketGateway', (file, call, add) => switchOf(file, call, 'socket.io', add)],
  ['Server', ofSocketServer],
  ['IOServer', ofSocketServer],
  ['SocketIOServer', ofSocketServer],
  ['SocketServer', ofSocketServer],
  ['socketIo', ofSocketServer],
  ['socketio', ofSocketServer],
  ['socketIO', ofSocketServer],
  ['io', ofSocketServer],
  ['require', (file, call, add) => ofRequiredSocket(file, call, add)],
  ['ApolloServer', (file, call, add) => switchOf(file, call, 'apollo-server', add)],
  ['applyMiddleware', (file, call, add) => switchOf(file, call, 'apollo-server', add)],
  ['createYoga', ofYoga],
  ['useCORS', ofYoga],
  [
    'createHandler',
    (file, call, add) => {
      if (/apollo/i.test(call.path.join('.'))) switchOf(file, call, 'apollo-server', add);
    },
  ],
  [
    'forRoot',
    (file, call, add) => {
      if (call.path.at(-1) === 'GraphQLModule') switchOf(file, call, 'apollo-server', add);
    },
  ],
  ['onRequest', ofFirebase],
  ['onCall', ofFirebase],
  ['setGlobalOptions', ofFirebase],
  [
    'buildConfig',
    (file, call, add) => {
      const [first] = call.args;
      const options = first && entriesNamed(file.value(first.first, first.last), ['cors', 'csrf']);
      const cors = entryOf(options, 'cors');
      if (options && cors)
        add('payload', call.token, cors.keyAt, cors.value.kind === 'map' ? cors.value : options);
    },
  ],
  [
    'betterAuth',
    (file, call, add) => {
      const [first] = call.args;
      const options = first && entriesNamed(file.value(first.first, first.last), ['trustedOrigins']);
      const entry = entryOf(options, 'trustedOrigins');
      if (options && entry) add('better-auth', call.token, entry.keyAt, options);
    },
  ],
  [
    'addCorsPreflight',
    (file, call, add) => {
      const [first] = call.args;
      if (first)
        add(
          'cdk',
          call.token,
          file.span(call.token, call.token),
          withCdkConstants(file.value(first.first, first.last)),
        );
    },
  ],
  [
    'addCorsRule',
    (file, call, add) => {
      const [first] = call.args;
      if (first)
        add(
          's3',
          call.token,
          file.span(call.token, call.token),
          withCdkConstants(file.value(first.first, first.last)),
        );
    },
  ],
]);

function ofSocketServer(file: ScriptFile, call: Call, add: Add): void {
  const from = file.imported(call.path[0] ?? call.name)?.from;
  if (from === 'socket.io') switchOf(file, call, 'socket.io', add);
}

/** `require('socket.io')(server, { cors })` */
function ofRequiredSocket(file: ScriptFile, call: Call, add: Add): void {
  const { script } = file;
  const open = call.close + 1;
  if (stringAt(script, call.open + 1) !== 'socket.io' || codeAt(script, open) !== OPEN_PAREN) return;
  const close = partnerOf(script, open);
  for (let at = open + 1; at < close; at++) {
    if (codeAt(script, at) !== OPEN_BRACE) continue;
    const entry = entryOf(file.value(at, partnerOf(script, at)), 'cors');
    if (entry) add('socket.io', at, entry.keyAt, switched(entry.value));
    return;
  }
}

/** `createYoga({ schema, cors: { origin } })`, whose default is to let everybody in; `useCORS({ origin })` of its server. */
function ofYoga(file: ScriptFile, call: Call, add: Add): void {
  const from = file.imported(call.name)?.from ?? file.imported(call.path[0] ?? '')?.from ?? '';
  if (!/^(?:npm:)?(?:graphql-yoga|@whatwg-node\/server|@graphql-yoga\/)/.test(from)) return;
  const at = file.span(call.token, call.token);
  const [first] = call.args;
  const options: Value = first ? file.value(first.first, first.last) : { kind: 'nothing', at };
  if (call.name === 'useCORS') return void add('graphql-yoga', call.token, at, switched(options));
  const entry = entryOf(options, 'cors');
  if (entry) return void add('graphql-yoga', call.token, entry.keyAt, switched(entry.value));
  const brace = first?.first ?? 0;
  const isWhole = codeAt(file.script, brace) === OPEN_BRACE && !hasSpread(file, brace);
  if (isWhole) add('graphql-yoga', call.token, at, { kind: 'nothing', at });
}

function hasSpread({ script }: ScriptFile, brace: number): boolean {
  const close = partnerOf(script, brace);
  for (let at = brace + 1; at < close; at++)
    if (codeAt(script, at) === SPREAD && parentOf(script, at) === brace) return true;
  return false;
}

/** `onRequest({ cors: true }, handler)` */
function ofFirebase(file: ScriptFile, call: Call, add: Add): void {
  const from = file.imported(call.name)?.from ?? file.imported(call.path[0] ?? '')?.from ?? '';
  const [first] = call.args;
  if (!from.includes('firebase-functions') || !first) return;
  const options = entriesNamed(file.value(first.first, first.last), ['cors']);
  const entry = entryOf(options, 'cors');
  const isOff = entry?.value.kind === 'flag' && !entry.value.value;
  if (options && entry && !isOff) add('firebase-functions', call.token, entry.keyAt, options);
}

// Keys that say it themselves

const KEYS = new Set(['defaultCorsPreflightOptions', 'corsPreflight', 'corsBehavior', 'cors', 'corsHandler']);

function ofKey(file: ScriptFile, token: number, word: string, add: Add): void {
  const { script } = file;
  const value = token + 2;
  const isCloud = isOfCloud(file);
  if (word === 'cors') {
    if (isVite(file)) return ofVite(file, token, add);
    if (isCloud) return ofCloudCors(file, token, add);
    if (isHapi(file)) return ofHapi(file, token, add);
    return ofKeystone(file, token, add);
  }
  const last = lastOf(file, token);
  if (word === 'corsHandler') {
    if (nameOf(file.document.path).startsWith('nuxt.config.'))
      add('nitro', token, file.span(token, token), switched(file.value(value, last)));
    return;
  }
  if (!isCloud || codeAt(script, value) === 0) return;
  add(
    word === 'corsBehavior' ? 'cloudfront' : 'cdk',
    token,
    file.span(token, token),
    withCdkConstants(file.value(value, last)),
  );
}

/** The last token of the entry whose key stands at a token. */
function lastOf({ script }: ScriptFile, token: number): number {
  let at = token + 2;
  for (let steps = 0; steps < 400; steps++) {
    const partner = partnerOf(script, at);
    const next = (partner > at ? partner : at) + 1;
    const code = codeAt(script, next);
    if (code === COMMA || code === CLOSE_BRACE || code === 0) return next - 1;
    at = next;
  }
  return at;
}

const CLOUDS = new WeakMap<ScriptFile, boolean>();

function isOfCloud(file: ScriptFile): boolean {
  let known = CLOUDS.get(file);
  if (known === undefined) {
    known =
      [...file.module.imports.values()].some(({ from }) =>
        /^(?:aws-cdk-lib|@aws-cdk\/|sst(?:\/|$)|@serverless-stack|@pulumi\/aws)/.test(from),
      ) ||
      nameOf(file.document.path) === 'sst.config.ts' ||
      /require\(['"]aws-cdk-lib/.test(file.document.text.slice(0, 4_000));
    CLOUDS.set(file, known);
  }
  return known;
}

/** `new Bucket(this, 'x', { cors: [{ allowedOrigins: ['*'] }] })`, `addFunctionUrl({ cors: {…} })` */
function ofCloudCors(file: ScriptFile, token: number, add: Add): void {
  const value = withCdkConstants(file.value(token + 2, lastOf(file, token)));
  const at = file.span(token, token);
  if (value.kind === 'map') return void add('cdk', token, at, value);
  if (value.kind === 'list')
    for (const item of value.items) if (item.kind === 'map') add('s3', token, at, item);
}

function isVite({ document }: ScriptFile): boolean {
  return /^(?:vite|vitest|astro|electron\.vite|svelte)\.config\.[cm]?[jt]s$/.test(nameOf(document.path));
}

/** `true` lets everybody in, whatever the default of the version is. */
function ofVite(file: ScriptFile, token: number, add: Add): void {
  const { script } = file;
  const brace = parentOf(script, token);
  if (codeAt(script, brace - 1) !== COLON || !/^(?:server|preview)$/.test(wordAt(script, brace - 2))) return;
  const value = file.value(token + 2, lastOf(file, token));
  const at = file.span(token, token);
  if (value.kind === 'flag')
    return void (
      value.value && add('vite', token, at, mapOf('origin', at, { kind: 'text', text: '*', at: value.at }))
    );
  add('vite', token, at, switched(value));
}

function isHapi({ document: { text } }: ScriptFile): boolean {
  return /['"](?:@hapi\/)?hapi['"]|\bHapi\./.test(text);
}

/** `routes: { cors: true }` of a server, `options: { cors: { origin: ['*'] } }` of a route. */
function ofHapi(file: ScriptFile, token: number, add: Add): void {
  const { script } = file;
  const brace = parentOf(script, token);
  const key = codeAt(script, brace - 1) === COLON ? wordAt(script, brace - 2) : '';
  if (/^(?:routes|options|config)$/.test(key))
    add('hapi', token, file.span(token, token), switched(file.value(token + 2, lastOf(file, token))));
}

/** `server: { cors: { origin, credentials } }` of Keystone, `rest: { cors }` of LoopBack: the options of the cors package. */
function ofKeystone(file: ScriptFile, token: number, add: Add): void {
  const { script } = file;
  const brace = parentOf(script, token);
  const key = codeAt(script, brace - 1) === COLON ? wordAt(script, brace - 2) : '';
  const isKnown =
    (key === 'server' &&
      [...file.module.imports.values()].some(({ from }) => from.startsWith('@keystone'))) ||
    (key === 'rest' && [...file.module.imports.values()].some(({ from }) => from.startsWith('@loopback')));
  if (isKnown)
    add('express-cors', token, file.span(token, token), switched(file.value(token + 2, lastOf(file, token))));
}

// Files that are nothing but configuration

function ofConfiguration(file: ScriptFile, add: Add): void {
  const { path } = file.document;
  if (/(?:^|\/)config\/cors\.[jt]s$/.test(path)) ofAdonis(file, add);
  if (/(?:^|\/)config\/(?:env\/\w+\/)?middlewares?\.[jt]s$/.test(path)) ofStrapi(file, add);
}

function ofAdonis(file: ScriptFile, add: Add): void {
  const exported = file.module.exports.find(({ name }) => name === 'default');
  const definition = exported?.definition;
  if (!definition) return;
  const value = file.value(definition.first, definition.last);
  if (value.kind !== 'map' || !entryOf(value, 'origin')) return;
  const enabled = entryOf(value, 'enabled')?.value;
  if (enabled?.kind === 'flag' && !enabled.value) return;
  const isAdonis =
    entryOf(value, 'exposeHeaders') !== undefined || /adonis|@ioc:/.test(file.document.text.slice(0, 2_000));
  if (isAdonis) add('adonis', definition.first, file.span(definition.at, definition.at), value);
}

/** `'strapi::cors'`, `{ name: 'strapi::cors', config: {…} }`; `cors: {…}` of older versions. */
function ofStrapi(file: ScriptFile, add: Add): void {
  const { script } = file;
  for (let token = 0; token < script.count; token++) {
    if (stringAt(script, token) === 'strapi::cors') {
      const brace = parentOf(script, token);
      const config = codeAt(script, brace) === OPEN_BRACE ? entriesOf(file, brace).get('config') : undefined;
      const at = file.inner(token);
      add(
        'strapi',
        token,
        at,
        config ? withStrapiVariables(file.value(config.first, config.last)) : { kind: 'nothing', at },
      );
    } else if (
      wordAt(script, token) === 'cors' &&
      isObjectKey(script, token) &&
      codeAt(script, token + 2) === OPEN_BRACE
    ) {
      const value = file.value(token + 2, partnerOf(script, token + 2));
      if (entryOf(value, 'origin')) add('strapi', token, file.span(token, token), value);
    }
  }
}
