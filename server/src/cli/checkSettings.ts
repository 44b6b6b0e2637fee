import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE } from '../core/config.ts';
import { printable } from '../core/printable.ts';
import { today } from '../host/clock.ts';
import { readSmallText } from '../host/readSources.ts';
import type { AnalyzerSettings } from '../host/scan.ts';
import { readBaseline } from './baseline.ts';
import type { CheckOptions } from './check.ts';
import { configTrouble } from './configMistakes.ts';
import { UsageError } from './usageError.ts';

/** What a check is judged by: the configuration, the baseline, the day. */
export function readSettings(
  root: string,
  { config, baseline }: Pick<CheckOptions, 'config' | 'baseline'>,
): AnalyzerSettings {
  return {
    configText: readConfig(root, config),
    baselineText: readBaseline(root, baseline),
    today: today(),
    salt: randomBytes(16).toString('hex'),
  };
}

/** The text of the configuration, "" where there is none. */
function readConfig(root: string, named: string | undefined): string {
  const file = named === undefined ? path.join(root, CONFIG_FILE) : path.resolve(named);
  const shown = printable(named ?? seenFromHere(file));
  if (!existsSync(file) && lstatSync(file, { throwIfNoEntry: false }) === undefined) {
    if (named === undefined) return '';
    throw new UsageError(`--config: there is no file “${named}”.`);
  }
  const text = readSmallText(file);
  if (text === undefined)
    throw new UsageError(`${shown} can't be used: it must be a plain text file under 1 MB.`);
  const trouble = configTrouble(shown, text);
  if (trouble && named !== undefined) throw new UsageError(`--config: ${trouble.line}`);
  // It is a finding, but only where the file itself is checked.
  if (trouble)
    process.stderr.write(
      `${trouble.isUsed ? 'The rest of the configuration is used' : 'Nothing of the configuration is used'}: ${trouble.line}\n`,
    );
  return text;
}

/** Relative to the present folder, below which nobody looks for it; its name alone where it is elsewhere. */
function seenFromHere(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return /^(?:\.\.[\\/])*[^\\/]+$/.test(relative) ? relative : path.basename(file);
}
