import type { EditPlan, TextEdit } from '../core/edit.ts';
import type { Finding, RewriteMigrationFix } from '../core/finding.ts';
import { compareVersions, migrationName, versionOf } from '../core/migrations/order.ts';

export interface Fixable<F> {
  readonly finding: Finding;
  readonly fix: F;
}

/**
 * Rewrites migrations one after the other. What a fix knows of its file is that of the check: places are followed through the edits
 * made since, and so is which migration is the last one. A statement is rewritten once; then the next check sees what is left.
 */
export function rewriteMigrations(
  fixables: readonly Fixable<RewriteMigrationFix>[],
  accept: (fixable: Fixable<RewriteMigrationFix>) => EditPlan | undefined,
  tell: (line: string) => void,
): void {
  const accepted: EditPlan[] = [];
  const rewritten = new Set<string>();
  for (const { finding, fix } of fixables.toSorted(inOrder)) {
    const statement = placeAfter(accepted, fix);
    const key = `${fix.file}\0${String(fix.statement)}`;
    if (statement === undefined || (rewritten.has(key) && !isBeside(fix))) {
      tell(`– ${placeOf(finding)}: another fix changes the same lines. Run --fix again.`);
      continue;
    }
    const plan = accept({ finding, fix: { ...fix, statement, latest: latestAfter(accepted, fix) } });
    if (!plan) continue;
    accepted.push(plan);
    if (!isBeside(fix)) rewritten.add(key);
  }
}

/** Leaves the statement as it is. */
function isBeside({ form }: RewriteMigrationFix): boolean {
  return form === 'lock-timeout' || form === 'index-foreign-key';
}

/** The oldest migration first, so that what follows of them comes in the same order; what stands above statements last. */
function inOrder(a: Fixable<RewriteMigrationFix>, b: Fixable<RewriteMigrationFix>): number {
  if (a.fix.file !== b.fix.file) return a.fix.file < b.fix.file ? -1 : 1;
  return Number(isBeside(a.fix)) - Number(isBeside(b.fix)) || a.fix.statement - b.fix.statement;
}

/** Where the statement begins by now; undefined where it was replaced. */
function placeAfter(
  plans: readonly EditPlan[],
  { file, statement }: RewriteMigrationFix,
): number | undefined {
  let place: number | undefined = statement;
  for (const { edits } of plans)
    for (const one of edits) if (one.path === file && place !== undefined) place = shifted(place, one.edits);
  return place;
}

function shifted(place: number, edits: readonly TextEdit[]): number | undefined {
  let by = 0;
  for (const { range, newText } of edits) {
    if (range.start <= place && range.end > place) return undefined;
    if (range.end <= place) by += newText.length - (range.end - range.start);
  }
  return place + by;
}

function latestAfter(
  plans: readonly EditPlan[],
  { latest, file, tool }: RewriteMigrationFix,
): RewriteMigrationFix['latest'] {
  const folder = historyFolder(file);
  let last = latest;
  for (const { edits } of plans)
    for (const { path, create } of edits) {
      if (!create || historyFolder(path) !== folder) continue;
      const version = versionOf(migrationName(path), tool);
      if (version !== '' && (last.version === '' || compareVersions(version, last.version) > 0))
        last = { file: path, version };
    }
  return last;
}

/** Prisma and Diesel give each migration a folder of its own. */
function historyFolder(path: string): string {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return /\/(?:migration|up|down)\.sql$|\/metadata\.toml$/.test(path)
    ? folder.slice(0, Math.max(0, folder.lastIndexOf('/')))
    : folder;
}

export function placeOf({ file, range }: Finding): string {
  return `${file ?? ''}:${range?.start.line ?? 1}`;
}
