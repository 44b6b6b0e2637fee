import type { Impact } from '../../finding.ts';
import { liveRules, nameOf, oncePerPlace, type JudgedRule } from '../../web/cors/judging.ts';
import {
  defineWorkspaceRule,
  type Texts,
  type PlacedFinding,
  type WorkspaceModel,
} from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/unset-origin-variable',
  impact: 'medium',
  stage: 'deployment',
  title: 'Origins from a variable that may not be set',
  why: 'A deployment without the variable lets everybody in, or nobody, and no error says so.',
  *check(workspace, texts) {
    yield* oncePerPlace(findings(workspace, texts));
  },
});

function* findings(workspace: WorkspaceModel, texts: Texts): Iterable<PlacedFinding> {
  for (const judged of liveRules(workspace, texts)) {
    const { policy, rule } = judged;
    if (rule.kind !== 'variable' || !rule.mayBeUnset || rule.hasFallback || !policy.library) continue;
    // `(process.env.X ?? '').split(',')` is a list, if only of nothing.
    if (rule.split || policy.by === 'vite') continue;
    const effect = effectOf(judged);
    if (!effect) continue;
    const isDeclared = declares(workspace, rule.file, rule.name);
    // Where it is set somewhere, only what would let everybody in is worth a word.
    if (isDeclared && !effect.letsIn) continue;
    yield {
      file: rule.file,
      at: rule.at,
      kind: rule.name,
      impact: effect.impact,
      message: `${isDeclared ? `If ${rule.name} is not set` : `Nothing here sets ${rule.name}, and without it`}${isDeclared ? ',' : ''} ${effect.says} Let the start fail when it is missing.`,
    };
  }
}

interface Effect {
  readonly says: string;
  readonly impact: Impact;
  readonly letsIn: boolean;
}

function effectOf({ policy, rule }: JudgedRule): Effect | undefined {
  const { library } = policy;
  switch (library?.unset) {
    case 'any':
    case 'reflected': {
      const leaks =
        rule.credentials !== 'off' &&
        (library.unset === 'reflected' || library.anyWithCredentials === 'leaks');
      return {
        says: leaks
          ? `${nameOf(policy)} lets every website in, with cookies: it can read what signed-in visitors see.`
          : `${nameOf(policy)} lets every website in.`,
        impact: leaks ? 'high' : 'medium',
        letsIn: true,
      };
    }
    case 'fails':
      return { says: `${nameOf(policy)} fails with an error.`, impact: 'low', letsIn: false };
    case 'off':
      return {
        says: `${nameOf(policy)} lets nobody in: your app on another domain is refused, without a word in the logs.`,
        impact: 'low',
        letsIn: false,
      };
    case undefined:
      return undefined;
  }
}

function declares({ env }: WorkspaceModel, file: string, name: string): boolean {
  const variable = env.packageOf(file).variables.get(name);
  return variable !== undefined && (variable.declarations.length > 0 || variable.suppliedBy !== undefined);
}
