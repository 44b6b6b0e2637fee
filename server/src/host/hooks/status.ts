import { existsSync } from 'node:fs';
import path from 'node:path';
import { readSmallText } from '../readSources.ts';
import { COMMAND_LINE } from './command.ts';
import { isExecutable, readHookFile, shownIn } from './hookFile.ts';
import { activeManager, HOOK } from './places.ts';
import { choosePlace, placesWithReview } from './plan.ts';
import { jsonComesToReview } from './jsonHook.ts';
import { comesToReview } from './shellHook.ts';
import type { HookPlace, HookRepository, Manager } from './types.ts';

export interface HookStatus {
  /** Where the review stands; undefined where it is not installed. */
  readonly place: HookPlace | undefined;
  /** Why it would not run all the same, in sentences that say what to do. */
  readonly problems: readonly string[];
  /** What may keep it from being run at times. */
  readonly notes: readonly string[];
}

/** Whether a commit would be reviewed now. Reads files, runs nothing. */
export function hookStatus(repository: HookRepository): HookStatus {
  const places = placesWithReview(repository);
  const chosen = choosePlace(repository);
  const place = places.find(({ file }) => 'file' in chosen && chosen.file === file) ?? places[0];
  if (!place) return { place, problems: [], notes: [] };
  const script = place.form === 'shell' ? readHookFile(repository, place.file) : undefined;
  const reached = typeof script === 'string' ? comesToReview(script) : undefined;
  return {
    place,
    problems: [
      reached?.problem,
      typeof place.form === 'object' ? jsonComesToReview(readSmallText(place.file) ?? '') : undefined,
      notStarted(repository, place) ?? notRunnable(repository, place, script),
      notFound(repository),
    ].filter((text) => text !== undefined),
    notes: reached?.notes ?? [],
  };
}

/** What makes each manager put its hook where git looks. */
const ACTIVATION: Readonly<Record<Exclude<Manager, 'git'>, string>> = {
  husky: 'npx husky',
  lefthook: 'npx lefthook install',
  'pre-commit': 'pre-commit install (or: prek install)',
  'simple-git-hooks': 'npx simple-git-hooks',
};

function notStarted(repository: HookRepository, place: HookPlace): string | undefined {
  const { manager, file, form } = place;
  const calledByGit = path.join(repository.hooksFolder, HOOK);
  const isGits = path.resolve(file) === path.resolve(calledByGit);
  if (manager === 'git' && !isGits)
    return `git looks for hooks in ${shownIn(repository, repository.hooksFolder)}, because core.hooksPath says so: run launch-ready hook install again.`;
  if (form === 'shell' && isGits)
    return isExecutable(file)
      ? undefined
      : `${shownIn(repository, file)} is not executable, so git skips it: chmod +x ${shownIn(repository, file)}`;
  if (manager === 'git') return undefined;
  const active = activeManager(repository);
  // Version 4 of husky has no program for it: its installation does it.
  const activate = `run ${manager === 'husky' && form !== 'shell' ? 'npm rebuild husky' : ACTIVATION[manager]}`;
  if (active !== manager || !existsSync(calledByGit))
    return active === undefined || active === manager
      ? `${manager} is not activated in this copy of the repository: ${activate}`
      : `git calls a hook of ${active === 'git' ? 'another kind' : active}, not ${manager}: ${activate}`;
  // It copies the command there.
  if (manager === 'simple-git-hooks' && readSmallText(calledByGit)?.includes(COMMAND_LINE) !== true)
    return `git still calls the hook as it was before: ${activate}`;
  if (!isExecutable(calledByGit))
    return `${shownIn(repository, calledByGit)} is not executable, so git skips it: ${activate}`;
  return undefined;
}

/** Off Windows the CR is a part of the program's name: “sh” with a CR is nowhere. */
function notRunnable(
  repository: HookRepository,
  { file }: HookPlace,
  script: ReturnType<typeof readHookFile>,
): string | undefined {
  const isGits = path.resolve(file) === path.resolve(path.join(repository.hooksFolder, HOOK));
  if (process.platform === 'win32' || !isGits || typeof script !== 'string' || !/^#![^\n]*\r\n/.test(script))
    return undefined;
  return `The first line of ${shownIn(repository, file)} ends with CR LF, so git can’t run it and stops every commit: save the file with LF.`;
}

/** As the hook looks for it. */
function notFound({ top }: HookRepository): string | undefined {
  const folders = [
    path.join(top, 'node_modules', '.bin'),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  const names = ['launch-ready', 'launch-ready.cmd', 'launch-ready.exe'];
  const isThere = folders.some(
    (folder) => folder !== '' && names.some((name) => existsSync(path.join(folder, name))),
  );
  return isThere
    ? undefined
    : 'launch-ready is neither in node_modules nor on the PATH, so commits pass unreviewed: npm install --save-dev launch-ready';
}
