import assert from 'node:assert/strict';
import type { ObservatoryResult } from '../../../server/src/core/live/observatory/observatory.ts';
import { observatoryOf } from '../../../server/src/core/live/observatory/observatoryOf.ts';
import { isFailure, type Failure } from '../../../server/src/core/observations/failure.ts';
import type { HttpChain } from '../../../server/src/core/observations/http.ts';
import {
  chain,
  DOMAIN,
  exchange,
  failure,
  GOOD_HEADERS,
  healthyDomain,
  healthyHttp,
  redirect,
} from '../../support/observations.ts';

const PLAIN = `http://${DOMAIN}/`;
const SECURE = `https://${DOMAIN}/`;
const HOME = exchange({ url: SECURE, headers: GOOD_HEADERS });

function given(...chains: HttpChain[]): ObservatoryResult | Failure | undefined {
  return observatoryOf(healthyDomain({ http: { ...healthyHttp(), chains } }));
}

function graded(...chains: HttpChain[]): ObservatoryResult {
  const result = given(...chains);
  assert.ok(result && !isFailure(result), JSON.stringify(result));
  return result;
}

describe('MDN observatory of what the probe saw', () => {
  it('judges a circle of redirects by the eleventh answer', () => {
    const step = (url: string, location: string, policy: string) =>
      exchange({ url, status: 302, headers: { location, 'referrer-policy': policy } });
    const start = step(SECURE, `${SECURE}a`, 'no-referrer');
    const there = step(`${SECURE}a`, `${SECURE}b`, 'unsafe-url');
    const toStart = chain([start, there, step(`${SECURE}b`, SECURE, 'no-referrer')], 'loop');
    assert.equal(graded(toStart).tests['referrer-policy'].result, 'referrer-policy-unsafe');
    const toItself = chain([step(SECURE, SECURE, 'no-referrer')], 'loop');
    assert.equal(graded(toItself).tests['referrer-policy'].result, 'referrer-policy-private');
    const beside = chain([start, there, step(`${SECURE}b`, `${SECURE}a`, 'no-referrer')], 'loop');
    assert.equal(graded(beside).tests['referrer-policy'].result, 'referrer-policy-private');
  });

  it('takes a redirect to no address for a site that is not there', () => {
    const lost = chain([exchange({ url: PLAIN, status: 301, headers: { location: 'http://' } })], 'failed');
    assert.equal(graded(chain([HOME]), lost).tests.redirection.result, 'redirection-not-needed-no-http');
    const secure = chain(
      [exchange({ url: SECURE, status: 301, headers: { location: 'http://' } })],
      'failed',
    );
    const plain = chain([exchange({ url: PLAIN, headers: GOOD_HEADERS })]);
    assert.equal(
      graded(secure, plain).tests['strict-transport-security'].result,
      'hsts-not-implemented-no-https',
    );
  });

  it('takes a redirect without Location for one to somewhere on the same host', () => {
    const lost = chain([exchange({ url: PLAIN, status: 301, headers: {} })], 'failed');
    assert.equal(graded(chain([HOME]), lost).tests.redirection.result, 'redirection-not-to-https');
    const secure = chain([exchange({ url: SECURE, status: 301, headers: {} })], 'failed');
    assert.deepEqual(given(secure, chain([redirect(PLAIN, SECURE)], 'failed')), {
      failed: 'protocol',
      detail: 'example.com answers with a redirect that leads nowhere',
    });
  });

  it('grades by HTTP where HTTPS fails on the way', () => {
    const secure = chain([
      redirect(SECURE, `https://www.${DOMAIN}/`),
      exchange({ url: `https://www.${DOMAIN}/`, failure: failure('refused') }),
    ]);
    const { tests } = graded(secure, chain([exchange({ url: PLAIN, headers: GOOD_HEADERS })]));
    assert.equal(tests.redirection.result, 'redirection-missing');
    assert.equal(tests['strict-transport-security'].result, 'hsts-not-implemented-no-https');
  });

  it('knows the first step to a host that nobody confirmed, and grades no page there', () => {
    const off = chain([redirect(PLAIN, 'https://elsewhere.example/')], 'off-host');
    assert.equal(graded(chain([HOME]), off).tests.redirection.result, 'redirection-off-host-from-http');
    assert.deepEqual(given(chain([redirect(SECURE, 'https://elsewhere.example/')], 'off-host')), {
      failed: 'not-confirmed',
      detail: 'example.com leads to a host that nobody confirmed',
    });
  });
});
