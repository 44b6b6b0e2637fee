import assert from 'node:assert/strict';
import reader from '../../../server/src/core/web/readers/nextRoutes.ts';
import { at, guardsIn, headersIn, readBy, routesIn } from './nextFacts.ts';

const route = (text: string, path = 'app/api/x/route.ts'): string[] => routesIn(readBy(reader, path, text));

describe('routes of Next.js', () => {
  it('finds the handlers of a route, and the headers of each', () => {
    const text = `import { NextResponse } from 'next/server';
import { auth } from '@/auth';

const corsHeaders = { 'Access-Control-Allow-Origin': '*' };

export async function GET(request: Request) {
  const session = await auth();
  return NextResponse.json({ user: session?.user }, { headers: { 'Cache-Control': 'public, max-age=60' } });
}
export const OPTIONS = () => new Response(null, { status: 204, headers: corsHeaders });
export const dynamic = 'force-dynamic';
`;
    const facts = readBy(reader, 'app/api/me/route.ts', text);
    assert.deepEqual(routesIn(facts), ['GET /api/me reads auth()', 'OPTIONS /api/me']);
    assert.deepEqual(headersIn(facts, text), [
      'access-control-allow-origin: * @ next /api/me OPTIONS',
      'cache-control: public, max-age=60 @ next /api/me GET',
    ]);
    const cache = facts.headers?.find(({ header }) => header === 'cache-control');
    assert.equal(cache?.handler, 0);
    assert.equal(facts.handlers?.[0] && at(text, facts.handlers[0].at), '6 GET');
    const [dynamic] = facts.dataCaches ?? [];
    assert.deepEqual(
      [dynamic?.how, dynamic && at(text, dynamic.at), dynamic?.handler],
      ['dynamic', '11 force-dynamic', 0],
    );
    assert.equal(dynamic?.reads.length, 1);
  });

  describe('who gets an answer', () => {
    const cases: readonly [name: string, text: string, expected: string][] = [
      [
        'a session that is asked for first',
        `export async function GET() { const session = await getServerSession(authOptions); if (!session?.user) { return new Response('Unauthorized', { status: 401 }); } return ok(); }`,
        'GET /api/x guarded by the check of session reads getServerSession(authOptions)',
      ],
      [
        'in a try',
        `export async function GET() { try { const { userId } = await auth(); if (!userId) throw new Error('no'); } catch (e) { return bad(e); } }`,
        'GET /api/x guarded by the check of userId reads auth()',
      ],
      [
        'a session that only adds something',
        `export async function GET() { const session = await auth(); if (session) { extra(); } return Response.json(all); }`,
        'GET /api/x reads auth()',
      ],
      [
        'visitors get an empty list',
        `export async function GET() { const session = await auth(); if (!session) return Response.json([]); return Response.json(mine); }`,
        'GET /api/x reads auth()',
      ],
      [
        'only some are stopped',
        `export async function GET() { const session = await auth(); if (!session && post.isPrivate) return new Response(null, { status: 401 }); return ok(post); }`,
        'GET /api/x reads auth()',
      ],
      [
        'a user of the address, not of the request',
        `export async function GET(_: Request, { params }) { const user = await db.user.find(params.id); if (!user) notFound(); return Response.json(user); }`,
        'GET /api/x',
      ],
      [
        'a wrapper that says so',
        `export const GET = withWorkspace(async ({ workspace, session }) => Response.json(workspace), { requiredPermissions: ['x'] });`,
        'GET /api/x guarded by withWorkspace reads session',
      ],
      [
        'a wrapper for something else',
        `export const GET = withAxiom(async (req) => Response.json({}));`,
        'GET /api/x',
      ],
      [
        'a function of this file that stops visitors',
        `async function requireIt() { const user = await currentUser(); if (!user) redirect('/login'); return user; }
export async function GET() { const user = await requireIt(); return Response.json(user); }`,
        'GET /api/x guarded by the check of user reads currentUser()',
      ],
      [
        'the same, called for some only',
        `async function check() { const user = await currentUser(); if (!user) redirect('/login'); return user; }
export async function GET() { if (isPrivate) { await check(); } return Response.json({}); }`,
        'GET /api/x reads currentUser()',
      ],
      [
        'a helper by its name',
        `export async function POST() { await requireAdmin(); return Response.json({}); }`,
        'POST /api/x guarded by requireAdmin()',
      ],
      [
        'a function of this file that says whether somebody may',
        `async function mayEdit(id) { const session = await auth(); return db.count(id, session?.user.id) > 0; }
export async function GET(_, { params }) { if (!(await mayEdit(params.id))) { return new Response(null, { status: 403 }); } return ok(); }`,
        'GET /api/x guarded by the check of mayEdit reads auth()',
      ],
      [
        'the signature of a webhook',
        `export async function POST(req) { const event = stripe.webhooks.constructEvent(await req.text(), req.headers.get('stripe-signature'), secret); return ok(event); }`,
        'POST /api/x machine',
      ],
      [
        'a cookie in the answer',
        `export async function POST() { (await cookies()).set('sid', 'x'); return ok(); }`,
        'POST /api/x sets a cookie',
      ],
      [
        'a cookie that is no session',
        `export async function GET() { const email = (await cookies()).get('verification-email'); if (!email) redirect('/verify'); return ok(); }`,
        "GET /api/x reads (cookies()).get('verification-email')",
      ],
      [
        'a cookie for the theme',
        `export async function GET() { const theme = (await cookies()).get('theme'); if (!theme) redirect('/choose'); return ok(); }`,
        'GET /api/x',
      ],
    ];
    for (const [name, text, expected] of cases) it(name, () => assert.deepEqual(route(text), [expected]));
  });

  it('knows services that call with a signature, and parts of pages that have no address', () => {
    const text = `import { serve } from 'inngest/next';\nexport const { GET, POST } = serve({ client, functions: [] });`;
    assert.deepEqual(route(text), ['GET /api/x machine', 'POST /api/x machine']);
    const part = `export const revalidate = 60;\nexport default async function Modal() { return <p />; }`;
    const facts = readBy(reader, 'app/@modal/(.)photo/page.tsx', part);
    assert.deepEqual([facts.handlers, facts.dataCaches?.[0]?.how], [undefined, 'revalidate']);
    assert.deepEqual(readBy(reader, 'app/@modal/default.tsx', part), {});
  });

  it('names what answers in another file', () => {
    const text = `export { GET, handler as POST } from '@/modules/users/route';`;
    const facts = readBy(reader, 'app/api/users/route.ts', text);
    assert.deepEqual(
      facts.handlers?.map(({ methods, target }) => `${methods?.join() ?? ''} ${target ?? ''}`),
      ['GET @/modules/users/route#GET', 'POST @/modules/users/route#handler'],
    );
  });

  it('reads API routes with their methods, and a guard that each of them has', () => {
    const text = `export default async function handler(req, res) {
  switch (req.method) {
    case 'GET': return handleGet(req, res);
    case 'POST': return handlePost(req, res);
    default: res.status(405).end();
  }
}
const handleGet = async (req, res) => {
  const session = await getSession({ req });
  if (!session) return res.status(401).end();
  res.setHeader('Cache-Control', 's-maxage=60');
  res.json(session);
};
const handlePost = async (req, res) => {
  const session = await getSession({ req });
  if (!session) return res.status(401).end();
  res.json({});
};
`;
    const facts = readBy(reader, 'pages/api/things.ts', text);
    assert.match(
      routesIn(facts).join(),
      /^GET\|POST \/api\/things guarded by the check of session reads getSession/,
    );
    assert.deepEqual(headersIn(facts, text), ['cache-control: s-maxage=60 @ next /api/things GET POST']);
    const open = text.replace(
      /if \(!session\) return res.status\(401\).end\(\);\n {2}res.json\(\{\}/,
      'res.json({}',
    );
    assert.equal(readBy(reader, 'pages/api/things.ts', open).handlers?.[0]?.guarded, undefined);
  });

  it('follows wrappers of the same file to the headers that they set', () => {
    const text = `const allowCors = (fn) => async (req, res) => {
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
  res.setHeader('Access-Control-Allow-Credentials', true);
  return await fn(req, res);
};
const handler = async (req, res) => {
  res.setHeader('Cache-Control', 'no-store');
  res.end('x');
};
module.exports = allowCors(handler);
`;
    const facts = readBy(reader, 'pages/api/x.js', text);
    assert.deepEqual(headersIn(facts, text), [
      'access-control-allow-origin: req.headers.origin @ next /api/x',
      'access-control-allow-credentials: true @ next /api/x',
      'cache-control: no-store @ next /api/x',
    ]);
    assert.deepEqual(
      facts.headers?.map(({ handler }) => handler),
      [0, 0, 0],
    );
  });

  it('does not take a preflight for all that an API route answers', () => {
    const text = `export default (req, res) => { if (req.method === 'OPTIONS') return res.end(); res.json({}); };`;
    assert.deepEqual(route(text, 'pages/api/x.ts'), ['* /api/x']);
  });

  it('reads pages with what they get on the server', () => {
    const text = `import Head from 'next/head';
export const getServerSideProps = async (context) => {
  context.res.setHeader('Cache-Control', 'public, s-maxage=10');
  const session = await getServerSession(context.req, context.res, options);
  if (!session) return { redirect: { destination: '/login' } };
  return { props: {} };
};
export default function Page() { return <p>Don't</p>; }
`;
    const facts = readBy(reader, 'pages/dashboard.tsx', text);
    assert.match(
      routesIn(facts).join(),
      /^\* \/dashboard guarded by the check of session reads getServerSession/,
    );
    assert.deepEqual(headersIn(facts, text), ['cache-control: public, s-maxage=10 @ next /dashboard']);
    assert.equal(facts.headers?.[0]?.handler, 0);
  });

  it('reads what a page answers on the server before the page itself is written', () => {
    const text = `export async function getServerSideProps({ req, res }) {
  const session = await getServerSession(req, res, options);
  res.setHeader('Cache-Control', 's-maxage=10');
  return { props: { session } };
}
`;
    const facts = readBy(reader, 'pages/me.tsx', text);
    assert.match(routesIn(facts).join(), /^\* \/me reads getServerSession/);
    assert.equal(facts.headers?.[0]?.handler, 0);
  });

  it('says nothing of components in the folders of other tools, and of guards that run in browsers', () => {
    assert.deepEqual(
      readBy(reader, 'src/pages/Home.tsx', `export default function Home() { return <p />; }`),
      {},
    );
    const text = `'use client';\nexport default function Page() { const user = useUser(); if (!user) redirect('/login'); return <p />; }`;
    assert.deepEqual(routesIn(readBy(reader, 'app/x/page.tsx', text)), ['* /x']);
  });

  it('makes guards of layouts, for the pages in their folder', () => {
    const text = `export default async function Layout({ children }) {
  const user = await getCurrentUser();
  if (!user) {
    redirect('/login');
  }
  return <main>{children}</main>;
}`;
    const facts = readBy(reader, 'app/(app)/dashboard/layout.tsx', text);
    assert.deepEqual(guardsIn(facts), [
      'the check of user | next /dashboard/:path* | in app/(app)/dashboard',
    ]);
    assert.equal(facts.guards?.[0] && at(text, facts.guards[0].at), '3 if (!user)');
    assert.equal(facts.handlers, undefined);
  });

  it('reads what pages and their parts keep', () => {
    const text = `import { cookies } from 'next/headers';
export const revalidate = 3600;
export default async function Page() {
  const token = (await cookies()).get('token');
  const posts = await fetch('https://api.example.com/posts', { next: { revalidate: 60, tags: ['posts'] } });
  const all = await fetch(url, { cache: 'force-cache' });
  await fetch(url, { cache: 'no-store' });
  return <List posts={posts} />;
}`;
    const facts = readBy(reader, 'app/blog/page.tsx', text);
    assert.deepEqual(
      facts.dataCaches?.map(({ how, at: span, handler, reads }) => [
        how,
        at(text, span),
        handler,
        reads.length,
      ]),
      [
        ['revalidate', '2 3600', 0, 1],
        ['fetch-cache', '5 60', undefined, 1],
        ['fetch-cache', '6 force-cache', undefined, 1],
      ],
    );
  });

  it('reads settings of CORS libraries in API routes', () => {
    const text = `import NextCors from 'nextjs-cors';
export default async function handler(req, res) {
  await NextCors(req, res, { origin: '*', credentials: true });
  res.json({});
}`;
    const [cors] = readBy(reader, 'pages/api/x.ts', text).cors ?? [];
    assert.deepEqual([cors?.scope.pattern, cors?.handler], ['/api/x', 0]);
  });

  it('tells headers that are lost', () => {
    const text = `export async function GET(req) {
  const headers = new Headers();
  headers['Access-Control-Allow-Origin'] = req.headers.get('origin');
  return new Response('x', { headers });
}`;
    const facts = readBy(reader, 'app/api/x/route.ts', text);
    assert.deepEqual(
      facts.lostHeaders?.map(({ why, at: span }) => [why, at(text, span)]),
      [['headers-object', '3 Access-Control-Allow-Origin']],
    );
  });

  it('gives middleware that is made outside to the only handler of the file', () => {
    const text =
      "import Cors from 'cors';\nconst cors = Cors({ origin: '*' });\nexport default async function handler(req, res) { await run(req, res, cors); res.json(1); }";
    const [cors] = readBy(reader, 'pages/api/x.ts', text).cors ?? [];
    assert.deepEqual([cors?.scope.pattern, cors?.handler], ['/api/x', 0]);
  });

  it('asks no guard of a method that is refused', () => {
    const text =
      "export default async function handler(req, res) { if (req.method === 'POST') { await requireUser(req); res.json(1); } if (req.method === 'GET') { return res.status(405).end(); } }";
    const [handler] = readBy(reader, 'pages/api/x.ts', text).handlers ?? [];
    assert.equal(handler?.guarded?.by, 'requireUser()');
  });

  it('takes cookies of the response for its own, and not those of the request', () => {
    const text =
      "export async function GET(req) { req.cookies.set('a', 'b'); return NextResponse.json(1); }\nexport async function POST(req) { const response = NextResponse.json(1); response.cookies.set('a', 'b'); return response; }";
    assert.deepEqual(routesIn(readBy(reader, 'app/x/route.ts', text)), ['GET /x', 'POST /x sets a cookie']);
  });
});
