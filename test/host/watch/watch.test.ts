import { strict as assert } from 'node:assert';
import { createServer, type RequestListener, type Server } from 'node:http';
import path from 'node:path';
import type { NetworkSettings } from '../../../server/src/core/observations/domain.ts';
import { endpointOf } from '../../../server/src/core/uptime/monitoringConfig.ts';
import type { UptimeState } from '../../../server/src/core/uptime/state.ts';
import { openStateFile } from '../../../server/src/host/watch/stateFile.ts';
import {
  startWatch,
  watchOnce,
  type WatchHooks,
  type WatchOrder,
} from '../../../server/src/host/watch/watch.ts';
import { listen } from '../../support/loopback.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const SETTINGS: NetworkSettings = { ca: [], allowPrivate: true, connect: {}, version: '1.2.3' };

describe('a watch', () => {
  const servers: Server[] = [];
  const serve = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer);
    servers.push(server);
    return `http://127.0.0.1:${await listen(server)}`;
  };
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  const folder = temporaryFolder();
  let files = 0;
  const newFile = (): string => path.join(folder, `state-${files++}.json`);

  /** Takes messages as Slack does, after it has refused some; `titles` are those that it took. */
  const receiver = async (refuse: (count: number) => number | undefined | 'hang') => {
    const titles: string[] = [];
    let count = 0;
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const status = refuse((count += 1));
        if (status === 'hang') return;
        if (status === 429) return void response.writeHead(429, { 'retry-after': '0.2' }).end();
        if (status !== undefined) return void response.writeHead(status).end();
        titles.push((JSON.parse(body) as { text: string }).text.split('\n')[0] ?? '');
        response.end('ok');
      });
    });
    return { titles, url: `${url}/hook`, posts: () => count };
  };

  const orderOf = (
    urls: readonly string[],
    hook: string,
    file: string,
    every = 1,
    timeout = 400,
  ): WatchOrder => ({
    endpoints: urls.map((url, index) => ({
      endpoint: { ...endpointOf({ url, kind: 'other', name: `E${index}` }), every, timeout },
      headers: {},
    })),
    rules: { maintenance: [] },
    receivers: [{ id: 'slack:HOOK', type: 'slack', url: hook }],
    network: SETTINGS,
    file: openStateFile(file),
  });
  const quiet: WatchHooks = { onEvent: () => undefined, onProblem: (text) => assert.fail(text) };

  /** Resolves as soon as something holds; what changes it calls back often enough. */
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('tells of every change of 200 endpoints once, however they fail and whatever the receiver does', async () => {
    const counts = new Map<string, number>();
    const site = await serve((request, response) => {
      const url = request.url ?? '';
      const count = (counts.get(url) ?? 0) + 1;
      counts.set(url, count);
      const index = Number(url.slice(2));
      // Up, down for two runs, up; every third one is down once more, for one run only: nobody is told of that.
      const isDown = count === 2 || count === 3 || (index % 3 === 0 && count === 5);
      if (!isDown) return void response.end('fine');
      if (index % 5 === 0) return;
      if (index % 5 === 1) return void request.socket.destroy();
      if (index % 5 === 2) return void response.writeHead(200, { 'content-length': 10 }).write('half');
      response.writeHead(500).end();
    });
    const hook = await receiver((count) => (count % 40 === 1 ? 429 : count % 60 === 2 ? 503 : undefined));
    const urls = Array.from({ length: 200 }, (_, index) => `${site}/e${index}`);
    const lates: number[] = [];
    // Time enough for an answer on a machine that does much else.
    const running = startWatch(orderOf(urls, hook.url, newFile(), 2, 1_700), {
      ...quiet,
      onRun: (_endpoint, _run, _verdict, late) => void lates.push(late),
    });
    await until(() => [...counts.values()].filter((count) => count > 6).length === 200);
    await until(() => running.state().outbox.length === 0);
    await running.stop();
    const expected = urls.flatMap((_, index) => [`Down: E${index}`, `Up again: E${index}`]);
    assert.deepEqual(hook.titles.toSorted(), expected.toSorted());
    for (const index of urls.keys())
      assert.ok(hook.titles.indexOf(`Down: E${index}`) < hook.titles.indexOf(`Up again: E${index}`));
    assert.equal(running.figures().delivered, 400);
    assert.equal(running.figures().mostLate, Math.max(...lates));
  });

  it('tells after a restart what it could not tell before, and nothing twice', async () => {
    let isBroken = true;
    const site = await serve((_request, response) => void response.writeHead(isBroken ? 500 : 200).end());
    // The first message is taken, the second hangs until everything is stopped.
    const hook = await receiver((count) => (count === 2 ? 'hang' : undefined));
    const file = newFile();
    const urls = [`${site}/a`, `${site}/b`];
    const first = startWatch(orderOf(urls, hook.url, file, 0.5), quiet);
    await until(() => hook.posts() === 2);
    await first.stop();
    assert.equal(hook.titles.length, 1);
    assert.equal(openStateFile(file).state.outbox.length, 1);
    const second = startWatch(orderOf(urls, hook.url, file, 0.5), quiet);
    await until(() => hook.titles.length === 2);
    isBroken = false;
    await until(() => hook.titles.length === 4);
    await second.stop();
    assert.deepEqual(hook.titles.toSorted(), ['Down: E0', 'Down: E1', 'Up again: E0', 'Up again: E1']);
    assert.deepEqual(openStateFile(file).state.outbox, []);
  });

  it('is not kept from telling others by a receiver that never answers, and tells that one later', async () => {
    let isBroken = true;
    const site = await serve((_request, response) => void response.writeHead(isBroken ? 500 : 200).end());
    let isHanging = true;
    const hung = await receiver(() => (isHanging ? 'hang' : undefined));
    const good = await receiver(() => undefined);
    const order = orderOf([site], good.url, newFile(), 0.5);
    const retries: string[] = [];
    const running = startWatch(
      {
        ...order,
        receivers: [...order.receivers, { id: 'slack:HUNG', type: 'slack', url: hung.url }],
        patience: 500,
      },
      { ...quiet, onRetry: (id, _event, reason) => void retries.push(`${id}: ${reason}`) },
    );
    await until(() => good.titles.length === 1);
    isBroken = false;
    await until(() => good.titles.length === 2 && retries.length > 1);
    assert.deepEqual(hung.titles, []);
    assert.deepEqual(new Set(retries), new Set(['slack:HUNG: it did not answer within 0.5 seconds']));
    // Nothing of what it was not told is lost, however often it was tried.
    assert.deepEqual(
      running.state().outbox.map(({ event, pending }) => `${event.kind} ${pending.join()}`),
      ['down slack:HUNG', 'up slack:HUNG'],
    );
    isHanging = false;
    await until(() => hung.titles.length === 2);
    await running.stop();
    assert.deepEqual(
      [hung.titles, good.titles],
      [
        ['Down: E0', 'Up again: E0'],
        ['Down: E0', 'Up again: E0'],
      ],
    );
  });

  it('knows from pass to pass what was before', async () => {
    let status = 200;
    const site = await serve((_request, response) => void response.writeHead(status).end());
    const hook = await receiver(() => undefined);
    const file = newFile();
    const pass = async (answered: number): Promise<UptimeState> => {
      status = answered;
      return watchOnce(orderOf([site], hook.url, file), quiet, new AbortController().signal);
    };
    for (const answered of [200, 500, 500, 500, 200, 200, 500, 200]) await pass(answered);
    assert.deepEqual(hook.titles, ['Down: E0', 'Up again: E0']);
    const [known] = Object.values((await pass(200)).endpoints);
    assert.deepEqual(known?.total, { runs: 9, failures: 4 });
  });

  it('says that the state can’t be kept, and goes on telling', async () => {
    const site = await serve((_request, response) => void response.writeHead(500).end());
    const hook = await receiver(() => undefined);
    const problems: string[] = [];
    const order = orderOf([site], hook.url, newFile(), 0.5);
    const running = startWatch(
      {
        ...order,
        file: {
          state: order.file.state,
          save: () => Promise.reject(new Error('the disk is full')),
        },
      },
      { ...quiet, onProblem: (text) => void problems.push(text) },
    );
    await until(() => hook.titles.length === 1);
    await running.stop();
    assert.deepEqual(problems, [
      'The state can’t be written: what happens now will be told again after a restart.',
    ]);
  });
});
