import { afterAll } from '../../migrations/judging/steps.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

const WHERE = {
  'build-script': 'a build runs',
  deploy: 'a deploy runs',
  image: 'the image runs',
  code: 'the product runs when it starts',
  script: 'this script runs',
} as const;

export default defineWorkspaceRule({
  id: 'migrations/schema-push-in-deploy',
  impact: 'high',
  stage: 'deployment',
  title: 'Schema that is changed past the migrations',
  why: 'The command compares the code with the database and changes the database until they agree: it drops what it doesn’t find, asks nobody, and leaves no way back. That is for development.',
  *check({ migrations }) {
    for (const { file, push } of migrations.pushes) {
      const { command, at, where, destructive } = push;
      yield afterAll(file, {
        at,
        kind: command,
        message: `${WHERE[where][0]?.toUpperCase()}${WHERE[where].slice(1)} “${command}”, which changes the database of production without a migration${destructive ? ', and may throw data away' : ''}. Run migrations there instead.`,
        ...(destructive ? { impact: 'blocker' } : {}),
      });
    }
  },
});
