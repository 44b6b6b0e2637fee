import { printable } from '../core/printable.ts';
import { GitError } from '../host/git.ts';
import { shownIn, writeHookFile } from '../host/hooks/hookFile.ts';
import { choosePlace, planInstall, planUninstall } from '../host/hooks/plan.ts';
import { openHookRepository } from '../host/hooks/repository.ts';
import { hookStatus } from '../host/hooks/status.ts';
import type { HookPlan, HookRepository, Manager } from '../host/hooks/types.ts';
import { UsageError } from './usageError.ts';

export interface HookOptions {
  readonly manager?: Manager | 'prek';
  readonly dryRun: boolean;
}

/** Adds the review to the project's hook, and says where it stands. Throws UsageError with what to do where it can't. */
export async function installHook({ manager, dryRun }: HookOptions): Promise<number> {
  const repository = await openRepository();
  const place = choosePlace(repository, manager === 'prek' ? 'pre-commit' : manager);
  if ('refused' in place) throw new UsageError(printable(place.refused));
  const plan = planInstall(repository, place);
  if ('refused' in plan) throw new UsageError(printable(plan.refused));
  if (dryRun) return say(changesOf(repository, plan));
  const isNew = plan.after !== plan.before;
  if (isNew) {
    const failed = writeHookFile(repository, plan);
    if (failed) throw new UsageError(printable(failed.refused));
  }
  const { problems, notes } = hookStatus(repository);
  const where = `${shownIn(repository, place.file)}${place.manager === 'git' ? '' : ` (${place.manager})`}`;
  return say([
    isNew
      ? `The review of commits now stands in ${where}.`
      : `The review of commits already stands in ${where}.`,
    ...new Set([...plan.notes, ...notes]),
    ...problems.map((problem) => `Not yet run: ${problem}`),
  ]);
}

/** Takes the review out wherever it stands. */
export async function uninstallHook({ dryRun }: Pick<HookOptions, 'dryRun'>): Promise<number> {
  const repository = await openRepository();
  const plans = planUninstall(repository);
  if (plans.length === 0) return say(['There is no review of commits here to take out.']);
  const refusals: string[] = [];
  for (const plan of plans) {
    const failed = 'refused' in plan ? plan : dryRun ? undefined : writeHookFile(repository, plan);
    if (failed) refusals.push(failed.refused);
    else if ('place' in plan) say(dryRun ? changesOf(repository, plan) : [removed(repository, plan)]);
  }
  if (refusals.length > 0) throw new UsageError(refusals.map(printable).join('\n'));
  return 0;
}

/** Says where the review stands, and what keeps it from being run: then the exit code is 1. */
export async function showHookStatus(): Promise<number> {
  const repository = await openRepository();
  const { place, problems, notes } = hookStatus(repository);
  if (!place) {
    const chosen = choosePlace(repository);
    const plan = 'refused' in chosen ? chosen : planInstall(repository, chosen);
    const how = 'refused' in plan ? plan.refused : 'Install it: launch-ready hook install';
    say([`Commits are not reviewed here. ${how}`]);
    return 1;
  }
  const where = `${shownIn(repository, place.file)} (${place.manager})`;
  if (problems.length === 0) return say([`Commits are reviewed: ${where}.`, ...notes]);
  say([
    `The review of commits stands in ${where}, but would not run:`,
    ...[...problems, ...notes].map((problem) => `  ${problem}`),
  ]);
  return 1;
}

async function openRepository(): Promise<HookRepository> {
  try {
    return await openHookRepository(process.cwd());
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const why = error.absent ? 'There is no git repository here, or no git' : printable(error.message);
    // What git advises then ends in a command to copy: nothing of ours behind it.
    const advice = error.message.includes('dubious ownership')
      ? ''
      : '. Run this in the folder of your project.';
    throw new UsageError(`${why}${advice}`, { cause: error });
  }
}

function removed(repository: HookRepository, { place, after }: HookPlan): string {
  const file = shownIn(repository, place.file);
  const again = place.manager === 'simple-git-hooks' ? ' Run npx simple-git-hooks to make it count.' : '';
  return `${after === undefined ? `Removed ${file}, which had nothing else` : `Took the review out of ${file}`}.${again}`;
}

/** The lines that go and come, without those around them that stay. */
function changesOf(repository: HookRepository, { place, before, after, notes }: HookPlan): readonly string[] {
  const file = shownIn(repository, place.file);
  if (before === after) return [`Nothing to write: the review stands in ${file}.`, ...notes];
  const old = linesOf(before);
  const now = linesOf(after);
  const start = now.findIndex((line, at) => line !== old[at]);
  const first = start === -1 ? now.length : start;
  let same = 0;
  while (same < Math.min(old.length, now.length) - first && old.at(-1 - same) === now.at(-1 - same)) same++;
  const what = before === undefined ? 'made' : after === undefined ? 'removed' : 'changed';
  return [
    `${file} would be ${what}:`,
    ...old.slice(first, old.length - same).map((line) => `- ${line}`),
    ...now.slice(first, now.length - same).map((line) => `+ ${line}`),
    ...notes,
  ];
}

/** Texts of hook files hold one character for each byte. */
function linesOf(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const lines = Buffer.from(text, 'latin1').toString('utf8').split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function say(lines: readonly string[]): number {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
  return 0;
}
