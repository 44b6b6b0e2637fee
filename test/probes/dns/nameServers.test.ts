import assert from 'node:assert/strict';
import { addressesIn } from '../../../server/src/core/live/dns/names.ts';
import type { LiveEnvironment } from '../../../server/src/core/observations/domain.ts';
import { createDnsClient } from '../../../server/src/probes/dns/client.ts';
import { observeDns } from '../../../server/src/probes/dns/observeDns.ts';
import { startDnsWorld } from '../../support/world/dnsWorld.ts';
import { addressLine, zoneOf } from './observed.ts';

const DOMAIN = 'example.test';

describe('what name servers are asked', () => {
  it('is the IPv6 address of the domain, and their own address where the parent gives one', async () => {
    const world = await startDnsWorld({
      zones: {
        [DOMAIN]: {
          records: ['@ A 192.0.2.1', '@ AAAA 2001:db8::1', 'www A 192.0.2.1'],
          unlike: { 'ns2.example.test': { records: ['@ AAAA 2001:db8::2', 'ns2 A 192.0.2.77'] } },
        },
      },
    });
    const client = createDnsClient(world.settings);
    try {
      const target = { domain: DOMAIN, subdomains: [] };
      const observed = await observeDns(target, client, new AbortController().signal);
      const asked = zoneOf(observed).nameServers.flatMap((server) => server.asked);
      assert.deepEqual(
        asked.map(({ ipv6Answer }) => addressesIn(ipv6Answer)),
        [['2001:db8::1'], ['2001:db8::2']],
      );
      assert.deepEqual(
        asked.map(({ ownAnswer }) => addressesIn(ownAnswer)),
        [['198.51.100.3'], ['192.0.2.77']],
      );
    } finally {
      client.close();
      await world.close();
    }
  });
  it('is the address of the www too, and of named subdomains where there is room', async () => {
    const world = await startDnsWorld({
      zones: {
        [DOMAIN]: {
          records: ['@ A 192.0.2.1', 'www A 192.0.2.1', 'app A 192.0.2.1'],
          unlike: { 'ns2.example.test': { records: ['www A 192.0.2.9'] } },
        },
      },
    });
    const client = createDnsClient(world.settings);
    let environments: readonly LiveEnvironment[] = [];
    const asked = async (...hosts: string[]) => {
      const target = { domain: DOMAIN, environments, subdomains: hosts.map((host) => ({ host })) };
      const { exchanges, ...observed } = await observeDns(target, client, new AbortController().signal);
      assert.equal(exchanges.length <= 28, true);
      return zoneOf(observed).nameServers.map(({ asked: at }) =>
        at[0]?.hostAnswers?.map(({ host, answer }) => `${host} ${addressLine(answer)}`),
      );
    };
    try {
      assert.deepEqual(await asked('app.example.test'), [
        ['www.example.test 192.0.2.1', 'app.example.test 192.0.2.1'],
        ['www.example.test 192.0.2.9', 'app.example.test 192.0.2.1'],
      ]);
      assert.deepEqual(await asked('elsewhere.other.test', 'app.example.test'), [
        ['www.example.test 192.0.2.1', 'app.example.test 192.0.2.1'],
        ['www.example.test 192.0.2.9', 'app.example.test 192.0.2.1'],
      ]);
      // What environments ask belongs to the same thirty.
      environments = ['a', 'b', 'c', 'd'].map((name) => ({
        name,
        url: `https://${name}.example.test/`,
        isConfirmed: true,
      }));
      assert.deepEqual(await asked('elsewhere.other.test', 'app.example.test'), [
        ['www.example.test 192.0.2.1'],
        ['www.example.test 192.0.2.9'],
      ]);
    } finally {
      client.close();
      await world.close();
    }
  });
});
