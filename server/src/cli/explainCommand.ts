import { Option, type Command } from 'commander';
import type { ExplainOptions } from './explain.ts';
import { addHelp } from './helpText.ts';

/** `launch-ready explain`. `done` gets the exit code. */
export function addExplain(program: Command, done: (exitCode: number) => void): void {
  const explain = program
    .command('explain')
    .description('Explain a rule: why it matters, what is wrong and right, and how to switch it off.')
    .argument('[rule]', 'a rule (secrets/private-key) or an area (secrets); all areas when left out')
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('text'))
    .exitOverride()
    .action(async (rule: string | undefined, options: ExplainOptions) => {
      done(await (await import('./explain.ts')).explain(rule, options));
    });
  addHelp(explain, {
    examples: [
      ['launch-ready explain', 'the areas, and how many rules each has'],
      ['launch-ready explain secrets', 'the rules of an area'],
      ['launch-ready explain secrets/private-key', 'one rule'],
    ],
    exitCodes: '0 explained, 2 there is no such rule, or its page is missing.',
  });
}

const FORMATS: readonly ExplainOptions['format'][] = ['text', 'markdown', 'json'];
