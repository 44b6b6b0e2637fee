import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import { findingsOfChange, type FileChange } from '../../../server/src/core/review/compare.ts';
import { ALL_NEW, lineMap } from '../../../server/src/core/review/lineMap.ts';

function found(file: string, line: number, more: Partial<Finding> = {}): Finding {
  return {
    ruleId: 'env/missing',
    area: 'env',
    impact: 'high',
    message: 'A message.',
    file,
    range: { start: { line, column: 1 }, end: { line, column: 5 } },
    offsets: null,
    fingerprint: `${file}:${line}`,
    related: [],
    fixes: [],
    docs: '',
    suppressed: null,
    ...more,
  };
}

const changed = (from: string | undefined, before: string, after: string): FileChange => ({
  from,
  lines: from === undefined ? ALL_NEW : lineMap(before, after),
});

function ofFiles(
  later: readonly Finding[],
  earlier: readonly Finding[],
  changes: Readonly<Record<string, FileChange>>,
): readonly string[] {
  const state = { fileFindings: earlier, wholeFindings: [], changes: new Map(Object.entries(changes)) };
  return findingsOfChange({ fileFindings: later, wholeFindings: [] }, [state]).map(placeOf);
}

function ofWhole(
  later: readonly Finding[],
  earlier: readonly Finding[],
  changes: Readonly<Record<string, FileChange>> = {},
): readonly string[] {
  const state = { fileFindings: [], wholeFindings: earlier, changes: new Map(Object.entries(changes)) };
  return findingsOfChange({ fileFindings: [], wholeFindings: later }, [state]).map(placeOf);
}

function placeOf({ file, range }: Finding): string {
  return `${file}:${range?.start.line}`;
}

describe('the findings that a change answers for', () => {
  const shifted = { 'a.ts': changed('a.ts', 'one\ntwo\n', 'zero\none\ntwo\n') };

  it('are those on its lines', () => {
    assert.deepEqual(ofFiles([found('a.ts', 1)], [], shifted), ['a.ts:1']);
  });

  it('are not those that only moved', () => {
    assert.deepEqual(ofFiles([found('a.ts', 3)], [found('a.ts', 2)], shifted), []);
  });

  it('are those elsewhere that were not there', () => {
    assert.deepEqual(ofFiles([found('a.ts', 3)], [], shifted), ['a.ts:3']);
  });

  it('are not an older one of two that read the same', () => {
    assert.deepEqual(ofFiles([found('a.ts', 1), found('a.ts', 2)], [found('a.ts', 1)], shifted), ['a.ts:1']);
  });

  it('are those that got worse, and those that nobody silences any more', () => {
    const silenced = { suppressed: { by: 'comment', reason: 'a fake' } } as const;
    assert.deepEqual(ofFiles([found('a.ts', 3)], [found('a.ts', 2, { impact: 'low' })], shifted), ['a.ts:3']);
    assert.deepEqual(ofFiles([found('a.ts', 3)], [found('a.ts', 2, silenced)], shifted), ['a.ts:3']);
    assert.deepEqual(ofFiles([found('a.ts', 3, silenced)], [found('a.ts', 2)], shifted), []);
  });

  it('are all of a new file, and none of one that only has another name', () => {
    assert.deepEqual(ofFiles([found('b.ts', 1)], [], { 'b.ts': changed(undefined, '', 'x') }), ['b.ts:1']);
    const renamed = { 'b.ts': changed('a.ts', 'x\n', 'x\n') };
    assert.deepEqual(ofFiles([found('b.ts', 1)], [found('a.ts', 1)], renamed), []);
  });

  it('count on any of their lines, but not where they end before the first character of one', () => {
    const range = { start: { line: 1, column: 1 }, end: { line: 2, column: 1 } };
    const grown = { 'a.ts': changed('a.ts', 'one\n', 'one\nnew\n') };
    assert.deepEqual(ofFiles([found('a.ts', 1, { range })], [found('a.ts', 1)], grown), []);
    const longer = { ...range, end: { line: 2, column: 2 } };
    assert.deepEqual(ofFiles([found('a.ts', 1, { range: longer })], [found('a.ts', 1)], grown), ['a.ts:1']);
  });

  it('are those in files that nobody touched, if they were not there before', () => {
    assert.deepEqual(ofWhole([found('other.ts', 7)], []), ['other.ts:7']);
    assert.deepEqual(ofWhole([found('other.ts', 7)], [found('other.ts', 7)]), []);
  });

  it('are not what is told at another place now that its first place is gone', () => {
    const gone = { 'a.ts': changed('a.ts', 'use\n', '') };
    assert.deepEqual(
      ofWhole([found('b.ts', 4, { kind: 'KEY' })], [found('a.ts', 1, { kind: 'KEY' })], gone),
      [],
    );
    assert.deepEqual(
      ofWhole([found('b.ts', 4, { kind: 'KEY' })], [found('a.ts', 1, { kind: 'URL' })], gone),
      ['b.ts:4'],
    );
  });

  it('of a merge are those that neither side had', () => {
    const ours = {
      fileFindings: [],
      wholeFindings: [],
      changes: new Map([['a.ts', changed('a.ts', 'x\n', 'x\ny\n')]]),
    };
    const theirs = { fileFindings: [found('a.ts', 2)], wholeFindings: [], changes: new Map() };
    const later = { fileFindings: [found('a.ts', 2)], wholeFindings: [] };
    assert.deepEqual(findingsOfChange(later, [ours, theirs]).map(placeOf), []);
    assert.deepEqual(findingsOfChange(later, [ours]).map(placeOf), ['a.ts:2']);
  });
});
