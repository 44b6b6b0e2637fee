import { envFileRoleOf } from '../../env/envFileRole.ts';
import type { TextRange } from '../../finding.ts';
import { parseDotenv, type DotenvEntry, type DotenvFile } from '../../parsers/dotenv.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'env/unsorted-names',
  impact: 'low',
  stage: 'handover',
  title: 'Variables that are not in order',
  why: 'In a long file that is sorted, a variable is found at once, and nobody adds it a second time.',
  offByDefault: true,
  triggers: [],
  appliesTo: ['dotenv'],
  classes: ['source', 'ignored-env'],
  *check(document) {
    if (envFileRoleOf(document.path) === undefined) return;
    for (const block of blocksOf(document.parsed(parseDotenv))) {
      for (let index = 1; index < block.length; index++) {
        const [before, entry] = [block[index - 1], block[index]];
        if (!before || !entry || before.name <= entry.name) continue;
        yield {
          range: entry.nameRange,
          kind: entry.name.slice(0, 80),
          message: `${entry.name} belongs before ${before.name}: the variables of this block are not sorted.`,
        };
      }
    }
  },
});

/** Entries on lines that follow each other; blank lines and comments part them. */
function blocksOf({ entries }: DotenvFile): DotenvEntry[][] {
  const blocks: DotenvEntry[][] = [];
  let last: TextRange | undefined;
  for (const entry of entries) {
    const block = blocks.at(-1);
    if (block && last?.end === entry.range.start) block.push(entry);
    else blocks.push([entry]);
    last = entry.range;
  }
  return blocks;
}
