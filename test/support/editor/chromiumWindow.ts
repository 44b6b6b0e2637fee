import { chromium, type Browser, type Page } from 'playwright-core';

// No other address than the editor's own resolves; the extension host's network is not affected.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

const ACTION_TIMEOUT_MS = 40_000;

export interface BrowserPage {
  readonly browser: Browser;
  readonly page: Page;
}

/** An empty page of a new, headless browser, with a clipboard of its own. */
export async function openPage(executablePath: string): Promise<BrowserPage> {
  const browser = await chromium.launch({
    executablePath,
    args: FLAGS,
    // driverExit.ts ends this process on a signal, and Playwright ends the browser with it.
    handleSIGHUP: false,
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  page.setDefaultTimeout(ACTION_TIMEOUT_MS);
  return { browser, page };
}

/** Address of the workbench for a folder or a .code-workspace file. The payload becomes a Map: no key can come twice. */
export function workbenchUrl(
  port: number,
  workspace: string,
  payload: Readonly<Record<string, string>>,
): string {
  const query = new URLSearchParams({
    [workspace.endsWith('.code-workspace') ? 'workspace' : 'folder']: workspace,
    payload: JSON.stringify(Object.entries({ skipWelcome: 'true', ...payload })),
  });
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}
