import assert from 'node:assert/strict';
import type { MailSelector } from '../../../server/src/core/observations/mail.ts';
import { createAsking } from '../../../server/src/probes/mail/asking.ts';
import { observeDkim } from '../../../server/src/probes/mail/dkim.ts';
import { createNetwork } from '../../../server/src/probes/network.ts';
import { startPlainResolver } from '../../support/world/plainResolver.ts';
import { textsIn } from './mailWorld.ts';

const { signal } = new AbortController();

const SELECTORS: readonly MailSelector[] = [
  { selector: 'own', source: 'configured' },
  { selector: 'resend', source: 'provider', provider: 'resend' },
  ...['google', 'selector1', 's1', 'k1', 'default', 'mail'].map((selector): MailSelector => ({
    selector,
    source: 'well-known',
  })),
];

describe('The DKIM keys of a domain', () => {
  async function keysIn(zone: readonly string[], { hasMail = true } = {}) {
    const resolver = await startPlainResolver(zone);
    const settings = { ca: [], connect: {}, allowPrivate: true, version: 'test' };
    const network = createNetwork({ ...settings, resolver: resolver.address });
    const asking = createAsking({ dns: network.dns, signal, most: 60 });
    const around = { asking, network, signal, hasMail: Promise.resolve(hasMail) };
    const { observed } = await observeDkim('shop.test', SELECTORS, around);
    network.close();
    await resolver.close();
    return {
      found: observed.keys.flatMap(({ selector, answer }) => (textsIn(answer)?.length ? [selector] : [])),
      asked: observed.keys.map(({ selector }) => selector),
      questions: resolver.questions.length,
    };
  }

  const ALL = SELECTORS.map(({ selector }) => selector);

  it('are asked for, each of them, where there is anything', async () => {
    assert.deepEqual(await keysIn(['own._domainkey.shop.test TXT v=DKIM1; p=AAAA']), {
      found: ['own'],
      asked: ALL,
      questions: 9,
    });
  });

  it('are found through aliases', async () => {
    const zone = ['resend._domainkey.shop.test CNAME key.resend.test', 'key.resend.test TXT v=DKIM1; p=AAAA'];
    assert.deepEqual((await keysIn(zone)).found, ['resend']);
  });

  it('are asked for in spite of a server that says there is nothing', async () => {
    const zone = ['_domainkey.shop.test NXDOMAIN', 'mail._domainkey.shop.test TXT v=DKIM1; p=AAAA'];
    const one = await keysIn([...zone, 'google._domainkey.shop.test TXT v=DKIM1; p=AAAA']);
    assert.deepEqual([one.found, one.asked], [['google', 'mail'], ALL]);
    const none = await keysIn(['shop.test A 192.0.2.1']);
    assert.deepEqual([none.found, none.questions], [[], 7]);
  });

  it('are not asked for where it says so, and there is no mail', async () => {
    assert.deepEqual(await keysIn(['shop.test A 192.0.2.1'], { hasMail: false }), {
      found: [],
      asked: [],
      questions: 1,
    });
  });

  it('are not asked for where nothing is known', async () => {
    assert.deepEqual((await keysIn(['_domainkey.shop.test TIMEOUT'])).asked, []);
  }).timeout(20_000);
});
