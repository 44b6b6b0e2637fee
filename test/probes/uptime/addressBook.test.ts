import { strict as assert } from 'node:assert';
import { isFailure } from '../../../server/src/core/observations/failure.ts';
import { createAddressBook } from '../../../server/src/probes/uptime/addressBook.ts';
import { reply, startDnsServer, type RunningServer } from '../../support/world/dnsServer.ts';

describe('an address book', () => {
  const asked: string[] = [];
  let address = '192.0.2.1';
  let server: RunningServer;
  before(async () => {
    server = await startDnsServer((query) => {
      const [question] = query.questions ?? [];
      if (!question) return undefined;
      asked.push(`${question.type} ${question.name}`);
      const ttl = question.name === 'long.example' ? 3_600 : 0;
      return reply(query, {
        answers:
          question.type === 'A' && question.name !== 'none.example'
            ? [{ type: 'A', name: question.name, ttl, data: address }]
            : [],
      });
    });
  });
  after(() => server.close());
  let now = 0;
  const book = () =>
    createAddressBook(
      {
        resolver: `127.0.0.1:${server.port}`,
        ca: [],
        allowPrivate: false,
        connect: {},
        version: '1.2.3',
      },
      () => now,
    );
  const signal = new AbortController().signal;

  it('asks once for everybody who wants a name at a time, and believes the answer for a while', async () => {
    const own = book();
    const all = await Promise.all([1, 2, 3].map(() => own.addressesOf('long.example', signal)));
    assert.deepEqual(all, [['192.0.2.1'], ['192.0.2.1'], ['192.0.2.1']]);
    address = '192.0.2.2';
    assert.deepEqual(await own.addressesOf('long.example', signal), ['192.0.2.1']);
    assert.equal(asked.filter((question) => question === 'A long.example').length, 1);
    assert.deepEqual(await book().addressesOf('long.example', signal), ['192.0.2.2']);
  });

  it('asks again when the time to live is over, after five seconds at the earliest and five minutes at the latest', async () => {
    const own = book();
    const countsAfter = async (host: string, seconds: readonly number[]): Promise<readonly number[]> => {
      const counts: number[] = [];
      for (const each of seconds) {
        now = each * 1000;
        await own.addressesOf(host, signal);
        counts.push(asked.filter((question) => question === `A ${host}`).length);
      }
      return counts;
    };
    assert.deepEqual(await countsAfter('short.example', [0, 4, 6]), [1, 1, 2]);
    const [first = 0, second = 0, third = 0] = await countsAfter('long.example', [1_000, 1_290, 1_301]);
    assert.deepEqual([second - first, third - second], [0, 1]);
  });

  it('needs no name server for an address', async () => {
    assert.deepEqual(await book().addressesOf('192.0.2.7', signal), ['192.0.2.7']);
    assert.deepEqual(await book().addressesOf('[2001:db8::1]', signal), ['2001:db8::1']);
  });

  it('says that there is no address, and stops when nobody waits any more', async () => {
    const none = await book().addressesOf('none.example', signal);
    assert.deepEqual(none, { failed: 'no-address', detail: 'none.example has no address' });
    const stopped = await book().addressesOf('long.example', AbortSignal.abort());
    assert.ok(isFailure(stopped) && stopped.failed === 'cancelled');
  });
});
