import { strict as assert } from 'node:assert';
import { diffAsJson, diffAsMarkdown, diffAsText } from '../../server/src/core/report/snapshot.ts';
import { parseSnapshot, snapshotText, takeSnapshot, type Snapshot } from '../../server/src/core/snapshot.ts';
import { diffSnapshots, type DiffOptions, type SnapshotDiff } from '../../server/src/core/snapshotDiff.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { findingWith } from '../support/findings.ts';

const ABOUT = { version: '1.2.3', date: '2026-11-01T10:00:00.000Z', commit: null, files: 2 };
const take = (...findings: readonly Finding[]): Snapshot => takeSnapshot(findings, ABOUT);
const cors = (said: Partial<Finding> = {}): Finding =>
  findingWith({ ruleId: 'cors/null-origin', fingerprint: 'c1', message: 'Null is let in.', ...said });
const EVERYTHING: DiffOptions = { isThere: () => true, isUnchecked: () => false };
const diff = (earlier: readonly Finding[], now: readonly Finding[], options = EVERYTHING): SnapshotDiff =>
  diffSnapshots(take(...earlier), take(...now), options);
const told = ({ changes, unchanged }: SnapshotDiff): readonly string[] => [
  ...changes.map(({ kind, finding, before }) => {
    const from = before && before.file !== finding.file ? `${before.file} → ` : '';
    return `${kind}: ${from}${finding.file}`;
  }),
  `${unchanged} as before`,
];
const PUT_OFF = { by: 'config', owner: 'Ana', until: '2027-01-31', reason: 'after the fair' } as const;

describe('a snapshot', () => {
  it('counts what is open, and keeps no lines', () => {
    const snapshot = take(
      cors({ file: 'b.ts', impact: 'high', fingerprint: 'b1' }),
      cors({ file: 'a.ts', suppressed: PUT_OFF, fingerprint: 'a1' }),
    );
    assert.deepEqual(snapshot, {
      schemaVersion: 1,
      tool: { name: 'launch-ready', version: '1.2.3' },
      date: '2026-11-01T10:00:00.000Z',
      commit: null,
      files: 2,
      score: 71,
      byImpact: { blocker: 0, high: 1, medium: 0, low: 0 },
      findings: [
        {
          fingerprint: 'a1',
          rule: 'cors/null-origin',
          file: 'a.ts',
          impact: 'blocker',
          message: 'Null is let in.',
          state: 'put off',
          owner: 'Ana',
          until: '2027-01-31',
        },
        {
          fingerprint: 'b1',
          rule: 'cors/null-origin',
          file: 'b.ts',
          impact: 'high',
          message: 'Null is let in.',
          state: 'open',
        },
      ],
    });
    assert.deepEqual(parseSnapshot(snapshotText(snapshot)), snapshot);
  });

  it('is told from anything else', () => {
    const none = { problem: 'it is no snapshot' };
    for (const text of ['', '{', '[]', '{"version":1,"findings":[]}', '{"schemaVersion":1}'])
      assert.deepEqual(parseSnapshot(text), none);
    assert.deepEqual(parseSnapshot('{"schemaVersion":2}'), {
      problem: 'a newer Launch Ready wrote it: update this one',
    });
  });
});

describe('what changed since a snapshot', () => {
  it('is new, fixed, worse or better', () => {
    const changes = diff(
      [
        cors({ file: 'a.ts', fingerprint: '1', impact: 'medium' }),
        cors({ file: 'b.ts', fingerprint: '2', impact: 'high' }),
        cors({ file: 'c.ts', fingerprint: '3', kind: 'x' }),
        cors({ file: 'same.ts', fingerprint: '4' }),
      ],
      [
        cors({ file: 'a.ts', fingerprint: '1', impact: 'high' }),
        cors({ file: 'b.ts', fingerprint: '2', impact: 'low' }),
        cors({ file: 'd.ts', fingerprint: '5', kind: 'y' }),
        cors({ file: 'same.ts', fingerprint: '4' }),
      ],
    );
    assert.deepEqual(told(changes), [
      'new: d.ts',
      'worse: a.ts',
      'fixed: c.ts',
      'better: b.ts',
      '1 as before',
    ]);
  });

  it('is put off, accepted, or comes back', () => {
    const accepted = { by: 'comment', reason: 'made up' } as const;
    assert.deepEqual(told(diff([cors()], [cors({ suppressed: PUT_OFF })])), [
      'put off: src/pay.ts',
      '0 as before',
    ]);
    assert.deepEqual(told(diff([cors()], [cors({ suppressed: accepted })])), [
      'accepted: src/pay.ts',
      '0 as before',
    ]);
    assert.deepEqual(told(diff([cors({ suppressed: PUT_OFF })], [cors()])), [
      'back: src/pay.ts',
      '0 as before',
    ]);
    assert.deepEqual(told(diff([cors({ suppressed: PUT_OFF })], [])), ['0 as before']);
  });

  it('is moved where the file was renamed, also when the message names it', () => {
    const at = (file: string, fingerprint: string): Finding =>
      cors({
        file,
        fingerprint,
        message: `${file} lets null in, and so does every copy of ${file.slice(4)}.`,
      });
    assert.deepEqual(
      told(diff([at('src/a.ts', '1'), at('src/b.ts', '2')], [at('lib/b.ts', '3'), at('lib/a.ts', '4')])),
      ['moved: src/a.ts → lib/a.ts', 'moved: src/b.ts → lib/b.ts', '0 as before'],
    );
  });

  it('is no move where another secret of the kind comes up while the first file is still there', () => {
    const key = (file: string): Finding =>
      findingWith({ file, fingerprint: file, valueId: file, kind: 'stripe-secret-key' });
    assert.deepEqual(told(diff([key('a.ts')], [key('b.ts')])), ['new: b.ts', 'fixed: a.ts', '0 as before']);
    const renamed = { ...EVERYTHING, isThere: (file: string) => file !== 'a.ts' };
    assert.deepEqual(told(diff([key('a.ts')], [key('b.ts')], renamed)), [
      'moved: a.ts → b.ts',
      '0 as before',
    ]);
  });

  it('knows a secret by any of its places', () => {
    const key = (file: string, valueId: string): Finding => findingWith({ file, fingerprint: file, valueId });
    assert.deepEqual(told(diff([key('a.ts', 'x'), key('b.ts', 'x')], [key('b.ts', 'y')])), ['1 as before']);
  });

  it('takes a message with another number for the same finding', () => {
    const with46 = cors({ fingerprint: '1', message: '46 variables are unchecked.' });
    const with47 = cors({ fingerprint: '2', message: '47 variables are unchecked.' });
    assert.deepEqual(told(diff([with46], [with47])), ['1 as before']);
  });

  it('calls nothing fixed that nobody looked for', () => {
    const options = { ...EVERYTHING, isUnchecked: () => true };
    assert.deepEqual(told(diff([cors()], [], options)), ['not looked for: src/pay.ts', '0 as before']);
  });

  it('reads as text, Markdown and JSON', () => {
    const changed = diff([cors({ impact: 'high' })], [cors()]);
    assert.equal(
      diffAsText(changed),
      [
        'Readiness 71 → 35 of 100 since 2026-11-01.',
        'blocker 0 → 1, high 1 → 0.',
        '',
        'Worse (1)',
        '  src/pay.ts',
        '    Null is let in.',
        '    blocker · cors/null-origin · was high',
        '',
        '0 other findings as before.',
        '',
      ].join('\n'),
    );
    assert.equal(
      diffAsMarkdown(changed),
      [
        '# What changed since the snapshot',
        '**Readiness 71 → 35 of 100 since 2026-11-01.**',
        'blocker 0 → 1, high 1 → 0.',
        '## Worse (1)',
        '- `src/pay.ts` (blocker, was high): Null is let in. `cors/null-origin`',
        '0 other findings as before.\n',
      ].join('\n\n'),
    );
    const { since, changes } = JSON.parse(diffAsJson(changed, '/home/ann/shop')) as {
      since: { score: number };
      changes: { worse: { before: { impact: string } }[]; putOff: unknown[] };
    };
    assert.deepEqual([since.score, changes.worse[0]?.before.impact, changes.putOff], [71, 'high', []]);
  });

  it('may be because of another version, and says so', () => {
    const changed = diff([], []);
    const older = { ...changed.earlier, tool: { name: 'launch-ready', version: '1.0.0' } } as const;
    assert.match(
      diffAsText({ ...changed, earlier: older }),
      /The snapshot is of version 1\.0\.0, and this is 1\.2\.3: what is new may be what this version finds in addition\./,
    );
  });
});
