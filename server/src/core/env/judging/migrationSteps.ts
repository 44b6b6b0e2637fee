/** Steps of workflows that migrate the database, and what they give to the schema. */
import type { Texts } from '../../workspaceRule.ts';
import type { EnvModel, EnvVariable, PlacedDeclaration, PlacedUse } from '../model.ts';

/** A step that migrates with some of what the schema reads, and not with all of it. */
export interface MigrationStep {
  /** The last variable that it sets. */
  readonly last: PlacedDeclaration;
  readonly lacking: readonly { readonly variable: EnvVariable; readonly use: PlacedUse }[];
}

export function migrationSteps({ packages }: EnvModel, texts: Texts): readonly MigrationStep[] {
  const found: MigrationStep[] = [];
  for (const { variables } of packages) {
    const needed = [...variables.values()].flatMap((variable) => {
      const use = variable.uses.find(
        ({ file, use: one }) => file.endsWith('.prisma') && one.need === 'required',
      );
      return use ? [{ variable, use }] : [];
    });
    if (needed.length < 2) continue;
    const given = needed.flatMap(({ variable }) =>
      variable.declarations.filter(({ declaration }) => declaration.by === 'ci'),
    );
    for (const file of new Set(given.map((placed) => placed.file))) {
      const text = texts.read(file);
      if (text !== undefined)
        found.push(
          ...inWorkflow(
            text,
            given.filter((placed) => placed.file === file),
            needed,
          ),
        );
    }
  }
  return found;
}

function inWorkflow(
  text: string,
  given: readonly PlacedDeclaration[],
  needed: MigrationStep['lacking'],
): readonly MigrationStep[] {
  const steps = new Map<number, PlacedDeclaration[]>();
  const shared = new Set<string>();
  for (const placed of given) {
    const step = stepAround(text, placed.declaration.at.start);
    if (!step) shared.add(placed.declaration.name);
    else if (MIGRATES.test(text.slice(step.start, step.end)))
      steps.set(step.start, [...(steps.get(step.start) ?? []), placed]);
  }
  return [...steps.values()].flatMap((own) => {
    const names = new Set([...shared, ...own.map(({ declaration }) => declaration.name)]);
    const lacking = needed.filter(({ variable }) => !names.has(variable.name));
    const last = own.at(-1);
    return last && lacking.length > 0 ? [{ last, lacking }] : [];
  });
}

/** `prisma generate` reads no database. */
const MIGRATES = /\brun:[^\n]{0,200}\bmigrat|\bprisma (?:migrate|db)\b/;

/** The item of a list that an offset stands in, by the indentation: undefined for what is set for a whole job. */
function stepAround(
  text: string,
  offset: number,
): { readonly start: number; readonly end: number } | undefined {
  const lines = text.slice(0, offset).split('\n');
  let indent = lines.at(-1)?.search(/\S|$/) ?? 0;
  let start = offset - (lines.at(-1)?.length ?? 0);
  for (let index = lines.length - 2; index >= 0 && indent > 0; index--) {
    const line = lines[index] ?? '';
    start -= line.length + 1;
    const dash = /^( *)- /.exec(line)?.[1]?.length;
    const own = line.search(/\S|$/);
    if (line.trim() === '' || own >= indent) continue;
    if (dash !== undefined) return { start, end: endOfItem(text, start + line.length, dash) };
    indent = own;
  }
  return undefined;
}

/** Up to the next line that is no deeper than the dash. */
function endOfItem(text: string, from: number, dash: number): number {
  const next = new RegExp(String.raw`\n {0,${dash}}\S`, 'g');
  next.lastIndex = from;
  return next.exec(text)?.index ?? text.length;
}
