import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** "blocker: Set-Cookie": impact and what is underlined. */
function found(location: string, ...directives: readonly string[]): readonly string[] {
  const text = `proxy_cache_path /c keys_zone=z:1m;
map $http_cookie $skip { default 0; ~session 1; }
server {
  location ${location} {
    proxy_pass http://app;
    proxy_cache z;
    ${directives.join('\n    ')}
  }
}
`;
  return judgeFiles({ 'deploy/nginx.conf': text })
    .filter(({ ruleId }) => ruleId === 'caching/shared-proxy-cache')
    .map(({ impact, offsets }) => `${impact}: ${text.slice(offsets?.start, offsets?.end)}`);
}

const HOUR = 'proxy_cache_valid 200 1h;';

describe('caches of nginx in front of an application', () => {
  for (const [location, directives, expected] of [
    // What the application says about each answer counts.
    ['/', [], []],
    ['/', [HOUR], ['high: 200 1h']],
    ['/api/', ['proxy_cache_valid any 5m;'], ['high: any 5m']],
    ['/graphql', [HOUR], ['high: 200 1h']],
    ['/', ['proxy_cache_valid 200 5s;'], ['low: 200 5s']],
    ['/', ['proxy_cache_valid 404 1m;'], []],
    ['/blog/', [HOUR], []],
    // Cookies that are handed on to the next visitor.
    ['/', ['proxy_ignore_headers Set-Cookie;'], ['blocker: Set-Cookie']],
    ['/', [HOUR, 'proxy_ignore_headers Cache-Control Set-Cookie;'], ['blocker: Set-Cookie']],
    ['/', [HOUR, 'proxy_ignore_headers Cache-Control;'], ['high: Cache-Control']],
    ['/', ['proxy_ignore_headers Cache-Control;'], []],
    ['/', [HOUR, 'proxy_ignore_headers Set-Cookie;', 'proxy_hide_header Set-Cookie;'], ['medium: 200 1h']],
    ['/blog/', [HOUR, 'proxy_ignore_headers Set-Cookie;'], ['low: Set-Cookie']],
    // Visitors are told apart.
    ['/', [HOUR, 'proxy_no_cache $cookie_sid;', 'proxy_cache_bypass $cookie_sid;'], []],
    ['/', [HOUR, 'proxy_no_cache $skip;', 'proxy_ignore_headers Set-Cookie;'], []],
    ['/', [HOUR, 'proxy_cache_key "$host$uri$http_authorization";'], []],
    ['/', [HOUR, 'proxy_set_header Cookie "";'], []],
    // A fresh answer for one, which is kept for the others.
    ['/', [HOUR, 'proxy_cache_bypass $cookie_sid;'], ['medium: 200 1h']],
    ['/', [HOUR, 'proxy_cache_bypass $http_pragma;'], ['high: 200 1h']],
    // Files are the same for everybody.
    ['/assets/', [HOUR, 'proxy_ignore_headers Set-Cookie Cache-Control;'], []],
    ['~* \\.(?:png|css|js)$', [HOUR, 'proxy_ignore_headers Set-Cookie;'], []],
    ['/_next/static', [HOUR, 'proxy_ignore_headers Cache-Control;'], []],
  ] as const)
    it(`${location} ${directives.join(' ')}`, () =>
      assert.deepEqual(found(location, ...directives), expected));

  it('are judged once where several locations inherit them', () => {
    const text = `server {
  proxy_cache z;
  proxy_ignore_headers Set-Cookie;
  location /a { proxy_pass http://a; }
  location / { proxy_pass http://b; }
}
`;
    assert.deepEqual(
      judgeFiles({ 'nginx.conf': text })
        .filter(({ ruleId }) => ruleId === 'caching/shared-proxy-cache')
        .map(({ impact }) => impact),
      ['blocker'],
    );
  });

  it('are doubtful in a piece that is included somewhere', () =>
    assert.deepEqual(
      judgeFiles({ 'snippets/cache.conf': `proxy_cache z;\n${HOUR}\nproxy_ignore_headers Set-Cookie;\n` })
        .filter(({ ruleId }) => ruleId === 'caching/shared-proxy-cache')
        .map(({ impact }) => impact),
      ['low'],
    ));
});
