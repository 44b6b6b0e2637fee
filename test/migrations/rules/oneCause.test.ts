import { strict as assert } from 'node:assert';
import type { Releases } from '../../../server/src/core/facts.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

function told(rule: string, files: Files, released?: Releases): string[] {
  return judgeFiles(files, released ? { released } : {})
    .filter(({ ruleId }) => ruleId === `migrations/${rule}`)
    .map(({ kind, file, related }) => `${kind} ${file?.replace(/.*\//, '')} ${related.length}`);
}

function onMain(files: Files): Releases {
  const paths = Object.fromEntries(Object.keys(files).map((path) => [path, 'same' as const]));
  return { ref: 'origin/main', paths, deleted: [] };
}

const table = (name: string): string => `create table ${name} (id bigint primary key);\n`;
const supabase = (...names: readonly string[]): Files =>
  Object.fromEntries(names.map((name) => [`supabase/migrations/${name}.sql`, table(`t_${name}`)]));

describe('what has one cause is told once', () => {
  it('versions that are days', () => {
    const three = supabase('20260101_a', '20260101_b', '20260101_c', '20260102_d', '20260102_e');
    assert.deepEqual(told('duplicate-version', three), [
      '20260101 20260101_b.sql 1',
      '20260101 20260101_c.sql 1',
      '20260102 20260102_e.sql 1',
    ]);
    const four = { ...three, ...supabase('20260103_f', '20260103_g') };
    assert.deepEqual(told('duplicate-version', four), ['several 20260101_b.sql 3']);
    const finding = judgeFiles(four).find(({ ruleId }) => ruleId === 'migrations/duplicate-version');
    assert.match(
      finding?.message ?? '',
      /^4 of these migrations have the version of another one \(20260101, 20260102, 20260103\)\. Supabase runs only one of each/,
    );
    const added = { ...four, ...supabase('20260103_h') };
    assert.deepEqual(told('duplicate-version', added, onMain(four)), [
      'several 20260101_b.sql 3',
      '20260103 20260103_h.sql 1',
    ]);
  });

  it('migrations that somebody leaves out of the journal', () => {
    const drizzle = (...names: readonly string[]): Files => ({
      'drizzle.config.ts': "export default { dialect: 'postgresql', out: './drizzle' };\n",
      'drizzle/meta/_journal.json': JSON.stringify({
        version: '7',
        dialect: 'postgresql',
        entries: ['0000_a', '0001_b', '0002_c', '0003_d', '0004_e', '0005_f'].map((tag, idx) => ({
          idx,
          tag,
          when: 1_700_000_000_000 + idx,
        })),
      }),
      ...Object.fromEntries(
        ['0000_a', '0001_b', '0002_c', '0003_d', '0004_e', '0005_f', ...names].map((name) => [
          `drizzle/${name}.sql`,
          table(`t${name}`),
        ]),
      ),
    });
    const three = drizzle('0006_g', '0007_h', '0008_i');
    assert.deepEqual(told('journal-mismatch', three), [
      '0006_g 0006_g.sql 0',
      '0007_h 0007_h.sql 0',
      '0008_i 0008_i.sql 0',
    ]);
    const four = drizzle('0006_g', '0007_h', '0008_i', '0009_j');
    assert.deepEqual(told('journal-mismatch', four), ['several 0009_j.sql 3']);
  });
});
