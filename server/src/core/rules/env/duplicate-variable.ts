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
  why: 'Nearly every loader takes the last line. Whoever changes the other one wonders why nothing happens, or the product runs with a value that was meant to be gone.',
  triggers: [],
  appliesTo: ['dotenv'],
  classes: ['source', 'ignored-env'],
  *check(document) {
    const role = envFileRoleOf(document.path);
    if (!role || (document.path.includes('.envrc') && CONDITION.test(document.text))) return;
    const file = document.parsed(parseDotenv);
    const used = usesBefore(file);
    const before = new Map<string, DotenvEntry>();
    for (const entry of file.entries) {
      const earlier = before.get(entry.name);
      before.set(entry.name, entry);
      if (!earlier) continue;
      const isUsed = isBetween(used.get(entry.name) ?? [], earlier, entry);
      yield finding(entry, earlier, { document, isTemplate: role.template, isUsed });
    }
  },
});

/** A script may set a variable in one branch and in the other. */
const CONDITION = /^[ \t]*(?:if|case|for|while|else|elif)\b/m;

/** For each name, where references to it stand. */
function usesBefore({ entries }: DotenvFile): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { references } of entries) {
    for (const { name, range } of references) {
      const known = places.get(name);
      if (known) known.push(range.start);
      else places.set(name, [range.start]);
    }
  }
  return places;
}

function isBetween(places: readonly number[], earlier: DotenvEntry, later: DotenvEntry): boolean {
  return places.some((place) => place > earlier.nameRange.start && place < later.range.end);
}

function finding(
  entry: DotenvEntry,
  earlier: DotenvEntry,
  { document, isTemplate, isUsed }: { document: Document; isTemplate: boolean; isUsed: boolean },
): RawFinding {
  const { text } = document;
  const { line } = document.positionAt(earlier.nameRange.start);
  const written = ({ value }: DotenvEntry): string => text.slice(value.start, value.end);
  const isSame = written(entry) === written(earlier);
  // A reference between the two still gets the first value.
  const effect = isUsed
    ? `The last line wins: line ${line} only counts for what refers to it before this one.`
    : isSame
      ? 'Both lines say the same: remove one of them.'
      : `The last line wins: line ${line} has no effect. Keep the right one.`;
  return {
    range: entry.nameRange,
    kind: entry.name.slice(0, 80),
    impact: isSame || isTemplate || isUsed ? 'low' : 'medium',
    message: `${entry.name} is set on line ${line} already. ${effect}`,
    ...(isUsed
      ? {}
      : {
          fix: {
            kind: 'edit',
            title: `Remove line ${line}, which has no effect`,
            edits: [{ range: earlier.range, newText: '' }],
            needsDecision: true,
          },
        }),
  };
}
