import { hasTrait, stagedValues, type StagedValue } from '../../env/judging/stagedValues.ts';
import type { Impact } from '../../finding.ts';
import { nameOf } from '../../paths.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/live-key-in-development',
  impact: 'high',
  stage: 'security',
  title: 'Live key in development',
  why: 'A test run or a script on a developer’s machine charges real cards, writes to real customers or deletes their data. And every machine with the key is one more place to lose it.',
  *check({ env }, texts) {
    const values = stagedValues(env, texts);
    for (const value of values) {
      const { file, declaration } = value;
      const where = value.stage && WORDS[value.stage];
      if (where === undefined || declaration.value.state !== 'set') continue;
      if (!hasTrait(value, 'live-key') || SAYS_SO.test(declaration.name)) continue;
      yield {
        file,
        at: declaration.at,
        kind: declaration.name,
        impact: impactOf(value),
        message: `${declaration.name} has a live key in ${nameOf(file)}, which is for ${where}. ${consequence(value)} Use the key of the test mode there.`,
      };
    }
  },
});

const WORDS: Readonly<Partial<Record<string, string>>> = {
  development: 'development',
  test: 'tests',
  staging: 'staging',
  preview: 'previews',
};

/** A name of a key that is meant to be live, beside the one for tests. */
const SAYS_SO = /(?:^|_)(?:LIVE|PROD|PRODUCTION|REAL)(?:_|$)/i;

function consequence(value: StagedValue): string {
  return hasTrait(value, 'secret')
    ? 'What runs there works on real customers: it charges their cards and changes their data.'
    : 'What is tried out there reaches the real account.';
}

/** A key that is made to be published opens less; a file of one machine that git leaves out is one person’s choice. */
function impactOf(value: StagedValue): Impact {
  const isOwn = value.envFile?.ignored === true && value.envFile.role.local;
  return hasTrait(value, 'secret') && !isOwn ? 'high' : 'medium';
}
