import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { dayAfter } from '../../../server/src/core/deferrals.ts';
import { today } from '../../../server/src/host/clock.ts';
import { until } from '../../support/editor/until.ts';
import { openWindow, type EditorWindow } from '../../support/editor/window.ts';
import { expand } from '../../support/expand.ts';
import { temporaryRepository } from '../../support/temporaryFolder.ts';

const VSIX = path.join(import.meta.dirname, '../../../launch-ready.vsix');
const PAY = `export const key = '${expand('{{stripe-secret-key}}')}';\n`;

describe('a person who puts a finding off', () => {
  let root: string;
  let window: EditorWindow;

  before(async () => {
    root = temporaryRepository({ 'src/pay.js': PAY });
    window = await openWindow({ workspace: root, vsix: VSIX });
  });
  after(() => window?.close());

  const config = (): string => {
    const file = path.join(root, 'launch-ready.yaml');
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  const step = (text: string) => window.page.getByText(text).first().waitFor();

  it('says who, until when and why; it is written, and the finding is gone', async () => {
    await window.openFile('src/pay.js', { line: 1, column: 25 });
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
    await window.quickFix('Put off…');
    await step('This is a blocker: until its day neither a check nor a commit stops for it');
    await window.screenshot('put-off-1-owner');
    await window.answer('Ann');
    const inTwoWeeks = dayAfter(today(), 14);
    await step(inTwoWeeks);
    await window.screenshot('put-off-2-day');
    await window.answer('In two weeks');
    await step(`Why can it wait until ${inTwoWeeks}?`);
    await window.screenshot('put-off-3-reason');
    await window.answer('The supplier changes the account');
    await until('the entry on disk', () => Promise.resolve(config().includes('The supplier')));
    assert.match(
      config(),
      new RegExp(
        `^deferred:\n {2}- finding: "?[\\da-f]{16}"? # secrets/provider-token in src/pay\\.js\n {4}owner: Ann\n {4}until: ${inTwoWeeks}\n {4}reason: The supplier changes the account\n$`,
      ),
    );
    await until('no squiggle', async () => (await window.squiggles()).error === 0);
    await step(`Put off until ${inTwoWeeks}: launch-ready.yaml says so. Commit it.`);
    await window.screenshot('put-off-4-gone');
  });

  it('takes it back by undoing the edit', async () => {
    await window.openFile('launch-ready.yaml');
    await window.undo();
    await window.openFile('src/pay.js', { line: 1, column: 25 });
    await until('the squiggle', async () => (await window.squiggles()).error > 0);
  });

  it('types another day', async () => {
    const day = dayAfter(today(), 100);
    await window.quickFix('Put off…');
    await step('Who will see to it?');
    const known = await window.page.locator('.quick-input-widget input').first().inputValue();
    assert.notEqual(known, '', 'git’s name, or the last one');
    await window.answer('Ben');
    await step('Another day…');
    await window.answer('Another day…');
    await step('The day on which it is back: YYYY-MM-DD.');
    await window.answer(day);
    await step(`Why can it wait until ${day}?`);
    await window.answer('After the move');
    await until('no squiggle', async () => (await window.squiggles()).error === 0);
    await window.openFile('launch-ready.yaml');
    assert.match(
      await window.editorText(),
      new RegExp(`\n {4}owner: Ben\n {4}until: ${day}\n {4}reason: After the move\n`),
    );
  });
});
