/** What smoke and load tests share: which environment is meant, and which values of ours go there. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, parseConfig, type Config } from '../core/config.ts';
import type { NetworkSettings } from '../core/observations/domain.ts';
import { printable } from '../core/printable.ts';
import { environmentOf, isThisMachine, type Environment, type NamedBase } from '../core/smoke/environment.ts';
import { referencesIn } from '../core/smoke/references.ts';
import { textsOf, type RequestPlan } from '../core/smoke/requestSchema.ts';
import { readSmallText } from '../host/readSources.ts';
import { networkSettings, type NetworkOptions } from './network.ts';
import { configuredRoot } from './target.ts';
import { whyUnused } from './configMistakes.ts';
import { UsageError } from './usageError.ts';

export interface EnvironmentOptions extends NetworkOptions {
  readonly environment?: string;
  /** A URL. */
  readonly base?: string;
  readonly config?: string;
}

/** The configuration; a mistake in it is wrong use. */
export function readConfiguration(named: string | undefined): Config {
  const file = path.resolve(named ?? path.join(configuredRoot(process.cwd()), CONFIG_FILE));
  if (named === undefined && !existsSync(file)) return parseConfig('').config;
  const text = readSmallText(file);
  const shown = printable(named ?? CONFIG_FILE);
  if (text === undefined) throw new UsageError(`The configuration “${shown}” can’t be read.`);
  const wrong = whyUnused(shown, text);
  if (wrong !== undefined) throw new UsageError(printable(wrong));
  return parseConfig(text).config;
}

export function wantedEnvironment(
  { domains }: Config,
  { environment, base }: EnvironmentOptions,
): Environment {
  const found = environmentOf(domains, {
    ...(environment === undefined ? {} : { environment }),
    ...(base === undefined ? {} : { base: namedBase(base) }),
  });
  if (typeof found === 'string') throw new UsageError(printable(found));
  return found;
}

function namedBase(text: string): NamedBase {
  const wrong = new UsageError(
    `--base: “${printable(text)}” is no address. Write it like https://staging.shop.example.`,
  );
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong;
  }
  if (!/^https?:$/.test(url.protocol) || url.hostname === '') throw wrong;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError('--base: write the address alone, without a login, “?” and “#”.');
  return { base: url.origin + url.pathname.replace(/\/+$/, ''), host: url.hostname };
}

export function networkOf(options: NetworkOptions): NetworkSettings {
  const { domains, network } = networkSettings([], options);
  const [stray] = domains;
  if (stray !== undefined)
    throw new UsageError(
      `--connect: “${printable(stray)}” should be host=address:port, like shop.example=127.0.0.1:8443.`,
    );
  return network;
}

/**
 * The values of the environment that requests use, by name. Says on standard error to whom they go, as nobody can take them
 * back. One that is not set is wrong use.
 */
export function variablesFor(
  requests: readonly RequestPlan[],
  others: readonly string[],
  { base, host }: Environment,
): Readonly<Record<string, string>> {
  const names = referencesIn([...requests.flatMap(textsOf), ...others]).variables;
  const missing = names.filter((name) => (process.env[name] ?? '').trim() === '');
  if (missing.length > 0)
    throw new UsageError(`Not set in the environment: ${missing.join(', ')}. Nothing was asked.`);
  const sent = referencesIn(requests.flatMap(textsOf)).variables;
  if (sent.length > 0) {
    if (base.startsWith('http:') && !isThisMachine(host))
      throw new UsageError('A secret is not sent without encryption: name an address with https://.');
    const hosts = new Set(requests.map(({ url }) => (url.startsWith('/') ? host : new URL(url).hostname)));
    const list = sent.map((name) => `$${name}`).join(', ');
    process.stderr.write(`Sends ${list} to ${printable([...hosts].join(', '))}.\n`);
  }
  return Object.fromEntries(names.map((name) => [name, (process.env[name] ?? '').trim()]));
}

/** What `--baseline` names, read; wrong use where it is none. */
export function readBaseline<Saved>(
  file: string | undefined,
  command: string,
  read: (text: string) => Saved | undefined,
): Saved | undefined {
  if (file === undefined) return undefined;
  const text = readSmallText(path.resolve(file), LARGEST_SAVED);
  const saved = text === undefined ? undefined : read(text);
  if (!saved)
    throw new UsageError(
      `--baseline: “${printable(file)}” is not what launch-ready ${command} --save has written.`,
    );
  return saved;
}

export function save(file: string | undefined, text: string): void {
  if (file === undefined) return;
  try {
    writeFileSync(path.resolve(file), text);
  } catch {
    throw new UsageError(`--save: “${printable(file)}” can’t be written.`);
  }
}

const LARGEST_SAVED = 8 * 1024 * 1024;
