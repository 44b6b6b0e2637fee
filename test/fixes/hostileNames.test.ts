import { strict as assert } from 'node:assert';
import { planIgnore } from '../../server/src/core/fixes/ignore.ts';
import { shellPath } from '../../server/src/core/fixes/shell.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { planned } from './move.ts';

describe('names that a stranger chose', () => {
  it('are one word of a command, in which nothing runs', () => {
    assert.equal(shellPath('apps/web/.env'), 'apps/web/.env');
    assert.equal(shellPath('$(touch pwned) .env'), "'$(touch pwned) .env'");
    assert.equal(shellPath("it's/`x`.env"), String.raw`'it'\''s/${'`x`'}.env'`);
    assert.equal(shellPath('--cached.env'), './--cached.env');
    assert.equal(shellPath('a\u001b\n.env'), String.raw`'a\u001b\u000a.env'`);
  });

  it('are quoted in refusals', () => {
    const plan = planned('a/$(touch pwned)\u001b.env', 'KEY=«§»\n');
    assert.ok('refused' in plan);
    assert.equal(
      plan.refused,
      String.raw`The value is in the right kind of file already; the problem is that git has it: run "git rm --cached 'a/$(touch pwned)\u001b.env'", add $(touch pwned)\u001b.env to .gitignore, and commit both.`,
    );
  });

  it('are quoted in the lines for launch-ready.yaml', () => {
    const document = createDocument({ path: 'a"\u001b.json', text: '{}' });
    const request = {
      document,
      ruleId: 'secrets/private-key',
      offset: 0,
      scope: 'file',
      reason: 'demo',
    } as const;
    const plan = planIgnore(request);
    assert.ok('refused' in plan);
    assert.match(plan.refused, /paths: \["a\\"\\\\u001b\.json"\], rules/);
  });

  it('a reason does not end its comment early', () => {
    const document = createDocument({ path: 'a.css', text: 'a {}' });
    const request = { document, ruleId: 'secrets/private-key', offset: 0, scope: 'file' } as const;
    const plan = planIgnore({ ...request, reason: 'a **/*// b' });
    assert.ok(!('refused' in plan));
    assert.equal(plan.edits[0]?.edits[0]?.newText.split('*/').length, 2);
  });
});
