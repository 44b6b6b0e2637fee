import { existsSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, parseConfig, type Config } from '../core/config.ts';
import { printable } from '../core/printable.ts';
import { readSmallText } from '../host/readSources.ts';
import { whyUnused } from './configMistakes.ts';
import { UsageError } from './usageError.ts';

/** The configuration that was named, or that of this folder; empty where it has none. Fails with what is wrong in it. */
export function readWatchConfig(root: string, named: string | undefined): Config {
  const file = named === undefined ? path.join(root, CONFIG_FILE) : path.resolve(named);
  const text = named === undefined && !existsSync(file) ? '' : readSmallText(file);
  if (text === undefined)
    throw new UsageError(`The configuration “${printable(named ?? CONFIG_FILE)}” can’t be read.`);
  const wrong = whyUnused(named ?? CONFIG_FILE, text);
  if (wrong !== undefined) throw new UsageError(printable(wrong));
  return parseConfig(text).config;
}
