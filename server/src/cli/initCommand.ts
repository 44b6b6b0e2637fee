import type { Command } from 'commander';
import { addHelp } from './helpText.ts';
import type { InitOptions } from './init.ts';

/** `launch-ready init`. `done` gets the exit code. */
export function addInit(program: Command, done: (exitCode: number) => void): void {
  const init = program
    .command('init')
    .description('Begin: asks two questions, writes launch-ready.yaml, and has every commit reviewed.')
    .option('--domain <name>', 'the domain that is yours, instead of asking for it')
    .option('--hook', 'have every commit reviewed, instead of asking')
    .option('--no-hook', 'no review of commits')
    .option('--yes', 'ask nothing: what is not said is as it would be proposed', false)
    .exitOverride()
    .action(async (options: InitOptions) => {
      done(await (await import('./init.ts')).init(options));
    });
  addHelp(init, {
    examples: [
      ['launch-ready init', 'asks for the domain and the hook'],
      ['launch-ready init --yes --domain shop.example --hook', 'asks nothing'],
    ],
    notes: ['A launch-ready.yaml that is there stays as it is. The network is not asked for anything.'],
    exitCodes: '0 done, 2 nothing was written, or the hook could not be installed.',
  });
}
