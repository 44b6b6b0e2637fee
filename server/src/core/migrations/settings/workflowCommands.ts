/** The commands of a workflow's jobs that deploy. */
import {
  entriesOf,
  itemsOf,
  nodeAt,
  scalarOf,
  scalarsIn,
  textOf,
  type TreeNode,
} from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { ProductionCommand } from './productionCommands.ts';

/** A job with a database of its own tests something, and so does one that is called so. */
export function jobCommands(document: Document): readonly ProductionCommand[] {
  if (document.text.length > 300_000) return [];
  const root = document.parsed(parseYaml).roots[0];
  const ofFile = `${lowerNameOf(document.path)} ${textOf(nodeAt(root, 'name')) ?? ''}`;
  return entriesOf(nodeAt(root, 'jobs')).flatMap(({ key, value }) => {
    const name = `${key.text} ${textOf(nodeAt(value, 'name')) ?? ''}`;
    const environment = textOf(nodeAt(value, 'environment', 'name') ?? nodeAt(value, 'environment')) ?? '';
    if (!value || OTHER.test(`${name} ${environment}`) || nodeAt(value, 'services')) return [];
    const isDeploy = DEPLOYS.test(`${name} ${environment}`) || (DEPLOYS.test(ofFile) && !OTHER.test(ofFile));
    if (!isDeploy || hasOwnDatabase(value)) return [];
    return itemsOf(nodeAt(value, 'steps')).flatMap((step): ProductionCommand[] => {
      const run = scalarOf(nodeAt(step, 'run'));
      return run ? [{ start: run.start, end: run.end, where: 'deploy' }] : [];
    });
  });
}

const DEPLOYS = /deploy|release|prod|publish|\bship|migrat/i;
const OTHER =
  /\btests?\b|e2e|lint|\bci\b|check|preview|staging|review|integration|playwright|cypress|benchmark|\bpr\b/i;

/** `docker compose up`, `supabase start`: the database of the job itself. */
function hasOwnDatabase(job: TreeNode): boolean {
  const texts = [...scalarsIn([job])].map(({ text }) => text).join('\n');
  return /\bdocker[- ]compose\b[^\n]*\bup\b|\bsupabase start\b|\bdocker run\b[^\n]*(?:postgres|mysql)|@(?:localhost|127\.0\.0\.1|postgres|db)\b|file:\.?\//.test(
    texts,
  );
}
