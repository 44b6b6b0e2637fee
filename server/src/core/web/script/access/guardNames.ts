/** What people call the functions that stand before their routes and stop who is not signed in. */
import { COLON, DOT, OPEN_BRACE, OPEN_BRACKET, OPEN_PAREN } from '../../../parsers/script/codes.ts';
import { codeAt, partnerOf, startOf, stringAt, wordAt } from '../../../parsers/script/walk.ts';
import { accessOf } from './access.ts';
import { isGuardName, type FoundGuard } from './guards.ts';
import { isFunctionAt } from '../module.ts';
import { argumentsOf, type ScriptFile } from '../scriptFile.ts';

/** The guard that an argument in front of a handler is: by its name, or by what the function does; in lists too. */
export function guardAt(file: ScriptFile, first: number, last: number): FoundGuard | undefined {
  const { script } = file;
  if (codeAt(script, first) === OPEN_BRACKET && partnerOf(script, first) === last) {
    for (const part of argumentsOf(script, first)) {
      const found = guardAt(file, part.first, part.last);
      if (found) return found;
    }
    return undefined;
  }
  if (codeAt(script, first) === OPEN_BRACE) return guardOfOptions(file, first);
  if (isFunctionAt(script, first)) return guardOfFunction(file, first, last);
  const named = namedCall(file, first, last);
  if (!named) return undefined;
  const { name, owner, open, token } = named;
  const at = file.span(first, Math.max(token, first));
  const by = owner === '' ? name : `${owner}.${name}`;
  if (name === 'authenticate' || name === 'authorize') {
    const strategy = open < 0 ? undefined : (stringAt(script, open + 1) ?? stringAt(script, open + 2));
    // `passport.authenticate('google')` begins to sign somebody in.
    return strategy === undefined || STRATEGIES.test(strategy) ? { by, at } : undefined;
  }
  if (open >= 0 && isOptional(file, open)) return undefined;
  if (stops(name, owner)) return { by, at };
  if (open >= 0 || owner !== '') return undefined;
  const local = file.module.locals.get(name);
  return local?.isFunction === true && guardOfFunction(file, local.first, local.last)
    ? { by, at }
    : undefined;
}

const STRATEGIES = /jwt|bearer|token|api-?key|basic|session|cookie|auth0|access/i;

/** Names of one word and their kin: what the names of wrappers do not have. */
const STOPS =
  /^(?:auth|authn|authz|authenticate|authenticated|authentication|authenticator|authorize|authorized|authorization|protect|protected|guard|requireLogin|loginRequired|(?:is|check|verify|validate|ensure|require|must|assert|auth|jwt|session|user|admin|token|apiKey|login)(?:Be|Is|Has)?(?:Auth(?:enticat(?:ed|ion|e)|oriz(?:ed|ation|e)|ed)?|LoggedIn|SignedIn|Login|Session|User|Admin|SuperAdmin|Superuser|Owner|Member|Token|AccessToken|AuthToken|Jwt|JWT|ApiKey|APIKey|Permissions?|Roles?|Firebase(?:Token|Auth)|Clerk|Middleware|Guard|Required|Only|Check|Handler)(?:Middleware|Guard|Required|Handler|Only)?|(?:auth|jwt|session|token|admin)(?:Middleware|Guard|Required|Check|Only|Handler|Auth|Protect(?:ed)?)|(?:authenticate|authorize)(?:Token|User|JWT|Jwt|Request|Admin|Role|Middleware|Session|ApiKey|Roles?)|is(?:Auth|Admin|Authenticated|Authorized|LoggedIn|Owner|Accounting)|has(?:Role|Permission|Access|Scope)s?|check(?:Jwt|JWT|Auth|Token|Role|Permission|Session|Admin)s?|required?Scopes?|requiresAuth|expressJwt|expressjwt|bearerAuth|basicAuth|jwt|jwk|ClerkExpressRequireAuth|requireAuth\w{0,16}|denyAll|isPrivate|privateRoute|onlyAdmins?|adminOnly|superTokensAuth|validateToken|verifyToken|verifyJWT|verifyJwt|verifyAuth|verifySession|verifyAccessToken|verifyIdToken|ensureLoggedIn|ensureAuthenticated|ensureAuth|ensureUser|keycloakProtect)$/;
const NO_STOP =
  /optional|attach|load|deserialize|maybe|anonymous|public|router?s?$|controller$|service$|config|initialize/i;

export function stops(name: string, owner = ''): boolean {
  if (name.length > 60 || NO_STOP.test(name)) return false;
  if (name === 'required') return /auth|login|jwt|session/i.test(owner);
  // `jwt({ secret })` of express-jwt, koa-jwt and Hono; `user`, `session` and `token` are no verbs.
  return isGuardName(name) || STOPS.test(name);
}

function isOptional({ script }: ScriptFile, open: number): boolean {
  const text = script.text.slice(startOf(script, open), startOf(script, open) + 300);
  const close = partnerOf(script, open);
  const own = text.slice(0, Math.max(0, startOf(script, close) - startOf(script, open)));
  return /\b(?:optional|passthrough):\s{0,4}true|\b(?:credentialsRequired|required|requireAuth):\s{0,4}false/.test(
    own,
  );
}

/** `auth.required`, `security.isAuthorized()`, `requireAuth({…})`; undefined for other expressions. */
function namedCall(
  { script }: ScriptFile,
  first: number,
  last: number,
): { name: string; owner: string; open: number; token: number } | undefined {
  let token = wordAt(script, first) === 'await' ? first + 1 : first;
  const start = token;
  while (codeAt(script, token + 1) === DOT && token + 2 <= last) token += 2;
  const name = wordAt(script, token);
  if (name === '') return undefined;
  let owner = '';
  for (let at = start; at < token - 1; at++)
    owner += script.text.slice(startOf(script, at), script.ends[at] ?? 0);
  const open = codeAt(script, token + 1) === OPEN_PAREN ? token + 1 : -1;
  if (token < last && open < 0) return undefined;
  return { name, owner, open, token };
}

/** A middleware that says no to somebody who is not signed in. */
function guardOfFunction(file: ScriptFile, first: number, last: number): FoundGuard | undefined {
  return accessOf(file.document, file.module, { first, last }).guarded;
}

/** Options of Fastify's and Elysia's routes: `{ preHandler: [fastify.authenticate] }`. */
function guardOfOptions(file: ScriptFile, brace: number): FoundGuard | undefined {
  const { script } = file;
  for (const { first, last } of argumentsOf(script, brace)) {
    const key = wordAt(script, first);
    if (!HOOKS.has(key) || codeAt(script, first + 1) !== COLON) continue;
    const found = guardAt(file, first + 2, last);
    if (found) return found;
  }
  return undefined;
}

export const HOOKS: ReadonlySet<string> = new Set([
  'preHandler',
  'onRequest',
  'preValidation',
  'preParsing',
  'beforeHandle',
  'middleware',
  'before',
]);
