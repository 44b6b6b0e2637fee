import { strict as assert } from 'node:assert';
import type { Deferral } from '../../server/src/core/config.ts';
import { dayAfter, dayProblem, daysBetween, isDay } from '../../server/src/core/deferrals.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { isBroken, ledgerOf, type LedgerInput } from '../../server/src/core/ledger.ts';
import { deferralsAsMarkdown, deferralsAsText } from '../../server/src/core/report/deferrals.ts';
import { findingWith } from '../support/findings.ts';

const TODAY = '2026-11-23';

describe('the days of deferrals', () => {
  it('are counted by the calendar', () => {
    assert.equal(daysBetween('2026-11-23', '2026-11-24'), 1);
    assert.equal(daysBetween('2026-03-28', '2026-03-30'), 2, 'a day of 23 hours somewhere');
    assert.equal(daysBetween('2027-01-01', '2026-12-31'), -1);
    assert.equal(dayAfter('2028-02-28', 1), '2028-02-29');
    assert.deepEqual(['2028-02-29', '2027-02-29', '2027-13-01', '27-1-1', '2027-01-01T00', ''].map(isDay), [
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('lie ahead, by a year at most', () => {
    assert.equal(dayProblem('2026-11-24', TODAY), undefined);
    assert.equal(dayProblem('2027-11-23', TODAY), undefined);
    assert.equal(dayProblem(TODAY, TODAY), 'The day must be in the future: today is 2026-11-23.');
    assert.equal(dayProblem('soon', TODAY), 'Write the day as YYYY-MM-DD, 2026-12-07 for example.');
    assert.match(dayProblem('2027-12-24', TODAY) ?? '', /^Put it off for a year at most: /);
  });
});

describe('the ledger', () => {
  const deferral = (entry: Partial<Deferral>): Deferral => ({
    owner: 'Ann',
    until: '2027-01-31',
    reason: 'later',
    ...entry,
  });
  const ledger = (deferred: readonly Deferral[], more: Partial<LedgerInput> = {}) =>
    ledgerOf({
      deferred,
      notes: new Map(),
      findings: [],
      today: TODAY,
      isElsewhere: (rule) => rule.startsWith('tls/'),
      isComplete: true,
      ...more,
    });
  const standing = (more: Partial<Finding>): Finding => findingWith(more);

  it('says of each entry whether what it puts off is still there', () => {
    const findings = [standing({ ruleId: 'cors/a', fingerprint: 'f1' })];
    const states = (entries: readonly Deferral[], more: Partial<LedgerInput> = {}) =>
      ledger(entries, { findings, ...more }).map(({ state }) => state);
    assert.deepEqual(states([deferral({ finding: 'f1' }), deferral({ finding: 'f2' })]), [
      'standing',
      'gone',
    ]);
    assert.deepEqual(
      states([deferral({ rule: 'cors/*' }), deferral({ rule: 'env/b' }), deferral({ rule: 'tls/*' })]),
      ['standing', 'gone', 'unknown'],
    );
    assert.deepEqual(states([deferral({ finding: 'f2' })], { isComplete: false }), ['unknown']);
    const notes = new Map([[0, 'tls/expired in shop.example']]);
    assert.deepEqual(states([deferral({ finding: 'f2' })], { notes }), ['unknown']);
  });

  it('is broken by what stands past its day, and not by what is silenced otherwise', () => {
    const overdue = { owner: 'Ann', until: '2026-11-20', reason: 'later' };
    const entry = deferral({ finding: 'f1', until: '2026-11-20' });
    const isBrokenBy = (more: Partial<Finding>): boolean =>
      ledger([entry], { findings: [standing({ fingerprint: 'f1', ...more })] }).some(isBroken);
    assert.equal(isBrokenBy({ overdue }), true);
    assert.equal(isBrokenBy({ suppressed: { by: 'comment', reason: 'a demo' } }), false);
    assert.equal(ledger([entry]).some(isBroken), false, 'gone');
  });

  it('has the oldest day first', () => {
    const days = ['2027-01-31', '2026-11-20', '2026-11-23'];
    assert.deepEqual(
      ledger(days.map((until) => deferral({ until, finding: until }))).map(({ place, daysLeft }) => [
        place,
        daysLeft,
      ]),
      [
        [1, -3],
        [2, 0],
        [0, 69],
      ],
    );
  });

  it('prints what strangers wrote, and obeys none of it', () => {
    const entries = ledger([
      deferral({ rule: 'cors/a', owner: '\u001b[2J', reason: '| <b>x</b> @team\n::error::' }),
    ]);
    const text = deferralsAsText(entries);
    assert.ok(!text.includes('\u001b') && !/^\s*::error/m.test(text), text);
    const markdown = deferralsAsMarkdown(entries);
    assert.ok(!markdown.includes('<b>') && !markdown.includes('\u001b'), markdown);
    assert.equal(markdown.split('\n').filter((line) => line.startsWith('|')).length, 3);
  });
});
