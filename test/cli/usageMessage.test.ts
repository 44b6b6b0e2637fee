import { strict as assert } from 'node:assert';
import { CommanderError } from 'commander';
import { createProgram } from '../../server/src/cli/program.ts';

/** What wrong use of the command line is answered with. */
async function answerTo(...args: readonly string[]): Promise<string> {
  const program = createProgram(() => undefined);
  let told = '';
  const listen = (command: typeof program): void => {
    command.configureOutput({ writeErr: (text) => (told += text) });
    for (const below of command.commands) listen(below);
  };
  listen(program);
  await assert.rejects(program.parseAsync(['node', 'launch-ready', ...args]), CommanderError);
  return told;
}

describe('wrong use of the command line', () => {
  for (const [args, message] of [
    ['chekc', 'There is no command “chekc”. Did you mean check?\nlaunch-ready --help shows what there is.\n'],
    [
      'check --formt json',
      'There is no option “--formt” here. Did you mean --format?\nlaunch-ready check --help shows what there is.\n',
    ],
    [
      'check --fail-on critical',
      '--fail-on: “critical” is not one of blocker, high, medium, low, never.\nlaunch-ready check --help shows what there is.\n',
    ],
    [
      'check --max-findings some',
      '--max-findings: “some” can’t be used. Write a whole number, 0 or more.\nlaunch-ready check --help shows what there is.\n',
    ],
    [
      'check --only',
      '--only: something has to stand behind it: --only <areas>.\nlaunch-ready check --help shows what there is.\n',
    ],
    [
      'check -o',
      '--output-file: something has to stand behind it: --output-file <file>.\nlaunch-ready check --help shows what there is.\n',
    ],
    [
      'defer a.ts:1',
      '--owner is missing: write --owner <name>.\nlaunch-ready defer --help shows what there is.\n',
    ],
    ['watch generate', '<kind> is missing.\nlaunch-ready watch generate --help shows what there is.\n'],
    [
      'completion tcsh',
      '<shell>: “tcsh” is not one of bash, zsh, fish, powershell.\nlaunch-ready completion --help shows what there is.\n',
    ],
    [
      'hook instal',
      'There is no command “instal”. Did you mean install?\nlaunch-ready hook --help shows what there is.\n',
    ],
    [
      'doctor now',
      'doctor takes no arguments: leave out “now”.\nlaunch-ready doctor --help shows what there is.\n',
    ],
    [
      'explain a b',
      'explain takes no more than 1: “a, b” is too much.\nlaunch-ready explain --help shows what there is.\n',
    ],
  ] as const)
    it(`is told what is wrong, where, and what to do: ${args}`, async () => {
      assert.equal(await answerTo(...args.split(' ')), message);
    });

  it('repeats no control characters', async () => {
    assert.doesNotMatch(await answerTo('check', '--format', 'a\u001B[31mb'), /\u001B/);
  });
});
