import { Option, type Command } from 'commander';
import type { DoctorOptions } from './doctor.ts';
import { addHelp } from './helpText.ts';

/** `launch-ready doctor`. `done` gets the exit code. */
export function addDoctor(program: Command, done: (exitCode: number) => void): void {
  const doctor = program
    .command('doctor')
    .description('Say what of this machine and this project works, and what to do about the rest.')
    .addOption(new Option('--format <format>', 'how to print it').choices(FORMATS).default('text'))
    .exitOverride()
    .action(async (options: DoctorOptions) => {
      done(await (await import('./doctor.ts')).doctor(options));
    });
  addHelp(doctor, {
    examples: [
      ['launch-ready doctor', '✔ works, ▲ could be better, ✖ is broken'],
      ['launch-ready doctor --format json', 'the same for another program'],
    ],
    notes: ['The network is not asked for anything, and no value of a variable is shown.'],
    exitCodes: '0 nothing is broken, 1 something is, 2 wrong use or a failure of our own.',
  });
}

const FORMATS: readonly DoctorOptions['format'][] = ['text', 'json'];
