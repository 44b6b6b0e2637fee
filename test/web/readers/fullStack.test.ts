import assert from 'node:assert/strict';
import reader from '../../../server/src/core/web/readers/fullStack.ts';
import { guardsIn, headersIn, readBy, routesIn } from './nextFacts.ts';

describe('routes of SvelteKit, Remix and React Router, Nuxt and Astro', () => {
  it('reads SvelteKit', () => {
    const endpoint = `export const GET = async ({ locals, setHeaders }) => {
  if (!locals.user) throw error(401);
  setHeaders({ 'cache-control': 'public, max-age=60' });
  return json({});
};
export const fallback = () => text('x');
`;
    const facts = readBy(reader, 'src/routes/api/me/+server.ts', endpoint);
    assert.deepEqual(routesIn(facts), [
      'GET /api/me guarded by the check of locals reads locals.user',
      '* /api/me',
    ]);
    assert.deepEqual(headersIn(facts, endpoint), ['cache-control: public, max-age=60 @ next /api/me GET']);

    const load = `import { redirect } from '@sveltejs/kit';
export const prerender = true;
export async function load({ locals }) {
  if (!locals.user) redirect(303, '/login');
  return { user: locals.user };
}`;
    const page = readBy(reader, 'src/routes/(app)/account/+page.server.ts', load);
    assert.match(routesIn(page).join(), /^\* \/account guarded by the check of locals reads locals.user/);
    assert.deepEqual(
      page.dataCaches?.map(({ how, handler, reads }) => [how, handler, reads.length > 0]),
      [['page-cache', 0, true]],
    );
    assert.deepEqual(guardsIn(readBy(reader, 'src/routes/admin/+layout.server.ts', load)), [
      'the check of locals | next /admin/:path* | in src/routes/admin',
    ]);

    const hook = `export const handle = async ({ event, resolve }) => {
  if (event.url.pathname.startsWith('/admin') && !event.locals.user) {
    redirect(303, '/login');
  }
  return resolve(event);
};`;
    assert.deepEqual(guardsIn(readBy(reader, 'src/hooks.server.ts', hook)), ['middleware | prefix /admin']);
  });

  it('reads Remix and React Router', () => {
    const text = `import { data } from 'react-router';
export const headers = () => ({ 'Cache-Control': 'public, max-age=300, s-maxage=3600' });
export async function loader({ request }) {
  const userId = await requireUserId(request);
  return data({ userId }, { headers: { Vary: 'Cookie' } });
}
export default function Account() { return <p />; }
`;
    const facts = readBy(reader, 'app/routes/account.$tab.tsx', text);
    assert.deepEqual(routesIn(facts), [
      '* /account/:tab guarded by requireUserId() reads requireUserId(request)',
    ]);
    assert.deepEqual(headersIn(facts, text), [
      'cache-control: public, max-age=300, s-maxage=3600 @ next /account/:tab',
      'vary: Cookie @ next /account/:tab',
    ]);
    assert.equal(facts.handlers?.[0]?.kind, 'page');
    const resource = `export const loader = () => new Response('x', { headers: { 'Cache-Control': 'no-store' } });`;
    assert.equal(readBy(reader, 'app/routes/feed.ts', resource).handlers?.[0]?.kind, 'api');
    const express = `import { Router } from 'express';\nconst api = Router();\nexport default api;`;
    assert.deepEqual(readBy(reader, 'src/app/routes/routes.ts', express), {});
  });

  it('reads Nuxt, and answers that it keeps', () => {
    const text = `export default defineCachedEventHandler(async (event) => {
  const { user } = await requireUserSession(event);
  return user;
}, { maxAge: 60 });`;
    const facts = readBy(reader, 'server/api/me.get.ts', text);
    assert.match(routesIn(facts).join(), /^GET \/api\/me .*reads requireUserSession\(event\)/);
    assert.deepEqual(
      facts.dataCaches?.map(({ how, reads, value }) => [how, reads.length, value.kind]),
      [['page-cache', 1, 'map']],
    );
    const middleware = `export default defineEventHandler(async (event) => {
  const session = await getUserSession(event);
  if (!session.user && event.path.startsWith('/api')) throw createError({ statusCode: 401 });
});`;
    assert.equal(guardsIn(readBy(reader, 'server/middleware/auth.ts', middleware)).length, 1);
    assert.deepEqual(readBy(reader, 'web/server/api/root.ts', `export default createRouter();`), {});
  });

  it('reads Astro', () => {
    const page = `---
const { user } = Astro.locals;
if (!user) return Astro.redirect('/login');
Astro.response.headers.set('Cache-Control', 'public, max-age=60');
---
<p>Don't</p>`;
    const facts = readBy(reader, 'src/pages/account.astro', page);
    assert.match(routesIn(facts).join(), /^\* \/account guarded by the check of user/);
    assert.deepEqual(headersIn(facts, page), ['cache-control: public, max-age=60 @ next /account']);
    const endpoint = `import type { APIRoute } from 'astro';
export const prerender = false;
export const get: APIRoute = async () => new Response('x', { headers: { 'cache-control': 'no-store' } });
export const ALL: APIRoute = () => new Response('y');`;
    assert.deepEqual(routesIn(readBy(reader, 'src/pages/api/x.ts', endpoint)), ['GET /api/x', '* /api/x']);
  });
});
