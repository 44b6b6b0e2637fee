import assert from 'node:assert/strict';
import insecureCookie from '../../../server/src/core/checks/headers/insecure-cookie.ts';
import type { Impact } from '../../../server/src/core/finding.ts';
import { chain, DOMAIN, exchange, verdicts } from '../../support/observations.ts';
import { problems, withHeaders } from './homePage.ts';

describe('the check of cookies', () => {
  const cookieCases: readonly (readonly [string, Impact | undefined, string])[] = [
    ['theme=dark; Secure; Path=/', undefined, ''],
    ['sessionid=1; Secure; HttpOnly; SameSite=Lax', undefined, ''],
    ['__Host-session=1; Secure; HttpOnly; SameSite=Lax; Path=/', undefined, ''],
    ['csrftoken=1; Secure; SameSite=Lax', undefined, ''],
    ['sessionid=; Max-Age=0', undefined, ''],
    ['sessionid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', undefined, ''],
    [
      'sessionid=1; HttpOnly; SameSite=Lax',
      'high',
      'is sent without encryption too (no Secure), where others on the network can read it.',
    ],
    ['connect.sid=1; Secure; SameSite=Lax', 'high', 'can be read by any script on the page (no HttpOnly).'],
    [
      'auth_token=1; Secure; HttpOnly',
      'low',
      'leaves it to the browser whether other sites may use it (no SameSite).',
    ],
    [
      'sid=1',
      'high',
      'is sent without encryption too (no Secure), where others on the network can read it, and can be read by any script on the page (no HttpOnly), and leaves it to the browser whether other sites may use it (no SameSite).',
    ],
    ['theme=dark', 'low', 'is sent without encryption too (no Secure).'],
    ['theme=dark; SameSite=None', 'medium', 'is refused by browsers: SameSite=None needs Secure.'],
    ['__Secure-id=1', 'medium', 'is refused by browsers: its name asks for Secure over HTTPS.'],
    [
      '__Host-id=1; Secure; Path=/; Domain=example.com',
      'medium',
      'is refused by browsers: its name forbids a domain.',
    ],
    ['__Host-id=1; Secure', 'medium', 'is refused by browsers: its name asks for Path=/.'],
    [
      'a=1; Secure; Domain=com',
      'medium',
      'is refused by browsers: com is a domain that everybody registers names in.',
    ],
    [
      'a=1; Secure; Domain=example.org',
      'medium',
      'is refused by browsers: it is for example.org, another domain.',
    ],
  ];
  for (const [line, impact, says] of cookieCases)
    it(line, () => {
      const name = line.slice(0, line.indexOf('='));
      const expected = says === '' ? [] : [[impact, `The cookie “${name}” of example.com ${says}`]];
      assert.deepEqual(problems(verdicts(insecureCookie, withHeaders({ 'set-cookie': line }))), expected);
    });

  const NAME = 'laravel_session';
  const FULL = 'Path=/; HttpOnly; SameSite=Lax';
  const plain = (onRedirect: string, onPage?: string): readonly (readonly [Impact | undefined, string])[] => {
    const observed = withHeaders({ 'set-cookie': onPage });
    const redirected = exchange({
      url: `http://${DOMAIN}/`,
      status: 301,
      headers: { location: `https://${DOMAIN}/`, 'set-cookie': onRedirect },
    });
    return problems(
      verdicts(insecureCookie, {
        ...observed,
        http: { ...observed.http!, chains: [chain([redirected, ...observed.http!.chains[1]!.hops])] },
      }),
    );
  };

  it('finds a session that a redirect without encryption sets', () => {
    assert.deepEqual(plain(`${NAME}=a; ${FULL}`), [
      [
        'medium',
        'The cookie “laravel_session” of example.com is set without encryption and without Secure, so that others on the network can read it.',
      ],
    ]);
    assert.deepEqual(plain(`theme=dark; ${FULL}`), []);
  });

  it('tells it once where HTTPS sets it as well', () => {
    assert.deepEqual(
      plain(`${NAME}=a; ${FULL}`, `${NAME}=a; ${FULL}`).map(([impact]) => impact),
      ['high'],
    );
    assert.deepEqual(plain(`${NAME}=a; ${FULL}`, `${NAME}=a; Secure; ${FULL}`), [
      [
        'low',
        'The cookie “laravel_session” of example.com is set without encryption before it is set with Secure over HTTPS.',
      ],
    ]);
    const host = '__Host-session=a; Secure; HttpOnly; SameSite=Lax; Path=/';
    assert.deepEqual(plain(host, host), []);
  });

  it('finds one that is too large to be kept', () => {
    assert.deepEqual(
      problems(verdicts(insecureCookie, withHeaders({ 'set-cookie': `cart=${'a'.repeat(4100)}; Secure` }))),
      [['medium', 'The cookie “cart” of example.com is refused by browsers: it has more than 4096 bytes.']],
    );
  });
});
