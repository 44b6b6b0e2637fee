import assert from 'node:assert/strict';
import insecureCookie from '../../../server/src/core/checks/headers/insecure-cookie.ts';
import type { Impact } from '../../../server/src/core/finding.ts';
import { verdicts } from '../../support/observations.ts';
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
});
