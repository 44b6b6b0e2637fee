import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { CONFIG_FILE, type Config } from '../core/config.ts';
import { domainConfigFor, hostOfUrl } from '../core/uptime/hosts.ts';
import { receiverId } from '../core/uptime/alerts/payload.ts';
import { resolvedHeaders } from '../core/uptime/headers.ts';
import { metricsText, type WatchFigures } from '../core/uptime/metrics.ts';
import {
  homelessEndpoints,
  monitoredEndpoints,
  type EndpointTimes,
} from '../core/uptime/monitoringConfig.ts';
import type { UptimeState } from '../core/uptime/state.ts';
import type { MonitoredEndpoint } from '../core/observations/uptime.ts';
import type { NetworkSettings } from '../core/observations/domain.ts';
import { isWithin } from '../core/live/hostNames.ts';
import { printable } from '../core/printable.ts';
import { startMetricsServer, type MetricsServer } from '../host/watch/metricsServer.ts';
import { openStateFile, projectStateFile, writeWhole, type StateFile } from '../host/watch/stateFile.ts';
import { startWatch, watchOnce, type Receiver, type WatchOrder } from '../host/watch/watch.ts';
import { networkSettings, type NetworkOptions } from './network.ts';
import { configuredRoot } from './target.ts';
import { UsageError } from './usageError.ts';
import { readWatchConfig } from './watchConfig.ts';
import { watchReport, type WatchReport } from './watchReport.ts';

/** The options of `launch-ready watch`, as the argument parser gives them. */
export interface WatchOptions extends NetworkOptions {
  readonly format: 'text' | 'json';
  readonly config?: string;
  readonly once: boolean;
  readonly state?: string;
  readonly metricsFile?: string;
  readonly metricsPort?: number;
  /** The user's yes to all that launch-ready.yaml names. */
  readonly yes: boolean;
}

/** Asks the endpoints again and again until it is stopped, or once; tells of what changes, and gives the exit code. */
export async function watch(named: readonly string[], options: WatchOptions): Promise<number> {
  const root = configuredRoot(process.cwd());
  const { domains, network } = networkSettings(named, options);
  const { config, leftOut } = readWatchConfig(root, options.config);
  const endpoints = await wantedEndpoints(root, domains, config, options);
  if (leftOut !== undefined) process.stderr.write(`${leftOut}\n`);
  const report = watchReport(options.format);
  const order = orderOf(endpoints, config, network, await openState(root, options.state, report));
  if (!options.once) return untilStopped(order, options, report);
  const code = await once(order, options, report);
  // What is left out could not be asked.
  return code === 0 && leftOut !== undefined ? 2 : code;
}

async function once(order: WatchOrder, options: WatchOptions, report: WatchReport): Promise<number> {
  const stopping = new AbortController();
  const unhook = onStop(() => stopping.abort());
  const seen = new Map<string, 'up' | 'down' | 'unknown'>();
  const state = await watchOnce(
    order,
    {
      ...report,
      onRun(endpoint, run, verdict, late) {
        seen.set(endpoint.id, verdict.state);
        report.onRun(endpoint, run, verdict, late);
      },
    },
    stopping.signal,
  );
  unhook();
  report.onEnd(order, state);
  if (options.metricsFile !== undefined) await writeMetrics(options.metricsFile, order, state, report);
  const states = new Set(order.endpoints.map(({ endpoint }) => seen.get(endpoint.id) ?? 'unknown'));
  if (states.has('down')) return 1;
  // Who was not asked is not up.
  return states.has('unknown') ? 2 : 0;
}

async function untilStopped(order: WatchOrder, options: WatchOptions, report: WatchReport): Promise<number> {
  // It runs for weeks beside other things: V8 shall rather tidy up than take more memory.
  setFlagsFromString('--optimize-for-size');
  report.onStart(order);
  const running = startWatch(order, report);
  const textOf = (): string => textFor(order, running.state(), running.figures());
  let server: MetricsServer | undefined;
  const { metricsFile, metricsPort } = options;
  const write = async (): Promise<void> => {
    if (metricsFile !== undefined)
      await writeMetrics(metricsFile, order, running.state(), report, running.figures());
  };
  const writing = metricsFile === undefined ? undefined : setInterval(() => void write(), METRICS_EVERY);
  try {
    if (metricsPort !== undefined) {
      server = await startMetricsServer(metricsPort, textOf).catch(() => {
        throw new UsageError(`--metrics-port: the port ${metricsPort} is not to be had.`);
      });
      report.onServing(server.port);
    }
    await new Promise<void>((resolve) => {
      onStop(resolve);
    });
  } finally {
    clearInterval(writing);
    await server?.close();
    await running.stop();
  }
  await write();
  report.onEnd(order, running.state(), running.figures());
  return 0;
}

/** Milliseconds. */
const METRICS_EVERY = 5_000;

/** The first signal stops cleanly, a second one at once. */
function onStop(stop: () => void): () => void {
  const unhook = (): void => {
    for (const name of STOPPING) process.off(name, stopOnce);
  };
  const stopOnce = (): void => {
    unhook();
    stop();
  };
  for (const name of STOPPING) process.on(name, stopOnce);
  return unhook;
}

const STOPPING = ['SIGINT', 'SIGTERM'] as const;

async function writeMetrics(
  file: string,
  order: WatchOrder,
  state: UptimeState,
  report: WatchReport,
  figures?: WatchFigures,
): Promise<void> {
  try {
    // Read by another user: the collector of Prometheus' node exporter.
    await writeWhole(path.resolve(file), textFor(order, state, figures), 0o644);
  } catch {
    report.onProblem(`The metrics can’t be written to “${printable(file)}”.`);
  }
}

function textFor({ endpoints }: WatchOrder, state: UptimeState, figures?: WatchFigures): string {
  return metricsText(
    state,
    endpoints.map(({ endpoint }) => endpoint),
    figures,
  );
}

/** With --yes all that the configuration names; else what is on the domains that were named. */
async function wantedEndpoints(
  root: string,
  named: readonly string[],
  config: Config,
  { yes }: WatchOptions,
): Promise<readonly MonitoredEndpoint[]> {
  const { monitoring, domains: configured } = config;
  const domains =
    named.length === 0
      ? configured
      : named.map((domain) => configured.find((one) => one.domain === domain) ?? domainConfigFor(domain));
  const found = monitoring?.endpoints ? [] : await foundIn(root, domains, configured, config);
  const all = monitoredEndpoints(monitoring, domains, found);
  if (named.length === 0 && !yes) throw new UsageError(whatToName(all));
  const [homeless] = homelessEndpoints(monitoring, domains);
  if (homeless !== undefined)
    throw new UsageError(
      `${CONFIG_FILE}: there is no domain for the path ${printable(homeless)}: write \`domains:\`, or a URL.`,
    );
  const wanted =
    named.length === 0 || yes
      ? all
      : all.filter(({ url }) => named.some((domain) => isWithin(hostOfUrl(url), domain)));
  if (wanted.length === 0) throw new UsageError(whatToName([]));
  return wanted;
}

/** Sign-in pages, health checks and webhooks that the code of this folder has, where its configuration names the domain. */
async function foundIn(
  root: string,
  domains: Config['domains'],
  configured: Config['domains'],
  { monitoring }: Config,
): Promise<readonly MonitoredEndpoint[]> {
  if (!domains.some((domain) => configured.includes(domain))) return [];
  const [{ folderModel }, { foundEndpoints }] = await Promise.all([
    import('./readFolder.ts'),
    import('../core/uptime/found/endpoints.ts'),
  ]);
  // Who watches needs the configuration; a folder that can't be read only has less to say.
  const folder = await folderModel('watch', root).catch(() => undefined);
  if (!folder) return [];
  const hosts = domains.map(({ domain, canonical }) => canonical ?? domain);
  const found = foundEndpoints(folder.model, hosts);
  return monitoring ? found.map((endpoint) => withTimes(endpoint, monitoring.times)) : found;
}

function withTimes(
  endpoint: MonitoredEndpoint,
  { every, failures, timeout, latency }: EndpointTimes,
): MonitoredEndpoint {
  return { ...endpoint, every, failures, timeout, expect: { ...endpoint.expect, latency } };
}

function whatToName(endpoints: readonly MonitoredEndpoint[]): string {
  if (endpoints.length === 0)
    return 'There is nothing to watch. Name the domains that are yours (launch-ready watch shop.example), or write `monitoring:` into launch-ready.yaml.';
  const hosts = [...new Set(endpoints.map(({ url }) => hostOfUrl(url)))];
  const more = hosts.length > 5 ? ` and ${hosts.length - 5} more` : '';
  return `Nothing was asked: ${CONFIG_FILE} names ${printable(hosts.slice(0, 5).join(', '))}${more}. If that is yours, run launch-ready watch --yes, or name the domains.`;
}

function orderOf(
  endpoints: readonly MonitoredEndpoint[],
  { monitoring }: Config,
  network: NetworkSettings,
  file: StateFile,
): WatchOrder {
  const receivers = (monitoring?.alerts ?? []).map(({ type, env }): Receiver => {
    const url = process.env[env]?.trim() ?? '';
    if (url === '')
      throw new UsageError(`The environment variable ${env} is not set: it holds the address of a webhook.`);
    if (!/^https?:\/\/[^\s/?#@]+(?:[/?#]|$)/i.test(url) || !URL.canParse(url))
      throw new UsageError(`The environment variable ${env} does not hold a URL.`);
    return { id: receiverId({ type, env }), type, url };
  });
  return {
    endpoints: endpoints.map((endpoint) => {
      const { headers, missing } = resolvedHeaders(endpoint.headers, (name) => process.env[name]);
      if (missing.length > 0)
        throw new UsageError(
          `The environment variable ${missing.join(', ')} is not set, or holds what no header can have: “${printable(endpoint.name)}” needs it.`,
        );
      return { endpoint, headers };
    }),
    rules: { maintenance: monitoring?.maintenance ?? [], certificateDays: monitoring?.certificateDays },
    receivers,
    network,
    file,
  };
}

async function openState(root: string, named: string | undefined, report: WatchReport): Promise<StateFile> {
  try {
    const file = openStateFile(named === undefined ? projectStateFile(root) : path.resolve(named));
    if (file.keptAside !== undefined)
      report.onProblem(
        `The state could not be read, so everything starts anew. It is kept as ${path.basename(file.keptAside)}.`,
      );
    // Better now than when something happens.
    await file.save(file.state);
    return file;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `--state: ${named === undefined ? 'the state of this folder' : `“${printable(named)}”`} can’t be read or written.`,
    );
  }
}
