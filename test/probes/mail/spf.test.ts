import assert from 'node:assert/strict';
import type { SpfVerdict } from '../../../server/src/core/observations/mail.ts';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import { evaluateSpf } from '../../../server/src/host/spfEvaluation.ts';
import { createDnsClient } from '../../../server/src/probes/dns/client.ts';
import { createAsking } from '../../../server/src/probes/mail/asking.ts';
import { startPlainResolver, type PlainResolver } from '../../support/world/plainResolver.ts';
import { RECORD_SECTIONS } from './spfRecords.ts';
import { TERM_SECTIONS } from './spfTerms.ts';

describe('SPF (RFC 7208) over real DNS', () => {
  for (const [title, { zone, cases }] of Object.entries({ ...RECORD_SECTIONS, ...TERM_SECTIONS }))
    describe(title, () => {
      let resolver: PlainResolver;
      before(async () => (resolver = await startPlainResolver(zone)));
      after(() => resolver.close());

      for (const [name, question, result, more = {}] of cases)
        it(name, async () => {
          const verdict = await verdictOn(question, resolver);
          assert.equal(verdict.result, result, verdict.reason);
          for (const [key, value] of Object.entries(more))
            assert.deepEqual(verdict[key as keyof SpfVerdict], value);
        });
    });

  it('never says what the owner of a domain wrote, but as an explanation', async () => {
    const resolver = await startPlainResolver(['odd.test TXT v=spf1 evil\u0007word::x -all']);
    const { reason } = await verdictOn('192.0.2.1 a@odd.test', resolver);
    await resolver.close();
    assert.ok(/^[ -~’]*$/.test(reason), reason);
  });

  it('has no verdict once it is cancelled', async () => {
    const verdict = await evaluateSpf({
      ip: '192.0.2.1',
      sender: 'a@shop.test',
      helo: 'shop.test',
      resolve: () => Promise.resolve({ failed: 'cancelled', detail: 'it was cancelled' }),
    });
    assert.deepEqual(verdict, { failed: 'cancelled', detail: 'it was cancelled' });
  });

  it('may be told to go on beyond the limits', async () => {
    const resolver = await startPlainResolver([
      `many.test TXT v=spf1 ${Array.from({ length: 12 }, (_, at) => `a:no${at}.test`).join(' ')} -all`,
    ]);
    const verdict = await verdictOn('192.0.2.1 a@many.test', resolver, { lookups: 40, voids: 40 });
    await resolver.close();
    assert.deepEqual([verdict.result, verdict.lookups, verdict.voids], ['fail', 12, 12]);
  });
});

async function verdictOn(
  text: string,
  { address }: PlainResolver,
  limits?: { readonly lookups: number; readonly voids: number },
): Promise<SpfVerdict> {
  const [ip = '', from = '', helo = 'mail.client.test'] = text.split(' ');
  const settings = { resolver: address, ca: [], allowPrivate: true, connect: {}, version: 'test' };
  const dns = createDnsClient(settings, { inFlight: 64, udp: [150, 150], tcp: 100 });
  const asking = createAsking({ dns, signal: new AbortController().signal, most: 200 });
  const verdict = await evaluateSpf({
    ip,
    sender: from === '<>' ? '' : from,
    helo,
    resolve: (name, type) => asking.ask(name, type),
    ...(limits && { limits }),
  });
  dns.close();
  assert.ok(!isFailure(verdict), JSON.stringify(verdict));
  return verdict;
}
