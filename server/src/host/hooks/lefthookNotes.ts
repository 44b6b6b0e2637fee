/** What a person has to know of the order in which lefthook does its work. */
export function lefthookNotes(
  text: string,
  hook: { readonly isParallel: boolean; readonly hasScripts: boolean },
): readonly string[] {
  return [
    ...(hook.isParallel ? [PARALLEL] : []),
    ...(hook.hasScripts ? [SCRIPTS] : []),
    // It stages behind all commands: withHiddenUnstagedChanges in lefthook's internal/run/controller/guard.go
    ...(/\bstage_fixed["']?\s*[:=]\s*true/.test(text) ? [STAGE_FIXED] : []),
  ];
}

const PARALLEL =
  'lefthook runs the commands side by side (“parallel: true”): if one of them rewrites what is staged, the review may see it as it was before.';
const SCRIPTS = 'lefthook runs its scripts after the review: let none of them rewrite what is staged.';
const STAGE_FIXED =
  'lefthook stages what a command changed (“stage_fixed: true”) after the review, which sees it as it was before. Commands that call “git add” themselves are seen.';
