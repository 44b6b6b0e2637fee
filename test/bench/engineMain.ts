import { measureKeystrokes, measureScan } from './engine.ts';
import { measureMigrationEdits } from './migrations.ts';
import { measureVariables } from './variables.ts';
import { measureWeb } from './web.ts';

/** Runs bundled, in a process of its own: `scan FOLDER THREADS ROUNDS [AREA…]`, `variables FOLDER`, `web FOLDER`, `migrations` or `keystrokes`. Prints one JSON object. */
const [what, folder = '', threads, rounds, ...areas] = process.argv.slice(2);

const measured =
  what === 'scan'
    ? measureScan(folder, Number(threads), Number(rounds), areas)
    : what === 'variables'
      ? measureVariables(folder)
      : what === 'web'
        ? measureWeb(folder)
        : what === 'migrations'
          ? Promise.resolve(measureMigrationEdits())
          : Promise.resolve(measureKeystrokes(sourceLines()));
void measured.then((result) => process.stdout.write(`${JSON.stringify(result)}\n`));

/** 2,000 lines, 80 KB, as a person writes them: names that could hold a secret in every tenth line. */
function sourceLines(): readonly string[] {
  return Array.from({ length: 2_000 }, (_, line) => {
    if (line % 10 === 0)
      return `const session${line} = await open(options.password, { token, secretKey: keys[${line}] });`;
    return line % 3 === 0
      ? `  if (value${line} === undefined) return;`
      : `  const value${line} = compute(${line});`;
  });
}
