import { strict as assert } from 'node:assert';
import { covers } from '../../../server/src/core/web/routes/paths.ts';
import type { ScopeSyntax } from '../../../server/src/core/web/types.ts';

describe('patterns of paths', () => {
  const cases: readonly (readonly [ScopeSyntax, string, string, boolean])[] = [
    ['all', '', '/anything', true],
    ['exact', '/login', '/login', true],
    ['exact', '/login', '/login/', true],
    ['exact', '/login', '/login/x', false],
    ['prefix', '/login', '/login/x', true],
    ['exact', '/users/:id', '/users/:id', true],
    ['prefix', '/api', '/api/users', true],
    ['prefix', '/api/**', '/api/users', true],
    ['prefix', '/api', '/', false],
    ['extension', '.js', '/assets/app.js', true],
    ['regex', '^/api/', '/api/users/:id', true],
    ['regex', '\\.(js|css)$', '/app.css', true],
    ['regex', '(unclosed', '/a', false],
    ['regex', '(a+)+$', '/aaaa', false],
    ['next', '/(.*)', '/', true],
    ['next', '/(.*)', '/a/b', true],
    ['next', '/api/:path*', '/api', true],
    ['next', '/api/:path*', '/api/a/b', true],
    ['next', '/api/:path+', '/api', false],
    ['next', '/blog/:slug', '/blog/[slug]', true],
    ['next', '/blog/:slug', '/blog/a/b', false],
    ['next', '/post/:id(\\d+)', '/post/12', true],
    ['next', '/post/:id(\\d+)', '/post/ab', false],
    ['next', '/((?!api|_next).*)', '/dashboard', true],
    ['next', '/((?!api|_next).*)', '/api/users', false],
    ['next', '/file.txt', '/fileXtxt', false],
    ['glob', '/*', '/a/b', true],
    ['glob', '*.js', '/a/b.js', true],
    ['glob', '**/*.@(js|css)', '/a/b.png', false],
    ['glob', '/assets/**', '/assets/a/b.css', true],
    ['glob', '/a/{b,c}', '/a/c', true],
    ['glob', '/movies/:title', '/movies/star', true],
    ['route', '/users/:id', '/users/{user_id}', true],
    ['route', '/users/<int:id>', '/users/[id]', true],
    ['route', '/files/*path', '/files/a', true],
    ['route', '/users', '/users/:id', false],
  ];
  for (const [syntax, pattern, path, expected] of cases)
    it(`${syntax} ${pattern} ${expected ? 'means' : 'does not mean'} ${path}`, () =>
      assert.equal(covers({ syntax, ...(syntax === 'all' ? {} : { pattern }) }, path), expected));
});
