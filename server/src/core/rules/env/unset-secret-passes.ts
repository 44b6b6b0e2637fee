import { isAskedForAtStart } from '../../env/judging/validated.ts';
import type { OpenCheck } from '../../env/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/unset-secret-passes',
  impact: 'high',
  stage: 'security',
  title: 'Check that lets everybody in when its secret is not set',
  why: 'A deployment without the variable compares with "undefined" or with nothing. Whoever sends just that is let in, and no error says so.',
  *check({ env }) {
    for (const folder of env.packages)
      for (const { file, check } of folder.openChecks) {
        const { name, at, way } = check;
        if (isAskedForAtStart(name, folder, env)) continue;
        yield {
          file,
          at,
          kind: name,
          ...(way === 'skipped' && { impact: 'medium' as const }),
          message: `${CONSEQUENCE[way](name)} Refuse the request, or let the start fail, when ${name} is missing.`,
        };
      }
  },
});

const CONSEQUENCE: Readonly<Record<OpenCheck['way'], (name: string) => string>> = {
  'undefined-text': (name) =>
    `If ${name} is not set, this compares with the word "undefined", and whoever sends that word is let in.`,
  nothing: (name) => `If ${name} is not set, a request that sends nothing is equal to it, and is let in.`,
  skipped: (name) => `If ${name} is not set, this check is skipped and everybody is let in.`,
  'known-key': (name) =>
    `If ${name} is not set, signatures are checked with a key that everybody knows, so anyone can forge them.`,
};
