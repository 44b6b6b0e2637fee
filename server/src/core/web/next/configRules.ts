/** Rules of `headers()` in next.config: objects that have a `source` and `headers`, wherever in the file they stand. */
import { COLON, COMMA, OPEN_BRACE, WORD } from '../../parsers/script/codes.ts';
import { scriptOf, type Script } from '../../parsers/script.ts';
import { codeAt, isWord, parentOf, partsOf, startOf } from '../../parsers/script/walk.ts';
import type { Document } from '../../source.ts';
import { headerNamed } from '../backend/headerNames.ts';
import { contextOf, evaluateAt } from '../evaluate.ts';
import { conditionsAround } from '../evaluate/conditionsAround.ts';
import type { HeaderSetting, Scope } from '../types.ts';
import type { Condition, MapEntry, Value } from '../values.ts';
import { inlineConditions } from '../script/inlineConditions.ts';

/** `wants`: of names in lower case; absent: what has to do with caches and other sites. */
export function headerRulesOf(
  document: Document,
  wants: (header: string) => boolean = (name) => headerNamed(name) !== undefined,
): HeaderSetting[] {
  const script = scriptOf(document);
  const context = contextOf(document);
  const found: HeaderSetting[] = [];
  const seen = new Set<number>();
  let group = 0;
  for (let token = 0; token < script.count; token++) {
    if (codeAt(script, token) !== WORD || !isWord(script, token, 'source')) continue;
    const brace = parentOf(script, token);
    if (group >= MOST_RULES) break;
    if (codeAt(script, brace) !== OPEN_BRACE || !isKey(script, token) || seen.has(brace)) continue;
    seen.add(brace);
    if (!hasKey(script, brace, 'headers')) continue;
    const rule = evaluateAt({ ...context, budget: { left: 4_000 } }, startOf(script, brace));
    if (rule.kind !== 'map') continue;
    const when = [
      ...conditionsAround(document, startOf(script, brace)),
      ...inlineConditions(script, brace, context),
    ];
    found.push(...settingsOf(rule.entries, group++, when).filter(({ header }) => wants(header)));
  }
  return found;
}

const MOST_RULES = 400;

function isKey(script: Script, token: number): boolean {
  const before = codeAt(script, token - 1);
  const next = codeAt(script, token + 1);
  return (before === OPEN_BRACE || before === COMMA) && (next === COLON || next === COMMA);
}

function hasKey(script: Script, brace: number, name: string): boolean {
  for (const { first } of partsOf(script, brace)) if (isWord(script, first, name)) return true;
  return false;
}

function settingsOf(
  entries: readonly MapEntry[],
  group: number,
  when: readonly Condition[],
): HeaderSetting[] {
  const of = (key: string): Value | undefined => entries.findLast((entry) => entry.key === key)?.value;
  const headers = of('headers');
  const source = of('source');
  if (!headers || !source) return [];
  const isConditional = of('has') !== undefined || of('missing') !== undefined;
  const scope = scopeOf(source, isConditional);
  return rowsOf(headers).flatMap((row) => settingOf(row, { scope, group, when }));
}

interface Rule {
  readonly scope: Scope;
  readonly group: number;
  readonly when: readonly Condition[];
}

function scopeOf(source: Value, isConditional: boolean): Scope {
  const pattern = patternOf(source);
  if (pattern === undefined) return { syntax: 'all', at: source.at, conditional: true };
  const conditional = isConditional || source.kind !== 'text' ? { conditional: true as const } : {};
  return { syntax: 'next', pattern, at: source.at, ...conditional };
}

/** What can't be told in front is taken as a `basePath`, which is no part of other addresses either; elsewhere as a name. */
function patternOf(value: Value): string | undefined {
  if (value.kind === 'text') return value.text;
  if (value.kind !== 'joined') return undefined;
  const [first, second] = value.parts;
  const isPrefix = first?.kind !== 'text' && second?.kind === 'text' && second.text.startsWith('/');
  const parts = isPrefix ? value.parts.slice(1) : value.parts;
  const text = parts.map((part) => (part.kind === 'text' ? part.text : ':part')).join('');
  return text.startsWith('/') ? text : undefined;
}

interface Row {
  readonly entries: readonly MapEntry[];
  readonly when: readonly Condition[];
}

/** `{ key, value }` of lists in one another, and of both sides of a choice. */
function rowsOf(value: Value, when: readonly Condition[] = [], depth = 0): Row[] {
  if (depth > 6) return [];
  switch (value.kind) {
    case 'list':
      return value.items.flatMap((item) => rowsOf(item, when, depth + 1));
    case 'map':
      return [{ entries: value.entries, when }];
    case 'choice':
      return value.options.flatMap((option) =>
        rowsOf(
          option.value,
          option.when === 'unknown' ? when : [...when, { kind: 'stage', stage: option.when, at: value.at }],
          depth + 1,
        ),
      );
    default:
      return [];
  }
}

function settingOf({ entries, when }: Row, rule: Rule): HeaderSetting[] {
  const key = entries.findLast((entry) => entry.key === 'key')?.value;
  const value = entries.findLast((entry) => entry.key === 'value')?.value;
  if (key?.kind !== 'text' || !value) return [];
  const header = key.text.trim().toLowerCase();
  const all = [...rule.when, ...when];
  return [
    {
      setBy: 'next-config',
      header,
      nameAt: key.at,
      value,
      scope: rule.scope,
      mode: 'set',
      group: rule.group,
      ...(all.length > 0 && { when: all }),
    },
  ];
}
