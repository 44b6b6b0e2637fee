import { basename } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from './until.ts';

const QUICK_OPEN = 'ControlOrMeta+p';
const TIMEOUT_MS = 30_000;
// What is typed too early, or before an extension has registered its command, is typed again.
const ATTEMPT_MS = 3_000;

export interface Position {
  /** From 1, as the status bar shows it. */
  readonly line: number;
  /** From 1. */
  readonly column?: number;
}

/** Picks a command in the palette by its full title ("Category: Title") or by the part after the category. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const isCommand = (label: string) => label === title || label.endsWith(`: ${title}`);
  await pick(page, { key: 'F1', text: `>${title}`, what: `command "${title}"`, matches: isCommand });
}

/** Opens a file by its path in the workspace, and puts the cursor at `position`. */
export async function openFile(page: Page, path: string, position?: Position): Promise<void> {
  const name = basename(path);
  const open = async () => {
    await pick(page, {
      key: QUICK_OPEN,
      text: path,
      what: `file ${path}`,
      matches: (label) => label === name,
    });
    await page.locator('.editor-group-container.active .tab.active').filter({ hasText: name }).waitFor();
    await page.locator('.editor-group-container.active .view-line').first().waitFor();
    // The list offers files opened before until it has searched: another one of this name may have been picked.
    return until(`${path} in the editor`, () => isShown(page, path), ATTEMPT_MS);
  };
  await until(`file ${path}`, open, TIMEOUT_MS);
  if (position !== undefined) await goTo(page, position);
}

/** Whether the active editor, or one side of the comparison there, is of the file at `path`. */
async function isShown(page: Page, path: string): Promise<boolean> {
  const uris = await page
    .locator('.editor-group-container.active .monaco-editor[data-uri]')
    .evaluateAll((editors) => editors.map((editor) => editor.getAttribute('data-uri') ?? ''));
  return uris.some((uri) => decodeURIComponent(uri).endsWith(path.replaceAll('\\', '/')));
}

/** Answers the question that a command asks: types into its input box or list, and presses Enter. */
export async function answer(page: Page, text: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('input').first();
  // The palette from which the command came may still be closing.
  await until(
    'a question',
    async () => (await widget.isVisible()) && !(await input.inputValue()).startsWith('>'),
  );
  await input.fill(text);
  await input.press('Enter');
  // Until the extension has looked at the answer, whoever clicks elsewhere takes it back.
  await until(
    'the answer to be taken',
    async () => (await widget.isHidden()) || (await input.inputValue()) !== text,
  );
}

/** Text of each entry of the list that a command has opened, once there are `min`. */
export async function entries(page: Page, { min = 1 } = {}): Promise<string[]> {
  const rows = page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
  return until(`${min} entries of the list`, async () => {
    const texts = await rows.allInnerTexts();
    return texts.length >= min ? texts.map((text) => text.replace(/\s+/g, ' ').trim()) : undefined;
  });
}

/** Puts the cursor of the active editor at `position`. */
async function goTo(page: Page, { line, column = 1 }: Position): Promise<void> {
  const text = `:${line}:${column}`;
  await pick(page, { key: QUICK_OPEN, text, what: `line ${line}`, matches: () => true });
  await page.locator('.part.statusbar').getByText(`Ln ${line}, Col ${column}`).waitFor();
}

interface Choice {
  readonly key: string;
  readonly text: string;
  readonly what: string;
  readonly matches: (label: string) => boolean;
}

async function pick(page: Page, choice: Choice): Promise<void> {
  const attempt = async () => {
    const widget = page.locator('.quick-input-widget');
    const input = widget.locator('input').first();
    await page.keyboard.press(choice.key);
    await input.fill(choice.text, { timeout: ATTEMPT_MS });
    const row = await until(choice.what, () => findRow(widget, choice.matches), ATTEMPT_MS);
    await row.click({ timeout: ATTEMPT_MS });
    // A command may ask its own question in the same place.
    const isDone = async () => (await widget.isHidden()) || (await input.inputValue()) !== choice.text;
    return until(`the choice of ${choice.what}`, isDone, ATTEMPT_MS);
  };
  await until(choice.what, attempt, TIMEOUT_MS);
}

async function findRow(widget: Locator, matches: (label: string) => boolean): Promise<Locator | undefined> {
  for (const row of await widget.locator('.quick-input-list .monaco-list-row').all()) {
    const label = await row.locator('.label-name').first().innerText({ timeout: ATTEMPT_MS });
    if (matches(label.trim())) return row;
  }
  return undefined;
}
