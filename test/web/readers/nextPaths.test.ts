import assert from 'node:assert/strict';
import { nextFileOf } from '../../../server/src/core/web/next/paths.ts';
import { fullStackFileOf } from '../../../server/src/core/web/fullStack/paths.ts';

describe('addresses that paths of files stand for', () => {
  const routes: readonly [path: string, role: string | undefined, route?: string][] = [
    ['app/page.tsx', 'page', '/'],
    ['app/(marketing)/about/page.tsx', 'page', '/about'],
    ['src/app/users/[id]/page.tsx', 'page', '/users/:id'],
    ['apps/web/app/docs/[...slug]/page.tsx', 'page', '/docs/:slug+'],
    ['apps/web/app/docs/[[...slug]]/page.mdx', undefined],
    ['apps/web/app/docs/[[...slug]]/page.js', 'page', '/docs/:slug*'],
    ['apps/app/app/(authenticated)/page.tsx', 'page', '/'],
    ['packages/app/src/app/x/page.tsx', 'page', '/x'],
    ['app/@modal/(.)photo/[id]/page.tsx', 'page', '/photo/:id'],
    ['app/_lib/page.tsx', undefined],
    ['app/%5Fhidden/page.tsx', 'page', '/_hidden'],
    ['app/app.example.com/(dashboard)/page.tsx', 'page', '/app.example.com'],
    ['app/api/users/route.ts', 'route', '/api/users'],
    ['app/.well-known/x/route.ts', 'route', '/.well-known/x'],
    ['app/api/users/route.test.ts', undefined],
    ['app/dashboard/layout.tsx', 'layout', '/dashboard'],
    ['app/sitemap.ts', 'metadata', '/sitemap.xml'],
    ['app/blog/opengraph-image.tsx', 'metadata', '/blog/opengraph-image'],
    ['pages/index.tsx', 'pages-page', '/'],
    ['pages/posts/[id].tsx', 'pages-page', '/posts/:id'],
    ['pages/api/users/[id].ts', 'api', '/api/users/:id'],
    ['pages/api/index.ts', 'api', '/api'],
    ['web/src/pages/api/auth/[...nextauth].ts', 'api', '/api/auth/:nextauth+'],
    ['pages/_app.tsx', undefined],
    ['src/features/users/pages/List.tsx', undefined],
    ['src/middleware.ts', 'middleware'],
    ['apps/web/proxy.ts', 'middleware'],
    ['next.config.mjs', 'config'],
    ['lib/page.tsx', undefined],
  ];
  for (const [path, role, route] of routes)
    it(`${path}: ${role ?? 'nothing'} ${route ?? ''}`, () => {
      const file = nextFileOf(path);
      assert.deepEqual([file?.role, file?.route], [role, route]);
    });

  it('knows the folder of the application', () => {
    assert.equal(nextFileOf('apps/web/src/app/page.tsx')?.root, 'apps/web');
    assert.equal(nextFileOf('apps/web/src/middleware.ts')?.root, 'apps/web');
    assert.equal(nextFileOf('src/proxy.ts')?.root, '');
    assert.equal(nextFileOf('pages/index.tsx')?.root, '');
  });

  const others: readonly [path: string, framework: string | undefined, role?: string, route?: string][] = [
    ['src/routes/api/users/[id]/+server.ts', 'SvelteKit', 'endpoint', '/api/users/:id'],
    ['src/routes/(app)/[[lang]]/[...rest]/+page.server.ts', 'SvelteKit', 'page', '/:lang?/:rest*'],
    ['src/routes/admin/+layout.server.js', 'SvelteKit', 'layout', '/admin'],
    ['src/hooks.server.ts', 'SvelteKit', 'hooks'],
    ['server/api/users/[id].get.ts', 'Nuxt', 'endpoint', '/api/users/:id'],
    ['server/routes/feed/index.ts', 'Nuxt', 'endpoint', '/feed'],
    ['server/api/[...].ts', 'Nuxt', 'endpoint', '/api/:rest*'],
    ['server/middleware/auth.ts', 'Nuxt', 'hooks'],
    ['app/routes/_index.tsx', 'React Router', 'page', '/'],
    ['app/routes/posts.$id_.edit.tsx', 'React Router', 'page', '/posts/:id/edit'],
    ['app/routes/_auth.login.tsx', 'React Router', 'page', '/login'],
    ['app/routes/($lang).about.tsx', 'React Router', 'page', '/:lang?/about'],
    ['app/routes/sitemap[.]xml.ts', 'React Router', 'page', '/sitemap.xml'],
    ['app/routes/files.$.tsx', 'React Router', 'page', '/files/:rest*'],
    ['app/routes/admin+/users.tsx', 'React Router', 'page', '/admin/users'],
    ['app/routes/dashboard/route.tsx', 'React Router', 'page', '/dashboard'],
    ['app/routes/admin+/_layout.tsx', 'React Router', 'layout', '/admin'],
    ['src/pages/blog/[slug].astro', 'Astro', 'page', '/blog/:slug'],
    ['src/pages/rss.xml.ts', 'Astro', 'endpoint', '/rss.xml'],
    ['src/pages/_draft.astro', undefined],
    ['src/lib/x.ts', undefined],
  ];
  for (const [path, framework, role, route] of others)
    it(`${path}: ${framework ?? 'nothing'} ${route ?? ''}`, () => {
      const file = fullStackFileOf(path);
      assert.deepEqual([file?.framework, file?.role, file?.route], [framework, role, route]);
    });
});
