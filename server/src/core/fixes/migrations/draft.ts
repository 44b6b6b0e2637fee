/** A plan in the making: edits of the file, and migrations that come after it. */
import type { EditPlan, FileEdit, Refusal, TextEdit } from '../../edit.ts';
import type { TextRange } from '../../finding.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { appendChangeset } from './changesets.ts';
import { journalEdit } from './journal.ts';
import { placeAfter, type MigrationPlace } from './migrationPlaces.ts';
import { textsOf, type NewMigration } from './newMigration.ts';
import type { Target } from './sql/target.ts';

export interface Draft {
  readonly target: Target;
  replace(range: TextRange, newText: string): void;
  insert(at: number, newText: string): void;
  /** Edits of another file that is there, or a file that is made. */
  edit(file: FileEdit): void;
  /** Gives its file; undefined where the names have no number, and the plan is refused. */
  add(migration: NewMigration): string | undefined;
  note(sentence: string): void;
  refuse(reason: string): void;
  finish(): EditPlan | Refusal;
}

export function createDraft(target: Target): Draft {
  const { fix, files } = target;
  const edits: TextEdit[] = [];
  const others: FileEdit[] = [];
  const notes: string[] = [];
  const added: MigrationPlace[] = [];
  let refused: string | undefined;
  let { version } = fix.latest;
  const refuse = (reason: string): void => {
    refused ??= reason;
  };
  return {
    target,
    replace: (range, newText) => edits.push({ range, newText }),
    insert: (at, newText) => edits.push({ range: { start: at, end: at }, newText }),
    edit: (file) => others.push(file),
    add(migration) {
      if (fix.tool === 'liquibase') {
        edits.push(appendChangeset(target, migration, added.length));
        added.push({ version, name: '', file: fix.file });
        return fix.file;
      }
      const place = placeAfter(fix, version, migration.slug, files);
      if (!place) {
        refuse(
          'What has to run later needs a migration of its own, and the names of these files have no number to count on: write it by hand.',
        );
        return undefined;
      }
      version = place.version;
      added.push(place);
      others.push(...textsOf(target, migration, place));
      return place.file;
    },
    note: (sentence) => notes.push(sentence),
    refuse,
    finish() {
      const journal = fix.tool === 'drizzle' && added.length > 0 ? journalEdit(target, added) : undefined;
      if (journal && 'refused' in journal) return journal;
      if (refused !== undefined) return { refused };
      const own: readonly FileEdit[] = edits.length > 0 ? [{ path: fix.file, edits: inOrder(edits) }] : [];
      return {
        title: fix.title,
        edits: [...own, ...others, ...(journal ? [journal] : [])].map((file) => withLineBreaks(file, target)),
        notes: [...notes, ...toolNotes(target, added)],
      };
    },
  };
}

/** What is inserted comes before what is replaced at the same place. */
function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  const length = ({ range }: TextEdit): number => Math.min(1, range.end - range.start);
  return edits.toSorted((a, b) => a.range.start - b.range.start || length(a) - length(b));
}

function withLineBreaks(file: FileEdit, { lineBreak }: Target): FileEdit {
  if (lineBreak === '\n') return file;
  return {
    ...file,
    edits: file.edits.map(({ range, newText }) => ({
      range,
      newText: newText.replace(/\r?\n/g, lineBreak),
    })),
  };
}

function toolNotes({ fix: { tool } }: Target, added: readonly MigrationPlace[]): string[] {
  const notes: string[] = [];
  if (tool === 'atlas') notes.push('Run `atlas migrate hash`: atlas.sum lists the sums of all files.');
  if (tool === 'liquibase' && added.length > 0)
    notes.push('The new changeset stands in the same file: Liquibase runs it in a transaction of its own.');
  if (TOOLS[tool].mode === 'all' && added.length > 0)
    notes.push(
      `${TOOLS[tool].name} runs all pending migrations in one transaction: deploy the new one after this one has run.`,
    );
  return notes;
}
