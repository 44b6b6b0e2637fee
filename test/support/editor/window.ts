import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openPage, workbenchUrl } from './chromiumWindow.ts';
import type { CodeServerEditor } from './codeServer.ts';
import { installWindowEditor } from './install.ts';
import { problems, type ProblemRow } from './problemsPanel.ts';
import { createProfile, registerExtension, type Profile, type Settings } from './profile.ts';
import { answer, entries, openFile, runCommand, type Position } from './quickInput.ts';
import { installVsix, startServer } from './serverProcess.ts';
import * as user from './userActions.ts';

const SCREENSHOTS = join(import.meta.dirname, '..', '..', '..', 'artifacts', 'screenshots');
const START_TIMEOUT_MS = 60_000;
// As when a person has answered "No, I don't trust the authors".
const RESTRICTED: Settings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

export interface WindowOptions {
  /** Folder or .code-workspace file. */
  readonly workspace: string;
  /** Packaged extension, installed the way a user does. */
  readonly vsix?: string;
  /** Folder of a built extension, used in place. */
  readonly extensionDevelopmentPath?: string;
  /** Added to settings that keep the window quiet. */
  readonly settings?: Settings;
  /** False opens the workspace in Restricted Mode. */
  readonly trust?: boolean;
  /** Added to the environment of the extension host. */
  readonly env?: NodeJS.ProcessEnv;
  /** Found or installed when absent. */
  readonly editor?: CodeServerEditor;
}

/** One window of VS Code, used the way a person uses it. Every action waits until it can be done. */
export interface EditorWindow {
  /** For what has no method here. */
  readonly page: Page;
  /** `path` starts at the workspace, or at the folder of its .code-workspace file. */
  openFile(path: string, position?: Position): Promise<void>;
  squiggles(): Promise<user.Squiggles>;
  problems(options?: { min?: number }): Promise<ProblemRow[]>;
  quickFixes(): Promise<string[]>;
  quickFix(title: string): Promise<void>;
  hover(part?: string): Promise<string>;
  /** "Category: Title", or the title alone. */
  runCommand(title: string): Promise<void>;
  /** Answers the input box or list that a command has opened. */
  answer(text: string): Promise<void>;
  /** The list that a command has opened. */
  entries(options?: { min?: number }): Promise<string[]>;
  statusBar(): Promise<string[]>;
  /** Label and description of each row of the trees in the side bar. */
  sideBarRows(): Promise<string[]>;
  notifications(options?: { min?: number }): Promise<string[]>;
  editorText(): Promise<string>;
  undo(): Promise<void>;
  saveAll(): Promise<void>;
  /** Writes artifacts/screenshots/<name>.png. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens an ordinary window: notifications show, and nothing but the extension is installed. Close it in an `after` hook;
 * it also ends with this process.
 */
export async function openWindow(options: WindowOptions): Promise<EditorWindow> {
  const editor = options.editor ?? (await installWindowEditor(console.error));
  const folder = options.workspace.endsWith('.code-workspace')
    ? dirname(options.workspace)
    : options.workspace;
  const { page, close } = await startWindow(editor, options);
  return {
    page,
    openFile: (path, position) => openFile(page, resolve(folder, path), position),
    squiggles: () => user.squiggles(page),
    problems: (wanted) => problems(page, resolve(folder), wanted),
    quickFixes: () => user.quickFixes(page),
    quickFix: (title) => user.quickFix(page, title),
    hover: (part) => user.hover(page, part),
    runCommand: (title) => runCommand(page, title),
    answer: (text) => answer(page, text),
    entries: (wanted) => entries(page, wanted),
    statusBar: () => user.statusBar(page),
    sideBarRows: () => user.sideBarRows(page),
    notifications: (wanted) => user.notifications(page, wanted),
    editorText: () => user.editorText(page),
    undo: () => user.undo(page),
    saveAll: () => user.saveAll(page),
    screenshot: (name) => screenshot(page, name),
    close,
  };
}

async function startWindow(editor: CodeServerEditor, options: WindowOptions) {
  const profile = createProfile({ ...(options.trust === false ? RESTRICTED : {}), ...options.settings });
  const cleanups = [async () => profile.remove()];
  const close = async () => {
    for (const step of cleanups.toReversed()) await step();
  };
  try {
    await installExtensions(editor, profile, options);
    const server = await startServer(editor, { profile, flags: [], env: options.env ?? {} });
    cleanups.push(() => server.stop());
    const { browser, page } = await openPage(editor.chromium);
    cleanups.push(() => browser.close());
    await page.goto(workbenchUrl(server.port, resolve(options.workspace), {}));
    await page.locator('.part.statusbar .statusbar-item').first().waitFor({ timeout: START_TIMEOUT_MS });
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function installExtensions(
  editor: CodeServerEditor,
  profile: Profile,
  options: WindowOptions,
): Promise<void> {
  const { vsix, extensionDevelopmentPath } = options;
  if (vsix !== undefined) await installVsix(editor, profile, resolve(vsix));
  if (extensionDevelopmentPath !== undefined) registerExtension(profile, resolve(extensionDevelopmentPath));
}

async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.evaluate('document.fonts.ready');
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}
