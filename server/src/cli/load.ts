import { CONFIG_FILE, type Config } from '../core/config.ts';
import { compareLoad, hasRegressed, readSavedLoad } from '../core/load/compare.ts';
import { loadEndpoint, type LoadEndpoint } from '../core/load/loadConfig.ts';
import { loadAsJson, loadAsMarkdown, loadAsText, type LoadReport } from '../core/load/report.ts';
import { isBroken, isUnknown } from '../core/load/result.ts';
import { printable } from '../core/printable.ts';
import { isHostProduction, isOwnHost, type Environment } from '../core/smoke/environment.ts';
import { isRead, requestLine } from '../core/smoke/requestSchema.ts';
import { durationOf } from '../core/uptime/duration.ts';
import { runLoad } from '../host/load.ts';
import { VERSION } from '../host/version.ts';
import {
  networkOf,
  readBaseline,
  readConfiguration,
  save,
  variablesFor,
  wantedEnvironment,
  type EnvironmentOptions,
} from './environment.ts';
import { paint } from './paint.ts';
import { UsageError } from './usageError.ts';

/** The options of `launch-ready load`, as the argument parser gives them. */
export interface LoadOptions extends EnvironmentOptions {
  readonly format: 'text' | 'json' | 'markdown';
  /** Names of endpoints of the configuration, or what to read: “/products”, “GET /products”. */
  readonly endpoint?: readonly string[];
  readonly maxRequests: number;
  /** "60s" */
  readonly maxTime: string;
  readonly save?: string;
  readonly baseline?: string;
  readonly yesProduction: boolean;
}

/** Puts endpoints under load until they are too slow, prints the report, and gives the exit code. */
export async function load(options: LoadOptions): Promise<number> {
  const config = readConfiguration(options.config);
  const network = networkOf(options);
  const environment = wantedEnvironment(config, options);
  if (options.environment === undefined && options.base === undefined && !options.yesProduction)
    throw new UsageError(
      `Nothing was asked: say where (--environment staging, or --base https://staging.${printable(environment.host)}).`,
    );
  const maxTime = timeOf(options.maxTime);
  const baseline = readBaseline(options.baseline, 'load', readSavedLoad);
  const endpoints = wantedEndpoints(config, options.endpoint ?? []);
  refuse(endpoints, config, environment, options);
  const variables = variablesFor(
    endpoints.map(({ request }) => request),
    [],
    environment,
  );
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const progress = createLoadProgress();
  const run = await runLoad(
    { environment, endpoints, network, variables, maxRequests: options.maxRequests, maxTime },
    { signal: stop.signal, ...progress },
  );
  progress.end();
  const report: LoadReport = {
    version: VERSION,
    run,
    ...(baseline ? { comparison: compareLoad(run, baseline) } : {}),
  };
  save(options.save, loadAsJson(report));
  process.stdout.write(reportOf(report, options.format));
  return exitCodeOf(report, stop.signal.aborted);
}

function reportOf(report: LoadReport, format: LoadOptions['format']): string {
  if (format === 'json') return loadAsJson(report);
  return format === 'markdown' ? loadAsMarkdown(report) : loadAsText(report, paint());
}

/** What could not be told is no success. */
function exitCodeOf({ run: { endpoints }, comparison }: LoadReport, isStopped: boolean): number {
  if (endpoints.some(isBroken) || (comparison && hasRegressed(comparison))) return 1;
  return isStopped || endpoints.some(isUnknown) ? 2 : 0;
}

function timeOf(text: string): number {
  const time = durationOf(text);
  if (time === undefined || time < 1_000 || time > LONGEST)
    throw new UsageError('--max-time: write a time with its unit, from 1s to 10m: 60s.');
  return time;
}

const LONGEST = 600_000;

/** Those that are named; without a name those of the configuration; without any, the home page. */
function wantedEndpoints({ load: configured }: Config, named: readonly string[]): readonly LoadEndpoint[] {
  const known = configured?.endpoints ?? [];
  if (named.length === 0)
    return known.length > 0 ? known : [loadEndpoint({ name: 'Home page', request: 'GET /' })];
  return named.map((text) => {
    const line = requestLine(text);
    const found = known.find(
      ({ name, request }) =>
        name === text || (line && request.method === line.method && request.url === line.url),
    );
    if (found) return found;
    if (!line)
      throw new UsageError(
        `--endpoint: “${printable(text)}” is neither an endpoint of ${CONFIG_FILE} nor a request like “GET /products”.`,
      );
    if (!isRead(line.method))
      throw new UsageError(
        `--endpoint: ${line.method} may change something, so it has to stand in ${CONFIG_FILE} (load: endpoints).`,
      );
    return loadEndpoint({ request: text });
  });
}

function refuse(
  endpoints: readonly LoadEndpoint[],
  { domains }: Config,
  environment: Environment,
  { yesProduction }: LoadOptions,
): void {
  const hosts = endpoints.map(({ request: { url } }) =>
    url.startsWith('/') ? environment.host : new URL(url).hostname,
  );
  const stranger = hosts.find((host) => !isOwnHost(domains, environment, host));
  if (stranger !== undefined)
    throw new UsageError(
      `${printable(stranger)} is no host of your domains in ${CONFIG_FILE}, so nothing was asked.`,
    );
  const production = hosts.find((host) =>
    host === environment.host ? environment.isProduction : isHostProduction(domains, host),
  );
  if (production !== undefined && !yesProduction)
    throw new UsageError(
      `${printable(production)} is production, as far as anybody says: people may wait while it is under load. If that is wanted, say --yes-production. Nothing was asked.`,
    );
}

interface LoadProgress {
  onStage(endpoint: LoadEndpoint, stage: { readonly concurrency: number }): void;
  onAnswer(requests: number): void;
  end(): void;
}

/** On standard error, only where a person watches. */
function createLoadProgress(): LoadProgress {
  const isShown = process.stderr.isTTY && !process.env['CI'];
  let [what, last] = ['', 0];
  const show = (text: string): void => {
    if (isShown) process.stderr.write(`\r\x1b[K${text}`);
  };
  return {
    onStage({ name }, { concurrency }) {
      what = `${printable(name)}: ${concurrency} at a time`;
      show(what);
    },
    onAnswer(requests) {
      const now = performance.now();
      if (now - last < 100) return;
      last = now;
      show(`${what}, ${requests} requests so far (Ctrl-C ends it)`);
    },
    end: () => show(''),
  };
}
