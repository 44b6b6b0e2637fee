import { strict as assert } from 'node:assert';
import nginx from '../../../server/src/core/web/readers/nginx.ts';
import type { WebFacts } from '../../../server/src/core/web/types.ts';
import { lines, place, read } from './serverFacts.ts';
import { printCondition } from '../../support/printValue.ts';

describe("the origins of nginx' configuration", () => {
  it('are reflected, or a list that a map knows', () => {
    check(
      `map $http_origin $allowed {
  default "";
  https://a.example $http_origin;
  "~^https://.+\\.example\\.com$" $http_origin;
  ~*(?<o>^https://b) $o;
  https://c.example https://c.example;
}
server {
  location /a { add_header Access-Control-Allow-Origin $http_origin; }
  location /b { add_header Access-Control-Allow-Origin $allowed; }
}`,
      [
        'add access-control-allow-origin: request origin at 9:56 «$http_origin» for prefix /a on success',
        'add access-control-allow-origin: ["https://a.example", /^https://.+\\.example\\.com$/, /(?<o>^https://b)/i, "https://c.example"] at 10:56 «$allowed» for prefix /b on success',
      ],
    );
  });

  it('have the place of what they are compared with', () => {
    const text =
      'map $http_origin $o { "~^https://x" $http_origin; }\nadd_header Access-Control-Allow-Origin $o;';
    const value = checked(text).headers?.[0]?.value;
    assert.ok(value?.kind === 'list');
    assert.deepEqual(
      value.items.map((item) => place(text, item.at)),
      ['1:25 «^https://x»'],
    );
  });

  it('go through maps of maps and through flags', () => {
    check(
      `map $http_origin $ok { default 0; ~x\\.com 1; }
map $ok $origin { 1 $http_origin; default ""; }
map $http_origin $with { default ""; ~x\\.com true; }
server { add_header Access-Control-Allow-Origin $origin; add_header Access-Control-Allow-Credentials $with; }`,
      [
        'add access-control-allow-origin: [/x\\.com/] at 4:49 «$origin» on success',
        'add access-control-allow-credentials: (unknown: nothing | unknown: "true") at 4:102 «$with» on success',
      ],
    );
  });

  it('are asked by the ifs round a header, flags included', () => {
    check(
      `location / {
  set $cors '';
  if ($http_origin ~* 'https?://(localhost|app\\.example\\.com)') { set $cors 'true'; }
  if ($request_method = 'OPTIONS') { set $cors "\${cors}-options"; }
  if ($cors = "true") { add_header Access-Control-Allow-Origin "$http_origin" always; }
  if ($cors = "true-options") { add_header Access-Control-Allow-Origin $http_origin always; return 204; }
  if ($http_origin = https://a.example) { add_header Access-Control-Allow-Origin $http_origin always; }
  if ($http_origin !~ x) { set $y 1; }
}`,
      [
        'add access-control-allow-origin: request origin at 5:65 «$http_origin» for prefix / when search /https?://(localhost|app\\.example\\.com)/i',
        'add access-control-allow-origin: request origin at 6:72 «$http_origin» for prefix / OPTIONS when search /https?://(localhost|app\\.example\\.com)/i',
        'add access-control-allow-origin: request origin at 7:82 «$http_origin» for prefix / when equals "https://a.example"',
      ],
    );
    const facts = checked('location / { if ($http_origin !~ x\\.com) { return 403; } }');
    assert.deepEqual(facts.originTests?.map(printCondition), ['not search /x\\.com/']);
  });

  it('are not asked by a flag that is set for everyone', () => {
    check(
      `set $cors 1;
if ($request_method = OPTIONS) { set $cors "\${cors}o"; }
if ($cors = 1) { add_header A $http_origin; }
if ($cors = 1o) { add_header B $http_origin; }`,
      [
        'add a: request origin at 3:31 «$http_origin» on success',
        'add b: request origin at 4:32 «$http_origin» for all OPTIONS on success',
      ],
    );
  });

  it('are known where all others were refused', () => {
    check(
      `map $http_origin $foreign { default 1; "" 0; https://a.example 0; }
map $http_origin $fine { default 0; ~^https://b 1; }
server {
  location /a { if ($http_origin !~* ^https://a$) { return 403; } add_header A $http_origin; }
  location /b { if ($foreign = 1) { return 403; } add_header B $http_origin; }
  location /c { if ($fine = 0) { return 444; } add_header C $http_origin; }
  location /d { if ($http_origin !~ x) { set $bad 1; } if ($bad) { return 403; } add_header D $http_origin; }
  location /e { if ($fine != 1) { return 403; } location /e/f { add_header E $http_origin; } }
  location /h { if ($request_method = OPTIONS) { add_header H $http_origin; return 204; } if ($http_origin !~ x) { return 403; } }
  location /g { if ($http_origin !~ x) { return 200; } if ($arg_a) { return 403; } add_header G $http_origin; }
}`,
      [
        'add a: request origin at 4:80 «$http_origin» for prefix /a when search /^https://a$/i',
        'add b: request origin at 5:64 «$http_origin» for prefix /b when equals "https://a.example"',
        'add c: request origin at 6:61 «$http_origin» for prefix /c when search /^https://b/',
        'add d: request origin at 7:95 «$http_origin» for prefix /d when search /x/',
        'add g: request origin at 10:97 «$http_origin» for prefix /g',
        'add e: request origin at 8:78 «$http_origin» for prefix /e/f when search /^https://b/',
        'add h: request origin at 9:63 «$http_origin» for prefix /h OPTIONS',
      ].map((line) => `${line} on success`),
    );
  });

  it('are asked by flags in the order of the text, in this location only', () => {
    check(
      `server {
  location /a {
    set $q 0;
    if ($http_origin = https://a) { set $q 1; }
    if ($http_origin = https://b) { set $q 1; }
    if ($q) { add_header A $http_origin; }
  }
  location /b { set $q 1; set $o *; }
  location /c { set $o https://c; add_header C $o; }
}`,
      [
        'add c: "https://c" at 9:24 «https://c» for prefix /c on success',
        'add a: request origin at 6:28 «$http_origin» for prefix /a when any(equals "https://b", equals "https://a") on success',
      ],
    );
  });

  it('are let in by what an if sets', () => {
    check(
      `location / {
  if ($http_origin ~ ^https://a\\.example$) { set $o $http_origin; }
  add_header Access-Control-Allow-Origin $o;
}
location /all { set $p *; if ($http_origin) { set $p $http_origin; } add_header Access-Control-Allow-Origin $p; }`,
      [
        'add access-control-allow-origin: [/^https://a\\.example$/] at 3:42 «$o» for prefix / on success',
        'add access-control-allow-origin: (unknown: request origin | unknown: "*") at 5:109 «$p» for prefix /all on success',
      ],
    );
  });

  it('are known of methods where the if asks for nothing else', () => {
    check(
      'location / { if ($request_method ~ ^(GET|HEAD)$) { add_header A a; } if ($request_method != GET) { add_header B b; } if ($arg_x) { add_header C c; } }',
      [
        'add a: "a" at 1:65 «a» for prefix / GET,HEAD on success',
        'add b: "b" at 1:113 «b» for prefix / sometimes when other on success',
        'add c: "c" at 1:145 «c» for prefix / sometimes when other on success',
      ],
    );
  });
});

function checked(text: string): WebFacts {
  return read(nginx, 'nginx.conf', text);
}

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(lines(text, checked(text)), expected);
}
