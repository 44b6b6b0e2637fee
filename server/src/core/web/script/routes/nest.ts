/** Controllers of NestJS and routing-controllers: decorators say where a method answers, and who comes in. */
import {
  DOT,
  GREATER,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  WORD,
} from '../../../parsers/script/codes.ts';
import {
  after,
  codeAt,
  endOf,
  parentOf,
  partnerOf,
  startOf,
  stringAt,
  wordAt,
} from '../../../parsers/script/walk.ts';
import type { Span } from '../../../span.ts';
import { accessIn } from '../access/handlerAccess.ts';
import type { DataCache, Guard, WebFacts } from '../../types.ts';
import { isMachinePath, type FoundHandler } from './handlers.ts';
import { argumentsOf, type ScriptFile } from '../scriptFile.ts';

interface Decorator {
  readonly name: string;
  readonly token: number;
  /** -1 without arguments. */
  readonly open: number;
}

export interface NestFacts {
  readonly handlers: readonly FoundHandler[];
  readonly guards: readonly Guard[];
  readonly caches: readonly {
    readonly cache: Omit<DataCache, 'handler' | 'reads'>;
    readonly token: number;
  }[];
}

const METHODS: ReadonlyMap<string, string | undefined> = new Map<string, string | undefined>([
  ['Get', 'GET'],
  ['Post', 'POST'],
  ['Put', 'PUT'],
  ['Patch', 'PATCH'],
  ['Delete', 'DELETE'],
  ['Head', 'HEAD'],
  ['Options', 'OPTIONS'],
  ['All', undefined],
  ['Sse', 'GET'],
]);

export function nestFacts(file: ScriptFile): NestFacts {
  const { script } = file;
  const handlers: FoundHandler[] = [];
  const caches: { cache: Omit<DataCache, 'handler' | 'reads'>; token: number }[] = [];
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token) !== WORD || !/^@(?:\w{0,20}Controller)$/.test(wordAt(script, token))) continue;
    const brace = classBody(file, token);
    if (brace < 0) continue;
    readClass(file, token, brace, handlers, caches);
  }
  return { handlers, guards: globalGuards(file), caches };
}

/** `app.setGlobalPrefix('api')` */
export function globalPrefixes({ script }: ScriptFile): NonNullable<WebFacts['prefixes']> {
  for (let token = 0; token < script.count; token++) {
    if (wordAt(script, token) !== 'setGlobalPrefix' || codeAt(script, token + 1) !== OPEN_PAREN) continue;
    const written = stringAt(script, token + 2)?.replace(/^\/|\/$/g, '');
    if (written) return [{ framework: 'NestJS', path: `/${written}` }];
  }
  return [];
}

/** The brace of the class that a decorator stands before. */
function classBody({ script }: ScriptFile, token: number): number {
  let at = token;
  for (let steps = 0; steps < 120 && at < script.count; steps++, at = after(script, at)) {
    if (wordAt(script, at) !== 'class') continue;
    for (let next = at; next < at + 30; next++) if (codeAt(script, next) === OPEN_BRACE) return next;
  }
  return -1;
}

function readClass(
  file: ScriptFile,
  token: number,
  brace: number,
  handlers: FoundHandler[],
  caches: { cache: Omit<DataCache, 'handler' | 'reads'>; token: number }[],
): void {
  const { script } = file;
  const ofClass = [...decoratorsBetween(file, decoratorsStart(file, token), brace)];
  const base = pathIn(
    file,
    ofClass.find(({ name }) => name.endsWith('Controller')),
  );
  const close = partnerOf(script, brace);
  let pending: Decorator[] = [];
  for (let at = brace + 1; at < close;) {
    const word = wordAt(script, at);
    if (word.startsWith('@')) {
      const decorator = decoratorAt(file, at);
      pending.push(decorator);
      at = decorator.open >= 0 ? after(script, decorator.open) : at + 1;
    } else if (codeAt(script, at) === OPEN_PAREN && pending.length > 0) {
      const body = bodyOfMethod(file, at);
      const found = methodOf(file, at, body, pending, ofClass, base);
      if (found) {
        handlers.push(found.handler);
        for (const cache of [...cachesOf(file, pending), ...(found.isRead ? cachesOf(file, ofClass) : [])])
          caches.push({ cache, token: found.token });
      }
      pending = [];
      at = Math.max(body, partnerOf(script, at)) + 1;
    } else if (codeAt(script, at) === SEMICOLON) {
      pending = [];
      at++;
    } else
      at =
        codeAt(script, at) === OPEN_BRACE || codeAt(script, at) === OPEN_PAREN ? after(script, at) : at + 1;
  }
}

function decoratorsStart({ script }: ScriptFile, token: number): number {
  // What stands before `@Controller`: other decorators, with their arguments.
  let start = token;
  for (let at = token - 1, steps = 0; at >= 0 && steps < 60; steps++) {
    const partner = partnerOf(script, at);
    const word = wordAt(script, at);
    if (word.startsWith('@')) start = at;
    else if (
      !(partner >= 0 && partner < at) &&
      !(word !== '' && wordAt(script, at - 1) === '') &&
      codeAt(script, at) !== DOT
    )
      break;
    at = partner >= 0 && partner < at ? partner - 1 : at - 1;
  }
  return start;
}

function* decoratorsBetween(file: ScriptFile, first: number, last: number): Generator<Decorator> {
  const { script } = file;
  for (let at = first; at < last; at = after(script, at)) {
    const word = wordAt(script, at);
    if (word === 'class') return;
    if (word.startsWith('@')) yield decoratorAt(file, at);
  }
}

function decoratorAt({ script }: ScriptFile, token: number): Decorator {
  return {
    name: wordAt(script, token).slice(1),
    token,
    open: codeAt(script, token + 1) === OPEN_PAREN ? token + 1 : -1,
  };
}

/** The last token of a method whose parameters open at `open`. */
function bodyOfMethod({ script }: ScriptFile, open: number): number {
  const close = partnerOf(script, open);
  if (close < 0) return open;
  for (let at = close + 1; at < close + 60; at++) {
    if (codeAt(script, at) === SEMICOLON) return at;
    if (codeAt(script, at) !== OPEN_BRACE) continue;
    const end = partnerOf(script, at);
    const next = codeAt(script, end + 1);
    // `: Promise<{ id: string }> {`: a type has more behind it.
    if (next === GREATER || next === OPEN_BRACE || next === OPEN_BRACKET || next === 124) {
      at = end;
      continue;
    }
    return Math.max(end, at);
  }
  return close;
}

function methodOf(
  file: ScriptFile,
  open: number,
  last: number,
  own: readonly Decorator[],
  ofClass: readonly Decorator[],
  base: string,
): { handler: FoundHandler; token: number; isRead: boolean } | undefined {
  const { script } = file;
  const route = own.find(({ name }) => METHODS.has(name));
  const first = own[0];
  if (!route || !first) return undefined;
  const method = METHODS.get(route.name);
  const path = joinPath(base, pathIn(file, route));
  const part = { first: open, last };
  const access = accessIn(file, part);
  const opened = opening(file, own) ?? opening(file, ofClass);
  const guarded = opened ? undefined : (guardOf(file, own) ?? guardOf(file, ofClass) ?? access.guarded);
  return {
    token: first.token,
    isRead: method === undefined || method === 'GET',
    handler: {
      handler: {
        at: file.span(open - 1, open - 1),
        start: startOf(script, first.token),
        end: endOf(script, last),
        framework: 'NestJS',
        path,
        syntax: 'route',
        ...(method === undefined ? {} : { methods: [method] }),
        kind: own.some(({ name }) => name === 'Render') ? 'page' : 'api',
        ...access,
        ...(guarded ? { guarded } : {}),
        ...(opened ? { open: opened } : {}),
        ...(access.machine || isMachinePath(path) ? { machine: true as const } : {}),
        name: wordAt(script, open - 1),
      },
      parts: [{ first: first.token, last }],
    },
  };
}

/** `@Controller('users')`, `@Controller({ path: 'users', version: '1' })`, `@Get([':id'])`. */
function pathIn({ script }: ScriptFile, decorator: Decorator | undefined): string {
  if (!decorator || decorator.open < 0) return '';
  const close = partnerOf(script, decorator.open);
  for (let at = decorator.open + 1; at < close && at < decorator.open + 60; at++) {
    const text = stringAt(script, at);
    if (text === undefined) continue;
    const isEntry = codeAt(script, parentOf(script, at)) === OPEN_BRACE;
    if (!isEntry || wordAt(script, at - 2) === 'path') return text;
  }
  return '';
}

function joinPath(base: string, path: string): string {
  const joined = `/${base}/${path}`.replace(/\/{2,}/g, '/');
  return joined.length > 1 ? joined.replace(/\/$/, '') : joined;
}

const OPENING =
  /^(?:Public|IsPublic|SkipAuth|NoAuth|AllowAnonymous|Unauthenticated|Open|SkipGuards?|AllowUnauthorized\w{0,16}|PublicRoute|AuthOptional)$/;
const GUARDING =
  /^(?:Auth|Authorized|Authenticated|Requires?[A-Z]\w{0,24}|Roles|Permissions|UserAuth\w{0,20}|ApiKeyAuth|JwtAuth|Protected|AdminOnly|HasPermission|\w{0,16}Authenticat\w{0,12})$/;

function opening(file: ScriptFile, decorators: readonly Decorator[]): { by: string; at: Span } | undefined {
  const found = decorators.find(({ name }) => OPENING.test(name));
  return found && { by: `@${found.name}()`, at: file.span(found.token, found.token) };
}

/** `@UseGuards(AuthGuard('jwt'), RolesGuard)`: guards that count requests or clean up are none. */
function guardOf(file: ScriptFile, decorators: readonly Decorator[]): { by: string; at: Span } | undefined {
  const { script } = file;
  for (const { name, token, open } of decorators) {
    if (GUARDING.test(name))
      return { by: `@${name}()`, at: file.span(token, open >= 0 ? partnerOf(script, open) : token) };
    if (name !== 'UseGuards' || open < 0) continue;
    for (const { first, last } of argumentsOf(script, open)) {
      const guard = wordAt(script, first) === 'new' ? wordAt(script, first + 1) : wordAt(script, first);
      if (!NO_GUARD.test(guard)) return { by: guard, at: file.span(first, last) };
    }
  }
  return undefined;
}

const NO_GUARD = /throttl|ratelimit|rate_limit|optional|csrf|feature|captcha|^$/i;

/** `app.useGlobalGuards(new AuthGuard())`, `{ provide: APP_GUARD, useClass: AuthGuard }`. */
function globalGuards(file: ScriptFile): Guard[] {
  const { script } = file;
  const guards: Guard[] = [];
  for (let token = 0; token < script.count; token++) {
    const word = wordAt(script, token);
    let first = -1;
    if (word === 'useGlobalGuards' && codeAt(script, token + 1) === OPEN_PAREN) first = token + 2;
    else if (word === 'APP_GUARD' && wordAt(script, token - 2) === 'provide')
      first = useClassBehind(file, token);
    if (first < 0) continue;
    const at = wordAt(script, first) === 'new' ? first + 1 : first;
    const name = wordAt(script, at);
    if (SIGNED_IN.test(name) && !NO_GUARD.test(name))
      guards.push({ at: file.span(at, at), by: name, scope: { syntax: 'all' }, framework: 'NestJS' });
  }
  return guards;
}

/** Before all routes stand many that only forbid something to some. */
const SIGNED_IN = /auth(?!or)|jwt|session|loggedin|clerk|keycloak|accesstoken|apikey/i;

function useClassBehind({ script }: ScriptFile, token: number): number {
  for (let at = token + 1; at < token + 6; at++)
    if (/^use(?:Class|Existing)$/.test(wordAt(script, at))) return at + 2;
  return -1;
}

/** `@UseInterceptors(CacheInterceptor)` keeps whole answers by their address, `@CacheTTL(60)` says how long. */
function cachesOf(
  file: ScriptFile,
  decorators: readonly Decorator[],
): Omit<DataCache, 'handler' | 'reads'>[] {
  const { script } = file;
  const interceptor = decorators.find(
    ({ name, open }) =>
      name === 'UseInterceptors' &&
      open >= 0 &&
      argumentsOf(script, open).some(({ last }) => wordAt(script, last).endsWith('CacheInterceptor')),
  );
  if (!interceptor) return [];
  const time = decorators.find(({ name, open }) => name === 'CacheTTL' && open >= 0);
  const at = file.span(interceptor.token, partnerOf(script, interceptor.open));
  const value = time
    ? file.value(time.open + 1, partnerOf(script, time.open) - 1)
    : { kind: 'unknown' as const, at };
  return [{ how: 'page-cache', value, at }];
}
