/** Origins that production gets from a variable: judged where the variable is set, as if they stood in the code. */
import { stagedValues, writtenValue, type StagedValue } from '../../env/judging/stagedValues.ts';
import type { Span } from '../../span.ts';
import type { Texts, WorkspaceModel } from '../../workspaceRule.ts';
import { MOST_VALUES, rulesOf, type OriginReading } from './origins.ts';
import type { CorsPolicy, OriginRule } from './policy.ts';

export function rulesOfVariable(
  { env }: WorkspaceModel,
  texts: Texts,
  policy: CorsPolicy,
  rule: OriginRule,
): readonly OriginRule[] {
  if (rule.kind !== 'variable') return [];
  const variable = env.packageOf(rule.file).variables.get(rule.name);
  if (!variable) return [];
  return stagedValues(env, texts)
    .filter(
      ({ declaration, stage, variables }) =>
        declaration.name === rule.name && stage === 'production' && variables.includes(variable),
    )
    .flatMap((value) => rulesOfValue(value, texts, policy, rule.split, rule.credentials));
}

function rulesOfValue(
  value: StagedValue,
  texts: Texts,
  { library }: CorsPolicy,
  isSplit: boolean,
  credentials: OriginRule['credentials'],
): readonly OriginRule[] {
  const { declaration, file } = value;
  const written = declaration.value.state === 'set' ? writtenValue(value, texts) : undefined;
  const at = written === undefined ? undefined : placeOfValue(value, texts);
  if (written === undefined || at === undefined || /[${}]/.test(written)) return [];
  const reading: OriginReading = {
    file,
    stage: 'production',
    ...(library && { library }),
    hasWildcards:
      library !== undefined && library.wildcards !== 'none' && library.wildcardsNeed === undefined,
    arePatterns: false,
    isInList: isSplit,
    when: [],
    context: { resolve: () => undefined },
    depth: 0,
    budget: { left: MOST_VALUES },
  };
  const parts = isSplit ? partsOf(written, at) : [{ text: written, at }];
  return parts
    .flatMap((part) => rulesOf({ kind: 'text', ...part }, reading))
    .map((rule) => Object.assign({ credentials, isValue: true as const }, rule));
}

function placeOfValue({ file, declaration: { at, valueAt } }: StagedValue, texts: Texts): Span | undefined {
  const text = texts.read(file);
  if (!valueAt || text === undefined || valueAt.start < at.start) return undefined;
  const between = text.slice(at.start, valueAt.start);
  const lines = between.split('\n').length - 1;
  const column = lines === 0 ? at.column + between.length : between.length - between.lastIndexOf('\n');
  return { start: valueAt.start, end: valueAt.end, line: at.line + lines, column };
}

function partsOf(text: string, at: Span): readonly { readonly text: string; readonly at: Span }[] {
  const parts: { readonly text: string; readonly at: Span }[] = [];
  let from = 0;
  for (const part of text.split(',')) {
    const lead = from + (part.length - part.trimStart().length);
    from += part.length + 1;
    const bare = part.trim();
    const place = {
      start: at.start + lead,
      end: at.start + lead + bare.length,
      line: at.line,
      column: at.column + lead,
    };
    if (bare !== '') parts.push({ text: bare, at: place });
  }
  return parts;
}
