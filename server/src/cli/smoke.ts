import { existsSync } from 'node:fs';
import { CONFIG_FILE, type Config } from '../core/config.ts';
import { printable } from '../core/printable.ts';
import { defaultFlows, healthPathOf } from '../core/smoke/defaultFlows.ts';
import type { Environment } from '../core/smoke/environment.ts';
import {
  smokeAsJson,
  smokeAsJunit,
  smokeAsMarkdown,
  smokeAsText,
  type SmokeReport,
} from '../core/smoke/report.ts';
import { compareSmoke, hasFailed, readSavedSmoke } from '../core/smoke/result.ts';
import type { SmokeFlow } from '../core/smoke/smokeConfig.ts';
import { runSmoke, strangersIn, writesToProduction } from '../host/smoke.ts';
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
import { createProgress } from './progress.ts';
import { UsageError } from './usageError.ts';

/** The options of `launch-ready smoke`, as the argument parser gives them. */
export interface SmokeOptions extends EnvironmentOptions {
  readonly format: 'text' | 'json' | 'junit' | 'markdown';
  /** Names of flows. */
  readonly only?: string;
  readonly save?: string;
  readonly baseline?: string;
  /** The user's yes to production where nothing else names it, and to requests that change something there. */
  readonly yes: boolean;
}

/** Runs the flows against an environment, prints the report, and gives the exit code. */
export async function smoke(options: SmokeOptions): Promise<number> {
  const config = readConfiguration(options.config);
  const network = networkOf(options);
  const environment = wantedEnvironment(config, options);
  const { domains } = config;
  if (options.environment === undefined && options.base === undefined && !options.yes)
    throw new UsageError(
      `Nothing was asked: ${CONFIG_FILE} names ${environment.host}. If that is yours, run launch-ready smoke --environment ${environment.name}.`,
    );
  const baseline = readBaseline(options.baseline, 'smoke', readSavedSmoke);
  const flows = await wantedFlows(config, environment, options);
  refuse({ flows, domains, environment }, options);
  const steps = flows.flatMap((flow) => flow.steps);
  const variables = variablesFor(
    steps.map(({ request }) => request),
    steps.map(({ expect }) =>
      JSON.stringify([expect.contains, expect.notContains, expect.headers, expect.json, expect.redirect]),
    ),
    environment,
  );
  const progress = createProgress(flows.length, 'flows', 1);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const run = await runSmoke(
    { environment, domains, flows, asksForAsset: config.smoke === undefined, network, variables },
    { signal: stop.signal, onFlow: () => progress.advance() },
  );
  progress.end();
  if (stop.signal.aborted) throw new UsageError('Stopped: nothing is reported.');
  const report: SmokeReport = {
    version: VERSION,
    run,
    ...(baseline ? { comparison: compareSmoke(run, baseline) } : {}),
  };
  save(options.save, smokeAsJson(report));
  process.stdout.write(reportOf(report, options.format));
  return hasFailed(run) ? 1 : 0;
}

function reportOf(report: SmokeReport, format: SmokeOptions['format']): string {
  if (format === 'json') return smokeAsJson(report);
  if (format === 'junit') return smokeAsJunit(report);
  return format === 'markdown' ? smokeAsMarkdown(report) : smokeAsText(report, paint());
}

async function wantedFlows(
  config: Config,
  environment: Environment,
  { only }: SmokeOptions,
): Promise<readonly SmokeFlow[]> {
  const all = config.smoke ?? defaultFlows(await healthPath(config, environment));
  const here = all.filter(({ environments }) => environments?.includes(environment.name) ?? true);
  if (only === undefined) {
    if (here.length > 0) return here;
    throw new UsageError(`No flow of ${CONFIG_FILE} is for ${printable(environment.name)}.`);
  }
  const names = only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !here.some((flow) => flow.name === name));
  if (unknown !== undefined)
    throw new UsageError(
      `--only: there is no flow “${printable(unknown)}”. The flows are: ${here.map(({ name }) => printable(name)).join(', ')}.`,
    );
  return here.filter(({ name }) => names.includes(name));
}

/** What the configuration says, or the routes of this folder. */
async function healthPath({ domains }: Config, { host }: Environment): Promise<string | undefined> {
  for (const { url, kind } of domains.flatMap(({ endpoints }) => endpoints)) {
    if (kind !== 'health') continue;
    const { hostname, pathname } = new URL(url);
    const isHere =
      hostname === host || domains.some(({ environments }) => environments.some((one) => one.host === host));
    if (isHere) return pathname;
  }
  // What is no product has no routes, and may be somebody's whole home folder.
  if (!['.git', 'package.json', CONFIG_FILE].some((name) => existsSync(name))) return undefined;
  const [{ folderModel }, { routeTable }] = await Promise.all([
    import('./readFolder.ts'),
    import('../core/web/routes/table.ts'),
  ]);
  const { model } = await folderModel('smoke', undefined);
  const readable = routeTable(model.web).routes.filter(
    ({ methods, access }) => access !== 'authenticated' && (methods.length === 0 || methods.includes('GET')),
  );
  return healthPathOf(readable.map(({ path }) => path));
}

function refuse(wanted: Parameters<typeof strangersIn>[0], { yes }: SmokeOptions): void {
  const [stranger] = strangersIn(wanted);
  if (stranger !== undefined)
    throw new UsageError(
      `${printable(stranger)} is no host of your domains in ${CONFIG_FILE}, so nothing was asked.`,
    );
  const [first, ...others] = writesToProduction(wanted);
  if (first !== undefined && !yes) {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    throw new UsageError(
      `${printable(first)}${more} may change something in production (${printable(wanted.environment.host)}). If that is wanted, say --yes. Nothing was asked.`,
    );
  }
}
