import type { Locator, Page } from 'playwright-core';
import { runCommand } from './quickInput.ts';
import { until } from './until.ts';

// A window that has just started cancels requests for code actions, and waits for the TypeScript server.
const QUICK_FIX_TIMEOUT_MS = 60_000;
const MENU_TIMEOUT_MS = 8_000;
const STEP_TIMEOUT_MS = 3_000;

/** Number of squiggles that the active editor draws, by severity. */
export interface Squiggles {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly hint: number;
}

export async function squiggles(page: Page): Promise<Squiggles> {
  const count = (severity: string) => activeEditor(page).locator(`.squiggly-${severity}`).count();
  return {
    error: await count('error'),
    warning: await count('warning'),
    info: await count('info'),
    hint: await count('hint'),
  };
}

/** Titles in the quick fix menu (Ctrl+.) at the cursor, once it offers any. Closes the menu. */
export async function quickFixes(page: Page): Promise<string[]> {
  const titles = await openQuickFixes(page, () => true);
  await closeMenu(page);
  return titles;
}

/** Chooses the quick fix with exactly this title at the cursor. What it does then is for the caller to wait for. */
export async function quickFix(page: Page, title: string): Promise<void> {
  const titles = await openQuickFixes(page, (offered) => offered.includes(title));
  await menuRows(page).nth(titles.indexOf(title)).click();
  await menu(page).waitFor({ state: 'hidden' });
}

/** Text of the hover at the cursor, once it contains `part`. */
export async function hover(page: Page, part = ''): Promise<string> {
  const content = page.locator('.monaco-resizable-hover .monaco-hover-content').first();
  const read = async () => {
    const text = (await content.innerText({ timeout: STEP_TIMEOUT_MS })).trim();
    const complete = !/^(Loading|Checking for quick fixes)/m.test(text);
    return complete && text.includes(part) ? text : undefined;
  };
  return until(`a hover with "${part}"`, async () => {
    await focusEditor(page);
    // With the hover open, the keys below would move the focus into it.
    if (await content.isVisible()) await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.press('ControlOrMeta+i');
    return until(`a hover with "${part}"`, read, STEP_TIMEOUT_MS);
  });
}

/** Text of each item of the status bar; its accessible name where it is an icon alone. */
export async function statusBar(page: Page): Promise<string[]> {
  // All at once: items come and go.
  const items = await page.locator('.part.statusbar .statusbar-item:visible').evaluateAll((elements) =>
    elements.map((element) => ({
      text: (element as { innerText?: string }).innerText ?? '',
      name: element.getAttribute('aria-label') ?? '',
    })),
  );
  return items.map(({ text, name }) => oneLine(text) || name).filter((text) => text !== '');
}

/** Label and description of each row of the trees in the side bar. */
export async function sideBarRows(page: Page): Promise<string[]> {
  return page
    .locator('.sidebar .pane-body .monaco-list-row')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.querySelectorAll('.label-name, .label-description')]
          .map((part) => part.textContent)
          .join(' '),
      ),
    );
}

/** Text of each notification on the screen, newest first, once there are `min`. */
export async function notifications(page: Page, { min = 0 } = {}): Promise<string[]> {
  const toasts = page.locator('.notifications-toasts .notification-list-item');
  const enough = async () => {
    const texts = await toasts.allInnerTexts();
    return texts.length >= min ? texts.map(oneLine) : undefined;
  };
  return until(`${min} notifications`, enough);
}

/**
 * Text of the active editor, saved or not, copied as a person would: select all, copy. (The DOM has only the lines on the
 * screen.) The cursor goes back to where it was.
 */
export async function editorText(page: Page): Promise<string> {
  const before = `nothing copied ${Date.now()}`;
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(before)})`);
  await focusEditor(page);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('ControlOrMeta+c');
  const read = async () => {
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    return text === before ? undefined : { text };
  };
  const { text } = await until('the text of the editor', read);
  await page.keyboard.press('ControlOrMeta+u');
  return text;
}

/** Undo in the active editor, whose text must change. */
export async function undo(page: Page): Promise<void> {
  const before = await editorText(page);
  await page.keyboard.press('ControlOrMeta+z');
  await until('the undo', async () => (await editorText(page)) !== before);
}

/** Saves every changed file, those too that change while others are being saved (an undo comes to them one by one). */
export async function saveAll(page: Page): Promise<void> {
  await until('saved files', async () => {
    await runCommand(page, 'File: Save All Files');
    return (await page.locator('.tab.dirty').count()) === 0;
  });
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function activeEditor(page: Page): Locator {
  return page.locator('.editor-group-container.active .editor-instance');
}

async function focusEditor(page: Page): Promise<void> {
  await activeEditor(page).locator('.native-edit-context, textarea.inputarea').first().focus();
}

function menu(page: Page): Locator {
  // The menu contains an empty one of the same class, for submenus.
  return page.locator('.action-widget:not(.action-list-submenu-panel)');
}

function menuRows(page: Page): Locator {
  return menu(page).locator('.monaco-list-row.action');
}

/** Leaves the menu open, with titles that `accept` accepts. */
async function openQuickFixes(page: Page, accept: (titles: readonly string[]) => boolean): Promise<string[]> {
  const attempt = async () => {
    await focusEditor(page);
    await page.keyboard.press('ControlOrMeta+.');
    await menu(page).waitFor({ timeout: MENU_TIMEOUT_MS });
    const titles = (await menuRows(page).locator('.title').allInnerTexts()).map(oneLine);
    if (titles.length > 0 && accept(titles)) return titles;
    await closeMenu(page);
    throw new Error(`the menu offers ${JSON.stringify(titles)}`);
  };
  return until('the quick fix', attempt, QUICK_FIX_TIMEOUT_MS);
}

async function closeMenu(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await menu(page).waitFor({ state: 'hidden', timeout: STEP_TIMEOUT_MS });
}
