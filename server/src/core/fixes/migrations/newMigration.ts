/** The text of a new migration, with the headings of its tool. */
import type { FileEdit } from '../../edit.ts';
import { TOOLS } from '../../migrations/toolTable.ts';
import type { MigrationPlace } from './migrationPlaces.ts';
import { fileOutside, firstLineOutside, headingOutside } from './optOut.ts';
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
  const first = outside ? firstLineOutside(tool) : '';
  const headings = headingsOf(target, outside === true);
  const [upText, downText] = [statementsText(up, target), statementsText(wayBack(down), target)];
  create(
    place.file,
    first +
      (headings
        ? `${headings.up}\n${upText}${headings.down === undefined ? '' : `\n${headings.down}\n${downText}`}`
        : upText),
  );
  if (place.down !== undefined) create(place.down, first + downText);
  const beside = outside ? fileOutside(tool, place.file) : undefined;
  if (beside) create(beside.path, `${beside.line}\n`);
  return files;
}

function wayBack(down: readonly string[]): readonly string[] {
  return down.length > 0 ? down : ['-- Nothing has to be undone.', 'SELECT 1'];
}

export function statementsText(pieces: readonly string[], target: Target): string {
  const lastStatement = pieces.findLastIndex((piece) => !piece.startsWith('--'));
  return pieces
    .map((piece, index) => {
      if (piece.startsWith('--')) return `${piece}\n`;
      const isBody = piece.includes(';');
      const mark = index < lastStatement ? breakpointOf(target) : '';
      if (isBody && target.fix.tool === 'goose')
        return `-- +goose StatementBegin\n${piece};\n-- +goose StatementEnd\n`;
      return `${piece};${mark}\n`;
    })
    .join('');
}

/** What Drizzle needs between two statements; "" where it isn't Drizzle, or does without. */
export function breakpointOf({ fix: { tool }, facts }: Target): string {
  const isApart = facts.up.some(({ breakpoint }) => breakpoint) || tool === 'drizzle';
  return isApart ? '--> statement-breakpoint' : '';
}

interface Headings {
  readonly up: string;
  readonly down?: string;
}

function headingsOf(target: Target, outside: boolean): Headings | undefined {
  const { tool } = target.fix;
  const own = HEADINGS[tool];
  if (!own) return ownHeadings(target, outside);
  const option = outside ? headingOutside(tool) : '';
  return { up: own.up + option, down: own.down + option };
}

const HEADINGS: Readonly<Partial<Record<Target['fix']['tool'], Required<Headings>>>> = {
  goose: { up: '-- +goose Up', down: '-- +goose Down' },
  dbmate: { up: '-- migrate:up', down: '-- migrate:down' },
};

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

function lineBefore(text: string, at: number): string {
  const end = text.lastIndexOf('\n', at - 1);
  return text.slice(text.lastIndexOf('\n', end - 1) + 1, end).trimEnd();
}
