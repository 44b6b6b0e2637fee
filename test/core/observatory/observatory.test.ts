import assert from 'node:assert/strict';
import type { ObservedHeaders } from '../../../server/src/core/live/observatory/input.ts';
import { observatory } from '../../../server/src/core/live/observatory/observatory.ts';
import { graded, route, type Words } from './gradedPage.ts';

describe('MDN observatory', () => {
  describe('score and grade', () => {
    const good: ObservedHeaders = [
      ['strict-transport-security', 'max-age=63072000'],
      ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
      ['x-content-type-options', 'nosniff'],
      ['x-frame-options', 'DENY'],
      ['referrer-policy', 'no-referrer'],
    ];
    const without = (...names: string[]) => good.filter(([name]) => !names.includes(name));
    const cases: readonly (readonly [string, Words, number, string])[] = [
      ['with bonus points', { headers: good }, 120, 'A+'],
      [
        'with every bonus',
        {
          headers: [
            ...good,
            ['cross-origin-resource-policy', 'same-origin'],
            ['cross-origin-opener-policy', 'same-origin'],
            ['cross-origin-embedder-policy', 'require-corp'],
            ['set-cookie', 'a=1; Secure; SameSite=Lax'],
          ],
          html: '<script src="/a.js" integrity="sha384-x"></script>',
        },
        160,
        'A+',
      ],
      [
        'with bonus points from 90 on',
        { headers: [...without('strict-transport-security'), ['strict-transport-security', 'max-age=1']] },
        110,
        'A+',
      ],
      ['without bonus points below 90', { headers: without('strict-transport-security') }, 80, 'B+'],
      [
        'at the lowest',
        { http: route(['http://example.com/']), html: '<script src="//a.example/a.js"></script>' },
        0,
        'F',
      ],
      ['without any header', {}, 30, 'D'],
      ['without any header and redirect', { http: route(['http://example.com/']) }, 10, 'F'],
    ];
    for (const [name, words, score, grade] of cases)
      it(name, () => {
        const result = graded(words);
        assert.deepEqual([result.score, result.grade, result.algorithmVersion], [score, grade, 6]);
      });

    it('are refused for errors, but not for pages that ask for a login', () => {
      for (const [status, refused] of [
        [200, undefined],
        [304, undefined],
        [401, undefined],
        [403, undefined],
        [404, 'unexpected-status'],
        [503, 'unexpected-status'],
        [101, 'unexpected-status'],
      ] as const)
        assert.equal(graded({ status }).refused, refused, String(status));
      assert.equal(graded({ https: 'none', http: 'none' }).refused, 'site-is-down');
    });

    it('are those of HTTP where there is no HTTPS', () => {
      const { tests, score } = graded({ https: 'none', http: route(['http://example.com/']) });
      assert.equal(tests['strict-transport-security'].result, 'hsts-not-implemented-no-https');
      assert.equal(tests.redirection.result, 'redirection-missing');
      assert.equal(score, 10);
    });
  });

  it('never throws, whatever is sent', () => {
    const pieces = [
      ...Array.from('\u0000\r\n;,:=\'"*%/ <>&a1é𝒳'),
      'default-src',
      'max-age=',
      '%zz',
      'https://',
      'a=1',
      'Domain=',
      '<script src="',
      '<meta http-equiv=',
    ];
    const names: readonly string[] = [
      'content-security-policy',
      'set-cookie',
      'strict-transport-security',
      'referrer-policy',
      'cross-origin-opener-policy',
      'content-type',
      'x-frame-options',
    ];
    let state = 7;
    const below = (count: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (state >> 8) % count;
    };
    const text = (): string => Array.from({ length: below(12) }, () => pieces[below(pieces.length)]).join('');
    for (let round = 0; round < 3000; round++) {
      const headers = Array.from({ length: below(5) }, () => [names[below(names.length)]!, text()] as const);
      const hops = [{ url: below(2) ? `https://${text()}` : text(), status: below(600), headers }];
      const chain = { hops, isVerified: true, body: text() };
      const { tests } = observatory({
        host: text(),
        https: chain,
        http: chain,
        at: text(),
        preflight: { sentOrigin: text(), headers },
      });
      assert.equal(Object.keys(tests).length, 12);
    }
  });
});
