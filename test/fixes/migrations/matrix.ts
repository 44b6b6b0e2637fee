/** Each change of forms.ts as each tool of runners.ts would write it, and what its fixes make of it. */
import { fixed, fixEverything, rewritesIn, type RewriteFinding } from './applying.ts';
import { INIT, type Change } from './forms.ts';
import { RUNNERS, type Runner, type Texts } from './runners.ts';

export interface FixedFiles {
  readonly tool: string;
  readonly runner: Runner;
  readonly before: Texts;
  readonly after: Texts;
}

/** The files after the fix alone, and after all fixes that follow, of every tool that it is offered for. */
export function fixedFiles(change: Change): readonly FixedFiles[] {
  return Object.entries(RUNNERS).flatMap(([tool, runner]) => {
    const before = textsFor(runner, change);
    const finding = findingIn(before, change);
    const one = finding && fixed(before, finding.fix);
    if (!one || typeof one === 'string') return [];
    const all = fixEverything(one.texts).texts;
    const states = all === one.texts ? [all] : [one.texts, all];
    return states.map((after) => ({ tool, runner, before, after }));
  });
}

export function textsFor(runner: Runner, { up, down }: Change): Texts {
  return {
    ...runner.beside,
    ...runner.files(1, 'init', INIT.up, INIT.down),
    ...runner.files(2, 'change', up, down),
  };
}

export function findingIn(texts: Texts, { form, rule }: Change): RewriteFinding | undefined {
  return rewritesIn(texts).find(({ fix, ruleId }) => fix.form === form && ruleId === `migrations/${rule}`);
}
