/** Works the sums of an atlas.sum out again: github.com/ariga/atlas, sql/migrate/dir.go, NewHashFile. */
import { base64Text } from '../../base64.ts';
import { folderOf, join } from '../../paths.ts';
import { digestOf, SHA256_OF_NOTHING, utf8, withBytes, type Sha256 } from '../../sha256.ts';
import type { WorkspaceContext } from '../../workspaceRule.ts';
import type { History, Migration } from '../model.ts';
import type { MigrationFacts } from '../types.ts';

/**
 * The first file whose sum is another one now. Each sum is that of all files so far, so that nothing can be said of those behind
 * it. `sure`: the sums of others in front of it are right. Undefined where all are right, or it can't be told.
 */
export function changedFile(
  { journal, migrations }: History,
  context: Pick<WorkspaceContext, 'read'>,
): { readonly file: string; readonly name: string; readonly sure: boolean } | undefined {
  if (!journal) return undefined;
  const byName = new Map(migrations.map((one) => [one.name, one]));
  const sums = new Map(journal.entries.map(({ name, sum }) => [name, sum]));
  const listed = [...sums.keys()];
  const left = migrations.filter((one) => !sums.has(one.name) && isLeftOut(one, context));
  // The names of such files count, and their contents don't: they stand in the order of their names.
  const names =
    left.length === 0 ? listed : [...listed, ...left.map(({ name }) => name)].sort(compareFileNames);
  let all = SHA256_OF_NOTHING;
  let right = 0;
  for (const name of names) {
    const fileName = `${name}.sql`;
    const file = join(folderOf(journal.file), fileName);
    const wanted = sums.get(name);
    const named = withBytes(all, utf8(fileName));
    if (wanted === undefined) {
      all = named;
      continue;
    }
    const facts = byName.get(name)?.facts;
    const known = facts && sumsByFacts.get(facts);
    if (known?.before === all && known.wanted === wanted) {
      all = known.after;
      right++;
      continue;
    }
    const text = context.read(file);
    // A file that is gone is told as that; one with other bytes than text has can't be worked out.
    if (text === undefined || text.includes('\ufffd')) return undefined;
    const after = waysToStore(text)
      .map((written) => withBytes(named, utf8(written)))
      .find((sum) => base64Text(digestOf(sum)) === wanted);
    if (!after) return { file, name, sure: right > 0 };
    if (facts) sumsByFacts.set(facts, { before: all, wanted, after });
    all = after;
    right++;
  }
  return undefined;
}

/** Of a file that nobody changed since, the sum is as it was. */
const sumsByFacts = new WeakMap<
  MigrationFacts,
  { readonly before: Sha256; readonly wanted: string; readonly after: Sha256 }
>();

/** `-- atlas:sum ignore` in the first line: atlasgo.io/concepts/migration-directory-integrity */
export function isLeftOut({ file }: Migration, context: Pick<WorkspaceContext, 'read'>): boolean {
  return /^[ -~]{0,200}?atlas:sum +ignore\b/.test(context.read(file) ?? '');
}

/** What git and editors do to line ends, and a mark in front that reading takes away, are no changes. */
function waysToStore(text: string): readonly string[] {
  const plain = text.replaceAll('\r\n', '\n');
  return [...new Set([text, plain, plain.replaceAll('\n', '\r\n'), `\ufeff${text}`])];
}

function compareFileNames(a: string, b: string): number {
  const [left, right] = [`${a}.sql`, `${b}.sql`];
  return left < right ? -1 : left > right ? 1 : 0;
}
