import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** The lines of a finding and of its related places. */
function linesOf(text: string, rule: string): unknown {
  const found = judgeFiles({ 'src/app.ts': text }).find(({ ruleId }) => ruleId === rule);
  return [
    found?.range?.start.line,
    found?.related.map(({ range, message }) => `${range.start.line} ${message}`),
  ];
}

const START = "import express from 'express';\nconst app = express();\n";

describe('where a finding about caching comes into force', () => {
  it('names the header that sends a text from further above', () => {
    const text = `${START}app.get('/x', (req, res) => {
  const kept = 'max-age: 60';
  const items = list();
  log(items);

  res.set('Cache-Control', kept);
  res.json(items);
});
`;
    assert.deepEqual(linesOf(text, 'caching/invalid-directive'), [4, ['8 Sent with this header']]);
  });

  it('names it beside the line that asks who is there', () => {
    const text = `${START}app.get('/me', (req, res) => {
  const kept = 'public, max-age=60';
  const { user } = req;
  log(user);

  res.set('Cache-Control', kept);
  res.json(req.user);
});
`;
    const [line, related] = linesOf(text, 'caching/shared-private-answer') as [number, string[]];
    assert.equal(line, 4);
    assert.deepEqual(related.slice(1), ['8 Sent with this header']);
  });

  it('says nothing of a name right above its text', () => {
    const text = `${START}app.get('/x', (req, res) => {
  res.set(
    'Cache-Control',
    'max-age: 60',
  );
  res.json([]);
});
`;
    assert.deepEqual(linesOf(text, 'caching/invalid-directive'), [6, []]);
  });
});
