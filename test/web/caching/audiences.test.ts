import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** "shared-private-answer blocker 4": rule, impact and line. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  return judgeFiles(files)
    .filter(({ area }) => area === 'caching')
    .map(
      ({ ruleId, impact, file, range }) =>
        `${ruleId.slice('caching/'.length)} ${impact} ${file}:${range?.start.line}`,
    )
    .sort();
}

const server = (...lines: readonly string[]): Readonly<Record<string, string>> => ({
  'server.js': ["import express from 'express';", 'const app = express();', ...lines, ''].join('\n'),
});

describe('whose answers shared caches are told to keep', () => {
  it('are nobody’s where a worker asks on another way than the one that says so', () => {
    const worker = (body: string, helpers = ''): Record<string, string> => ({
      'wrangler.toml': 'name = "gateway"\nmain = "src/index.ts"\n',
      'src/index.ts': `function mustBe(request: Request): Response | undefined {
  return request.headers.get('Authorization') ? undefined : new Response('no', { status: 401 });
}
function keep(headers: Headers) {
  headers.set('Cache-Control', 'public, max-age=3600');
  return new Response('file', { headers });
}
function change(request: Request) {
  const no = mustBe(request);
  return no ?? new Response('changed');
}
${helpers}
export default {
  async fetch(request: Request) {
    const url = new URL(request.url);
    ${body}
  },
};
`,
    });
    const rest = 'return keep(new Headers());';
    const ways = [
      `if (request.method === 'PUT') { const no = mustBe(request); if (no) return no; return new Response('a'); } ${rest}`,
      `if (request.method === 'PUT') return change(request); ${rest}`,
      `let answer; if (url.pathname === '/a') { answer = change(request); } else if (url.pathname === '/b') { answer = new Response('b'); } else { answer = keep(new Headers()); } return answer;`,
      `let answer; if (url.pathname === '/a') answer = keep(new Headers()); else answer = change(request); return answer;`,
      `switch (url.pathname) { case '/a': return change(request); case '/b': return keep(new Headers()); }`,
      `if (url.pathname === '/icon') { ${rest} } const no = mustBe(request); return no ?? new Response('b');`,
      `if (url.pathname === '/icon') ${rest} return change(request);`,
    ];
    for (const body of ways) assert.deepEqual(found(worker(body)), [], body);
    const together = [
      `const no = mustBe(request); if (no) return no; ${rest}`,
      `if (request.method === 'PUT') return change(request); const no = mustBe(request); ${rest}`,
      `let no; if (url.pathname === '/a') { no = mustBe(request); } ${rest}`,
      `const give = () => keep(new Headers()); if (url.pathname === '/a') { const no = mustBe(request); return no ?? give(); } return new Response('b');`,
      `let answer; if (url.pathname === '/a') { answer = keep(new Headers()); } const no = mustBe(request); return no ?? answer;`,
      `if (url.pathname === '/a') { const no = mustBe(request); return no ?? keep(new Headers()); } return new Response('b');`,
    ];
    for (const body of together)
      assert.deepEqual(found(worker(body)), ['shared-private-answer blocker src/index.ts:5'], body);
    const many = (asked: string): string =>
      Array.from(
        { length: 70 },
        (_, at) => `if (url.pathname === '/${at}') { const no = ${asked}; return no ?? new Response('a'); }`,
      ).join('\n');
    for (const asked of ['mustBe(request)', "request.headers.get('Authorization')"])
      assert.deepEqual(
        found(worker(`${many(asked)} const no = ${asked}; if (no) return no; ${rest}`)),
        ['shared-private-answer blocker src/index.ts:5'],
        asked,
      );
    const wrapped = worker('return new Response(url);');
    wrapped['src/index.ts'] = `${wrapped['src/index.ts']?.split('export default')[0]}
const guarded = (run) => async (request) => {
  if (request.method === 'GET') { const no = mustBe(request); return no ?? run(request); }
  return run(request);
};
export default { fetch: guarded(async (request) => keep(new Headers())) };
`;
    assert.deepEqual(found(wrapped), ['shared-private-answer blocker src/index.ts:5']);
    const both =
      "function both(request: Request) { const no = mustBe(request); if (no) return no; const headers = new Headers(); headers.set('Cache-Control', 'public, max-age=60'); return new Response('a', { headers }); }";
    const one = "if (url.pathname === '/a') return both(request); return new Response('b');";
    assert.deepEqual(found(worker(one, both)), ['shared-private-answer blocker src/index.ts:12']);
  });

  it('are those of whoever was let in, behind what turns the others away', () => {
    const route = (refusal: string): Readonly<Record<string, string>> => ({
      'supabase/functions/file/index.ts': `import { requireUser } from '../_shared/auth.ts';
Deno.serve(async (req) => {
  const auth = await requireUser(req);
  ${refusal}
  return new Response(file, { headers: { 'Cache-Control': 'public, max-age=3600' } });
});
`,
    });
    for (const refusal of [
      "if ('response' in auth) {\n    return new Response(null, {\n      status: 401,\n    });\n  }",
      'if (auth.error) return new Response(null, { status: 401 });',
      'if (auth instanceof Response) { return auth; }',
      'if (!auth) { return new Response(null, { status: 401 }); }',
    ])
      assert.deepEqual(
        found(route(refusal)),
        [
          'shared-private-answer blocker supabase/functions/file/index.ts:' +
            (refusal.split('\n').length + 4),
        ],
        refusal,
      );
    assert.deepEqual(found(route("if (auth) {\n    return Response.redirect('/mine');\n  }")), []);
  });

  it('are everybody’s where a key only counts requests', () => {
    const route = (more: string): Readonly<Record<string, string>> => ({
      'package.json': '{ "name": "shop", "dependencies": { "next": "15.0.0" } }',
      'app/api/list/route.ts': `const HEADERS = { 'Cache-Control': 'public, max-age=60' };
export function GET(request: Request) {
  const key = request.headers.get('x-api-key') ?? 'ip';
  ${more}
  return Response.json(all, { headers: HEADERS });
}
`,
    });
    assert.deepEqual(found(route('if (!take(key)) return new Response(null, { status: 429 });')), []);
    for (const more of [
      'const mine = listFor(key);',
      'if (!take(key)) return new Response(null, { status: 429 }); if (!known(key)) return new Response(null, { status: 401 });',
      "if (!take(key)) return new Response(null, { status: 429 }); const who = request.headers.get('authorization');",
    ])
      assert.deepEqual(found(route(more)).length, 1, more);
  });

  it('are nobody’s where code tells visitors apart', () => {
    const twoBranches = server(
      "app.get('/list', (req, res) => {",
      '  if (req.user) {',
      "    res.set('Cache-Control', 'private, no-store');",
      '    return res.json(listFor(req.user));',
      '  }',
      "  res.set('Cache-Control', 'public, max-age=60');",
      '  res.json(all);',
      '});',
    );
    assert.deepEqual(found(twoBranches), []);
    const choice = server(
      "app.get('/list', (req, res) => {",
      "  res.set('Cache-Control', req.user ? 'private, no-store' : 'public, max-age=60');",
      '  res.json(all);',
      '});',
    );
    assert.deepEqual(found(choice), ['shared-private-answer low server.js:4']);
    const changed = server(
      "app.get('/list', (req, res) => {",
      "  res.set('Cache-Control', 'public, max-age=60');",
      "  if (req.user) res.set('Cache-Control', 'private');",
      '  res.json(all);',
      '});',
    );
    assert.deepEqual(found(changed), ['shared-private-answer low server.js:4']);
    const php = (test: string): Readonly<Record<string, string>> => ({
      'app/Http/Middleware/Cached.php': `<?php
class Cached {
    public function handle($request, Closure $next) {
        $response = $next($request);
        if (${test}) $response->headers->set('Cache-Control', 'public, max-age=60');
        return $response;
    }
}
`,
    });
    assert.deepEqual(found(php('!$request->user()')), []);
    assert.deepEqual(found(php('$request->user()')), [
      'shared-private-answer blocker app/Http/Middleware/Cached.php:5',
    ]);
  });

  it('are everybody’s where only the stage decides', () =>
    assert.deepEqual(
      found(
        server(
          "const isProd = process.env.NODE_ENV === 'production';",
          "app.get('/me', (req, res) => {",
          "  res.set('Cache-Control', isProd ? 'public, max-age=60' : 'no-store');",
          '  res.json(req.user);',
          '});',
        ),
      ),
      ['shared-private-answer blocker server.js:5'],
    ));

  it('are not known where the word that matters is worked out', () =>
    assert.deepEqual(
      found(
        server(
          "app.get('/file', (req, res) => {",
          '  res.set("Cache-Control", `${visibilityOf(req.params.id)}, max-age=60`);',
          '  res.json(req.user);',
          '});',
        ),
      ),
      [],
    ));

  it('are those of whoever is let in, though the handler asks nobody', () => {
    const go = `package main
import "github.com/go-chi/chi/v5"
func routes() {
	r := chi.NewRouter()
	r.Group(func(r chi.Router) {
		r.Use(RequireAuth)
		r.Get("/orders", func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("Cache-Control", "s-maxage=60")
		})
	})
	r.Get("/open", func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Cache-Control", "s-maxage=60")
	})
}
`;
    assert.deepEqual(found({ 'main.go': go }), ['shared-private-answer high main.go:8']);
    const rules = `class Security {
  @Bean SecurityFilterChain chain(HttpSecurity http) throws Exception {
    http.authorizeHttpRequests(a -> a.requestMatchers("/catalog/**").permitAll().anyRequest().authenticated());
  }
}
`;
    const controller = `@RestController
class Shop {
  @GetMapping("/catalog/all")
  ResponseEntity<String> all() { return ResponseEntity.ok().header("Cache-Control", "public, max-age=60").body(""); }
  @GetMapping("/orders")
  ResponseEntity<String> orders() { return ResponseEntity.ok().header("Cache-Control", "public, max-age=60").body(""); }
}
`;
    assert.deepEqual(found({ 'src/Security.java': rules, 'src/Shop.java': controller }), [
      'shared-private-answer high src/Shop.java:6',
    ]);
    const written = `@RestController
class Me {
  @GetMapping("/me")
  User me(Principal principal, HttpServletResponse response) {
    response.setHeader("Cache-Control", CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic().getHeaderValue());
    return load(principal);
  }
}
`;
    assert.deepEqual(found({ 'src/Me.java': written }), ['shared-private-answer blocker src/Me.java:5']);
    const laravel = `<?php
Route::middleware(['auth', 'cache.headers:public;max_age=60'])->group(function () {
    Route::get('/account', [AccountController::class, 'show']);
});
Route::middleware('cache.headers:public;max_age=60')->group(function () {
    Route::get('/terms', fn () => view('terms'));
});
`;
    assert.deepEqual(found({ 'routes/web.php': laravel }), ['shared-private-answer high routes/web.php:2']);
  });

  it('are not told by a class beside another one with a guard', () => {
    const views = `from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.generic import DetailView
class Orders(LoginRequiredMixin, DetailView):
    model = Order
@method_decorator(cache_control(public=True, max_age=600), name="dispatch")
class Posts(DetailView):
    model = Post
`;
    assert.deepEqual(found({ 'shop/views.py': views }), []);
  });

  it('are told by what stands before every route', () => {
    const middleware = (value: string): readonly string[] => [
      `app.use((req, res, next) => { res.set('Cache-Control', '${value}'); next(); });`,
      "app.get('/me', requireAuth, (req, res) => res.json(req.user));",
    ];
    assert.deepEqual(found(server(...middleware('public, max-age=300'))), [
      'shared-private-answer high server.js:3',
    ]);
    assert.deepEqual(found(server(...middleware('no-store'))), []);
    assert.deepEqual(
      found(
        server(
          "app.use((req, res, next) => { if (req.path.startsWith('/assets')) res.set('Cache-Control', 'public, max-age=300'); next(); });",
          "app.get('/me', requireAuth, (req, res) => res.json(req.user));",
        ),
      ),
      [],
    );
  });

  it('are told by a helper, a middleware or an object that stands elsewhere', () => {
    assert.deepEqual(
      found(
        server(
          'function keep(res) {',
          "  res.set('Cache-Control', 'public, max-age=300');",
          '}',
          "app.get('/me', (req, res) => { keep(res); res.json(req.user); });",
        ),
      ),
      ['shared-private-answer blocker server.js:4'],
    );
    assert.deepEqual(
      found(
        server(
          "const keep = (seconds) => (req, res, next) => { res.set('Cache-Control', `public, max-age=${seconds}`); next(); };",
          "app.get('/me', requireAuth, keep(60), (req, res) => res.json(req.user));",
          "app.get('/news', keep(60), (req, res) => res.json(news));",
        ),
      ),
      ['shared-private-answer blocker server.js:3'],
    );
    const objects = "export const HEADERS = { cached: { 'Cache-Control': 'public, max-age=60' } };\n";
    const using = (given: string): Readonly<Record<string, string>> => ({
      'src/constants.js': objects,
      'src/server.js': `import express from 'express';
import { HEADERS } from './constants';
const app = express();
app.get('/me', (req, res) => {
  res.set(${given});
  res.json(req.user);
});
`,
    });
    for (const given of ['HEADERS.cached', "{ ...HEADERS.cached, 'X-A': '1' }"])
      assert.deepEqual(found(using(given)), ['shared-private-answer blocker src/server.js:5'], given);
    const middleware = (route: string): Readonly<Record<string, string>> => ({
      'src/cache.ts': `export const cacheFor = (seconds: number) => (req, res, next) => {
  res.set('Cache-Control', \`public, max-age=\${seconds}\`);
  next();
};
`,
      'src/routes.ts': `import { Router } from 'express';
import { cacheFor } from './cache';
const router = Router();
router.get(${route});
`,
    });
    assert.deepEqual(
      found(middleware("'/me', requireAuth, cacheFor(60), (req, res) => res.json(req.user)")),
      ['shared-private-answer blocker src/routes.ts:4'],
    );
    assert.deepEqual(found(middleware("'/news', cacheFor(60), (req, res) => res.json(news)")), []);
    const python = `from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
app = FastAPI()
CACHED = {"Cache-Control": "public, max-age=60"}
@app.get("/me")
def me(request: Request):
    return JSONResponse(load(request.cookies.get("sid")), headers=CACHED)
@app.get("/news")
def news():
    return JSONResponse({}, headers=CACHED)
`;
    assert.deepEqual(found({ 'main.py': python }), ['shared-private-answer high main.py:4']);
  });

  it('are underlined in the handler, where others may use the same text', () =>
    assert.deepEqual(
      found(
        server(
          "const KEEP = 'public, max-age=60';",
          "app.get('/me', (req, res) => {",
          "  res.set('Cache-Control', KEEP);",
          '  res.json(req.user);',
          '});',
        ),
      ),
      ['shared-private-answer blocker server.js:5'],
    ));

  it('are read from cookies whatever the jar is called, and from what a function takes from outside', () => {
    const cart = `import { cookies } from 'next/headers';
export async function cart() {
  'use cache';
  const jar = await cookies();
  return db.cart.find(jar.get('cart')?.value);
}
`;
    assert.deepEqual(found({ 'lib/cart.ts': cart }), ['data-shared-between-users high lib/cart.ts:3']);
    const orders = (key: string): Readonly<Record<string, string>> => ({
      'lib/orders.ts': `import { unstable_cache } from 'next/cache';
export function ordersOf(userId: string) {
  return unstable_cache(async () => db.orders.find({ userId }), [${key}])();
}
export function posts(slug: string) {
  return unstable_cache(async () => db.posts.find({ slug }), ['posts', slug])();
}
`,
    });
    assert.deepEqual(found(orders("'orders'")), ['data-shared-between-users high lib/orders.ts:3']);
    assert.deepEqual(found(orders("'orders', userId")), []);
  });
});
