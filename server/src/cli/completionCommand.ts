import { Argument, type Command } from 'commander';
import type { Shell } from './completion.ts';
import { addHelp } from './helpText.ts';

/** `launch-ready completion`. `done` gets the exit code. */
export function addCompletion(program: Command, done: (exitCode: number) => void): void {
  const completion = program
    .command('completion')
    .description('Print a script that lets your shell complete commands, options and names of rules.')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .exitOverride()
    .action(async (shell: Shell) => {
      done(await (await import('./completion.ts')).completion(program, shell));
    });
  addHelp(completion, {
    examples: [
      ['eval "$(launch-ready completion bash)"', 'in ~/.bashrc'],
      ['eval "$(launch-ready completion zsh)"', 'in ~/.zshrc, after compinit'],
      ['launch-ready completion fish | source', 'in ~/.config/fish/config.fish'],
      ['launch-ready completion powershell | Out-String | Invoke-Expression', 'in $PROFILE'],
    ],
    exitCodes: '0 printed, 2 wrong use or a failure of our own.',
  });
}

const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish', 'powershell'];
