import { envFileRoleOf } from '../../env/envFileRole.ts';
import type { RawFinding } from '../../finding.ts';
import { parseDotenv, type DotenvEntry, type DotenvFile } from '../../parsers/dotenv.ts';
import { defineRule } from '../../rule.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'env/duplicate-variable',
  impact: 'medium',
  stage: 'deployment',
  title: 'Variable that is set twice in one file',
  why: 'Every loader takes the last line. Whoever changes the other one wonders why nothing happens, or the product runs with a value that was meant to be gone.',
  triggers: [],
  appliesTo: ['dotenv'],
  classes: ['source', 'ignored-env'],
  *check(document) {
    const role = envFileRoleOf(document.path);
    if (!role || (document.path.includes('.envrc') && CONDITION.test(document.text))) return;
    const file = document.parsed(parseDotenv);
    const winners = new Map(file.entries.map((entry) => [entry.name, entry]));
    const used = usesBefore(file);
    for (const entry of file.entries) {
      const winner = winners.get(entry.name);
      if (!winner || winner === entry) continue;
      const isUsed = (used.get(entry.name) ?? -1) > entry.nameRange.start;
      yield finding(entry, winner, { document, isTemplate: role.template, isUsed });
    }
  },
});

/** A script may set a variable in one branch and in the other. */
const CONDITION = /^[ \t]*(?:if|case|for|while|else|elif)\b/m;

/** For each name, where the last reference to it stands. */
function usesBefore({ entries }: DotenvFile): Map<string, number> {
  const references = entries.flatMap((entry) => entry.references);
  return new Map(references.map(({ name, range }) => [name, range.start]));
}

function finding(
  entry: DotenvEntry,
  winner: DotenvEntry,
  { document, isTemplate, isUsed }: { document: Document; isTemplate: boolean; isUsed: boolean },
): RawFinding {
  const { text } = document;
  const { line } = document.positionAt(winner.nameRange.start);
  const written = ({ value }: DotenvEntry): string => text.slice(value.start, value.end);
  const isSame = written(entry) === written(winner);
  // A reference below still gets this value.
  const effect = isUsed
    ? 'This line only counts for what refers to it before that.'
    : isSame
      ? 'Both lines say the same, so one of them can go.'
      : 'This line has no effect.';
  return {
    range: entry.nameRange,
    kind: entry.name.slice(0, 80),
    impact: isSame || isTemplate || isUsed ? 'low' : 'medium',
    message: `${entry.name} is set again in line ${line}, and the last line wins. ${effect}${isSame || isUsed ? '' : ' Keep the right one.'}`,
    ...(isUsed
      ? {}
      : {
          fix: {
            kind: 'edit',
            title: `Remove this line (line ${line} wins)`,
            edits: [{ range: entry.range, newText: '' }],
          },
        }),
  };
}
