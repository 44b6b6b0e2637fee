import { strict as assert } from 'node:assert';
import type { Finding } from '../../server/src/core/finding.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { movedFindings } from '../../server/src/lsp/movedFindings.ts';

const BEFORE = 'A=1\nB=2\nC=3\n';

function moved(now: string): readonly (readonly [string, number | undefined, string])[] {
  const findings = ['A', 'B', 'C'].map((name) => {
    const start = BEFORE.indexOf(name);
    const edits = [{ range: { start, end: start + 4 }, newText: '' }];
    return {
      offsets: { start, end: start + 1 },
      range: null,
      fixes: [{ kind: 'edit', title: '', edits }],
    } as unknown as Finding;
  });
  return movedFindings(findings, BEFORE, createDocument({ path: '.env', text: now })).map(
    ({ offsets, range, fixes: [fix] }) => [
      now.slice(offsets?.start, offsets?.end),
      range?.start.line,
      fix?.kind === 'edit' ? now.slice(fix.edits[0]?.range.start, fix.edits[0]?.range.end) : '',
    ],
  );
}

describe('findings of an older text', () => {
  it('stand where the same text stands now', () => {
    assert.deepEqual(moved(`# x\n\n${BEFORE}`), [
      ['A', 3, 'A=1\n'],
      ['B', 4, 'B=2\n'],
      ['C', 5, 'C=3\n'],
    ]);
    assert.deepEqual(moved('A=1\nB=2\n# x\nC=3\n').at(-1), ['C', 4, 'C=3\n']);
  });

  it('stand on the same line, where there is but one, between two changes', () => {
    assert.deepEqual(moved('# x\nA=1\nB=2\nC=3\n# y\n'), [
      ['A', 2, 'A=1\n'],
      ['B', 3, 'B=2\n'],
      ['C', 4, 'C=3\n'],
    ]);
    assert.deepEqual(
      moved('# x\nA=1\nB=2\nB=2\nC=3\n# y\n').map(([name, line]) => [name, line]),
      [
        ['A', 2],
        ['C', 5],
      ],
    );
  });

  it('are left out where their text has changed, and so is a fix that would change it', () => {
    assert.deepEqual(moved('A=1\nXYZ=2\nC=3\n'), [
      ['A', 1, 'A=1\n'],
      ['C', 3, 'C=3\n'],
    ]);
    assert.deepEqual(moved('A=1\nB=27\nC=3\n')[1], ['B', 2, '']);
    assert.deepEqual(moved(''), []);
  });

  it('take the statement of a migration along that their fix rewrites', () => {
    const before = 'SELECT 1;\nALTER TABLE a\n  DROP COLUMN b;\n';
    const start = before.indexOf('DROP');
    const finding = {
      offsets: { start, end: start + 13 },
      range: null,
      fixes: [{ kind: 'rewrite-migration', file: 'db/1.sql', statement: before.indexOf('ALTER') }],
    } as unknown as Finding;
    const fixIn = (now: string, path = 'db/1.sql') =>
      movedFindings([finding], before, createDocument({ path, text: now }))[0]?.fixes[0];
    assert.deepEqual(fixIn(`-- x\n${before}`), { ...finding.fixes[0], statement: 15 });
    assert.equal(fixIn(before.replace('ALTER', 'REPLACE')), undefined);
    assert.deepEqual(fixIn(`-- x\n${before}`, 'db/2.sql'), finding.fixes[0], 'it rewrites another file');
  });
});
