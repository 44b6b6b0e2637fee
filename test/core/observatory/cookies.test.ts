import assert from 'node:assert/strict';
import { graded, HTML, named, route, table, type Case, type Words } from './gradedPage.ts';

describe('MDN observatory, cookies and HTTPS', () => {
  describe('cookies', () => {
    const passes = [
      'not-found',
      'secure-with-httponly-sessions',
      'secure-with-httponly-sessions-and-samesite',
    ];
    const cookies: readonly Case<string | readonly string[]>[] = [
      ['a=1; Secure; SameSite=Lax', 'secure-with-httponly-sessions-and-samesite'],
      ['a=1; Secure; SameSite=None', 'secure-with-httponly-sessions-and-samesite'],
      ['SESSIONID=1; Secure; HttpOnly; SameSite=Strict', 'secure-with-httponly-sessions-and-samesite'],
      ['SESSIONID=1; Secure; HttpOnly', 'secure-with-httponly-sessions'],
      [['a=1; Secure; SameSite=Lax', 'b=1; Secure'], 'secure-with-httponly-sessions'],
      ['a=1', 'without-secure-flag'],
      ['a=1; HttpOnly; SameSite=Lax', 'without-secure-flag'],
      ['a=1; SameSite=None', 'samesite-flag-invalid'],
      ['a=1; Secure; SameSite=Maybe', 'samesite-flag-invalid'],
      ['a=1; Secure; SameSite', 'samesite-flag-invalid'],
      ['a=1; Secure; SameSite=', 'samesite-flag-invalid'],
      ['csrftoken=1; Secure', 'anticsrf-without-samesite-flag'],
      ['XSRF-CSRF=1; Secure; SameSite=Strict', 'secure-with-httponly-sessions-and-samesite'],
      ['login=1; Secure', 'session-without-httponly-flag'],
      ['PHPSESSID=1; Secure; SameSite=Lax', 'session-without-httponly-flag'],
      ['PHPSESSID=1; HttpOnly', 'session-without-secure-flag'],
      [['sess=1', 'sess=1; Secure; HttpOnly'], 'secure-with-httponly-sessions'],
      [['sess=1; Path=/a', 'sess=1; Secure; HttpOnly'], 'session-without-secure-flag'],
      ['heroku-session-affinity=1', 'not-found'],
      ['no-value', 'not-found'],
      ['=value', 'not-found'],
      ['a=1; Domain=example.org', 'not-found'],
      ['a=1; Domain=com', 'not-found'],
      ['a=1; Domain=shop.example.com', 'not-found'],
      ['a=1; Domain=.example.com', 'without-secure-flag'],
      ['__Secure-a=1', 'not-found'],
      ['__Secure-a=1; Secure; SameSite=Lax', 'secure-with-httponly-sessions-and-samesite'],
      ['__Host-a=1; Secure; Domain=example.com', 'not-found'],
      ['__Host-a=1; Secure; Path=/a', 'not-found'],
      ['__Host-a=1; Secure; Path=/; SameSite=Lax', 'secure-with-httponly-sessions-and-samesite'],
      ['a=1; Max-Age=0', 'without-secure-flag'],
    ];
    table('cookies', 'cookies-', named('Set-Cookie'), passes, [
      [undefined, 'not-found'] as const,
      ...cookies,
    ] as never);

    describe('of a site with HSTS', () => {
      const withHsts = (cookie: string): Words => ({
        headers: [
          ['strict-transport-security', 'max-age=31536000'],
          ['set-cookie', cookie],
        ],
      });
      table('cookies', 'cookies-', withHsts, passes, [
        ['a=1', 'without-secure-flag-but-protected-by-hsts'],
        ['sess=1; HttpOnly', 'session-without-secure-flag-but-protected-by-hsts'],
        ['sess=1', 'session-without-httponly-flag'],
        ['a=1; SameSite=None', 'samesite-flag-invalid'],
      ]);
    });

    it('of every redirect count, and those that were deleted on the way do not', () => {
      const hop = (url: string, ...lines: string[]) => ({
        url,
        status: 302,
        headers: [HTML, ...lines.map((line) => ['Set-Cookie', line] as const)],
      });
      const result = (...hops: ReturnType<typeof hop>[]) =>
        graded({ https: { hops, isVerified: true, body: '' } }).tests.cookies.result;
      assert.equal(
        result(hop('https://example.com/', 'sess=1'), hop('https://example.com/app')),
        'cookies-session-without-secure-flag',
      );
      assert.equal(
        result(hop('https://example.com/', 'sess=1; Max-Age=0'), hop('https://example.com/app')),
        'cookies-not-found',
      );
      const old = 'sess=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT';
      assert.equal(
        result(hop('https://example.com/', old), hop('https://example.com/app')),
        'cookies-not-found',
      );
      assert.equal(
        result(hop('https://example.com/', `${old}; Path=/b`), hop('https://example.com/app')),
        'cookies-session-without-secure-flag',
      );
    });

    it('are deleted by dates of any shape that RFC 6265 allows', () => {
      const isDeleted = (expires: string): boolean => {
        const headers = [['Set-Cookie', `a=1; Expires=${expires}`]] as const;
        const hops = [
          { url: 'https://example.com/', status: 302, headers },
          { url: 'https://example.com/app', status: 200, headers: [HTML] },
        ];
        const { result } = graded({ https: { hops, isVerified: true, body: '' } }).tests.cookies;
        return result === 'cookies-not-found';
      };
      for (const past of [
        'Thu, 01 Jan 1970 00:00:00 GMT',
        'Thu, 01-Jan-70 00:00:01 GMT',
        'Sunday, 06-Nov-94 08:49:37 GMT',
        'Sun Nov  6 08:49:37 1994',
        '8:9:7 6th november 1994',
        'Fri, 30 Feb 2024 10:00:00 GMT',
      ])
        assert.equal(isDeleted(past), true, past);
      for (const other of [
        'Wed, 21 Oct 2099 07:28:00 GMT',
        '21 Oct 69 07:28:00',
        '0',
        '-1',
        '2015-10-21',
        '2015-10-21T07:28:00Z',
        'Wed, 21 Oct 2015 24:00:00 GMT',
        'Wed, 32 Oct 2015 07:28:00 GMT',
        'Wed, 21 Oct 1600 07:28:00 GMT',
        'soon',
      ])
        assert.equal(isDeleted(other), false, other);
    });

    it('that were deleted are gone at once where the certificate is not valid: more is asked with them', () => {
      const headers = [
        HTML,
        ['set-cookie', 'a=1; Max-Age=0'],
        ['set-cookie', 'b=1; Path=/b; Max-Age=0'],
      ] as const;
      const result = (at: string, isVerified: boolean) =>
        graded({ https: { hops: [{ url: at, status: 200, headers }], isVerified, body: '' } }).tests.cookies
          .result;
      assert.equal(result('https://example.com/', true), 'cookies-without-secure-flag');
      assert.equal(result('https://example.com/', false), 'cookies-without-secure-flag');
      assert.equal(result('https://example.com/b', false), 'cookies-not-found');
    });
  });

  describe('strict transport security', () => {
    const passes = ['implemented-max-age-at-least-six-months', 'preloaded'];
    table('strict-transport-security', 'hsts-', named('Strict-Transport-Security'), passes, [
      [undefined, 'not-implemented'],
      ['', 'header-invalid'],
      ['max-age=63072000; includeSubDomains; preload', 'implemented-max-age-at-least-six-months'],
      ['MAX-AGE=31536000', 'implemented-max-age-at-least-six-months'],
      ['max-age=15552000', 'implemented-max-age-at-least-six-months'],
      ['max-age=15551999', 'implemented-max-age-less-than-six-months'],
      ['max-age=0', 'implemented-max-age-less-than-six-months'],
      ['max-age=-1', 'implemented-max-age-less-than-six-months'],
      ['max-age="31536000"', 'implemented-max-age-at-least-six-months'],
      ['max-age=soon', 'implemented-max-age-at-least-six-months'],
      ['max-age = 31536000', 'header-invalid'],
      ['includeSubDomains', 'header-invalid'],
      ['max-age=31536000, max-age=31536000', 'header-invalid'],
      [['max-age=31536000', 'max-age=31536000'], 'header-invalid'],
      ['max-age=31536000; max-age=1', 'implemented-max-age-less-than-six-months'],
    ]);
    table('strict-transport-security', 'hsts-', (words: Words) => words, passes, [
      [{ https: 'none' }, 'not-implemented-no-https'],
      [{ isVerified: false, headers: [['strict-transport-security', 'max-age=31536000']] }, 'invalid-cert'],
      [{ host: 'example.dev' }, 'preloaded'],
      [{ host: 'shop.example.app', isVerified: false }, 'preloaded'],
      [{ host: 'shop.example.phd' }, 'preloaded'],
      [{ host: 'example.dev', https: 'none' }, 'not-implemented-no-https'],
    ]);
  });

  describe('redirection', () => {
    const passes = ['to-https', 'not-needed-no-http', 'all-redirects-preloaded'];
    const from = (urls: readonly string[]): Words => ({ http: urls.length === 0 ? 'none' : route(urls) });
    table('redirection', 'redirection-', from, passes, [
      [[], 'not-needed-no-http'],
      [['http://example.com/'], 'missing'],
      [['http://example.com/', 'https://example.com/'], 'to-https'],
      [['http://example.com/', 'https://example.com/', 'https://www.example.com/'], 'to-https'],
      [['http://example.com/', 'https://www.example.com/'], 'off-host-from-http'],
      [
        ['http://example.com/', 'http://www.example.com/', 'https://www.example.com/'],
        'not-to-https-on-initial-redirection',
      ],
      [['http://example.com/', 'http://example.com/home'], 'not-to-https'],
      [['http://example.com/', 'https://example.com/', 'http://example.com/'], 'not-to-https'],
      [['http://example.app/', 'https://www.example.dev/'], 'all-redirects-preloaded'],
      [['http://example.app/', 'https://www.example.com/'], 'off-host-from-http'],
    ]);

    it('to a certificate that is not valid is none', () => {
      const http = route(['http://example.com/', 'https://example.com/'], { isVerified: false });
      assert.equal(graded({ http }).tests.redirection.result, 'redirection-invalid-cert');
    });
  });
});
