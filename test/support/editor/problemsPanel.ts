import { relative } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { runCommand } from './quickInput.ts';
import { until } from './until.ts';
import { oneLine } from './userActions.ts';

// Shorter than the wait for the rows, which starts again when the list has changed meanwhile.
const SCROLL_TIMEOUT_MS = 2_000;

/** A row of the Problems panel. */
export interface ProblemRow {
  /** Path in the workspace, from the row of the file above. */
  readonly file: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** As a person reads it: message, source, code, and the position as "[Ln 1, Col 4]". */
  readonly text: string;
  /** Other places that belong to it, one text each. */
  readonly related: readonly string[];
}

/** A row of the list on the screen; `file` only for rows of files. */
interface ListRow {
  readonly index: number;
  readonly level: number;
  readonly isLast: boolean;
  readonly file: string | undefined;
  readonly icon: string;
  readonly text: string;
}

/** Every row of the Problems panel, which it opens, once there are `min`. */
export async function problems(page: Page, workspace: string, { min = 0 } = {}): Promise<ProblemRow[]> {
  const panel = page.locator('.markers-panel');
  if (!(await panel.isVisible())) await runCommand(page, 'Problems: Focus on Problems View');
  await panel.waitFor();
  return until(`${min} rows of the Problems panel`, async () => {
    const rows = toProblems(await readAll(page, panel), workspace);
    return rows.length >= min ? rows : undefined;
  });
}

function toProblems(rows: readonly ListRow[], workspace: string): ProblemRow[] {
  let file = '';
  const found: (ProblemRow & { readonly related: string[] })[] = [];
  for (const row of rows) {
    if (row.file !== undefined) file = relative(workspace, row.file);
    const text = oneLine(row.text);
    if (row.level === 2) found.push({ file, severity: severity(row.icon), text, related: [] });
    if (row.level === 3) found.at(-1)?.related.push(text);
  }
  return found;
}

function severity(icon: string): ProblemRow['severity'] {
  if (icon.includes('codicon-error')) return 'error';
  return icon.includes('codicon-warning') ? 'warning' : 'info';
}

/** The list holds only the rows on the screen, so this scrolls through it. */
async function readAll(page: Page, panel: Locator): Promise<ListRow[]> {
  const seen = new Map<number, ListRow>();
  let visible = await readVisible(panel);
  if (visible.length === 0) return [];
  if (visible[0]?.index !== 0) visible = await scroll(page, panel, -1e6, visible);
  for (;;) {
    for (const row of visible) seen.set(row.index, row);
    if (visible.some((row) => row.isLast)) return [...seen.values()].sort((a, b) => a.index - b.index);
    visible = await scroll(page, panel, 100, visible);
  }
}

async function scroll(
  page: Page,
  panel: Locator,
  pixels: number,
  before: readonly ListRow[],
): Promise<ListRow[]> {
  await panel.locator('.monaco-list').first().hover();
  await page.mouse.wheel(0, pixels);
  const indexes = (rows: readonly ListRow[]) => rows.map((row) => row.index).join();
  const scrolled = async () => {
    const rows = await readVisible(panel);
    return indexes(rows) === indexes(before) ? undefined : rows;
  };
  return until('the Problems panel to scroll', scrolled, SCROLL_TIMEOUT_MS);
}

async function readVisible(panel: Locator): Promise<ListRow[]> {
  const rows = await panel.locator('.monaco-list-row').evaluateAll((elements) =>
    elements.map((element) => ({
      index: Number(element.getAttribute('data-index')),
      level: Number(element.getAttribute('aria-level')),
      isLast: element.getAttribute('data-last-element') === 'true',
      file:
        element.querySelector('.resource-label-container [aria-label]')?.getAttribute('aria-label') ??
        undefined,
      icon: String(element.querySelector('.marker-icon')?.innerHTML),
      text: (element as { innerText?: string }).innerText ?? '',
    })),
  );
  return rows.sort((a, b) => a.index - b.index);
}
