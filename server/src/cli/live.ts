import { existsSync } from 'node:fs';
import path from 'node:path';
import { CHECK_INFOS } from '../core/checks/infos.ts';
import { CONFIG_FILE, parseConfig, type Config } from '../core/config.ts';
import type { Impact } from '../core/finding.ts';
import type { Declared } from '../core/live/declared.ts';
import { targetFor } from '../core/live/targets.ts';
import { LIVE_AREAS, type LiveArea, type LiveTarget } from '../core/observations/domain.ts';
import type { MonitoredEndpoint } from '../core/observations/uptime.ts';
import { printable } from '../core/printable.ts';
import { findingsOf, liveAsJson, liveAsMarkdown, liveAsText, type LiveRun } from '../core/report/live.ts';
import { sarifReport } from '../core/report/sarif.ts';
import { endpointsForLive } from '../core/uptime/liveEndpoints.ts';

import { today } from '../host/clock.ts';
import { checkLive } from '../host/live.ts';
import { readSmallText } from '../host/readSources.ts';
import { VERSION } from '../host/version.ts';
import { configTrouble } from './configMistakes.ts';
import { fails, overdueNotice } from './exitCode.ts';
import { networkSettings, type NetworkOptions } from './network.ts';
import { paint } from './paint.ts';
import { createProgress } from './progress.ts';
import { configuredRoot } from './target.ts';
import { UsageError } from './usageError.ts';

/** The options of `launch-ready live`, as the argument parser gives them. */
export interface LiveOptions extends NetworkOptions {
  readonly format: 'text' | 'json' | 'markdown' | 'sarif';
  readonly failOn: Impact | 'never';
  readonly only?: string;
  readonly config?: string;
  readonly concurrency: number;
  /** The user's yes to the domains that launch-ready.yaml names. */
  readonly yes: boolean;
}

/** Asks the running product, prints the report, and gives the exit code. */
export async function live(named: readonly string[], options: LiveOptions): Promise<number> {
  const root = configuredRoot(process.cwd());
  const { domains, network } = networkSettings(named, options);
  const areas = wantedAreas(options.only);
  const { configText, leftOut } = readConfig(root, options.config);
  const { config } = parseConfig(configText);
  const startedAt = performance.now();
  const wanted = wantedDomains(domains, config, options);
  if (leftOut !== undefined) process.stderr.write(`${leftOut}\n`);
  const workspace = areas.some((area) => area === 'drift' || area === 'email' || area === 'uptime')
    ? await workspaceOf(root, wanted, config)
    : undefined;
  const progress = createProgress(wanted.length, 'domains', 1);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const reports = await checkLive(
    {
      targets: wanted.flatMap((domain) => targetOf(domain, wanted, config, workspace) ?? []),
      areas,
      network,
      concurrency: options.concurrency,
      configText,
      baselineText: '',
      today: today(),
      ...(workspace ? { declared: workspace.declared } : {}),
    },
    { signal: stop.signal, onReport: () => progress.advance() },
  );
  progress.end();
  if (stop.signal.aborted) throw new UsageError('Stopped: nothing is reported.');
  const run = { version: VERSION, root, durationMs: performance.now() - startedAt, reports };
  process.stdout.write(reportOf(run, options.format));
  const unheld = options.format === 'text' ? notHeldAgainstCode(root, wanted, config) : '';
  if (unheld !== '') process.stderr.write(`${unheld}\n`);
  const code = exitCodeOf(run, options.failOn);
  // What is left out could not be asked.
  return code === 0 && leftOut !== undefined ? 2 : code;
}

function reportOf(run: LiveRun, format: LiveOptions['format']): string {
  if (format === 'json') return liveAsJson(run);
  if (format === 'markdown') return liveAsMarkdown(run);
  if (format === 'sarif')
    return sarifReport({
      version: run.version,
      root: run.root,
      findings: findingsOf(run),
      errors: run.reports.flatMap(({ domain, errors }) =>
        errors.map((error) => ({ file: domain, ...error })),
      ),
      ruleInfoOf: checkInfoOf,
    });
  return liveAsText(run, paint(), Math.min(process.stdout.columns ?? 100, 120));
}

function exitCodeOf(run: LiveRun, failOn: LiveOptions['failOn']): number {
  const findings = findingsOf(run);
  const notice = overdueNotice({ findings }, failOn);
  if (notice !== '') process.stderr.write(`${notice}\n`);
  const isWorse = findings.some((finding) => fails(finding, failOn));
  if (run.reports.some(({ errors }) => errors.length > 0)) return 2;
  return isWorse ? 1 : 0;
}

function wantedAreas(only: string | undefined): readonly LiveArea[] {
  if (only === undefined) return LIVE_AREAS;
  const names = only.split(',').map((name) => name.trim());
  const wanted = LIVE_AREAS.filter((area) => names.includes(area));
  const unknown = names.find((name) => !LIVE_AREAS.some((area) => area === name));
  if (unknown !== undefined || wanted.length === 0)
    throw new UsageError(
      `--only: there is no area “${printable(unknown ?? '')}”. The areas are: ${LIVE_AREAS.join(', ')}.`,
    );
  return wanted;
}

function readConfig(root: string, named: string | undefined): { configText: string; leftOut?: string } {
  const file = named === undefined ? path.join(root, CONFIG_FILE) : path.resolve(named);
  if (named === undefined && !existsSync(file)) return { configText: '' };
  const text = readSmallText(file);
  if (text === undefined)
    throw new UsageError(`The configuration “${printable(named ?? CONFIG_FILE)}” can’t be read.`);
  const trouble = configTrouble(named ?? CONFIG_FILE, text);
  if (trouble?.isUsed === false) throw new UsageError(printable(trouble.line));
  return trouble ? { configText: text, leftOut: printable(trouble.line) } : { configText: text };
}

/** The domains that were named, or, with --yes, those of the configuration. */
function wantedDomains(
  named: readonly string[],
  { domains: configured }: Config,
  { yes }: LiveOptions,
): readonly string[] {
  const wanted = named.length > 0 ? named : yes ? configured.map(({ domain }) => domain) : [];
  if (wanted.length === 0) throw new UsageError(whatToName(configured, yes));
  return wanted;
}

/** Domains that nobody said are this product's: its code, and what it declares, were left out. */
function notHeldAgainstCode(root: string, wanted: readonly string[], { domains }: Config): string {
  const unknown = wanted.filter((domain) => !domains.some((entry) => entry.domain === domain));
  const isProject = PROJECT_FILES.some((file) => existsSync(path.join(root, file)));
  if (!isProject || unknown.length === 0) return '';
  const [first = ''] = unknown;
  const all = unknown.length === 1 ? `${first} is` : `${first} and ${unknown.length - 1} more are`;
  return printable(
    `${all} not under “domains:” of ${CONFIG_FILE}, so nothing was held against the code here. If this is its product, name the domain there.`,
  );
}

const PROJECT_FILES = [
  CONFIG_FILE,
  'package.json',
  'pyproject.toml',
  'requirements.txt',
  'composer.json',
  'Gemfile',
  'go.mod',
];

/** With the hosts below it that files of the workspace name, and the redirects that they declare. */
function targetOf(
  domain: string,
  elsewhere: readonly string[],
  settings: Config,
  workspace: LiveWorkspace | undefined,
): LiveTarget | undefined {
  const { domains: config, email } = settings;
  if (!workspace || !config.some((entry) => entry.domain === domain))
    return targetFor(domain, { config, elsewhere, email, monitored: endpointsForLive(settings) });
  const { declared, frameworks, found } = workspace;
  return targetFor(domain, {
    config,
    confirmed: declared.domains.map(({ host }) => host),
    frameworks,
    redirects: declared.redirects,
    elsewhere,
    email,
    mail: declared.mail,
    monitored: endpointsForLive(settings, found),
  });
}

interface LiveWorkspace {
  readonly declared: Declared;
  readonly frameworks: readonly string[];
  readonly found: readonly MonitoredEndpoint[];
}

/**
 * What the files of this folder say, where its launch-ready.yaml names one of the domains: another folder than the product's has nothing
 * to say about it, and reading all of one takes longer than the checks.
 */
async function workspaceOf(
  root: string,
  wanted: readonly string[],
  { domains: configured, monitoring }: Config,
): Promise<LiveWorkspace | undefined> {
  if (!wanted.some((domain) => configured.some((entry) => entry.domain === domain))) return undefined;
  const [{ folderModel }, { declaredOf }, { frameworksOf }, { foundEndpoints }] = await Promise.all([
    import('./readFolder.ts'),
    import('../core/live/declaredOf.ts'),
    import('../core/live/frameworks.ts'),
    import('../core/uptime/found/endpoints.ts'),
  ]);
  const { model } = await folderModel('live', root);
  return {
    declared: declaredOf(model, configured),
    frameworks: frameworksOf(model),
    found: configured.flatMap(({ domain, canonical }) =>
      foundEndpoints(model, [...new Set([canonical ?? domain, domain])], monitoring?.times),
    ),
  };
}

function whatToName(configured: Config['domains'], yes: boolean): string {
  const [first] = configured;
  if (!first && yes)
    return `--yes: ${CONFIG_FILE} names no domains. Write yours there, or name them: launch-ready live shop.example`;
  if (!first) return 'Name the domains that are yours: launch-ready live shop.example';
  const names = configured.map(({ domain }) => domain).join(', ');
  return `Nothing was asked: ${CONFIG_FILE} names ${names}. If that is yours, run launch-ready live --yes, or launch-ready live ${first.domain}.`;
}

function checkInfoOf(id: string): (typeof CHECK_INFOS)[number] | undefined {
  return CHECK_INFOS.find((check) => check.id === id);
}
