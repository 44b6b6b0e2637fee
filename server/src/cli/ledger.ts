import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE } from '../core/config.ts';
import type { CheckResult } from '../core/report/report.ts';
import { readSmallText } from '../host/readSources.ts';
import type { AnalyzerSettings } from '../host/scan.ts';
import { cacheFor } from './cacheLocation.ts';
import { readSettings } from './checkSettings.ts';
import { openFolder } from './readFolder.ts';
import { configuredRoot } from './target.ts';
import { UsageError } from './usageError.ts';
import { runCheck } from './wholeCheck.ts';

export interface Checked {
  readonly root: string;
  readonly settings: AnalyzerSettings;
  readonly result: CheckResult;
}

/** All that a check finds in the folder whose configuration counts here, the same secret in several places several times. */
export async function checkAll(config: string | undefined): Promise<Checked> {
  const root = configuredRoot(process.cwd());
  const settings = readSettings(root, config === undefined ? {} : { config });
  const target = { root, paths: [''] };
  const cache = await cacheFor(target, { cache: true });
  return { root, settings, result: await runCheck(openFolder(root), target, settings, cache) };
}

export interface ConfigFile {
  readonly file: string;
  /** As it is called in messages. */
  readonly shown: string;
  /** "" where there is none. */
  readonly text: string;
}

/** The configuration that is to be written. Fails where that would change more than what is asked for. */
export function configToWrite(root: string, named: string | undefined): ConfigFile {
  const file = named === undefined ? path.join(root, CONFIG_FILE) : path.resolve(named);
  const shown = named ?? CONFIG_FILE;
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return { file, shown, text: '' };
  const text = readSmallText(file);
  if (text === undefined)
    throw new UsageError(`${shown} can’t be changed: it must be a plain text file under 1 MB.`);
  if (!readFileSync(file).equals(Buffer.from(text)))
    throw new UsageError(`${shown} can’t be changed: it is not written in UTF-8.`);
  return { file, shown, text };
}
