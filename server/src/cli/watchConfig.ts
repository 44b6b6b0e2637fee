import { existsSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, parseConfig, type Config } from '../core/config.ts';
import { printable } from '../core/printable.ts';
import { readSmallText } from '../host/readSources.ts';
import { configTrouble } from './configMistakes.ts';
import { UsageError } from './usageError.ts';

interface WatchConfig {
  readonly config: Config;
  /** What is wrong with entries that are left out; undefined where all of it is used. */
  readonly leftOut?: string | undefined;
}

/**
 * The configuration that was named, or that of this folder; empty where it has none. Fails with what is wrong in it, but where only
 * entries are that may be left out.
 */
export function readWatchConfig(root: string, named: string | undefined): WatchConfig {
  const file = named === undefined ? path.join(root, CONFIG_FILE) : path.resolve(named);
  const text = named === undefined && !existsSync(file) ? '' : readSmallText(file);
  if (text === undefined)
    throw new UsageError(`The configuration “${printable(named ?? CONFIG_FILE)}” can’t be read.`);
  const trouble = configTrouble(named ?? CONFIG_FILE, text);
  if (trouble?.isUsed === false) throw new UsageError(printable(trouble.line));
  const { config } = parseConfig(text);
  return trouble ? { config, leftOut: printable(trouble.line) } : { config };
}
