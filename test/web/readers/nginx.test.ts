import { strict as assert } from 'node:assert';
import nginx from '../../../server/src/core/web/readers/nginx.ts';
import type { WebFacts } from '../../../server/src/core/web/types.ts';
import { lines, place, read, scopeOf } from './serverFacts.ts';
import { printValue } from '../../support/printValue.ts';

describe("nginx' configuration", () => {
  it('is found by its name, and by what is in it where the name says little', () => {
    const text = 'location / { add_header X y; }';
    for (const path of [
      'nginx.conf',
      'deploy/nginx/conf.d/default.conf',
      'etc/nginx/sites-available/app',
      'docker/default.conf.template',
      'roles/web/templates/site.conf.j2',
      'nginx/site.erb',
      'app.nginx',
      'vhost.d/api.example.com',
    ])
      assert.equal(read(nginx, path, text).headers?.length, 1, path);
    for (const path of ['nginx/README.md', 'nginx/Dockerfile', 'nginx/values.yaml', 'lua/nginx.lua'])
      assert.equal(nginx.reads(path), false, path);
    assert.deepEqual(read(nginx, 'redis.conf', 'save 900 1\nlocation /x\n'), {});
  });

  describe('add_header', () => {
    it('says header, value, place and path, and without "always" is for success only', () => {
      check(
        `server {
  add_header 'Cache-Control' "no-store" always;
  location /a { proxy_pass http://app; }
  location = /b { add_header X-B b; add_header Cache-Control no-cache; }
  location ~* \\.css$ { add_header Cache-Control public; }
}`,
        [
          'add cache-control: "no-store" at 2:31 «no-store»',
          'add x-b: "b" at 4:34 «b» for exact /b on success',
          'add cache-control: "no-cache" at 4:62 «no-cache» for exact /b on success',
          'add cache-control: "public" at 5:49 «public» for regex \\.css$ in any case on success',
        ],
      );
    });

    it('of outer blocks is lost in a block that has one of its own, unless it is set there anew', () => {
      check(
        `server {
  add_header X-Frame-Options DENY;
  add_header Cache-Control no-store;
  location /a {
    add_header Cache-Control public;
    location /a/b { add_header X-C c; }
  }
}`,
        [
          'add x-frame-options: "DENY" at 2:30 «DENY» on success',
          'add cache-control: "no-store" at 3:28 «no-store» on success',
          'add cache-control: "public" at 5:30 «public» for prefix /a on success',
          'add x-frame-options: "DENY" at 2:30 «DENY» for prefix /a on success lost at 5:5 «add_header»',
          'add x-c: "c" at 6:36 «c» for prefix /a/b on success',
          'add cache-control: "public" at 5:30 «public» for prefix /a/b on success lost at 6:21 «add_header»',
        ],
      );
    });

    it('of outer blocks is kept where add_header_inherit says so', () => {
      check('server { add_header A a; location / { add_header_inherit merge; add_header B b; } }', [
        'add a: "a" at 1:23 «a» on success',
        'add a: "a" at 1:23 «a» for prefix / on success (inherited)',
        'add b: "b" at 1:78 «b» for prefix / on success',
      ]);
      check('server { add_header A a; location / { add_header_inherit off; expires 1h; } }', [
        'add a: "a" at 1:23 «a» on success',
        'set cache-control: "max-age=3600" at 1:71 «1h» for prefix / on success',
      ]);
    });

    it('may come back with an included file, which is not known here', () => {
      const facts = checked(
        'server { add_header A a; location / { include snippets/headers.conf; add_header B b; } location /p { include fastcgi_params; add_header C c; } }',
      );
      assert.deepEqual(
        facts.headers?.filter(({ lost }) => lost).map(({ scope }) => scope.pattern),
        ['/p'],
      );
      assert.deepEqual(
        facts.includes?.map(({ pattern, context, scope }) => [pattern, context, scope && scopeOf(scope)]),
        [
          ['snippets/headers.conf', 'location /', 'prefix /'],
          ['fastcgi_params', 'location /p', 'prefix /p'],
        ],
      );
    });

    it('is repeated in a block that sets other headers, so that a group has all of them', () => {
      check('server { add_header A a always; location /x { expires -1; } }', [
        'add a: "a" at 1:23 «a»',
        'set cache-control: "no-cache" at 1:55 «-1» for prefix /x on success',
        'add a: "a" at 1:23 «a» for prefix /x (inherited)',
      ]);
    });

    it('with an empty text sets nothing, and still takes those of outer blocks away', () => {
      check('server { add_header A a; location / { add_header B ""; } }', [
        'add a: "a" at 1:23 «a» on success',
        'add a: "a" at 1:23 «a» for prefix / on success lost at 1:39 «add_header»',
      ]);
    });
  });

  it('gives the header that expires makes', () => {
    check(
      'expires 1y; expires max; expires epoch; expires off; expires modified +1h; expires 1h 30m; expires @15h;',
      [
        'set cache-control: "max-age=31536000" at 1:9 «1y» on success',
        'set cache-control: "max-age=315360000" at 1:21 «max» on success',
        'set cache-control: "no-cache" at 1:34 «epoch» on success',
        'set cache-control: ? at 1:62 «modified +1h» on success',
        'set cache-control: "max-age=5400" at 1:84 «1h 30m» on success',
        'set cache-control: ? at 1:100 «@15h» on success',
      ],
    );
  });

  it('joins expires and add_header Cache-Control to the one header that they are', () => {
    check(
      'server { expires 1h; location /a { expires 1y; add_header Cache-Control "public, immutable"; } location /b { add_header Cache-Control private; } }',
      [
        'set cache-control: "max-age=3600" at 1:18 «1h» on success',
        'add cache-control: ["max-age=31536000", "public, immutable"] at 1:74 «public, immutable» for prefix /a on success',
        'add cache-control: ["max-age=3600", "private"] at 1:135 «private» for prefix /b on success',
      ],
    );
    check('server { add_header Cache-Control public; location /a { expires 1h; } }', [
      'add cache-control: "public" at 1:35 «public» on success',
      'add cache-control: ["max-age=3600", "public"] at 1:65 «1h» for prefix /a on success',
    ]);
  });

  it('takes each line of a map by type or path for a setting of its own', () => {
    check(
      'map $sent_http_content_type $e { default off; text/html epoch; ~image/ 1y; }\nmap $uri $c { default "no-store"; ~*\\.js$ "public"; }\nserver { expires $e; add_header Cache-Control $c; }',
      [
        'set cache-control: "no-cache" at 1:57 «epoch» for type text/html on success',
        'set cache-control: "max-age=31536000" at 1:72 «1y» for type ~image/ on success',
        'add cache-control: "no-store" at 2:24 «no-store» for all sometimes on success',
        'add cache-control: "public" at 2:44 «public» for regex \\.js$ in any case on success',
      ],
    );
  });

  it('reads more_set_headers, more_clear_headers and what a proxy hides', () => {
    check(
      `location / {
  more_set_headers 'Cache-Control: no-store' "X-A:b";
  more_set_headers -s 404 'Cache-Control: max-age=1' 'X-Gone:';
  more_clear_headers Server;
  proxy_hide_header X-Powered-By;
}`,
      [
        'remove x-powered-by: nothing at 5:21 «X-Powered-By» for prefix /',
        'set cache-control: "no-store" at 2:36 «no-store» for prefix /',
        'set x-a: "b" at 2:51 «b» for prefix /',
        'set cache-control: "max-age=1" at 3:43 «max-age=1» for prefix / sometimes',
        'remove x-gone: nothing at 3:55 «X-Gone» for prefix /',
        'remove server: nothing at 4:22 «Server» for prefix /',
      ],
    );
  });

  it('tells variables of the environment, of other files and of the request apart', () => {
    check(
      'add_header A ${CORS_ORIGIN}; add_header B $elsewhere; add_header C "https://$http_host"; add_header D {{ d }}; add_header E "{{ getenv "E" }}"; add_header F $upstream_http_x; add_header G "a=$arg_g";',
      [
        'add a: $CORS_ORIGIN at 1:14 «${CORS_ORIGIN}» on success',
        'add b: nginx:variables#$elsewhere at 1:43 «$elsewhere» on success',
        'add c: join("https://", request other) at 1:69 «https://$http_host» on success',
        'add d: ? at 1:103 «{{ d }}» on success',
        'add e: $E at 1:126 «{{ getenv "E" }}» on success',
        'add f: ? at 1:158 «$upstream_http_x» on success',
        'add g: join("a=", request other) at 1:190 «a=$arg_g» on success',
      ],
    );
    const facts = checked('map $http_origin $o { ~x $http_origin; }');
    assert.deepEqual(
      facts.exports?.map(({ name, value }) => [name, printValue(value)]),
      [['$o', '[/x/]']],
    );
  });

  it('says what a cache of the proxy keeps, and whom it asks', () => {
    const text = `http {
  map $http_authorization $with { default 1; "" 0; }
  proxy_cache_path /c keys_zone=z:1m;
  server {
    proxy_cache z;
    proxy_cache_valid any 10m;
    location /a {
      set $skip 0;
      if ($http_cookie ~ session) { set $skip 1; }
      proxy_cache_bypass $skip $with;
      proxy_no_cache $cookie_x;
      proxy_ignore_headers Set-Cookie Cache-Control;
      proxy_hide_header Set-Cookie;
      proxy_cache_key "$host$uri";
      proxy_pass http://app;
    }
    location /b { proxy_cache off; proxy_pass http://app; }
    location /c { proxy_pass http://app; proxy_cache_valid 200 302 1h; }
    location /d { root /srv; }
  }
}`;
    const caches = (checked(text).proxyCaches ?? []).map((cache) => ({
      at: place(text, cache.at),
      scope: scopeOf(cache.scope),
      valid: cache.valid.map(({ statuses, seconds, at }) => [...statuses, seconds, place(text, at)]),
      ignores: cache.ignores.map(({ header }) => header),
      hides: cache.hides.map(({ at }) => place(text, at)),
      bypass: cache.bypass.map((question) => [question.text, ...question.asks]),
      noStore: cache.noStore.map((question) => question.asks.join()),
      key: cache.key?.asks.join(),
    }));
    const server = [['any', 600, '6:23 «any 10m»']];
    assert.deepEqual(caches, [
      {
        at: '5:17 «z»',
        scope: 'prefix /a',
        valid: server,
        ignores: ['set-cookie', 'cache-control'],
        hides: ['13:25 «Set-Cookie»'],
        bypass: [
          ['$skip', 'cookie'],
          ['$with', 'authorization'],
        ],
        noStore: ['cookie'],
        key: 'other',
      },
      {
        at: '5:17 «z»',
        scope: 'prefix /c',
        valid: [['200', '302', 3600, '18:60 «200 302 1h»']],
        ignores: [],
        hides: [],
        bypass: [],
        noStore: [],
        key: undefined,
      },
    ]);
  });

  it('says who has to sign in', () => {
    const text =
      'server { auth_basic "Staff"; location /open { auth_basic off; } location /api { auth_request /check; } }';
    assert.deepEqual(
      checked(text).guards?.map(({ at, by, scope, inverted }) => [
        place(text, at),
        by,
        scopeOf(scope),
        inverted,
      ]),
      [
        ['1:10 «auth_basic»', 'auth_basic', 'all', undefined],
        ['1:47 «auth_basic»', 'auth_basic', 'prefix /open', true],
        ['1:81 «auth_request»', 'auth_request', 'prefix /api', undefined],
      ],
    );
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(30_000);
    const many = 20_000;
    for (const piece of [
      'add_header A b;',
      'location / {',
      'location / { add_header A b; }',
      'location / { expires 1h; proxy_cache z; proxy_pass http://x; }',
      'if ($a = 1) { set $a 2; add_header A $a; }',
      'set $a "$a$a"; add_header A $a;',
      'set $b $a; set $a $b; add_header A $a;',
      'set $a x; set $a "$a$a"; set $a "$a$a$b"; add_header A $a;',
      'map $a $b { x $a; } map $b $a { x $b; } add_header A $a$b;',
      'map $http_origin $o { ~x $http_origin; } add_header A $o;',
      'proxy_cache_bypass $a; proxy_cache z;',
      'expires 1 1 1 1 1 1;',
      '{{ {{ }}',
    ])
      checked(`server { add_header O o; more_set_headers 'M: m'; ${piece.repeat(many)}`);
    checked(`server { add_header O o; ${' '.repeat(1_000_000)} expires ${' '.repeat(1_000_000)}`);
    checked(`map $http_origin $o { ${'~x $http_origin;'.repeat(many)} } ${'add_header A $o;'.repeat(many)}`);
  });
});

function checked(text: string): WebFacts {
  return read(nginx, 'nginx.conf', text);
}

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(lines(text, checked(text)), expected);
}
