import type { Command } from 'commander';
import { describeOption, helpTextOf, type Described, type HelpText } from '../../server/src/cli/helpText.ts';
import { createProgram } from '../../server/src/cli/program.ts';

/** A command as `--help` shows it, for documents. */
export interface CommandInfo {
  /** "launch-ready hook install"; the program itself is "launch-ready". */
  readonly name: string;
  readonly about: string;
  /** What can stand behind the name. */
  readonly usage: string;
  readonly arguments: readonly Described[];
  readonly options: readonly Described[];
  /** Those below it, in the order of the help. */
  readonly commands: readonly CommandInfo[];
  /** The heading that the command stands below in the help; "" where it has none. */
  readonly group: string;
  readonly help: HelpText;
}

/** The very program that reads the arguments, as data. */
export function describeProgram(): CommandInfo {
  return describe(
    createProgram(() => undefined),
    [],
  );
}

function describe(command: Command, above: readonly string[]): CommandInfo {
  const names = [...above, command.name()];
  const name = names.join(' ');
  const help = helpTextOf(command);
  if (!help) throw new Error(`“${name}” has no examples and exit codes: call addHelp for it.`);
  const shown = command.createHelp();
  return {
    name,
    about: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map((argument) => [
      argument.name(),
      argument.argChoices
        ? `${argument.description} (${argument.argChoices.join(', ')})`
        : argument.description,
    ]),
    options: shown
      .visibleOptions(command)
      .map((option) => [shown.optionTerm(option), describeOption(option)] as const),
    commands: command.commands.map((below) => describe(below, names)),
    group: command.helpGroup() ?? '',
    help,
  };
}
