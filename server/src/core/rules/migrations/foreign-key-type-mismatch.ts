import { columnWord } from '../../migrations/judging/lockWords.ts';
import { foreignKeysOf, type ForeignKey } from '../../migrations/judging/foreignKeys.ts';
import { afterAll } from '../../migrations/judging/steps.ts';
import type { Impact } from '../../finding.ts';
import type { History } from '../../migrations/model.ts';
import type { DataType, Dialect } from '../../migrations/operation.ts';
import type { TableState } from '../../migrations/schema.ts';
import type { ToolId } from '../../migrations/types.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'migrations/foreign-key-type-mismatch',
  impact: 'medium',
  stage: 'deployment',
  title: 'Foreign key of another type than what it refers to',
  why: 'A smaller number type fills up before the table that it refers to does, and then nothing can be saved any more. Types that can’t be compared make the migration fail.',
  *check({ migrations }) {
    for (const history of migrations.histories) {
      // SQLite’s types are advice, and these frameworks choose the type of a key by themselves.
      if (history.dialect === 'sqlite' || CHOOSING.has(history.tool)) continue;
      for (const key of foreignKeysOf(history)) {
        const verdict = verdictOn(key, history);
        if (verdict)
          yield afterAll(key.file, {
            at: key.at,
            kind: `${key.table.name} ${key.columns.join()}`,
            ...verdict,
          });
      }
    }
  },
});

const CHOOSING: ReadonlySet<ToolId> = new Set<ToolId>(['laravel', 'ecto', 'django']);

interface Verdict {
  readonly message: string;
  readonly impact: Impact;
}

function verdictOn(
  { table, columns, references, file }: ForeignKey,
  { final, dialect }: History,
): Verdict | undefined {
  const parent = final.tables.get(references.table);
  if (!parent) return undefined;
  const wanted = references.columns.length > 0 ? references.columns : primaryKeyOf(parent);
  if (wanted.length !== columns.length) return undefined;
  for (const [index, name] of columns.entries()) {
    const other = wanted[index] ?? '';
    const [own, theirs] = [table.columns.get(name)?.type, parent.columns.get(other)?.type];
    if (!own || !theirs || own.array || theirs.array) continue;
    const types = `${columnWord(table.name, name)} is ${own.name}, and ${columnWord(parent.name, other)}, which it refers to, is ${theirs.name}`;
    const verdict = bySize(own, theirs, types, dialect) ?? byKind(own, theirs, types, file);
    if (verdict) return verdict;
  }
  return undefined;
}

function bySize(own: DataType, theirs: DataType, types: string, dialect: Dialect): Verdict | undefined {
  const [size, wanted] = [SIZES[own.name], SIZES[theirs.name]];
  if (size === undefined || wanted === undefined || size === wanted) return undefined;
  if (dialect === 'mysql')
    return { impact: 'medium', message: `${types}: MySQL refuses such a foreign key. ${SAME}` };
  if (size > wanted)
    return { impact: 'low', message: `${types}: the numbers end where the smaller type does. ${SAME}` };
  return {
    impact: 'medium',
    message: `${types}: ids above ${LARGEST[own.name] ?? 'its limit'} don’t fit, and saving fails from then on. ${SAME}`,
  };
}

/** In code, a setting far away may say which type keys have. */
function byKind(own: DataType, theirs: DataType, types: string, file: string): Verdict | undefined {
  const [kind, other] = [kindOf(own), kindOf(theirs)];
  if (!file.endsWith('.sql') || kind === undefined || other === undefined || kind === other) return undefined;
  return {
    impact: 'medium',
    message: `${types}: the database can’t compare the two, and the migration fails. ${SAME}`,
  };
}

const SAME = 'Give both the same type.';

const SIZES: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };
const LARGEST: Readonly<Record<string, string>> = { smallint: '32,767', integer: '2,147,483,647' };

/** Types that PostgreSQL compares with one another. */
function kindOf({ name }: DataType): 'number' | 'text' | 'uuid' | undefined {
  if (SIZES[name] !== undefined) return 'number';
  if (name === 'text' || name === 'character varying' || name === 'character') return 'text';
  return name === 'uuid' ? 'uuid' : undefined;
}

function primaryKeyOf({ constraints }: TableState): readonly string[] {
  return constraints.find(({ type }) => type === 'primary-key')?.columns ?? [];
}
