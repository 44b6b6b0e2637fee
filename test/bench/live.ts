import { execFile, fork, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { LIVE_AREAS, type NetworkSettings } from '../../server/src/core/observations/domain.ts';
import { targetFor } from '../../server/src/core/live/targets.ts';
import type { checkLive, LiveRequest } from '../../server/src/host/live.ts';
import type { FromLiveWorker } from '../../server/src/host/liveWorker.ts';
import { findOnPath } from '../support/editor/commandLine.ts';
import type { FromLiveWorld } from './liveWorld.ts';
import { measure, median } from './measure.ts';

export interface LiveTimes {
  /** Milliseconds for one domain, all areas: in a process that has done it before, in a new thread as in the editor, on the command line. */
  readonly warm: number;
  readonly thread: number;
  readonly cold: number;
  /** DNS questions and HTTP requests that arrived because of one domain. */
  readonly questions: number;
  readonly requests: number;
  readonly many: { readonly domains: number; readonly ms: number; readonly peakRss: number };
  /** testssl.sh on the same host; undefined where it is not installed. */
  readonly testssl: number | undefined;
}

const DOMAINS = Array.from({ length: 100 }, (_, each) => `healthy-${each}.test`);
const FIRST = 'healthy-0.test';
const WARM_UP = 5;

/** Healthy domains on loopback, with servers in a process of their own. `dist` holds the bundles. */
export async function measureLive(
  dist: string,
  folder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<LiveTimes> {
  const world = fork(path.join(import.meta.dirname, 'liveWorld.ts'), DOMAINS);
  try {
    const { settings } = (await heard(world)) as Extract<FromLiveWorld, { settings: unknown }>;
    const run = commandLine(path.join(dist, 'cli.cjs'), folder, settings);
    const bundle = pathToFileURL(path.join(dist, 'live.mjs'));
    await run([FIRST]);
    const { questions, requests } = await arrivals(world, FIRST);
    const cold = await times(2 * rounds, async () => (await run([FIRST])).ms);
    const many = [];
    for (let round = 0; round < rounds; round++) many.push(await run(DOMAINS));
    return {
      warm: await warmTime(bundle, settings, 4 * rounds),
      thread: median(await times(2 * rounds, () => threadTime(bundle, requestFor(settings)))),
      cold: median(cold),
      questions,
      requests,
      many: {
        domains: DOMAINS.length,
        ms: median(many.map(({ ms }) => ms)),
        peakRss: Math.max(...many.map(({ peakRss }) => peakRss)),
      },
      testssl: await testsslTime(settings, say),
    };
  } finally {
    world.kill();
  }
}

async function heard(world: ChildProcess): Promise<FromLiveWorld> {
  const [message] = (await once(world, 'message')) as [FromLiveWorld];
  return message;
}

async function arrivals(
  world: ChildProcess,
  domain: string,
): Promise<Extract<FromLiveWorld, { questions: number }>> {
  world.send(domain);
  return (await heard(world)) as Extract<FromLiveWorld, { questions: number }>;
}

async function times(rounds: number, measured: () => Promise<number>): Promise<readonly number[]> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) all.push(await measured());
  return all;
}

function commandLine(
  cli: string,
  cwd: string,
  { resolver = '', ca, connect }: NetworkSettings,
): (domains: readonly string[]) => ReturnType<typeof measure> {
  const authority = path.join(cwd, 'authority.pem');
  writeFileSync(authority, ca.join('\n'));
  const settings = ['--resolver', resolver, '--ca', authority, '--allow-private', '--format', 'json'];
  const ways = Object.entries(connect).map(([host, address]) => `${host}=${address}`);
  return (domains) => {
    const args = [cli, 'live', ...domains, '--concurrency', '8', ...settings, '--connect', ...ways];
    return measure({ name: 'launch-ready live', command: process.execPath, args, cwd });
  };
}

function requestFor(network: NetworkSettings, domain = FIRST): LiveRequest {
  const target = targetFor(domain, { config: [] });
  return {
    targets: target ? [target] : [],
    areas: LIVE_AREAS,
    network,
    concurrency: 8,
    configText: '',
    baselineText: '',
    today: new Date().toISOString().slice(0, 10),
  };
}

/** Each time another domain: nothing of it is known. */
async function warmTime(bundle: URL, settings: NetworkSettings, rounds: number): Promise<number> {
  const loaded = (await import(bundle.href)) as { readonly checkLive: typeof checkLive };
  let round = 0;
  const all = await times(WARM_UP + rounds, async () => {
    const request = requestFor(settings, DOMAINS[round++ % DOMAINS.length]);
    const start = performance.now();
    await loaded.checkLive(request, { signal: new AbortController().signal });
    return performance.now() - start;
  });
  return median(all.slice(WARM_UP));
}

/** From the start of the thread to the report. */
async function threadTime(bundle: URL, live: LiveRequest): Promise<number> {
  const start = performance.now();
  const worker = new Worker(bundle);
  worker.postMessage(live);
  try {
    for await (const [message] of on(worker, 'message') as AsyncIterable<[FromLiveWorker]>) {
      if (message === 'done') break;
      if ('failed' in message) throw new Error(message.failed);
    }
    return performance.now() - start;
  } finally {
    await worker.terminate();
  }
}

/** Its own DNS is switched off: there is nothing that it could ask. It exits as it pleases. */
async function testsslTime(
  { connect }: NetworkSettings,
  say: (line: string) => void,
): Promise<number | undefined> {
  const command = findOnPath('testssl', 'testssl.sh');
  const [ip = '', port = ''] = connect['*:443']?.split(':') ?? [];
  if (command === undefined) {
    say('testssl.sh is not installed: left out');
    return undefined;
  }
  const options = ['--quiet', '--color', '0', '--warnings', 'off', '--nodns', 'none', '--ip', ip];
  const start = performance.now();
  await new Promise<void>((resolve) => {
    execFile(command, [...options, `${FIRST}:${port}`], () => resolve());
  });
  return performance.now() - start;
}
