import assert from 'node:assert/strict';
import reader from '../../../server/src/core/web/readers/nextMiddleware.ts';
import { at, guardsIn, headersIn, readBy, routesIn } from './nextFacts.ts';

const guards = (text: string, path = 'middleware.ts'): string[] => guardsIn(readBy(reader, path, text));
const CONFIG = `export const config = { matcher: ['/((?!_next/static).*)'] };`;
const MATCHER = 'next /((?!_next/static).*)';

describe('what middleware of Next.js stops', () => {
  const cases: readonly [name: string, text: string, expected: readonly string[]][] = [
    [
      'Clerk, with the routes that it protects',
      `import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server';
const isProtectedRoute = createRouteMatcher(['/dashboard(.*)', '/forum(.*)']);
export default clerkMiddleware(async (auth, req) => { if (isProtectedRoute(req)) await auth.protect(); });
${CONFIG}`,
      ['auth.protect() | next /dashboard(.*)', 'auth.protect() | next /forum(.*)'],
    ],
    [
      'Clerk, with the routes that are for everybody',
      `import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server';
const isPublicRoute = createRouteMatcher(['/', '/sign-in(.*)']);
export default clerkMiddleware(async (auth, req) => {
  if (!isPublicRoute(req)) {
    await auth.protect();
  }
});
${CONFIG}`,
      [`auth.protect() | ${MATCHER} | but next / | but next /sign-in(.*)`],
    ],
    [
      'Clerk 5, which asks for the user',
      `import { clerkMiddleware } from '@clerk/nextjs/server';
const isProtected = createRouteMatcher(['/app(.*)']);
export default clerkMiddleware((auth, req) => {
  const { userId, redirectToSignIn } = auth();
  if (!userId && isProtected(req)) return redirectToSignIn();
});`,
      ['middleware | next /app(.*)'],
    ],
    [
      'Clerk that stops nobody',
      `import { clerkMiddleware } from '@clerk/nextjs/server';\nexport default clerkMiddleware();\n${CONFIG}`,
      [],
    ],
    [
      'Clerk 4',
      `import { authMiddleware } from '@clerk/nextjs';\nexport default authMiddleware({ publicRoutes: ['/', /^\\/blog/], ignoredRoutes: ['/api/hook'] });\n${CONFIG}`,
      [`authMiddleware | ${MATCHER} | but next / | but regex ^\\/blog | but next /api/hook`],
    ],
    [
      'next-auth, handed on as it is',
      `export { default } from 'next-auth/middleware';\nexport const config = { matcher: ['/dashboard/:path*', '/settings'] };`,
      ['next-auth | next /dashboard/:path*', 'next-auth | next /settings'],
    ],
    [
      'Auth.js, which may be told to stop somebody elsewhere',
      `export { auth as middleware } from '@/auth';`,
      ['auth | all (sometimes)'],
    ],
    [
      'what another file of the product does',
      `import LogMiddleware from './log';
import AppMiddleware from './lib/middleware/app';
export default async function middleware(req: NextRequest) {
  if (req.nextUrl.pathname === '/ingest') return LogMiddleware(req);
  return AppMiddleware(req);
}`,
      ['AppMiddleware | all (sometimes)'],
    ],
    [
      'next-auth that lets everybody in and asks itself',
      `import { withAuth } from 'next-auth/middleware';
export default withAuth(async function middleware(req) {
  const token = await getToken({ req });
  const isAuth = !!token;
  const isAuthPage =
    req.nextUrl.pathname.startsWith('/login') || req.nextUrl.pathname.startsWith('/register');
  if (isAuthPage) {
    if (isAuth) return NextResponse.redirect(new URL('/dashboard', req.url));
    return null;
  }
  if (!isAuth) {
    return NextResponse.redirect(new URL('/login', req.url));
  }
}, { callbacks: { async authorized() { return true; } } });
${CONFIG}`,
      [`middleware | ${MATCHER} | but prefix /login | but prefix /register`],
    ],
    [
      'a token that is asked for after the free paths',
      `export async function middleware(request: NextRequest) {
  const { pathname } = request.nextUrl;
  if (pathname.startsWith('/api/auth') || PUBLIC.includes(pathname)) return NextResponse.next();
  const token = await getToken({ req: request });
  if (!token) return NextResponse.redirect(new URL('/login', request.url));
  return NextResponse.next();
}
const PUBLIC = ['/login', '/about'];
${CONFIG}`,
      [`middleware | ${MATCHER} | but prefix /api/auth | but exact /login | but exact /about`],
    ],
    [
      'a list of prefixes that need a session',
      `const protectedPaths = ['/app', '/settings'];
export function middleware(req: NextRequest) {
  const session = req.cookies.get('session')?.value;
  const isProtected = protectedPaths.some((path) => req.nextUrl.pathname.startsWith(path));
  if (isProtected && !session) {
    return NextResponse.redirect(new URL('/login', req.url));
  }
  return NextResponse.next();
}`,
      ['middleware | prefix /app', 'middleware | prefix /settings'],
    ],
    [
      'an answer for programs',
      `export async function middleware(req: NextRequest) {
  if (req.nextUrl.pathname.startsWith('/api/v1')) {
    const session = await auth();
    if (!session) return NextResponse.json({ error: 'x' }, { status: 401 });
  }
}`,
      ['middleware | prefix /api/v1'],
    ],
    [
      'signed in visitors who are sent away from the login',
      `export async function proxy(req: NextRequest) {
  const session = await auth();
  if (session && req.nextUrl.pathname === '/login') return NextResponse.redirect(new URL('/', req.url));
  return NextResponse.next();
}`,
      [],
    ],
    [
      'everybody who is not let through before',
      `export default async function proxy(req: NextRequest) {
  const session = await auth();
  if (session || req.nextUrl.pathname === '/login') return NextResponse.next();
  return NextResponse.redirect(new URL('/login', req.url));
}`,
      ['middleware | all | but exact /login'],
    ],
    [
      'what another file decides',
      `import { needsLogin } from './lib/paths';
export async function middleware(req: NextRequest) {
  const session = await auth();
  if (!session && needsLogin(req.nextUrl.pathname)) return NextResponse.redirect(new URL('/login', req.url));
}
${CONFIG}`,
      [`middleware | ${MATCHER} (sometimes)`],
    ],
    [
      'a redirect for all',
      `export function middleware(req: NextRequest) {
  if (req.nextUrl.pathname === '/old') return NextResponse.redirect(new URL('/new', req.url));
}`,
      [],
    ],
    [
      'a helper that is called with the request',
      `async function handleAuth(req: NextRequest) {
  const session = await getToken({ req });
  if (!session) return NextResponse.redirect(new URL('/login', req.url));
  return null;
}
export async function middleware(req: NextRequest) {
  if (req.nextUrl.pathname.startsWith('/app')) {
    const answer = await handleAuth(req);
    if (answer) return answer;
  }
  return NextResponse.next();
}`,
      ['middleware | prefix /app'],
    ],
  ];
  for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(guards(text), expected));

  it('reads the helper of Supabase, which stands in another file', () => {
    const text = `export async function updateSession(request: NextRequest) {
  let response = NextResponse.next({ request });
  const { data: { user } } = await supabase.auth.getUser();
  if (
    !user &&
    !request.nextUrl.pathname.startsWith('/login') &&
    !request.nextUrl.pathname.startsWith('/auth')
  ) {
    const url = request.nextUrl.clone();
    url.pathname = '/login';
    return NextResponse.redirect(url);
  }
  return response;
}`;
    assert.deepEqual(guards(text, 'utils/supabase/middleware.ts'), [
      'middleware | all | but prefix /login | but prefix /auth',
    ]);
  });

  it('says where the stop stands, and reads headers of responses but not of requests', () => {
    const text = `export async function middleware(request: NextRequest) {
  const session = await auth();
  const requestHeaders = new Headers(request.headers);
  requestHeaders.set('Cache-Control', 'no-cache');
  const response = NextResponse.next({ request: { headers: requestHeaders } });
  response.headers.set('Vary', 'Cookie');
  if (!session) return NextResponse.redirect('/login');
  return response;
}
export const config = { matcher: '/app/:path*' };`;
    const facts = readBy(reader, 'src/middleware.ts', text);
    assert.deepEqual(headersIn(facts, text), ['vary: Cookie @ next /app/:path*']);
    assert.deepEqual(routesIn(facts), ['* /app/:path* reads auth()']);
    const [guard] = facts.guards ?? [];
    assert.equal(guard && at(text, guard.at), "7 return NextResponse.redirect('/login')");
    assert.equal(guard?.scope.at && at(text, guard.scope.at), '10 /app/:path*');
  });

  it('knows that an origin was looked up in a list, in ifs and in spreads', () => {
    const text = `import { NextResponse } from 'next/server';
const allowed = ['https://a.example.com'];
export function proxy(request) {
  const origin = request.headers.get('origin') ?? '';
  const isAllowed = allowed.includes(origin);
  if (request.method === 'OPTIONS') {
    const headers = { ...(isAllowed && { 'Access-Control-Allow-Origin': origin }), Vary: 'Origin' };
    return NextResponse.json({}, { headers });
  }
  const response = NextResponse.next();
  if (isAllowed) {
    response.headers.set('Access-Control-Allow-Origin', origin);
  }
  return response;
}`;
    const { headers = [] } = readBy(reader, 'proxy.ts', text);
    const origins = headers.filter(({ header }) => header === 'access-control-allow-origin');
    assert.deepEqual(
      origins.map(({ when = [] }) =>
        when.flatMap((each) => (each.kind === 'origin' ? [`${each.test.kind} ${String(each.negated)}`] : [])),
      ),
      [['listed false'], ['listed false']],
    );
  });

  it('leaves middleware of other servers alone', () => {
    const text = `export const logger = (req, res, next) => { next(); };`;
    assert.deepEqual(readBy(reader, 'server/middleware.ts', text), {});
  });
});
