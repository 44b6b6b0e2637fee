/** What frameworks, libraries for sessions and people call that which says who is asking. */
import type { UserRead } from '../../types.ts';

type What = UserRead['what'];

/** Properties of a request, of its context, or of what middleware has put there. */
export const WHAT_MEMBERS: ReadonlyMap<string, What> = new Map<string, What>([
  // Passport, express-jwt and most middleware of people's own; Koa's ctx.state.user, SvelteKit's and Astro's locals.user
  ...named(
    'user',
    'user userId user_id userid currentUser current_user authUser authenticatedUser viewer account member principal kauth auth oidc userContext tenantId authorizer',
  ),
  ...named('session', 'session sessionID'),
  ...named('cookie', 'cookies signedCookies cookie'),
  ...named('authorization', 'authorization bearerToken'),
]);

/** Decorators of NestJS and routing-controllers, their own and those that people write. */
export const PARAMETER_DECORATORS: ReadonlyMap<string, What> = new Map<string, What>([
  ...named(
    'user',
    'CurrentUser User GetUser AuthUser ReqUser UserId CurrentUserId GetCurrentUser GetCurrentUserId LoggedInUser ActiveUser UserSession',
  ),
  ...named('session', 'Session'),
  ...named('cookie', 'Cookies Cookie CookieParam CookieParams'),
]);

function named(what: What, names: string): [string, What][] {
  return names.split(' ').map((name) => [name, what]);
}

/** What the request, or what comes with it, is called. */
export function isRequest(name: string): boolean {
  return REQUESTS.has(name) || SHORT_REQUESTS.has(name);
}

/** These are also what people call entries of lists and events of the page: `comments.map((c) => c.user)`. */
export function isShortRequest(name: string): boolean {
  return SHORT_REQUESTS.has(name);
}

const REQUESTS = new Set(
  'req request ctx context _req _request httpRequest expressReq nextRequest nextReq socket handshake Astro'.split(
    ' ',
  ),
);
const SHORT_REQUESTS = new Set('c r e event evt rq'.split(' '));

/** Where middleware leaves what it found out: `res.locals`, `ctx.state`, `c.var`, `event.context`, `request.requestContext`. */
export function isRequestPart(name: string): boolean {
  return PARTS.has(name);
}

const PARTS = new Set('locals state var context requestContext handshake authorizer'.split(' '));

export interface AskedCall {
  readonly name: string;
  /** What it is called on. */
  readonly path: readonly string[];
  readonly empty: boolean;
  /** The first word of the first argument. */
  readonly first: string;
  readonly isFunction: boolean;
}

/** What a call finds out about who is asking; undefined where it does not. */
export function asksForUser(call: AskedCall): What | undefined {
  const { name, path, empty, first, isFunction } = call;
  const owner = path.at(-1) ?? '';
  const sure = SURE.get(name);
  if (sure) return isFunction ? undefined : sure;
  const owned = OWNED.get(name);
  if (owned) return owned.owner.test(owner) ? owned.what : undefined;
  const withRequest = isRequest(first) || WITH_REQUEST.has(first);
  if (!empty && !withRequest) return undefined;
  if (path.length > 0 && !SPEAKING_OWNER.test(owner)) return undefined;
  if (NEEDS_REQUEST.has(name)) return withRequest ? 'cookie' : undefined;
  if (/^(?:auth|withAuth|currentUser|validateRequest)$/.test(name)) return isFunction ? undefined : 'session';
  if (name === 'useSession') return withRequest ? 'session' : undefined;
  const match = name.length <= 60 ? HELPER.exec(name) : undefined;
  if (!match) return undefined;
  return /session|auth/i.test(match[1] ?? '') ? 'session' : 'user';
}

const WITH_REQUEST = new Set(['headers', 'cookies', 'headersList', 'cookieStore', 'rq']);
const SPEAKING_OWNER =
  /auth|session|supabase|lucia|clerk|kinde|user|identity|viewer|^(?:this|api|server|guard|req|request|ctx|context)(?:\(\))?$/i;
const NEEDS_REQUEST = new Set(['getCookie', 'getCookies', 'parseCookies', 'getSignedCookie', 'parseCookie']);

/** `getCurrentUser()`, `requireUserId(request)`, `getUserFromRequest(req)`, `getSessionOrThrow(ctx)` */
const HELPER =
  /^(?:get|fetch|load|require|ensure|assert|validate|verify|check|resolve|read|extract|must)(?:Current|Server|Active|LoggedIn|SignedIn|Signed|Authenticated|Authorized|Auth|Optional|Required|My|Api|Iron|App)*(User(?:Id|Session|OrThrow|Info|Context)?|Session(?:User|Data|Id)?|Viewer|Auth(?:entication|Context|Session|State|User)?|Account|Login|LoggedInUser)(?:OrThrow|OrNull|OrRedirect|OrFail|Server|From(?:Request|Req|Session|Cookies?|Headers?|Context|Ctx|Event|Jwt))?$/;

/** They read a session whatever they are given. */
const SURE: ReadonlyMap<string, What> = new Map<string, What>([
  ...named(
    'session',
    // next-auth, iron-session, nuxt-auth-utils, Kinde, AuthKit, Auth0, Remix Auth, Lucia, Supabase for Nuxt
    'getServerSession unstable_getServerSession getServerAuthSession getIronSession getUserSession requireUserSession getKindeServerSession validateSessionToken validateSession verifySession verifySessionCookie serverSupabaseUser serverSupabaseSession serverSupabaseClaims authenticateRequest',
  ),
  ...named('user', 'serverSupabaseUser currentUser requireUser getLoggedInUser'),
  // Tokens that somebody sends: jose, firebase-admin, Privy, Clerk
  ...named('authorization', 'jwtVerify verifyIdToken verifyAuthToken verifyAccessToken verifyJwt verifyJWT'),
]);

/** They do so when they are asked of the right object. */
const OWNED: ReadonlyMap<string, { readonly owner: RegExp; readonly what: What }> = new Map<
  string,
  { readonly owner: RegExp; readonly what: What }
>([
  ['verify', { owner: /^(?:jwt|jsonwebtoken|jwtService|tokenService)$|jwt$/i, what: 'authorization' }],
  ['verifyAsync', { owner: /jwt/i, what: 'authorization' }],
  ['jwtVerify', { owner: /^(?:req|request|jose)$/, what: 'authorization' }],
  ['getClaims', { owner: /^auth$/, what: 'user' }],
  ['authenticate', { owner: /passport|authenticator|^(?:auth|oauth)$/i, what: 'session' }],
  ['isAuthenticated', { owner: /^(?:req|request|ctx|context)$/, what: 'session' }],
  ['isLoggedIn', { owner: /^(?:req|request|ctx|context)$/, what: 'session' }],
  ['protect', { owner: /^auth(?:\(\))?$/, what: 'session' }],
]);
