import { strict as assert } from 'node:assert';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { temporaryFolder, temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const ORDERS = 'app/api/orders/route.ts';
const SERVER = 'src/server.ts';

const FILES = {
  'package.json':
    '{ "name": "shop", "dependencies": { "next": "16.0.0", "express": "5.1.0", "cors": "2.8.5" } }\n',
  [ORDERS]: [
    "import { auth } from '@/auth';",
    '',
    'export async function GET() {',
    '  const session = await auth();',
    '  if (!session) return new Response(null, { status: 401 });',
    '  return Response.json(await ordersOf(session.user.id), {',
    "    headers: { 'Cache-Control': 'public, s-maxage=60' },",
    '  });',
    '}',
    '',
  ].join('\n'),
  'app/api/prices/route.ts':
    "export async function GET() {\n  return Response.json(await prices(), { headers: { 'Cache-Control': 'public, max-age=60' } });\n}\n",
  [SERVER]: [
    "import express from 'express';",
    "import cors from 'cors';",
    '',
    'const app = express();',
    'app.use(cors({ origin: true, credentials: true }));',
    "app.get('/api/me', (req, res) => res.json(req.user));",
    '',
  ].join('\n'),
};

describe('a person who looks at what caches and other sites may do', () => {
  let window: EditorWindow;
  const rows = (): Promise<readonly string[]> => window.sideBarRows();
  const row = (name: string) => window.page.locator('.sidebar .monaco-list-row', { hasText: name }).first();

  before(async () => {
    window = await openWindow({ workspace: temporaryRepository(FILES), vsix: VSIX });
  });
  after(() => window?.close());

  it('finds every route by who may see it, those that may leak first', async () => {
    await window.openFile(ORDERS);
    await window.runCommand('Show Routes');
    await until('the groups', async () => (await rows()).some((text) => text.startsWith('Signed in')));
    await row('Signed in').click();
    await until('the route', async () => (await rows()).some((text) => text.startsWith('GET /api/orders')));
    const label = await row('GET /api/orders').getAttribute('aria-label');
    assert.match(label ?? '', /^GET \/api\/orders, public, s-maxage=60, Never for shared caches/);
    await window.screenshot('40-routes');
    await row('GET /api/orders').click();
    await until('its code', async () => (await window.editorText()) === FILES[ORDERS]);
  });

  it('mends the header with one quick fix', async () => {
    await window.openFile(ORDERS, { line: 7, column: 40 });
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
    await window.screenshot('41-shared-answer');
    await window.quickFix('Write “private, no-store”');
    await until('the fixed line', async () =>
      (await window.editorText()).includes("'Cache-Control': 'private, no-store'"),
    );
  });

  it('is told what an option of a library does', async () => {
    await window.openFile(SERVER, { line: 5, column: 26 });
    await until('the finding', async () =>
      (await window.hover()).includes('cors/credentials-for-every-origin'),
    );
    assert.match(await window.hover(), /Any website is let in/);
    await window.screenshot('42-cors');
    await window.quickFix('Let in the origins of ALLOWED_ORIGINS only');
    await until('the list', async () =>
      (await window.editorText()).includes("origin: (process.env.ALLOWED_ORIGINS ?? '').split(',')"),
    );
  });
});

describe('a person whose window has several folders', () => {
  const PRICES =
    "export async function GET() {\n  return Response.json(await prices(), { headers: { 'Cache-Control': 'no-store' } });\n}\n";
  const PACKAGE = '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n';
  let window: EditorWindow;
  const rows = (): Promise<readonly string[]> => window.sideBarRows();

  before(async () => {
    const root = temporaryFolder({
      'all.code-workspace': '{ "folders": [{ "path": "shop" }, { "path": "desk" }] }\n',
      'desk/package.json': PACKAGE,
      'desk/app/api/prices/route.ts': PRICES,
      'shop/apps/eu/package.json': PACKAGE,
      'shop/apps/eu/app/api/prices/route.ts': PRICES,
      'shop/apps/us/package.json': PACKAGE,
      'shop/apps/us/app/api/prices/route.ts': PRICES,
    });
    window = await openWindow({ workspace: path.join(root, 'all.code-workspace'), vsix: VSIX });
  });
  after(() => window?.close());

  it('sees of which folder a route is, and of which app where two have the same', async () => {
    await until('the extension', async () => (await window.statusBar()).includes('No blockers'));
    await window.runCommand('Show Routes');
    await until('the folders', async () => (await rows()).some((text) => text.trim() === 'desk'));
    const groups = window.page.locator('.sidebar .monaco-list-row', { hasText: 'Everybody' });
    await until('both groups', async () => (await groups.count()) === 2);
    await groups.last().click();
    await until('one route', async () => (await rows()).includes('GET /api/prices no-store'));
    await groups.first().click();
    await until('both routes', async () => {
      const shown = await rows();
      return ['eu', 'us'].every((app) =>
        shown.includes(`GET /api/prices apps/${app}/app/api/prices/route.ts · no-store`),
      );
    });
    await window.screenshot('43-routes-folders');
  });
});
