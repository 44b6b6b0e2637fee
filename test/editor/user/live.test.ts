import { strict as assert } from 'node:assert';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { temporaryFolder, temporaryRepository } from '../../support/temporaryFolder.ts';
import { NO_MAIL, startWorld, type World, type WorldSite } from '../../support/world/world.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const DOMAIN = 'teashop.test';
const HEALTHY = 'biscuits.test';
const SILENT = 'teapot.test';
const WWW = 'www.teashop.test';

const VERCEL = `{
  "headers": [
    {
      "source": "/(.*)",
      "headers": [
        { "key": "Referrer-Policy", "value": "strict-origin-when-cross-origin" },
        { "key": "X-Release", "value": "tea" }
      ]
    }
  ],
  "alias": ["${DOMAIN}"]
}
`;
const DRIFT_LINE = 7;
const FILES = {
  'package.json': `{ "name": "teashop", "homepage": "https://${DOMAIN}" }\n`,
  'vercel.json': VERCEL,
  '.env.production': `SITE_URL=https://${DOMAIN}\n`,
};
/** What a server says is text: no icon, no link, no markup. */
const POWERED_BY = '$(bug) [tea](command:quit) <b>Express</b>/4.17.1';
/** Hosted at Vercel, it seems; www is missing, and so is a header that vercel.json sets; the environment is served. */
const BROKEN: WorldSite = {
  zone: { records: ['@ A 192.0.2.10', '@ AAAA 2001:db8::10', '@ CAA 0 issue world.test', ...NO_MAIL] },
  headers: { 'x-vercel-id': 'iad1::iad1::tea', server: 'Vercel', 'x-powered-by': POWERED_BY },
  paths: {
    '/.env': (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('APP_ENV=production\nDB_HOST=db\n'),
  },
};

describe('a person who wants to know whether the product is ready', () => {
  let window: EditorWindow;
  let world: World;
  const rows = (): Promise<readonly string[]> => window.sideBarRows();
  const row = (name: string) => window.page.locator('.sidebar .monaco-list-row', { hasText: name }).first();
  const hasRow = (pattern: RegExp): Promise<unknown> =>
    until(String(pattern), async () => (await rows()).some((text) => pattern.test(text)));
  const press = async (name: string, button: string): Promise<void> => {
    await row(name).hover();
    await row(name).locator(`[aria-label="${button}"]`).click();
  };
  /** A menu that has just opened does not take clicks yet; and where the tree moved meanwhile, it is another row's. */
  const pick = async (name: string, entry: string): Promise<void> => {
    const menu = window.page.locator('.monaco-menu');
    await until('the choice', async () => {
      if (!(await menu.isVisible())) await row(name).click({ button: 'right' });
      try {
        await menu.getByText(entry).click({ timeout: 2_000 });
        await menu.waitFor({ state: 'hidden', timeout: 2_000 });
      } catch (error) {
        // Where the tree was drawn anew in that instant the menu is dead: it goes when somebody clicks beside it.
        await window.page.keyboard.press('Escape');
        await window.page.mouse.click(900, 500);
        throw error;
      }
      return true;
    });
  };
  const header = () => window.page.locator('.pane-header', { hasText: 'Live Checks' });
  const pressInTitle = async (button: string): Promise<void> => {
    await header().hover();
    await header().locator(`[aria-label="${button}"]`).click();
  };
  const icon = async (name: string): Promise<string> =>
    (await row(name).locator('.custom-view-tree-node-item-icon').getAttribute('class')) ?? '';
  const clipboard = (): Promise<string> => window.page.evaluate<string>('navigator.clipboard.readText()');

  before(async () => {
    world = await startWorld({
      [DOMAIN]: BROKEN,
      [HEALTHY]: {},
      [SILENT]: { https: () => {}, http: () => {}, wwwHttp: () => {}, wwwHttps: () => {} },
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

  it('is led to the first run, and nobody is asked before', async () => {
    await window.page.locator('.activitybar .action-label[aria-label^="Launch Ready"]').click();
    const welcome = window.page.getByRole('button', { name: 'Choose What Is Yours' });
    await welcome.waitFor();
    await window.page.locator('.pane-header', { hasText: 'Environment' }).click();
    await window.screenshot('50-live-welcome');
    await welcome.click();
    const [entry] = await window.entries();
    assert.match(entry ?? '', new RegExp(`^${DOMAIN} vercel\\.json names it`));
    await window.screenshot('51-live-choose');
    assert.deepEqual(world.questions, []);
  });

  it('ticks what is theirs, and sees its problems first', async () => {
    await window.page.locator('.quick-input-list .monaco-list-row').first().click();
    await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await hasRow(/^teashop\.test .*just now/);
    const texts = await rows();
    assert.match(texts[0] ?? '', /^teashop\.test 1 blocker, 2 medium, 1 low · just now/);
    assert.match(texts[1] ?? '', /^Exposure 1 blocker/);
    assert.match(await icon(DOMAIN), /codicon-error/);
    assert.match(await icon(WWW), /codicon-warning/);
    assert.match(await icon('TLS'), /codicon-pass/);
    const badge = window.page
      .locator('.activitybar .action-item', { has: window.page.locator('[aria-label^="Launch Ready"]') })
      .locator('.badge-content');
    await until('the badge', async () => (await badge.innerText()) === '1');
    assert.ok((await window.statusBar()).some((item) => /^code: no blockers · live: \d failing$/.test(item)));
    await window.screenshot('52-live');
  });

  it('reads what was seen, and copies the record that mends it', async () => {
    const label = await row(WWW).getAttribute('aria-label');
    assert.match(label ?? '', /^Medium: fix soon, .*, www\.teashop\.test has no address/);
    await row(WWW).click();
    await row('How to mend').waitFor();
    await window.screenshot('53-live-mend');
    await press('CNAME www.teashop.test', 'Copy');
    await until('the record', async () => /^www\.teashop\.test CNAME \S+vercel\S+$/.test(await clipboard()));
    await row(WWW).click();
  });

  it('gets what servers say as text alone', async () => {
    await row('Server that tells').click();
    await row('Express').waitFor();
    const html = await row('Express').innerHTML();
    assert.match(await row('Express').innerText(), /\$\(bug\) \[tea\]\(command:quit\) <b>Express<\/b>/);
    assert.doesNotMatch(html, /codicon-bug|<b>|href/);
    await row('Express').hover();
    const hover = window.page.locator('.workbench-hover').first();
    await hover.waitFor();
    assert.doesNotMatch(await hover.innerHTML(), /codicon-bug|<b>|href/);
    await row('Server that tells').click();
  });

  it('finds drift on the line that declares it', async () => {
    await press('Header that is set', 'Open the Line That Declares It');
    await until('its line', async () =>
      (await window.statusBar()).some((item) => item.startsWith(`Ln ${DRIFT_LINE},`)),
    );
    await until('the squiggle', async () => (await window.squiggles()).warning > 0);
    await window.screenshot('54-live-drift');
    const problem = (await window.problems({ min: 1 })).find(({ file }) => file === 'vercel.json');
    assert.match(problem?.text ?? '', /sets x-release for .* drift\/header-not-served/);
    await window.runCommand('View: Hide Panel');
  });

  it('adds another domain, which is healthy', async () => {
    await pressInTitle('Add a Domain…');
    const input = window.page.locator('.quick-input-widget input').first();
    await input.fill('localhost');
    await window.page.getByText('This is no domain that others can reach').waitFor();
    await window.answer(`https://www.${HEALTHY}/tea`);
    await hasRow(/^biscuits\.test .*just now/);
    assert.deepEqual(
      (await rows()).filter((text) => /\.test .*just now/.test(text)).map((text) => text.split(' ')[0]),
      [DOMAIN, HEALTHY],
    );
    assert.match(await icon(HEALTHY), /codicon-(pass|question)/);
  });

  it('stops what takes too long, at once', async () => {
    await pressInTitle('Add a Domain…');
    await window.answer(SILENT);
    await hasRow(/^teapot\.test asking…/);
    assert.match(await icon(SILENT), /codicon-sync.*spin|codicon-sync~spin/);
    await window.screenshot('55-live-running');
    await press(SILENT, 'Cancel Live Checks');
    await hasRow(/^teapot\.test not checked yet/);
    assert.deepEqual(await window.notifications(), []);
  });

  it('runs one area again, and copies the report', async () => {
    const before = world.requestsOf(DOMAIN).length;
    const questions = world.questions.length;
    await press('DNS', 'Check This Area');
    await until('its end', async () => {
      const isRunning = await header().locator('[aria-label="Cancel Live Checks"]').count();
      return world.questions.length > questions && isRunning === 0;
    });
    await window.runCommand('Launch Ready: Copy All Live Checks as Markdown');
    await until('the report', async () => (await clipboard()).startsWith('# Live checks'));
    assert.match(await clipboard(), /## teashop\.test/);
    const asked = world.requestsOf(DOMAIN).slice(before);
    assert.ok(asked.length < before / 2, `its pages were asked again: ${asked.join(', ')}`);
  });

  it('finds the results again after a restart, with their age, in a light theme', async () => {
    const asked = world.questions.length;
    await window.page.reload();
    await hasRow(/^teashop\.test .*(just now|min ago)/);
    await hasRow(/^teapot\.test not checked yet/);
    await until('the status bar', async () =>
      (await window.statusBar()).some((item) => /live: \d failing/.test(item)),
    );
    await window.openFile('vercel.json');
    await until('the squiggle', async () => (await window.squiggles()).warning > 0);
    await window.runCommand('Preferences: Toggle between Light/Dark Themes');
    await window.page.locator('.monaco-workbench.vs').waitFor();
    await window.screenshot('56-live-light');
    assert.equal(world.questions.length, asked, 'nothing runs by itself');
  });

  it('forgets a domain after a question', async () => {
    await pick(SILENT, 'Forget Domain…');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.getByRole('button', { name: `Forget ${SILENT}` }).click();
    await until('it to go', async () => !(await rows()).some((text) => text.startsWith(SILENT)));
  });
});

describe('a person who does not trust a workspace, and its domains', () => {
  let window: EditorWindow;
  before(async () => {
    window = await openWindow({ workspace: temporaryRepository(FILES), vsix: VSIX, trust: false });
  });
  after(() => window?.close());

  it('reads that nothing is sent, and nothing is', async () => {
    await window.page.locator('.activitybar .action-label[aria-label^="Launch Ready"]').click();
    await window.page.getByText(/^Live checks ask .*nothing is sent to anybody/).waitFor();
    await window.screenshot('57-live-restricted');
    await window.runCommand('Launch Ready: Run Live Checks');
    const [message] = await window.notifications({ min: 1 });
    assert.match(message ?? '', /only where you trust the workspace\. Nothing was sent/);
  });
});
