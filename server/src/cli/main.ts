import { CommanderError, type Command } from 'commander';
import { printable } from '../core/printable.ts';
import { createProgram } from './program.ts';
import { UsageError } from './usageError.ts';

/** The command line. Exit codes: 0 nothing at or above --fail-on; 1 something; 2 wrong use or a failure of our own. */
const WRONG_USE = 2;

async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const program = createProgram((code) => (exitCode = code));
  try {
    const [, , command, about] = argv;
    // The parser shows the help of all commands then, without a word of why.
    if (command === 'help' && about !== undefined && !isHelped(program, about))
      program.error(`error: unknown command '${about}'`);
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
    // The message alone: a stack says nothing to a person, and CI logs are kept.
    const told = error instanceof Error ? error.message : String(error);
    const message = error instanceof UsageError ? told : `Launch Ready failed: ${printable(told)}`;
    process.stderr.write(`${message}\n`);
    return WRONG_USE;
  }
}

function isHelped({ commands }: Command, name: string): boolean {
  return name.startsWith('-') || name === 'help' || commands.some((one) => one.name() === name);
}

// Whoever reads the report may have seen enough (`| head`): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  process.stderr.write(`The report can’t be written (${error.code ?? error.name}).\n`);
  // A hook that stops a commit stops it, whoever could read why.
  process.exit(process.argv[2] === 'hook' ? (process.exitCode ?? WRONG_USE) : WRONG_USE);
});
// Nobody is left to be told, and the exit code says the same.
process.stderr.on('error', () => undefined);

main(process.argv).then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = WRONG_USE;
  },
);
