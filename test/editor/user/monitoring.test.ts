import { strict as assert } from 'node:assert';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { temporaryFolder, temporaryRepository } from '../../support/temporaryFolder.ts';
import { startWorld, type World } from '../../support/world/world.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const DOMAIN = 'teashop.test';
const FILES = {
  'package.json': '{ "name": "teashop", "dependencies": { "express": "5.0.0" } }\n',
  'src/server.ts': `import express from 'express';

const app = express();
app.get('/health', (request, response) => response.send('ok'));
app.get('/login', (request, response) => response.render('login'));
`,
  CNAME: `${DOMAIN}\n`,
  'launch-ready.yaml': `domains:
  - domain: ${DOMAIN}
monitoring:
  every: 1s
`,
};

describe('a person who wants to hear of outages first', () => {
  let window: EditorWindow;
  let world: World;
  let health = 200;
  const rows = (): Promise<readonly string[]> => window.sideBarRows();
  const hasRow = (pattern: RegExp): Promise<unknown> =>
    until(String(pattern), async () => (await rows()).some((text) => pattern.test(text)));
  const row = (name: string) => window.page.locator('.sidebar .monaco-list-row', { hasText: name }).first();
  const icon = async (name: string): Promise<string> =>
    (await row(name).locator('.custom-view-tree-node-item-icon').getAttribute('class')) ?? '';
  const asked = (): number => world.requestsOf(DOMAIN).length;
  const told = async (): Promise<readonly string[]> =>
    (await window.notifications()).filter((text) => /is down|answers again/.test(text));

  before(async () => {
    world = await startWorld({
      [DOMAIN]: {
        paths: {
          '/health': (_request, response) => response.writeHead(health).end('{"status":"ok"}'),
          '/login': (_request, response) => response.end('<form>'),
        },
      },
    });
    const { resolver, connect } = world.settings;
    const certificates = temporaryFolder({ 'ca.pem': world.authority });
    window = await openWindow({
      workspace: temporaryRepository(FILES),
      vsix: VSIX,
      settings: {
        'launchReady.live.resolver': resolver,
        'launchReady.live.connect': connect,
        'launchReady.live.allowPrivateAddresses': true,
        'launchReady.live.certificateAuthorities': [path.join(certificates, 'ca.pem')],
      },
    });
  });
  after(async () => {
    await window?.close();
    await world?.close();
  });

  it('reads what would be asked, and starts it after saying what is theirs', async () => {
    await window.page.locator('.activitybar .action-label[aria-label^="Launch Ready"]').click();
    for (const view of ['Environment', 'Live Checks']) {
      const header = window.page.locator('.pane-header', { hasText: view });
      await header.waitFor();
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    }
    await window.page.locator('.pane-header', { hasText: 'Monitoring' }).click();
    await window.page.getByText('Hear of an outage before your customers do').waitFor();
    await window.screenshot('60-monitoring-welcome');
    assert.equal(asked(), 0);
    await window.runCommand('Launch Ready: Start Monitoring');
    await window.entries();
    await window.page.locator('.quick-input-list .monaco-list-row').first().click();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await hasRow(/^Home page [▁▂▃▅▇]{3,} \d+ ms · up \d+ s/);
    await hasRow(/^\/health [▁▂▃▅▇]+ \d+ ms · up/);
    await hasRow(/^\/login [▁▂▃▅▇]+ \d+ ms · up/);
    assert.match(await icon('/health'), /codicon-pass/);
    assert.deepEqual(await told(), []);
    await window.screenshot('61-monitoring');
  });

  it('is told once that an endpoint is down, and sees why', async () => {
    health = 503;
    await hasRow(/^\/health [▁▂▃▅▇]*✕{2,} down \d+ s: it answered 503/);
    assert.match(await icon('/health'), /codicon-error/);
    await until('the word of it', async () => (await told()).length === 1);
    const [message] = await told();
    assert.match(message ?? '', /Launch Ready: GET teashop\.test\/health is down: it answered 503\./);
    await until('more failures', async () => (await rows()).some((text) => /\/health .*✕{5}/.test(text)));
    assert.equal((await told()).length, 1);
    await window.screenshot('62-monitoring-down');
    await window.page.getByRole('button', { name: 'Show', exact: true }).click();
    await hasRow(/^It answered 503 \d+ times, last \d+ s ago/);
    await hasRow(/^src\/server\.ts:4$/);
    await window.screenshot('63-monitoring-why');
  });

  it('opens the line that declares it', async () => {
    await window.runCommand('Launch Ready: Open the Line That Declares the Endpoint');
    await window.answer('GET teashop.test/health');
    await until('its line', async () => (await window.statusBar()).some((item) => item.startsWith('Ln 4,')));
  });

  it('is told once that it answers again', async () => {
    health = 200;
    await hasRow(/^\/health .*✕[▁▂▃▅▇]+ \d+ ms · up/);
    await until('the word of it', async () =>
      (await told()).some((text) => /health answers again, after \d+ second/.test(text)),
    );
    await window.screenshot('64-monitoring-again');
  });

  it('copies what watches while no window is open', async () => {
    await window.runCommand('Launch Ready: Copy Setup for Monitoring Elsewhere…');
    await window.answer('GitHub Actions workflow');
    await until('the workflow', async () =>
      (await window.page.evaluate<string>('navigator.clipboard.readText()')).includes('name: Uptime'),
    );
  });

  it('goes on after a restart, with what was known', async () => {
    const before = asked();
    await window.page.reload();
    await hasRow(/^\/health .*✕.* ms · up/);
    await until('more runs', () => asked() > before + 3);
  });

  it('ends at once when it is stopped, and keeps what it knows', async () => {
    await window.runCommand('Launch Ready: Stop Monitoring');
    await until('its end', async () => {
      const before = asked();
      await hasRow(/^\/health .* ms · \d+ s ago/);
      return (await header()).includes('off') && asked() === before;
    });
    await window.screenshot('65-monitoring-off');
  });

  const header = (): Promise<string> =>
    window.page.locator('.pane-header', { hasText: 'Monitoring' }).innerText();
});

describe('a person who does not trust a workspace, and its endpoints', () => {
  let window: EditorWindow;
  before(async () => {
    window = await openWindow({ workspace: temporaryRepository(FILES), vsix: VSIX, trust: false });
  });
  after(() => window?.close());

  it('reads why nothing is watched, and nothing is', async () => {
    await window.page.locator('.activitybar .action-label[aria-label^="Launch Ready"]').click();
    await window.page.locator('.pane-header', { hasText: 'Monitoring' }).click();
    await window.page.getByText('tells you when one goes down').waitFor();
    await window.runCommand('Launch Ready: Start Monitoring');
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /only where you trust the workspace\. Nothing was sent/);
  });
});
