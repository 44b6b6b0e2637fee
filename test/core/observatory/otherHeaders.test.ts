import assert from 'node:assert/strict';
import { graded, named, SCANNER, table, type Words } from './gradedPage.ts';

describe('MDN observatory, other headers', () => {
  describe('referrer policy', () => {
    const passes = ['private', 'not-implemented'];
    table('referrer-policy', 'referrer-policy-', named('Referrer-Policy'), passes, [
      [undefined, 'not-implemented'],
      ['no-referrer', 'private'],
      ['same-origin', 'private'],
      ['strict-origin', 'private'],
      [' Strict-Origin-When-Cross-Origin ', 'private'],
      ['origin', 'unsafe'],
      ['origin-when-cross-origin', 'unsafe'],
      ['unsafe-url', 'unsafe'],
      ['no-referrer-when-downgrade', 'unsafe'],
      ['whatever', 'header-invalid'],
      ['', 'header-invalid'],
      ['no-referrer, unsafe-url', 'unsafe'],
      ['unsafe-url, no-referrer, future-policy', 'private'],
      [['unsafe-url', 'same-origin'], 'private'],
    ]);
    table('referrer-policy', 'referrer-policy-', (html: string): Words => ({ html }), passes, [
      ['<meta name="referrer" content="no-referrer">', 'private'],
      ['<meta name=" Referrer " content="unsafe-url">', 'unsafe'],
      [
        '<meta name="referrer" content="unsafe-url"><meta name="referrer" content="origin, same-origin">',
        'private',
      ],
      ['<meta name="referrer" content="">', 'not-implemented'],
      ['<meta name="viewport" content="unsafe-url">', 'not-implemented'],
    ]);

    it('in <meta> stands above the header', () => {
      const headers = [['referrer-policy', 'no-referrer']] as const;
      const { tests } = graded({ headers, html: '<meta name="referrer" content="unsafe-url">' });
      assert.equal(tests['referrer-policy'].result, 'referrer-policy-unsafe');
    });
  });

  describe('subresource integrity', () => {
    const passes = [
      'implemented-and-all-scripts-loaded-securely',
      'implemented-and-external-scripts-loaded-securely',
      'not-implemented-response-not-html',
      'not-implemented-but-no-scripts-loaded',
      'not-implemented-but-all-scripts-loaded-from-secure-origin',
    ];
    const script = (src: string, rest = '') => `<script src="${src}" ${rest}></script>`;
    const hash = 'integrity="sha384-x"';
    table('subresource-integrity', 'sri-', (html: string): Words => ({ html }), passes, [
      ['', 'not-implemented-but-no-scripts-loaded'],
      ['<script>1</script>', 'not-implemented-but-all-scripts-loaded-from-secure-origin'],
      [script('/app.js'), 'not-implemented-but-all-scripts-loaded-from-secure-origin'],
      [script('https://cdn.example.com/app.js'), 'not-implemented-but-all-scripts-loaded-from-secure-origin'],
      [script('http://example.com/app.js'), 'not-implemented-but-all-scripts-loaded-from-secure-origin'],
      [script('/app.js', hash), 'implemented-and-all-scripts-loaded-securely'],
      [script('https://www.example.com/app.js', hash), 'implemented-and-all-scripts-loaded-securely'],
      [script('https://cdn.example.net/app.js', hash), 'implemented-and-external-scripts-loaded-securely'],
      [script('https://cdn.example.net/app.js'), 'not-implemented-but-external-scripts-loaded-securely'],
      [script('http://cdn.example.net/app.js', hash), 'implemented-but-external-scripts-not-loaded-securely'],
      [script('//cdn.example.net/app.js', hash), 'implemented-but-external-scripts-not-loaded-securely'],
      [script('//example.com/app.js'), 'not-implemented-and-external-scripts-not-loaded-securely'],
      [script('http://cdn.example.net/app.js'), 'not-implemented-and-external-scripts-not-loaded-securely'],
      [
        script('/app.js', hash) + script('https://cdn.example.net/a.js'),
        'not-implemented-but-external-scripts-loaded-securely',
      ],
      [
        script('http://a.example.net/a.js', hash) + script('https://b.example.net/a.js'),
        'not-implemented-but-external-scripts-loaded-securely',
      ],
      [`<!-- ${script('http://cdn.example.net/app.js')} -->`, 'not-implemented-but-no-scripts-loaded'],
      [script(''), 'not-implemented-but-all-scripts-loaded-from-secure-origin'],
    ]);
    const typed = (type: string): Words => ({ type, html: script('http://cdn.example.net/app.js') });
    table('subresource-integrity', 'sri-', typed, passes, [
      ['application/json', 'not-implemented-response-not-html'],
      ['text/html ; charset=utf-8', 'not-implemented-response-not-html'],
      ['application/xhtml+xml', 'not-implemented-and-external-scripts-not-loaded-securely'],
      ['', 'not-implemented-and-external-scripts-not-loaded-securely'],
    ]);

    it('of a page that is JSON is that of the text in it, or of nothing', () => {
      const load = script('http://cdn.example.net/app.js').replaceAll('"', "'");
      for (const [html, result, pass] of [
        [JSON.stringify(load), 'sri-not-implemented-and-external-scripts-not-loaded-securely', false],
        [JSON.stringify({ load }), 'html-not-parseable', false],
        [JSON.stringify([load]), 'html-not-parseable', false],
        ['1', 'html-not-parseable', false],
        ['[]', 'sri-not-implemented-but-no-scripts-loaded', true],
        ['null', 'sri-not-implemented-but-no-scripts-loaded', true],
      ] as const) {
        const { tests } = graded({ html });
        assert.deepEqual(
          [tests['subresource-integrity'].result, tests['subresource-integrity'].pass],
          [result, pass],
          html,
        );
      }
      assert.equal(
        graded({ html: '{"ok":true}', type: '' }).tests['subresource-integrity'].scoreModifier,
        -20,
      );
      assert.equal(
        graded({ html: '{"ok":true}', type: 'application/json' }).tests['subresource-integrity'].result,
        'sri-not-implemented-response-not-html',
      );
    });
  });

  describe('single headers', () => {
    table(
      'x-content-type-options',
      'x-content-type-options-',
      named('X-Content-Type-Options'),
      ['nosniff'],
      [
        [undefined, 'not-implemented'],
        ['', 'not-implemented'],
        ['NoSniff', 'nosniff'],
        ['nosniff;', 'header-invalid'],
        [['nosniff', 'nosniff'], 'header-invalid'],
      ],
    );
    const frames = ['sameorigin-or-deny', 'allow-from-origin', 'implemented-via-csp'];
    table('x-frame-options', 'x-frame-options-', named('X-Frame-Options'), frames, [
      [undefined, 'not-implemented'],
      ['', 'not-implemented'],
      ['DENY', 'sameorigin-or-deny'],
      ['SameOrigin', 'sameorigin-or-deny'],
      ['ALLOW-FROM https://a.example', 'allow-from-origin'],
      ['allowall', 'header-invalid'],
      [['DENY', 'DENY'], 'header-invalid'],
    ]);
    const policy = (value: string): Words => ({
      headers: [
        ['content-security-policy', value],
        ['x-frame-options', 'nonsense'],
      ],
    });
    table('x-frame-options', 'x-frame-options-', policy, frames, [
      ["frame-ancestors 'none'", 'implemented-via-csp'],
      ['frame-ancestors *', 'implemented-via-csp'],
      ["default-src 'none'", 'header-invalid'],
      ["frame-ancestors 'none'; frame-ancestors 'self'", 'header-invalid'],
    ]);
    const corp = [
      'not-implemented',
      'implemented-with-same-origin',
      'implemented-with-same-site',
      'implemented-with-cross-origin',
    ];
    table('cross-origin-resource-policy', 'corp-', named('Cross-Origin-Resource-Policy'), corp, [
      [undefined, 'not-implemented'],
      ['', 'not-implemented'],
      ['same-origin', 'implemented-with-same-origin'],
      ['Same-Site', 'implemented-with-same-site'],
      ['cross-origin', 'implemented-with-cross-origin'],
      ['same-origin; x', 'header-invalid'],
      [['same-origin', 'same-origin'], 'header-invalid'],
    ]);
    const coop = [
      'not-implemented',
      'implemented-with-same-origin',
      'implemented-with-same-origin-allow-popups',
      'implemented-with-noopener-allow-popups',
      'implemented-with-unsafe-none',
    ];
    table('cross-origin-opener-policy', 'coop-', named('Cross-Origin-Opener-Policy'), coop, [
      [undefined, 'not-implemented'],
      ['', 'not-implemented'],
      ['same-origin', 'implemented-with-same-origin'],
      ['same-origin; report-to="a"; b=?1; c=1.5; d', 'implemented-with-same-origin'],
      ['same-origin; a=:aGk=:; b=:aGk:', 'implemented-with-same-origin'],
      ['same-origin; a=%"f%c3%bc"', 'implemented-with-same-origin'],
      ['same-origin-allow-popups', 'implemented-with-same-origin-allow-popups'],
      ['noopener-allow-popups', 'implemented-with-noopener-allow-popups'],
      ['unsafe-none', 'implemented-with-unsafe-none'],
      ['Same-Origin', 'header-invalid'],
      ['"same-origin"', 'header-invalid'],
      ['same-origin, same-origin', 'header-invalid'],
      [['same-origin', 'same-origin'], 'header-invalid'],
      ['same-origin;', 'header-invalid'],
      ['same-origin; A=1', 'header-invalid'],
      ['same-origin x', 'header-invalid'],
      ['same-origin; a=:a:', 'header-invalid'],
      ['same-origin; a=:ab=c:', 'header-invalid'],
      ['same-origin; a=%"%ff"', 'header-invalid'],
      [['same-origin', ''], 'header-invalid'],
      [['', 'same-origin'], 'header-invalid'],
    ]);
    const coep = [
      'not-implemented',
      'implemented-with-require-corp',
      'implemented-with-credentialless',
      'implemented-with-unsafe-none',
    ];
    table('cross-origin-embedder-policy', 'coep-', named('Cross-Origin-Embedder-Policy'), coep, [
      [undefined, 'not-implemented'],
      ['require-corp', 'implemented-with-require-corp'],
      ['credentialless', 'implemented-with-credentialless'],
      ['unsafe-none', 'implemented-with-unsafe-none'],
      ['require-corp;report-to=unquoted', 'implemented-with-require-corp'],
      ['REQUIRE-CORP', 'header-invalid'],
      ['something', 'header-invalid'],
    ]);
  });

  describe('resource sharing', () => {
    const passes = [
      'not-implemented',
      'implemented-with-public-access',
      'implemented-with-restricted-access',
    ];
    const preflight = (values: readonly string[]): Words => ({
      preflight: values.map((value, index) => [
        index === 0 ? 'access-control-allow-origin' : 'access-control-allow-credentials',
        value,
      ]),
    });
    table('cross-origin-resource-sharing', 'cross-origin-resource-sharing-', preflight, passes, [
      [[], 'not-implemented'],
      [[''], 'not-implemented'],
      [['*'], 'implemented-with-public-access'],
      [['*', 'true'], 'implemented-with-public-access'],
      [['https://app.example'], 'implemented-with-restricted-access'],
      [['null', 'true'], 'implemented-with-restricted-access'],
      [[SCANNER], 'implemented-with-restricted-access'],
      [[SCANNER, 'false'], 'implemented-with-restricted-access'],
      [[SCANNER, 'TRUE'], 'implemented-with-universal-access'],
      [['https://http-observatory.security.mozilla.org', 'true'], 'implemented-with-universal-access'],
      [['https://http-observatory.security.mozilla.org'], 'implemented-with-restricted-access'],
    ]);
  });
});
