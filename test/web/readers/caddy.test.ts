import { strict as assert } from 'node:assert';
import caddy from '../../../server/src/core/web/readers/caddy.ts';
import { lines, place, read, scopeOf } from './serverFacts.ts';

describe('a Caddyfile', () => {
  it('is found by its name', () => {
    for (const path of ['Caddyfile', 'docker/Caddyfile.prod', 'api.Caddyfile', 'sites/app.caddy'])
      assert.ok(caddy.reads(path), path);
    for (const path of ['caddyfile.go', 'docs/caddyfile.md', 'caddy/config.json'])
      assert.equal(caddy.reads(path), false, path);
  });

  it('sets, adds, steps back and removes headers', () => {
    check(
      `example.com {
	header Cache-Control "no-store"
	header {
		X-A: a
		+Vary Origin
		?Cache-Control max-age=60
		-Server
		>X-B "b c"
		Location http:// https://
		defer
	}
	header X-C c {
		match status 2xx
	}
}`,
      [
        'set cache-control: "no-store" at 2:24 «no-store»',
        'set x-a: "a" at 4:8 «a»',
        'add vary: "Origin" at 5:9 «Origin»',
        'default cache-control: "max-age=60" at 6:18 «max-age=60»',
        'remove server: nothing at 7:4 «Server»',
        'set x-b: "b c" at 8:9 «b c»',
        'set x-c: "c" at 12:13 «c» for all sometimes',
      ],
    );
  });

  it('may go without brackets, and may be a piece of another file', () => {
    check(':80\nheader A b\nhandle /x {\n header C d\n}', [
      'set a: "b" at 2:10 «b»',
      'set c: "d" at 4:11 «d» for exact /x',
    ]);
    check('header A b\nheader /x* C d', ['set c: "d" at 2:14 «d» for prefix /x', 'set a: "b" at 1:10 «b»']);
    check('{\n email a\n}\n{$EXTRA}\n:80 {\n header A b\n}', ['set a: "b" at 6:11 «b»']);
  });

  it('says which requests a matcher is for', () => {
    check(
      `:80 {
	@files path *.png /img/* /a*b
	@posted { 
		method POST PUT
		path /form
	}
	@re path_regexp ^/v\\d+/
	@other remote_ip 10.0.0.0/8
	header @files X-1 1
	header @posted X-2 2
	header @re X-3 3
	header @other X-4 4
	header * X-5 5
	header /exact X-6 6
	handle_path /api/* {
		header X-7 7
		header /api/x* X-8 8
		header /else X-9 9
	}
	handle_errors {
		header X-10 10
	}
}`,
      [
        'set x-1: "1" at 9:20 «1» for extension .png',
        'set x-1: "1" at 9:20 «1» for prefix /img/',
        'set x-1: "1" at 9:20 «1» for glob /a*b',
        'set x-2: "2" at 10:21 «2» for exact /form POST,PUT',
        'set x-3: "3" at 11:17 «3» for regex ^/v\\d+/',
        'set x-4: "4" at 12:20 «4» for all sometimes when other',
        'set x-6: "6" at 14:20 «6» for exact /exact',
        'set x-5: "5" at 13:15 «5»',
        'set x-8: "8" at 17:22 «8» for prefix /api/x',
        'set x-9: "9" at 18:20 «9» for exact /else sometimes',
        'set x-7: "7" at 16:14 «7» for prefix /api/',
        'set x-10: "10" at 21:15 «10» for all sometimes',
      ],
    );
  });

  it('has what is for more paths overwrite what is for fewer, as Caddy sorts, but for route', () => {
    const text = `:80 {
	header Cache-Control no-store
	header /static/* Cache-Control max-age=31536000
	header /late/* >Cache-Control public
	header /a/* X-A 1
	header /a/b/* X-A 2
	@png path *.png
	header @png ?Cache-Control max-age=1
	@two path /two /three
	header @two Cache-Control public
	route {
		header Cache-Control no-store
		header /r/* Cache-Control public
	}
}`;
    assert.deepEqual(
      (read(caddy, 'Caddyfile', text).headers ?? []).flatMap(({ scope, lost }) =>
        lost ? [`${scopeOf(scope)} by ${place(text, lost.at)}`] : [],
      ),
      [
        'prefix /static/ by 2:9 «Cache-Control»',
        'prefix /a/b/ by 5:14 «X-A»',
        'exact /two by 2:9 «Cache-Control»',
        'exact /three by 2:9 «Cache-Control»',
      ],
    );
  });

  describe('origins', () => {
    it('are reflected, listed or asked for', () => {
      check(
        `:80 {
	@one header Origin https://a.example
	@two {
		header Origin https://a.example
		header Origin *.b.example
	}
	@re header_regexp origin Origin ^https://(.+)\\.example$
	@not not header Origin https://c.example
	@any header Origin *
	@cel \`{header.Origin}.endsWith('example.com')\`
	@eq expression \`{http.request.header.Origin} in ['https://d', "https://e"]\`
	header @one A {header.Origin}
	header @two A "{http.request.header.Origin}"
	header @re A {re.origin.0}
	header @not A b
	header @any A {>Origin}
	header @cel A {header.origin}
	header @eq A {header.Origin}
	header Access-Control-Allow-Origin {header.Origin}
}`,
        [
          'set a: request origin at 12:16 «{header.Origin}» when equals "https://a.example"',
          'set a: request origin at 13:17 «{http.request.header.Origin}» when any(equals "https://a.example", ends-with ".b.example")',
          'set a: request origin at 14:15 «{re.origin.0}» when full /^https://(.+)\\.example$/',
          'set a: "b" at 15:16 «b» when not equals "https://c.example"',
          'set a: request origin at 16:16 «{>Origin}» when present',
          'set a: request origin at 17:16 «{header.origin}» when ends-with "example.com"',
          'set a: request origin at 18:15 «{header.Origin}» when in ["https://d", "https://e"]',
          'set access-control-allow-origin: request origin at 19:37 «{header.Origin}»',
        ],
      );
    });

    it('are known where all others were refused', () => {
      check(
        `:80 {
	@foreign {
		header Origin *
		not header Origin https://a.example
	}
	respond @foreign 403
	header A {header.Origin}
	handle /x {
		@or expression \`{header.Origin}.matches("^https://b$") || {header.Origin} == 'https://c'\`
		header @or B {header.Origin}
		abort @else
	}
}`,
        [
          'set a: request origin at 7:11 «{header.Origin}» when equals "https://a.example"',
          'set b: request origin at 10:16 «{header.Origin}» for exact /x when equals "https://a.example" and any(search /^https://b$/, equals "https://c")',
        ],
      );
    });

    it('are given to snippets', () => {
      check(
        `(cors) {
	@origin{args[0]} header Origin {args[0]}
	header @origin{args[0]} Access-Control-Allow-Origin "{args.0}"
}
a.example {
	import cors https://one.example
	import cors {$CORS_ORIGIN:http://localhost:3000}
}`,
        [
          'set access-control-allow-origin: "https://one.example" at 6:14 «https://one.example» when equals "https://one.example"',
          'set access-control-allow-origin: $CORS_ORIGIN or "http://localhost:3000" at 7:14 «{$CORS_ORIGIN:http://localhost:3000}» when equals $CORS_ORIGIN or "http://localhost:3000"',
        ],
      );
    });
  });

  it('tells variables of the environment and of the request apart', () => {
    check(
      ':80 {\n header A {$X}\n header B https://{env.Y}\n header C {host}\n header D {system.hostname}\n header E {args[0]}\n}',
      [
        'set a: $X at 2:11 «{$X}»',
        'set b: join("https://", $Y) at 3:11 «https://{env.Y}»',
        'set c: request other at 4:11 «{host}»',
        'set d: ? at 5:11 «{system.hostname}»',
        'set e: ? at 6:11 «{args[0]}»',
      ],
    );
  });

  it('changes what the application sent', () => {
    check(
      ':80 {\n reverse_proxy /api/* app:1 {\n  header_up X y\n  header_down -Access-Control-Allow-Origin\n  header_down Cache-Control no-store\n }\n}',
      [
        'remove access-control-allow-origin: nothing at 4:16 «Access-Control-Allow-Origin» for prefix /api/',
        'set cache-control: "no-store" at 5:29 «no-store» for prefix /api/',
      ],
    );
  });

  it('says who has to sign in, and what it includes', () => {
    const text =
      ':80 {\n handle /admin/* {\n  basic_auth {\n   a b\n  }\n }\n forward_auth app:1 {\n  uri /check\n }\n import /etc/caddy/*.caddy\n}';
    const facts = read(caddy, 'Caddyfile', text);
    assert.deepEqual(
      facts.guards?.map(({ at, by, scope }) => [place(text, at), by, scopeOf(scope)]),
      [
        ['7:2 «forward_auth»', 'forward_auth', 'all'],
        ['3:3 «basic_auth»', 'basic_auth', 'prefix /admin/'],
      ],
    );
    assert.deepEqual(
      facts.includes?.map(({ pattern, at, context }) => [pattern, place(text, at), context]),
      [['/etc/caddy/*.caddy', '10:9 «/etc/caddy/*.caddy»', 'site']],
    );
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(30_000);
    const many = 20_000;
    for (const piece of [
      'header A b\n',
      'header /x A b\n',
      'handle {\n',
      'handle {\nheader A b\n}\n',
      '@a path /x\nheader @a A b\n',
      'import s a\n',
      '@a header Origin x\n',
      'header A {args[0]}{$A:{$B}}\n',
    ])
      read(
        caddy,
        'Caddyfile',
        `(s) {\nheader A {args[0]}\nimport s {args[0]}\nimport s\n}\n:80 {\n${piece.repeat(many)}`,
      );
    for (const long of ['{', '{$A:', '{args[', '\\', '.matches("', 'Origin}'])
      read(
        caddy,
        'Caddyfile',
        `:80 {\nheader A "${long.repeat(100_000)}"\n@a expression "${long.repeat(100_000)}"\n`,
      );
  });
});

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(lines(text, read(caddy, 'Caddyfile', text)), expected);
}
