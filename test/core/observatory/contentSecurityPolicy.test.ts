import assert from 'node:assert/strict';
import { graded, HTML, named, route, table, type Words } from './gradedPage.ts';

describe('MDN observatory, policies', () => {
  describe('content security policy in headers', () => {
    table('content-security-policy', 'csp-', named('Content-Security-Policy'), passingPolicies(), [
      [undefined, 'not-implemented'],
      ['', 'header-invalid'],
      ['img-s', 'header-invalid'],
      ['abcdef', 'implemented-with-unsafe-inline'],
      [';;;;;;', 'not-implemented'],
      ["default-src 'none'", 'implemented-with-no-unsafe-default-src-none'],
      ["default-src 'none';", 'implemented-with-no-unsafe-default-src-none'],
      ["  DEFAULT-SRC 'NONE'  ", 'implemented-with-no-unsafe-default-src-none'],
      ['default-src', 'implemented-with-no-unsafe-default-src-none'],
      ["default-src 'none'; script-src 'self'", 'implemented-with-no-unsafe-default-src-none'],
      ["default-src 'self'", 'implemented-with-no-unsafe'],
      ["default-src 'self' https://cdn.example.net", 'implemented-with-no-unsafe'],
      ["script-src 'self'; object-src 'none'", 'implemented-with-unsafe-inline-in-style-src-only'],
      ["script-src 'self'; object-src 'none'; style-src 'self'", 'implemented-with-no-unsafe'],
      ["script-src 'self'", 'implemented-with-unsafe-inline'],
      ["object-src 'none'", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src 'unsafe-inline'", 'implemented-with-unsafe-inline'],
      ["default-src 'self' 'unsafe-inline'", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src data:", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src https:", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src http:", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src *", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src https://*", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src http://*.*", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; object-src https:", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; object-src data:", 'implemented-with-no-unsafe'],
      ["default-src 'self'; script-src 'nonce-abc' 'unsafe-inline'", 'implemented-with-no-unsafe'],
      ["default-src 'self'; script-src 'sha256-AbC=' 'unsafe-inline'", 'implemented-with-no-unsafe'],
      ["default-src 'self'; script-src 'sha512-AbC=' 'unsafe-inline'", 'implemented-with-no-unsafe'],
      ["default-src 'self' 'nonce-abc' 'unsafe-inline'", 'implemented-with-no-unsafe'],
      [
        "default-src 'self'; script-src 'strict-dynamic' 'nonce-a' https: 'unsafe-inline'",
        'implemented-with-no-unsafe',
      ],
      [
        "default-src 'none'; script-src 'strict-dynamic' 'sha384-a' * 'self'",
        'implemented-with-no-unsafe-default-src-none',
      ],
      ["default-src 'strict-dynamic' 'nonce-a' https: http:", 'implemented-with-no-unsafe'],
      ["default-src 'self'; script-src 'strict-dynamic'", 'header-invalid'],
      ["default-src 'self'; script-src 'strict-dynamic' https:", 'header-invalid'],
      ["default-src 'self'; script-src 'strict-dynamic' 'nonce-a' data:", 'implemented-with-unsafe-inline'],
      ["default-src 'self'; script-src 'self' http://cdn.example.net", 'implemented-with-insecure-scheme'],
      ["default-src 'self'; connect-src http://api.example.net", 'implemented-with-insecure-scheme'],
      ["default-src 'self'; font-src ftp:", 'implemented-with-insecure-scheme'],
      ["default-src 'self'; report-uri http://reports.example.net", 'implemented-with-insecure-scheme'],
      ["default-src 'self'; style-src http:", 'implemented-with-insecure-scheme'],
      ["default-src 'self'; script-src 'self' 'unsafe-eval'", 'implemented-with-unsafe-eval'],
      ["default-src 'self'; style-src 'self' 'unsafe-eval'", 'implemented-with-unsafe-eval'],
      ["default-src 'self' 'unsafe-eval'", 'implemented-with-unsafe-eval'],
      ["default-src 'self'; connect-src 'unsafe-eval'", 'implemented-with-no-unsafe'],
      ["default-src 'self'; img-src http:", 'implemented-with-insecure-scheme-in-passive-content-only'],
      [
        "default-src 'none'; media-src http://media.example.net",
        'implemented-with-insecure-scheme-in-passive-content-only',
      ],
      [
        "default-src 'self'; img-src http:; style-src 'unsafe-inline'",
        'implemented-with-insecure-scheme-in-passive-content-only',
      ],
      ["default-src 'self'; img-src http:; script-src 'unsafe-eval'", 'implemented-with-unsafe-eval'],
      ["default-src 'self'; style-src 'unsafe-inline'", 'implemented-with-unsafe-inline-in-style-src-only'],
      [
        "default-src 'none'; style-src 'self' 'unsafe-inline'",
        'implemented-with-unsafe-inline-in-style-src-only',
      ],
      ["default-src 'self'; style-src data:", 'implemented-with-unsafe-inline-in-style-src-only'],
      ["default-src 'self'; style-src *", 'implemented-with-unsafe-inline-in-style-src-only'],
      ["default-src 'self'; style-src 'nonce-a' 'unsafe-inline'", 'implemented-with-no-unsafe'],
      ["default-src 'self'; img-src 'self'; img-src https:", 'header-invalid'],
      ["default-src 'self'; Default-Src https:", 'header-invalid'],
      ["default-src 'self'; report-uri /a; report-uri /b", 'implemented-but-duplicate-directives'],
      ["default-src 'none'; report-to a; report-to b", 'implemented-but-duplicate-directives'],
      ['default-src *; report-uri /a; report-uri /b', 'implemented-with-unsafe-inline'],
      ['upgrade-insecure-requests', 'implemented-with-unsafe-inline'],
      ["default-src 'self'; made-up-directive 'self'", 'implemented-with-no-unsafe'],
      // Several policies: what only one of them allows is not allowed.
      [["default-src 'self'", "default-src 'self'"], 'implemented-with-no-unsafe'],
      [["default-src 'self'", "default-src 'none'"], 'implemented-with-no-unsafe-default-src-none'],
      [["default-src 'self' 'unsafe-inline'", "default-src 'self'"], 'implemented-with-no-unsafe'],
      [["default-src 'unsafe-inline'", "default-src 'unsafe-inline'"], 'implemented-with-unsafe-inline'],
      [["default-src 'self'", "script-src 'unsafe-inline'"], 'implemented-with-no-unsafe'],
      ["default-src 'unsafe-inline', default-src 'self'", 'implemented-with-no-unsafe-default-src-none'],
      ["default-src 'self',", 'header-invalid'],
      [["default-src 'self'", ''], 'header-invalid'],
      [['default-src https://a/%zz', 'default-src https://a/%41'], 'header-invalid'],
    ]);

    it('that only reports is none', () => {
      const headers = [['Content-Security-Policy-Report-Only', "default-src 'self'"]] as const;
      const { result, pass } = graded({ headers }).tests['content-security-policy'];
      assert.deepEqual([result, pass], ['csp-not-implemented-but-reporting-enabled', false]);
    });

    it('may name http: where the site has no HTTPS', () => {
      const http = route(['http://example.com/'], { body: '' });
      const policy = ['content-security-policy', "default-src 'self'; connect-src http://a.example"] as const;
      const hops = [{ ...http.hops[0]!, headers: [HTML, policy] }];
      const { tests } = graded({ https: 'none', http: { ...http, hops } });
      assert.equal(tests['content-security-policy'].result, 'csp-implemented-with-no-unsafe');
    });
  });

  describe('content security policy in <meta>', () => {
    const meta = (policy: string) => `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
    table('content-security-policy', 'csp-', (html: string): Words => ({ html }), passingPolicies(), [
      [meta("default-src 'self'"), 'implemented-with-no-unsafe'],
      [
        `<META HTTP-EQUIV=" content-security-policy " CONTENT="default-src 'none'">`,
        'implemented-with-no-unsafe-default-src-none',
      ],
      [meta('default-src &#39;self&#39;'), 'implemented-with-no-unsafe'],
      [meta("frame-ancestors 'none'"), 'not-implemented'],
      [meta("frame-ancestors 'none'; report-uri /a; sandbox"), 'not-implemented'],
      [meta("default-src 'self'; frame-ancestors 'none'"), 'implemented-with-no-unsafe'],
      [
        meta("default-src 'self'") + meta("default-src 'none'"),
        'implemented-with-no-unsafe-default-src-none',
      ],
      [meta(''), 'not-implemented'],
      [meta('short'), 'header-invalid'],
      ['<meta http-equiv="Content-Security-Policy">', 'not-implemented'],
      ['<meta http-equiv="Content-Security-Policy-Report-Only" content="default-src *">', 'not-implemented'],
      [`<!-- ${meta("default-src 'self'")} -->`, 'not-implemented'],
    ]);

    it('counts together with the header', () => {
      const headers = [['content-security-policy', "default-src 'self' 'unsafe-inline'"]] as const;
      const { result } = graded({ headers, html: meta("default-src 'self'") }).tests[
        'content-security-policy'
      ];
      assert.equal(result, 'csp-implemented-with-no-unsafe');
    });

    it('is looked for in HTML alone', () => {
      for (const type of ['application/json', 'Text/HTML', '']) {
        const { result } = graded({ type, html: meta("default-src 'self'") }).tests[
          'content-security-policy'
        ];
        assert.equal(result, 'csp-not-implemented', type);
      }
    });
  });
});

function passingPolicies(): readonly string[] {
  return [
    'implemented-with-no-unsafe-default-src-none',
    'implemented-with-no-unsafe',
    'implemented-with-unsafe-inline-in-style-src-only',
    'implemented-with-insecure-scheme-in-passive-content-only',
    'implemented-but-duplicate-directives',
  ];
}
