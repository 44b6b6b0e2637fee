import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { BASELINE_FILE } from '../../core/baseline.ts';
import { CONFIG_FILE, parseConfig } from '../../core/config.ts';
import type { Impact } from '../../core/finding.ts';
import { today } from '../../host/clock.ts';
import { readSmallText } from '../../host/readSources.ts';
import type { AnalyzerSettings } from '../../host/scan.ts';
import type { Folders } from '../services.ts';

/** What a review is judged by where git has none of it: the files at the root of the repository, as an open editor shows them or else from disk. */
export function reviewSettings(folders: Folders, root: string): AnalyzerSettings {
  return {
    configText: textAtRoot(folders, root, CONFIG_FILE),
    baselineText: textAtRoot(folders, root, BASELINE_FILE),
    today: today(),
    salt: randomBytes(16).toString('hex'),
  };
}

/** "" where there is no such file. */
export function textAtRoot(folders: Folders, root: string, name: string): string {
  const folder = folders.all().find((one) => one.root === root);
  return (folder ? folder.files.read(name) : readSmallText(path.join(root, name))) ?? '';
}

/** From which impact on a finding stands against the commit. */
export function thresholdOf(configText: string): Impact | 'never' {
  return parseConfig(configText).config.review?.failOn ?? 'blocker';
}

/** What becomes of a commit that could not be reviewed. */
export function onFailureOf(configText: string): 'pass' | 'block' {
  return parseConfig(configText).config.review?.onFailure ?? 'pass';
}
