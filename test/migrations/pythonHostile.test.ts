import assert from 'node:assert/strict';
import { readPython } from './pythonReading.ts';

const DJANGO =
  'from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = [\n';
const ALEMBIC = "revision = 'a'\ndown_revision = None\ndef upgrade():\n    op.execute(";
const UNITS = [
  '{',
  '(',
  '[',
  '"',
  "'",
  '\\',
  'a',
  ' ',
  '\n',
  '"""',
  '(]',
  'a.',
  'a(',
  'f"{',
  '"" ',
  "'a' + ",
  "f'{b}' ",
  'lambda a, ',
  'migrations.RunSQL("DROP TABLE a"),\n',
  'migrations.RunPython(f),\n',
  'def f(a):\n    f(a)\n',
  '\n    for a in b:',
  '\n if a:',
  'a = b\n',
  'operations += operations\n',
  'class A:\n  a = 1\n',
];

describe('Python that breaks careless readers', () => {
  for (const unit of UNITS) {
    it(`is read in time: ${JSON.stringify(unit.slice(0, 24))}`, function () {
      this.timeout(20_000);
      const text = unit.repeat(Math.ceil(300_000 / unit.length));
      assert.equal(readPython('a/migrations/0001_a.py', DJANGO + text)?.tool, 'django');
      readPython('a/versions/0001_a.py', ALEMBIC + text);
      readPython('a/versions/0001_a.py', `${ALEMBIC}"a")\n${text}`);
    });
  }

  for (const [open, close] of [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
    ['a(', ')'],
    ["'a' + (", ')'],
    ['op.execute(', ')'],
    ['op.get_bind().x(', ')'],
    ['sa.text(', ')'],
    ['list(', ')'],
    ['migrations.SeparateDatabaseAndState([', '])'],
  ] as const) {
    it(`is read in time where all is nested: ${open}`, function () {
      this.timeout(20_000);
      const nested = `${open.repeat(100_000)}a${close.repeat(100_000)}`;
      assert.equal(readPython('a/migrations/0001_a.py', `${DJANGO}${nested}\n]`)?.tool, 'django');
      assert.equal(
        readPython('a/versions/0001_a.py', `${ALEMBIC}${nested})\n    b = ${nested}\n`)?.tool,
        'alembic',
      );
    });
  }

  it('is read in time where functions call each other', () => {
    const functions = Array.from(
      { length: 60 },
      (_, index) =>
        `def f${index}():\n${`    f${(index + 1) % 60}()\n    f${(index + 7) % 60}()\n`.repeat(4)}`,
    );
    const text = `revision = 'a'\ndown_revision = None\n${functions.join('\n')}\ndef upgrade():\n    f0()\n`;
    assert.equal(readPython('a/versions/0001_a.py', text)?.tool, 'alembic');
  });

  it('is read in time where names stand for each other', () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `a${index} = a${index + 1} + a${index + 1}\n`);
    const text = `revision = a0\ndown_revision = None\n${names.join('')}\ndef upgrade():\n    op.execute(a0)\n`;
    assert.equal(readPython('a/versions/0001_a.py', text), undefined);
  });
});
