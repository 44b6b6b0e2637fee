import { strict as assert } from 'node:assert';
import { text } from 'node:stream/consumers';
import { checkKey, questionFor } from '../../server/src/probes/keyCheck.ts';
import { KEY_CHECKS } from '../../server/src/probes/keyChecks/table.ts';
import { fakeToken, formatOf } from '../support/fakeTokens.ts';
import { loopback } from '../support/loopback.ts';

/** A made-up key of a format that its row takes. */
function keyFor(formatId: string): string {
  for (let seed = 1; seed < 50; seed++) {
    const key = fakeToken(formatId, seed);
    if (questionFor(formatId, key)) return key;
  }
  throw new Error(`${formatId}: no key of it can be asked about`);
}

describe('the table of key checks', () => {
  it('has each format once, all of them known and none publishable', () => {
    const ids = KEY_CHECKS.flatMap(({ formats }) => formats);
    assert.deepEqual(ids, [...new Set(ids)]);
    for (const id of ids) assert.equal(formatOf(id).publishable, undefined, id);
  });

  it('covers the providers that products of our users have', () => {
    const providers = new Set(
      KEY_CHECKS.flatMap(({ formats }) => formats.map((id) => formatOf(id).provider)),
    );
    assert.ok(providers.size >= 60, String(providers.size));
  });

  it('names a public host, a path and the provider’s page', () => {
    for (const { formats, host, path, source, headers = {} } of KEY_CHECKS) {
      const name = formats.join();
      assert.match(host, /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/, name);
      assert.match(path, /^\/[\w./?=%@&{}-]*$/, name);
      assert.match(source, /^https:\/\//, name);
      for (const header of Object.keys(headers)) assert.equal(header, header.toLowerCase(), name);
    }
  });

  it('posts a query only, and never the key', () => {
    for (const { formats, method = 'GET', body } of KEY_CHECKS) {
      const name = formats.join();
      if (method === 'GET') assert.equal(body, undefined, name);
      else assert.ok(body === undefined || /^\{"query":"(?:query )?\{ [a-z]/.test(body), name);
      assert.ok(!body?.includes('{key}') && !body?.includes('{basic}'), name);
    }
  });

  it('can say live, and says it for a reason', () => {
    for (const { formats, answers } of KEY_CHECKS) {
      const live = answers.filter(({ state }) => state === 'live');
      assert.ok(live.length > 0, formats.join());
      for (const { status, body } of live)
        assert.ok(status === 200 || status === 403 || body, formats.join());
      for (const { state, reason } of answers)
        assert.equal(state === 'unknown', reason !== undefined, formats.join());
    }
  });

  it('sends each key once, in one header or in the path', async () => {
    let body = '';
    const { open, requests, hosts } = await loopback((request, response) => {
      void text(request).then((sent) => {
        body = sent;
        response.end('{}');
      });
    });
    for (const { formats, host } of KEY_CHECKS)
      for (const formatId of formats) {
        const key = keyFor(formatId);
        body = '';
        await checkKey({ formatId, key, userAgent: 'launch-ready/test', open });
        const message = requests.at(-1);
        const basic = Buffer.from(`api:${key}`).toString('base64');
        const sent = [message?.url ?? '', ...Object.values(message?.headers ?? {})].map(String);
        const part = key.replace(/^.*\/(?:bot|api\/webhooks\/)/, '');
        const places = sent.filter((place) => place.includes(part) || place.includes(basic));
        assert.equal(places.length, 1, formatId);
        assert.ok(!body.includes(part), formatId);
        assert.equal(hosts.at(-1), host);
      }
    assert.equal(requests.length, KEY_CHECKS.flatMap(({ formats }) => formats).length);
  });
});
