import { hasTrait, limitedImpact, stagedValues } from '../../env/judging/stagedValues.ts';
import { nameOf } from '../../paths.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/test-key-in-production',
  impact: 'high',
  stage: 'deployment',
  title: 'Test key in production',
  why: 'The service runs in its test mode: checkouts seem to work, but no customer pays and no mail is sent. Nothing fails, so nobody notices.',
  *check({ env }, texts) {
    for (const value of stagedValues(env, texts)) {
      const { file, declaration, stage } = value;
      if (stage !== 'production' || declaration.value.state !== 'set') continue;
      if (!hasTrait(value, 'test-key') || SAYS_SO.test(declaration.name)) continue;
      yield {
        file,
        at: declaration.at,
        kind: declaration.name,
        impact: limitedImpact(value, 'high'),
        message: `${declaration.name} has a key for tests in ${nameOf(file)}. In production the service then only pretends: no real payment, message or account. Put the live key where production runs.`,
      };
    }
  },
});

/** A name of a key that is meant for tests, beside the one for customers. */
const SAYS_SO = /(?:^|_)(?:TEST|TESTING|TESTMODE|SANDBOX|DEV|DEVELOPMENT|STAGING|E2E|DEMO)(?:_|$)/i;
