/** The text of a new migration, with the headings of its tool. */
import type { FileEdit } from '../../edit.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import { folderOf, join } from '../../paths.ts';
import type { MigrationPlace } from './migrationPlaces.ts';
import type { Target } from './sql/target.ts';

export interface NewMigration {
  /** What it does, for its name: "validate_orders_customer_fk". */
  readonly slug: string;
  /** Statements without what ends them, and comments (from `--` on) between them. */
  readonly up: readonly string[];
  /** The way back; empty where nothing has to be undone. */
  readonly down: readonly string[];
  /** Not in a transaction. */
  readonly outside?: true;
}

/** All files that it takes. */
export function textsOf(target: Target, migration: NewMigration, place: MigrationPlace): readonly FileEdit[] {
  const { tool } = target.fix;
  const { up, down, outside } = migration;
  const files: FileEdit[] = [];
  const create = (path: string, text: string): void => {
    files.push({ path, create: {}, edits: [{ range: { start: 0, end: 0 }, newText: text }] });
  };
  const first = outside ? FIRST_LINES[tool] : undefined;
  const headings = headingsOf(target, outside === true);
  const [upText, downText] = [statementsText(up, target), statementsText(wayBack(down), target)];
  create(
    place.file,
    (first ?? '') +
      (headings
        ? `${headings.up}\n${upText}${headings.down === undefined ? '' : `\n${headings.down}\n${downText}`}`
        : upText),
  );
  if (place.down !== undefined) create(place.down, (first ?? '') + downText);
  if (outside && tool === 'flyway') create(`${place.file}.conf`, 'executeInTransaction=false\n');
  if (outside && tool === 'diesel')
    create(join(folderOf(place.file), 'metadata.toml'), 'run_in_transaction = false\n');
  return files;
}

/** What comes first in a file that runs outside of a transaction. */
const FIRST_LINES: Readonly<Partial<Record<Target['fix']['tool'], string>>> = {
  goose: '-- +goose NO TRANSACTION\n',
  sqlx: '-- no-transaction\n',
  // An empty line has to follow.
  atlas: '-- atlas:txmode none\n\n',
};

function wayBack(down: readonly string[]): readonly string[] {
  return down.length > 0 ? down : ['-- Nothing has to be undone.', 'SELECT 1'];
}

export function statementsText(pieces: readonly string[], { fix: { tool }, facts }: Target): string {
  const isApart = facts.up.some(({ breakpoint }) => breakpoint) || tool === 'drizzle';
  const lastStatement = pieces.findLastIndex((piece) => !piece.startsWith('--'));
  return pieces
    .map((piece, index) => {
      if (piece.startsWith('--')) return `${piece}\n`;
      const isBody = piece.includes(';');
      const mark = isApart && index < lastStatement ? '--> statement-breakpoint' : '';
      if (isBody && tool === 'goose') return `-- +goose StatementBegin\n${piece};\n-- +goose StatementEnd\n`;
      return `${piece};${mark}\n`;
    })
    .join('');
}

interface Headings {
  readonly up: string;
  readonly down?: string;
}

function headingsOf(target: Target, outside: boolean): Headings | undefined {
  const { tool } = target.fix;
  if (tool === 'goose') return { up: '-- +goose Up', down: '-- +goose Down' };
  if (tool === 'dbmate') {
    const option = outside ? ' transaction:false' : '';
    return { up: `-- migrate:up${option}`, down: `-- migrate:down${option}` };
  }
  return ownHeadings(target, outside);
}

/** Those of the file that the statement stands in. */
function ownHeadings({ text, section, facts, fix }: Target, outside: boolean): Headings | undefined {
  if (section.start === 0 || TOOLS[fix.tool].back === 'file') return undefined;
  const up = lineBefore(text, section.start);
  if (!/^[ \t]*(?:--|#)/.test(up)) return undefined;
  const down = facts.downAt && text.slice(facts.downAt.start, facts.downAt.end);
  const withOption = (heading: string): string => {
    const plain = heading.trim().replace(/\s+notransaction\b/i, '');
    return outside && /^--\s*\+migrate\s/i.test(plain) ? `${plain} notransaction` : plain;
  };
  return { up: withOption(up), ...(down === undefined ? {} : { down: withOption(down) }) };
}

export function lineBefore(text: string, at: number): string {
  const end = text.lastIndexOf('\n', at - 1);
  return text.slice(text.lastIndexOf('\n', end - 1) + 1, end).trimEnd();
}
