/**
 * Whom Supabase's API opens a new table to. It did so for every browser by itself; since 2026-05-30 new projects, and since
 * 2026-10-30 all of them, open those of their new tables that were granted:
 * https://supabase.com/changelog/45329-breaking-change-tables-not-exposed-to-data-and-graphql-api-automatically
 */
import type { History, Migration } from '../model.ts';
import { UNKNOWN_NAME, type ObjectName, type Policy } from '../operation.ts';
import type { TableState } from '../schema.ts';
import { perHistory } from './perHistory.ts';

/** Versions of migrations begin with their dates. The first date was rolled out over some weeks. */
const OF_NEW_PROJECTS = '20260715';
const OF_ALL_PROJECTS = '20261030';
/** From then on a project could choose. */
const BY_CHOICE = '20260428';

/** A table of `public` that nobody reaches through the API without GRANT. Other schemas were never opened by themselves. */
export function needsGrant(
  history: History,
  { name, created }: TableState,
): 'surely' | 'probably' | undefined {
  if (history.tool !== 'supabase' || history.platform !== 'supabase' || !created) return undefined;
  const { opensNewTables } = history.settings.find((one) => one.opensNewTables !== undefined) ?? {};
  if (name.includes('.') || opensNewTables === true) return undefined;
  const date = dateOf(history.migrations[created.migration]);
  const first = firstDateOf(history);
  if (date === undefined || first === undefined) return undefined;
  if (date >= OF_ALL_PROJECTS || (opensNewTables === false && date >= BY_CHOICE)) return 'surely';
  // An older project may have begun to write migrations late.
  return first >= OF_NEW_PROJECTS ? 'probably' : undefined;
}

/** YYYYMMDD, where its version is a time: `20261112093000`. */
function dateOf(migration: Migration | undefined): string | undefined {
  const { version = '' } = migration ?? {};
  return /^20\d{12}$/.test(version) ? version.slice(0, 8) : undefined;
}

const firstDateOf = perHistory(({ migrations }) => migrations.flatMap((one) => dateOf(one) ?? []).sort()[0]);

/** Who gets to row-level security by asking the API for rows of the table; `unsure`: everybody, or nobody. */
export type Reach = 'everybody' | 'users' | 'nobody' | 'unsure';

export function reachOf(history: History, table: TableState): Reach {
  const need = needsGrant(history, table);
  if (!need) return 'everybody';
  const roles = grantedRoles(history, table.name);
  if (roles.some((role) => role === 'anon' || role === 'public' || role === UNKNOWN_NAME)) return 'everybody';
  if (roles.includes('authenticated')) return 'users';
  return need === 'surely' ? 'nobody' : 'unsure';
}

/** Roles that were given any right to the table, whatever was taken back later; `UNKNOWN_NAME` where code may have done it. */
export function grantedRoles(history: History, table: ObjectName): readonly string[] {
  const madeAt = placesOf(history).get(table) ?? -1;
  return grantsOf(history).flatMap(({ on, names, roles, place, isByCode }) => {
    const isMeant =
      (on === 'table' && (names.includes(table) || names.includes(UNKNOWN_NAME))) ||
      (on === 'all-tables' && names.includes('public') && place > madeAt) ||
      (on === 'default' && (names.length === 0 || names.includes('public')) && place < madeAt);
    if (!isMeant) return [];
    return isByCode ? roles.concat(UNKNOWN_NAME) : roles;
  });
}

/** Where tables are made, in the list of steps. */
const placesOf = perHistory(({ steps }) => {
  const places = new Map<ObjectName, number>();
  for (const [place, { operation }] of steps.entries())
    if (operation.kind === 'create-table' && !places.has(operation.table)) places.set(operation.table, place);
  return places;
});

const grantsOf = perHistory(({ steps }) =>
  steps.flatMap(({ operation }, place) => {
    if (operation.kind !== 'grant') return [];
    const { on, names, roles, nested } = operation;
    return [{ on, names, roles, place, isByCode: nested === true || names.includes(UNKNOWN_NAME) }];
  }),
);

/** What a role needs for what the policies let it do; rights as SQL writes them. */
export interface ApiGrant {
  readonly role: 'anon' | 'authenticated';
  readonly privileges: readonly ('select' | 'insert' | 'update' | 'delete')[];
}

const COMMANDS = ['select', 'insert', 'update', 'delete'] as const;

/** The rights that the policies of a table suppose; none where none is about browsers. */
export function grantsFor({ policies }: TableState): readonly ApiGrant[] {
  return (['anon', 'authenticated'] as const).flatMap((role) => {
    const own = [...policies.values()].filter((policy) => policy.restrictive !== true && isFor(policy, role));
    const privileges = COMMANDS.filter((one) =>
      own.some(({ command }) => command === 'all' || command === one),
    );
    return privileges.length > 0 ? [{ role, privileges }] : [];
  });
}

function isFor({ roles, using, check }: Policy, role: ApiGrant['role']): boolean {
  if (roles.length > 0 && !roles.includes('public')) return roles.includes(role);
  // Who is not logged in passes no question for who is.
  return role === 'authenticated' || ![using, check].some((one) => one && /\bauth\s*\./i.test(one.text));
}
