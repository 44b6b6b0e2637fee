import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Analyzer } from '../../core/analyze.ts';
import { isSensitiveName } from '../../core/facts.ts';
import type { Finding } from '../../core/finding.ts';
import { folderOf, nameOf } from '../../core/paths.ts';
import { compareFindings } from '../../core/postprocess.ts';
import { checkFile, type Workspace } from '../../core/workspace.ts';
import { excludesFileOf } from '../git.ts';
import { createIgnoreRules, walk, type IgnoreRules } from '../ignoreRules.ts';
import { readSmallText } from '../readSources.ts';
import type { Change } from './change.ts';
import type { Moment } from './moment.ts';

/**
 * What is found in env and key files on this disk that git left out of commits before the change, and would take with the next
 * `git add .` after it: a line went from a .gitignore, or the whole file. One finding for each such file. Rejects with GitError.
 */
export async function findExposed(
  { place: { root, options }, changes }: Change,
  later: Moment,
  befores: readonly Moment[],
  analyzer: Analyzer,
): Promise<readonly Finding[]> {
  const touched = changes.flatMap((list) => list.flatMap((one) => [one.path, one.from ?? one.path]));
  const ignoreFile = touched.find((file) => nameOf(file) === '.gitignore');
  if (ignoreFile === undefined || befores.length === 0) return [];
  const userFile = await excludesFileOf(root, options);
  const rulesAt = ({ state }: Moment): IgnoreRules => {
    const rules = createIgnoreRules(root, (file) => {
      const relative = path.relative(root, file);
      const isOutside = relative.startsWith('..') || path.isAbsolute(relative);
      // What git has no version of counts as it is on disk.
      return isOutside ? readSmallText(file) : state.read(relative.split(path.sep).join('/'));
    });
    rules.useUserFile(userFile);
    return rules;
  };
  const seen = (await walk(root, rulesAt(later))).filter(
    (file) => isSensitiveName(file) && !later.paths.has(file),
  );
  if (seen.length === 0) return [];
  // Not those of the walk, which take a folder that has no ignore file on disk for one without.
  const now = rulesAt(later);
  const earlier = befores.map(rulesAt);
  const exposed = seen
    .filter((file) => !now.ignores(file) && earlier.every((rules) => rules.ignores(file)))
    .filter((file) => !isInOtherRepository(root, file))
    .slice(0, MOST_FILES);
  return exposed
    .flatMap((file) => worstIn(file, later, analyzer) ?? [])
    .map((finding) => told(finding, ignoreFile));
}

/** Whoever has more of them has read enough by then. */
const MOST_FILES = 20;

/** As a check finds it on disk, where git does not track the file. */
function worstIn(file: string, { state, facts }: Moment, analyzer: Analyzer): Finding | undefined {
  const untracked = {
    ...facts,
    tracked: { ...facts.tracked, [file]: false },
    ignoredEnv: (facts.ignoredEnv ?? []).filter((other) => other !== file),
  };
  const onDisk: Workspace = {
    stamp: (wanted) => state.stamp(wanted),
    open: (wanted) => state.open(wanted),
    facts: () => untracked,
  };
  const result = checkFile(onDisk, analyzer, file);
  const found = (result?.analysis.findings ?? [])
    .filter(({ area }) => area === 'secrets')
    .sort(compareFindings);
  // One cause, one finding: that of the file before those of what is in it.
  return found.find(({ ruleId }) => OF_FILES.has(ruleId)) ?? found[0];
}

const OF_FILES: ReadonlySet<string> = new Set(['secrets/committed-env-file', 'secrets/committed-key-file']);

function told(finding: Finding, ignoreFile: string): Finding {
  return { ...finding, message: `${finding.message} Until this change of ${ignoreFile}, git ignored it.` };
}

/** A submodule or a clone within the repository has ignore files of its own, and no commit of ours takes its files. */
function isInOtherRepository(root: string, file: string): boolean {
  for (let folder = folderOf(file); folder !== ''; folder = folderOf(folder))
    if (existsSync(path.join(root, folder, '.git'))) return true;
  return false;
}
