import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECK_INFOS } from '../../server/src/core/checks/infos.ts';
import { CHECKS } from '../../server/src/core/checks/registry.ts';
import { LIVE_AREAS } from '../../server/src/core/observations/domain.ts';
import { areaOf } from '../../server/src/core/rule.ts';
import { RULES, WORKSPACE_RULES } from '../../server/src/core/rules/registry.ts';

const FOLDER = path.join(import.meta.dirname, '../../server/src/core/checks');

describe('the checks of a running product', () => {
  it('have ids of their own, in areas that can be asked for', () => {
    const rules = new Set([...RULES, ...WORKSPACE_RULES].map(({ id }) => id));
    assert.deepEqual(
      CHECKS.filter(({ id }) => rules.has(id) || !LIVE_AREAS.some((area) => area === areaOf(id))),
      [],
    );
    assert.equal(new Set(CHECKS.map(({ id }) => id)).size, CHECKS.length);
  });

  it('are told everywhere in the same words', () => {
    const told = CHECKS.map(({ id, impact, stage, title, why }) => ({ id, impact, stage, title, why }));
    assert.deepEqual(CHECK_INFOS, told);
  });

  for (const { id, title, why } of CHECKS)
    it(`${id} has a title, a reason, and a page that says how it is checked, mended and left out`, () => {
      assert.match(title, /^[A-Z“].*[^.]$/);
      assert.match(why, /\.$/);
      const page = readFileSync(path.join(FOLDER, `${id}.md`), 'utf8');
      const headings = page.split('\n').filter((line) => line.startsWith('#'));
      assert.deepEqual(headings, ['## How it is checked', '## How to mend', '## When to ignore']);
      assert.ok(page.length > 150, 'too short');
    });
});
