import path from 'node:path';
import { COMMAND_BLOCK, COMMAND_LINE } from './command.ts';
import { readHookFile, shownIn } from './hookFile.ts';
import { commandsWithReview, jsonWithoutReview, lefthookJsonWithReview } from './jsonHook.ts';
import { asOwnFile, lineEndOf, withoutMarked } from './marks.ts';
import { activeManager, findManagers, HOOK, newPlace, type FoundManager } from './places.ts';
import { NEW_SHELL_HOOK, withReview } from './shellHook.ts';
import { lefthookTomlWithReview } from './tomlHook.ts';
import type { Edited, HookPlace, HookPlan, HookRepository, Manager, Refused } from './types.ts';
import { lefthookWithReview, preCommitWithReview, yamlWithoutReview } from './yamlHook.ts';

/** Where the review is to stand: where the project has its other hooks, or with the manager that is named. */
export function choosePlace(repository: HookRepository, named?: Manager): HookPlace | Refused {
  const found = findManagers(repository);
  if (named !== undefined)
    return found.find(({ manager }) => manager === named) ?? newPlace(repository, named);
  const active = activeManager(repository);
  const isOwnFolder = active === 'git' && repository.hooksPath !== undefined;
  const [only, second] = isOwnFolder ? [] : found;
  if (!only) return newPlace(repository, 'git');
  if (!second) return only;
  const names = found.map(({ manager }) => manager);
  return (
    found.find(({ manager }) => manager === active) ?? {
      refused: `This project has ${names.join(' and ')}, and git calls none of them yet. Say which it is: --manager ${only.manager}`,
    }
  );
}

/** What installing comes to. `after` is `before` where there is nothing to do. */
export function planInstall(repository: HookRepository, place: HookPlace): HookPlan | Refused {
  const before = readHookFile(repository, place.file);
  if (typeof before === 'object') return { refused: before.refused + outsideAdvice(repository, place) };
  if (before !== undefined && hasReview(place, before)) return { place, before, after: before, notes: [] };
  const generated = place.manager === 'git' ? generatedBy(repository) : undefined;
  if (generated !== undefined)
    return {
      refused: `${shownIn(repository, place.file)} is written by ${generated}, which would write over what is added to it. Use --manager ${generated}.`,
    };
  if (before === undefined) return { place, before, after: newText(place), notes: [] };
  const without = textWithout(place, before);
  if (without && 'refused' in without) return about(repository, place, without);
  const edited = textWith(place, without?.text ?? before);
  return 'refused' in edited
    ? about(repository, place, edited)
    : { place, before, after: edited.text, notes: edited.notes };
}

/** What uninstalling comes to: every place that has the review, whatever the project uses by now. */
export function planUninstall(repository: HookRepository): readonly (HookPlan | Refused)[] {
  return placesWithReview(repository).map((place) => {
    const before = readHookFile(repository, place.file);
    if (typeof before !== 'string')
      return before ?? { refused: `${shownIn(repository, place.file)} is gone.` };
    const without = textWithout(place, before);
    if (!without) return { place, before, after: before, notes: [] };
    if ('refused' in without) return about(repository, place, without);
    const isEmpty = without.madeFile && without.text.replace(/^#!\/bin\/sh\r?\n/, '') === '';
    return { place, before, after: isEmpty ? undefined : without.text, notes: [] };
  });
}

/** The places that have the review, of all that are known. */
export function placesWithReview(repository: HookRepository): readonly HookPlace[] {
  const old = { ...newPlace(repository, 'git'), file: path.join(repository.commonFolder, 'hooks', HOOK) };
  const known = [
    ...findManagers(repository).filter(isPlace),
    newPlace(repository, 'git'),
    newPlace(repository, 'husky'),
    old,
  ];
  const places = known.filter(({ file }, at) => known.findIndex((other) => other.file === file) === at);
  return places.filter((place) => {
    const text = readHookFile(repository, place.file);
    return typeof text === 'string' && textWithout(place, text) !== undefined;
  });
}

/** Whether a text calls the review as this version writes it. */
function hasReview({ form }: HookPlace, text: string): boolean {
  return text.includes(form === 'shell' ? COMMAND_BLOCK.join(lineEndOf(text)) : COMMAND_LINE);
}

function textWith({ form }: HookPlace, text: string): Edited {
  if (typeof form === 'object') return commandsWithReview(text, form.commandsAt);
  switch (form) {
    case 'shell':
      return withReview(text);
    case 'lefthook-yaml':
      return lefthookWithReview(text);
    case 'lefthook-toml':
      return lefthookTomlWithReview(text);
    case 'lefthook-json':
      return lefthookJsonWithReview(text);
    case 'pre-commit-yaml':
      return preCommitWithReview(text);
  }
}

function textWithout(
  { form }: HookPlace,
  text: string,
): { text: string; madeFile: boolean } | Refused | undefined {
  if (form === 'shell' || form === 'lefthook-toml') return withoutMarked(text);
  if (form === 'lefthook-yaml' || form === 'pre-commit-yaml') return yamlWithoutReview(text);
  const without = jsonWithoutReview(text);
  return without && { ...without, madeFile: false };
}

function newText(place: HookPlace): string {
  if (place.form === 'shell') return NEW_SHELL_HOOK;
  const edited = textWith(place, typeof place.form === 'object' ? '{}' : '');
  return 'refused' in edited ? '' : asOwnFile(edited.text);
}

function generatedBy(repository: HookRepository): Manager | undefined {
  const active = activeManager(repository);
  return active === 'git' ? undefined : active;
}

function about(repository: HookRepository, { file }: HookPlace, { refused }: Refused): Refused {
  return { refused: `${shownIn(repository, file)}: ${refused}` };
}

function outsideAdvice({ hooksPath }: HookRepository, { manager }: HookPlace): string {
  if (manager !== 'git' || hooksPath === undefined) return '';
  return ` core.hooksPath (${hooksPath.scope}) says “${hooksPath.value}”. Add “launch-ready hook run || exit 1” to the pre-commit there yourself, or give this repository hooks of its own: git config core.hooksPath .githooks`;
}

function isPlace(found: FoundManager): found is HookPlace {
  return 'file' in found;
}
