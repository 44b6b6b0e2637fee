import assert from 'node:assert/strict';
import { COMMAND_LINE } from '../../../server/src/host/hooks/command.ts';
import { commandsWithReview, jsonComesToReview } from '../../../server/src/host/hooks/jsonHook.ts';

const withCommand = (command: string): string =>
  `${JSON.stringify({ 'simple-git-hooks': { 'pre-commit': command } }, undefined, 2)}\n`;
const AT = ['simple-git-hooks'];

describe('a command for pre-commit in JSON', () => {
  for (const command of [
    'npm test',
    'npx lint-staged',
    'npm run exit-check',
    'node exec.js',
    './exec/run',
    'npm test || exit 1',
  ])
    it(`is run before the review: ${command}`, () => {
      const edited = commandsWithReview(withCommand(command), AT);
      assert.ok('text' in edited, 'refused' in edited ? edited.refused : '');
      assert.equal(edited.text, withCommand(`${command} && ${COMMAND_LINE}`));
      assert.equal(jsonComesToReview(edited.text), undefined);
    });

  for (const command of [
    'true; exit 0',
    'exec npx lint-staged',
    'true && exit',
    'if true; then exit 0; fi',
    'npm test || (exit 0)',
  ])
    it(`is left alone where it may end the shell: ${command}`, () => {
      const edited = commandsWithReview(withCommand(command), AT);
      assert.ok('refused' in edited);
      assert.match(edited.refused, /may end the shell .* before that yourself\.$/);
      assert.match(
        jsonComesToReview(withCommand(`${command} && ${COMMAND_LINE}`)) ?? '',
        /^The command in front of the review may end the shell/,
      );
    });

  it('may end the shell behind the review', () => {
    assert.equal(jsonComesToReview(withCommand(`${COMMAND_LINE} && exec npx lint-staged`)), undefined);
  });
});
