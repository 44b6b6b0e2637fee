/** Gets the server that the tests of migrations run on, where this machine's packages have one. */
import { installPostgres } from './editor/systemPackages.ts';
import { whyNoServer } from './postgres.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

if (whyNoServer() !== undefined)
  await installPostgres(say).catch((error: unknown) =>
    say(error instanceof Error ? error.message : String(error)),
  );
const why = whyNoServer();
if (why !== undefined) say(`Tests that need PostgreSQL are left out: ${why}`);
