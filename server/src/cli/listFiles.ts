import path from 'node:path';
import { fileClassOf } from '../core/facts.ts';
import { printable } from '../core/printable.ts';
import { analyzerFor } from '../host/scan.ts';
import type { CheckOptions } from './check.ts';
import { readSettings } from './checkSettings.ts';
import { namedRules } from './namedRules.ts';
import { requireMatches } from './patterns.ts';
import { openFolder } from './readFolder.ts';
import { selectFiles, type Target } from './target.ts';
import { UsageError } from './usageError.ts';
import { nothingToCheck } from './wholeCheck.ts';

/** Prints the files that a check would look at, one a line, as the present folder names them. Gives the exit code. */
export async function listFiles(target: Target, options: CheckOptions): Promise<number> {
  if (options.history || options.fix || options.verify || options.writeBaseline !== undefined)
    throw new UsageError(
      '--list-files checks nothing: it goes with none of --history, --fix, --verify and --write-baseline.',
    );
  if (options.format !== 'text' || options.outputFile !== undefined)
    throw new UsageError('--list-files prints names and no report: it goes with neither --format nor -o.');
  const only = namedRules(options.only);
  const analyzer = analyzerFor({ ...readSettings(target.root, options), ...(only ? { only } : {}) });
  const workspace = openFolder(target.root);
  const listed = await workspace.list();
  requireMatches(target, listed);
  const meant = selectFiles(listed, target);
  if (meant.length === 0) process.stderr.write(nothingToCheck(workspace, target));
  const facts = workspace.facts();
  const looked = meant.filter(
    (file) => analyzer.looksAt(fileClassOf(file, facts)) && workspace.stamp(file) !== undefined,
  );
  process.stdout.write(looked.map((file) => `${printable(asSeen(target.root, file))}\n`).join(''));
  return 0;
}

function asSeen(root: string, file: string): string {
  return path.relative(process.cwd(), path.join(root, file)).split(path.sep).join('/');
}
