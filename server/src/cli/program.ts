import { Command } from 'commander';
import { VERSION } from '../host/version.ts';
import { addCheck } from './checkCommand.ts';
import { addCompletion } from './completionCommand.ts';
import { addDeferred } from './deferredCommand.ts';
import { addDoctor } from './doctorCommand.ts';
import { addExplain } from './explainCommand.ts';
import { addHelp, describeOption, HELP_WIDTH } from './helpText.ts';
import { addHook } from './hookCommand.ts';
import { addInit } from './initCommand.ts';
import { addInspect } from './inspectCommands.ts';
import { addLive, addSpf } from './liveCommands.ts';
import { addLoad, addSmoke } from './smokeAndLoadCommands.ts';
import { addSnapshot } from './snapshotCommand.ts';
import { usageMessage } from './usageMessage.ts';
import { addWatch } from './watchCommand.ts';

/**
 * All commands with their options, in the order in which people need them. `done` gets the exit code of the one that is run. Each
 * command loads what it needs when it is wanted: that takes longer to start than all of this.
 */
export function createProgram(done: (exitCode: number) => void): Command {
  const program = new Command('launch-ready')
    .description('Finds what would break your launch: run it before you let customers in.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'Show the help of a command.')
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => Math.min(process.stdout.columns ?? HELP_WIDTH, HELP_WIDTH),
      outputError: (text, write) => write(usageMessage(text)),
      getErrHelpWidth: () => Math.min(process.stderr.columns ?? HELP_WIDTH, HELP_WIDTH),
    })
    .configureHelp({ subcommandTerm: (command) => command.name(), optionDescription: describeOption });
  program.commandsGroup('Check files:');
  addCheck(program, done);
  addExplain(program, done);
  addDeferred(program, done);
  addSnapshot(program, done);
  program.commandsGroup('Ask the running product:');
  addLive(program, done);
  addSmoke(program, done);
  addLoad(program, done);
  addWatch(program, done);
  addSpf(program, done);
  program.commandsGroup('Look at what files say together:');
  addInspect(program, done);
  program.commandsGroup('Set up:');
  addInit(program, done);
  addHook(program, done);
  addDoctor(program, done);
  addCompletion(program, done);
  pointToHelp(program, 'launch-ready');
  return addHelp(program, {
    examples: [
      ['launch-ready init', 'begin: two questions, and what to do next'],
      ['launch-ready check', 'what blocks the launch of this folder'],
      ['launch-ready check --staged', 'what the next commit would bring in'],
      ['launch-ready explain secrets/private-key', 'why that matters, and what to do'],
      ['launch-ready live shop.example', 'what the running product answers'],
      ['launch-ready doctor', 'what of this machine and project works'],
      ['launch-ready check --help', 'all options of a command'],
    ],
    lists: [
      {
        heading: 'Files',
        items: [
          ['launch-ready.yaml', 'the configuration, beside the code; everything has a default'],
          ['launch-ready-baseline.json', 'findings that somebody has accepted'],
          ['launch-ready-snapshot.json', 'what was found on a day, to compare with'],
          ['.launch-ready/watch/state.json', 'what launch-ready watch knows; ignored by git'],
          ['~/.cache/launch-ready', 'what is known of unchanged files; may be deleted at any time'],
        ],
      },
      {
        heading: 'Environment',
        items: [
          ['NO_COLOR', 'no colours (https://no-color.org)'],
          ['FORCE_COLOR', 'colours also where nobody watches; 0 for none'],
          ['CI', 'no counters of progress'],
          [
            'XDG_CACHE_HOME',
            'where the cache is, instead of ~/.cache; macOS and Windows have places of their own',
          ],
          ['LAUNCH_READY_SCRATCH_DATABASE_URL', 'the server of launch-ready migrate --trace'],
        ],
      },
    ],
    notes: [
      'Nothing is sent anywhere, unless you ask for it with live, smoke, load, watch, spf, or check --verify.',
    ],
    exitCodes:
      '0 nothing that matters was found, 1 something was, 2 wrong use or a failure of our own. Of each command its help says what counts.',
  });
}

/** After wrong use the help of the very command is named. */
function pointToHelp(command: Command, name: string): void {
  command.showHelpAfterError(`${name} --help shows what there is.`);
  for (const below of command.commands) pointToHelp(below, `${name} ${below.name()}`);
}
