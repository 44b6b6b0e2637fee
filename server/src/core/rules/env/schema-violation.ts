import { breachOf, type Breach } from '../../env/judging/schemaBreach.ts';
import { readersOf, stagedValues, type StagedValue } from '../../env/judging/stagedValues.ts';
import type { EnvUse } from '../../env/types.ts';
import type { EditFix, Impact } from '../../finding.ts';
import { readAs } from '../../parsers/dotenvReadings.ts';
import { nameOf } from '../../paths.ts';
import { defineWorkspaceRule, type PlacedFinding, type Texts } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/schema-violation',
  impact: 'medium',
  stage: 'deployment',
  title: 'Value that the product’s own check refuses',
  why: 'The product checks its variables when it starts. With this value it stops there, and nobody can use it until somebody has read the log.',
  *check({ env }, texts) {
    const known = new Map<string, ReadonlyMap<number, string>>();
    const asked = new Map<string, boolean>();
    // Hundreds of packages may read a name: who asks for it is found out once.
    const isAskedFor = (name: string): boolean => {
      const answer = asked.get(name) ?? env.placesOf(name).uses.some(isSchema);
      asked.set(name, answer);
      return answer;
    };
    for (const value of stagedValues(env, texts)) {
      if (value.declaration.value.state !== 'set' || !isAskedFor(value.declaration.name)) continue;
      const schemas = schemasOf(value);
      if (schemas.length === 0) continue;
      const text = valueAsLoaded(value, texts, known);
      if (text === undefined || /\$|\{\{|`/.test(text)) continue;
      for (const { file, use } of schemas) {
        const breach = use.schema && breachOf(text, use.schema);
        if (!breach) continue;
        yield finding(value, breach, { file, use });
        break;
      }
    }
  },
});

interface PlacedSchema {
  readonly file: string;
  readonly use: EnvUse;
}

function isSchema({ use, place }: PlacedSchema & { readonly place: string }): boolean {
  return place === 'product' && use.schema !== undefined;
}

/** Those of the product, of the package itself where it has any. */
function schemasOf({ variables }: StagedValue): readonly PlacedSchema[] {
  const own = variables.flatMap(({ uses }) => uses.filter(isSchema));
  return own.length > 0 ? own : variables.flatMap(({ usesElsewhere }) => usesElsewhere.filter(isSchema));
}

/** What the loader of the file makes of it; of manifests, what stands there. */
function valueAsLoaded(
  { file, declaration, envFile }: StagedValue,
  texts: Texts,
  known: Map<string, ReadonlyMap<number, string>>,
): string | undefined {
  const { name, at, valueAt } = declaration;
  const text = texts.read(file);
  if (text === undefined || text.slice(at.start, at.end) !== name) return undefined;
  if (!envFile) return valueAt && text.slice(valueAt.start, valueAt.end);
  let values = known.get(file);
  if (!values) {
    const { readings } = readAs(text, envFile.dialects[0] ?? 'dotenv');
    values = new Map(
      readings.flatMap((reading) => (reading.value === undefined ? [] : [[reading.nameAt, reading.value]])),
    );
    known.set(file, values);
  }
  return values.get(at.start)?.trim();
}

function finding(
  value: StagedValue,
  { wants, instead }: Breach,
  { file: schemaFile, use }: PlacedSchema,
): PlacedFinding {
  const { file, declaration } = value;
  const { name, at } = declaration;
  const fix = instead === undefined ? undefined : replacing(value, instead);
  return {
    file,
    at,
    kind: name,
    impact: impactOf(value),
    message: `${name} in ${nameOf(file)} is not what ${schemaFile} asks for: ${wants}. With this value the product stops as soon as it starts. Correct it.`,
    related: [{ file: schemaFile, at: use.at, message: `Asks for ${wants}` }],
    ...(fix && { fix }),
  };
}

function replacing({ declaration: { valueAt } }: StagedValue, instead: string): EditFix | undefined {
  // Written with other characters than it is read with, it is for a person to change.
  if (!valueAt || !/^[\w.-]+$/.test(instead)) return undefined;
  return {
    kind: 'edit',
    title: `Write “${instead}”, which the schema allows`,
    edits: [{ range: valueAt, newText: instead }],
  };
}

function impactOf(value: StagedValue): Impact {
  const isProduction = value.stage === 'production' && value.isCertain;
  return isProduction && readersOf(value).isRead ? 'high' : 'medium';
}
