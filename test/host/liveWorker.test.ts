import { strict as assert } from 'node:assert';
import { targetFor } from '../../server/src/core/live/targets.ts';
import type { LiveRequest } from '../../server/src/host/live.ts';
import { checkLiveInWorker } from '../../server/src/host/liveWorker.ts';
import { startWorld, type World } from '../support/world/world.ts';

describe('live checks in a thread', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ 'shop.test': {}, 'silent.test': { https: () => {}, http: () => {} } });
  });
  after(() => world.close());

  const request = (...domains: readonly string[]): LiveRequest => ({
    targets: domains.flatMap((domain) => targetFor(domain, { config: [] }) ?? []),
    areas: ['dns', 'tls', 'redirects', 'headers'],
    network: world.settings,
    concurrency: 4,
    configText: '',
    baselineText: '',
    today: '2026-11-22',
  });

  it('report what they would in the same thread, one run after the other', async () => {
    for (const round of [1, 2]) {
      const phases = new Set<string>();
      const told: string[] = [];
      const reports = await checkLiveInWorker(request('shop.test'), {
        signal: new AbortController().signal,
        onPhase: (_domain, phase) => phases.add(phase),
        onReport: ({ domain }) => told.push(domain),
      });
      assert.deepEqual(
        reports.map(({ domain, findings, errors }) => [domain, findings, errors]),
        [['shop.test', [], []]],
      );
      assert.ok((reports[0]?.requests ?? 0) > 0, `round ${round}`);
      assert.deepEqual(told, ['shop.test']);
      assert.deepEqual([...phases].sort(), ['dns', 'http', 'judging', 'tls']);
    }
  });

  it('end at once when they are cancelled, and leave the next run alone', async () => {
    const stop = new AbortController();
    const running = checkLiveInWorker(request('silent.test'), {
      signal: stop.signal,
      onPhase: (_domain, phase) => phase === 'http' && stop.abort(),
    });
    assert.deepEqual(await running, []);
    const reports = await checkLiveInWorker(request('shop.test'), { signal: new AbortController().signal });
    assert.equal(reports.length, 1);
    assert.deepEqual(await checkLiveInWorker(request('shop.test'), { signal: AbortSignal.abort() }), []);
  });

  it('say why they can’t run', async () => {
    const broken = { ...request('shop.test'), network: { ...world.settings, resolver: 'nowhere' } };
    const reports = await checkLiveInWorker(broken, { signal: new AbortController().signal }).catch(
      (error: unknown) => error,
    );
    const isTold =
      reports instanceof Error ||
      (Array.isArray(reports) &&
        reports.some(({ results }) => results.some((one: { state: string }) => one.state === 'unknown')));
    assert.ok(isTold, JSON.stringify(reports));
  });
}).timeout(60_000);
