import { strict as assert } from 'node:assert';
import type { Failure } from '../../../server/src/core/observations/failure.ts';
import type { EndpointAnswer } from '../../../server/src/core/observations/uptime.ts';
import { certificateWarning, judgeRun } from '../../../server/src/core/uptime/judgeRun.ts';
import { endpointOf, type EndpointParts } from '../../../server/src/core/uptime/monitoringConfig.ts';

const at = '2027-01-10T00:00:00Z';

function judge(
  outcome: Partial<EndpointAnswer> | Failure,
  parts: Partial<EndpointParts> = {},
  milliseconds = 100,
): string {
  const endpoint = endpointOf({ url: 'https://shop.example/x', kind: 'other', ...parts });
  const whole = 'failed' in outcome ? outcome : { status: 200, bytes: 1, redirects: 0, ...outcome };
  const verdict = judgeRun(endpoint, {
    endpoint: endpoint.id,
    at,
    milliseconds,
    outcome: whole,
  });
  return verdict.state === 'up' ? 'up' : `${verdict.state}: ${verdict.reason}`;
}

describe('a run', () => {
  for (const [name, told, expected] of [
    ['anything below 400', judge({ status: 302 }), 'up'],
    ['an error', judge({ status: 404 }), 'down: it answered 404'],
    [
      'another status than expected',
      judge({ status: 200 }, { expect: { status: ['204'] } }),
      'down: it answered 200 instead of 204',
    ],
    ['one of a class', judge({ status: 418 }, { expect: { status: ['2xx', '4xx'] } }), 'up'],
    [
      'a redirect elsewhere',
      judge({ status: 301, leadsTo: 'parked.example' }, { expect: { status: ['200'] } }),
      'down: it answered 301 instead of 200 and leads to parked.example',
    ],
    ['a webhook that refuses GET', judge({ status: 405 }, { kind: 'webhook' }), 'up'],
    ['a webhook that is gone', judge({ status: 404 }, { kind: 'webhook' }), 'down: it answered 404'],
    [
      'a text that is missing',
      judge({ hasText: false }, { expect: { contains: 'ok' } }),
      'down: its answer does not have the text that it should have',
    ],
    ['a pattern that matches', judge({ matches: true }, { expect: { matches: 'ok' } }), 'up'],
    [
      'a pattern that does not',
      judge({ matches: false }, { expect: { matches: 'ok' } }),
      'down: its answer does not match the pattern that it should match',
    ],
    [
      'a pattern that takes too long',
      judge({ matches: 'slow' }, { expect: { matches: 'ok' } }),
      'down: its pattern takes too long to be compared with the answer',
    ],
    ['an answer at the last moment', judge({}, {}, 2_000), 'up'],
    ['a slow answer', judge({}, {}, 2_401), 'down: it took 2.4 s, and 2 s are allowed'],
    [
      'no answer',
      judge({ failed: 'refused', detail: 'shop.example (port 443) refuses connections' }),
      'down: shop.example (port 443) refuses connections',
    ],
    [
      'one that was stopped',
      judge({ failed: 'cancelled', detail: 'it was cancelled' }),
      'unknown: it was cancelled',
    ],
    [
      'an address that nobody allowed',
      judge({ failed: 'private-address', detail: 'it is at 10.0.0.1' }),
      'unknown: it is at 10.0.0.1',
    ],
  ] as const)
    it(`with ${name}: ${expected}`, () => assert.equal(told, expected));

  it('fails where browsers refuse the certificate', () => {
    const dates = { notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-12-31T00:00:00Z', isTrusted: false };
    const reasons = (['expired', 'not-yet-valid', 'wrong-name', 'self-signed', 'untrusted'] as const).map(
      (problem) => judge({ certificate: { ...dates, problem } }),
    );
    assert.deepEqual(reasons, [
      'down: the certificate of shop.example expired on 2026-12-31: browsers refuse it',
      'down: the certificate of shop.example is not valid before 2026-01-01: browsers refuse it',
      'down: the certificate that shop.example shows is for other names: browsers refuse it',
      'down: the certificate of shop.example is self-signed: browsers refuse it',
      'down: browsers don’t trust the certificate of shop.example',
    ]);
  });

  it('is up with a certificate that ends tomorrow: that is a warning', () => {
    const certificate = {
      notBefore: '2026-12-10T00:00:00Z',
      notAfter: '2027-01-11T00:00:00Z',
      isTrusted: true,
    };
    assert.equal(judge({ certificate }), 'up');
    assert.deepEqual(certificateWarning(certificate, at), {
      threshold: 'urgent',
      notAfter: '2027-01-11T00:00:00Z',
      left: '1 day',
    });
  });

  it('warns of certificates by the share of their lifetime', () => {
    const left = (lifetime: number, days: number): string | undefined => {
      const end = Date.parse(at) + days * 86_400_000;
      const iso = (time: number): string => new Date(time).toISOString();
      return certificateWarning({ notBefore: iso(end - lifetime * 86_400_000), notAfter: iso(end) }, at)
        ?.threshold;
    };
    assert.deepEqual(
      [left(90, 22), left(90, 20), left(90, 6), left(6, 2), left(6, 1.4), left(6, 0.5), left(90, -1)],
      [undefined, 'late', 'urgent', undefined, 'late', 'urgent', undefined],
    );
  });
});
