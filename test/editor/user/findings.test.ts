import { strict as assert } from 'node:assert';
import path from 'node:path';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const KEY = expand('{{stripe-secret-key}}');

const SESSION = `import jwt from 'jsonwebtoken';

const secret = process.env.JWT_SECRET || 'keyboard cat';

export function signIn(user) {
  return jwt.sign({ sub: user.id }, secret);
}
`;
const LOGIN = `export async function POST(request) {
  const { email, password } = await request.json();
  console.log('sign-in', email, password);
}
`;

describe('a person who reads findings of other kinds', () => {
  let window: EditorWindow;

  before(async () => {
    const root = temporaryRepository({
      'src/session.js': SESSION,
      'src/login.js': LOGIN,
      'src/pay.js': `export const key = '${KEY}';\n`,
      'src/refund.js': `// the same account\nexport const key = '${KEY}';\n`,
    });
    window = await openWindow({ workspace: root, vsix: VSIX });
  });
  after(() => window?.close());

  it('sees one key in two files as one blocker, and each place names the other', async () => {
    await window.openFile('src/pay.js', { line: 1, column: 25 });
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
    const rows = await window.problems({ min: 4 });
    await window.screenshot('11-same-secret');
    const relatedOf = (name: string) => rows.find(({ file }) => file.endsWith(name))?.related.join();
    assert.match(relatedOf('pay.js') ?? '', /refund\.js.*The same value/, JSON.stringify(rows));
    assert.match(relatedOf('refund.js') ?? '', /pay\.js.*The same value/, JSON.stringify(rows));
    // The secret with a fallback is the other one.
    await until('two blockers', async () => (await window.statusBar()).includes('2 blockers'));
    await window.hover('refund.js(2, 21): The same value');
    await window.screenshot('12-same-secret-hover');
    await window.page.keyboard.press('Escape');
  });

  it('reads what a fallback means, and ignores it with a reason', async () => {
    await window.openFile('src/session.js', { line: 3, column: 45 });
    const hover = await window.hover('Blocker: do not launch with this');
    assert.match(hover, /If JWT_SECRET is missing in production, .* They can forge sessions and tokens/);
    await window.screenshot('13-fallback-secret');
    await window.page.keyboard.press('Escape');
    await window.quickFix('Ignore here, with a reason…');
    await window.answer('never deployed');
    await until('the comment', async () =>
      (await window.editorText()).includes(
        '// launch-ready-ignore-next-line secrets/fallback-secret -- never deployed\nconst secret',
      ),
    );
    await until('no squiggle', async () => (await window.squiggles()).error === 0);
  });

  it('reads what a password in a log means, and ignores it with a reason', async () => {
    await window.openFile('src/login.js', { line: 3, column: 35 });
    const hover = await window.hover('High: fix before paid traffic');
    assert.match(hover, /This writes a password to the log \(password\)/);
    await window.screenshot('14-logged-secret');
    await window.page.keyboard.press('Escape');
    await window.quickFix('Ignore here, with a reason…');
    await window.page.getByText('Why is this fine?').waitFor();
    await window.screenshot('15-reason');
    await window.answer('only on my machine');
    await until('the comment', async () =>
      (await window.editorText()).includes(
        '  // launch-ready-ignore-next-line secrets/logged-secret -- only on my machine\n  console.log',
      ),
    );
  });
});
