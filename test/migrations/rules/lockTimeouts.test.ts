import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

describe('rules about locks, how long a migration waits for one', () => {
  const migration = (name: string, before: string, operation: string): Readonly<Record<string, string>> => ({
    [`shop/migrations/${name}.py`]: `from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n    dependencies = [${before}]\n    operations = [\n        ${operation},\n    ]\n`,
  });
  const waits = (altered: string): boolean =>
    judgeFiles({
      'config/settings.py': "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}\n",
      ...migration(
        '0001_initial',
        '',
        `migrations.CreateModel("order", fields=[("id", models.BigAutoField(primary_key=True)), ("note", models.CharField(max_length=50, null=True)), ("mail", models.CharField(max_length=50, unique=True)), ("code", models.CharField(max_length=50, db_index=True)), ("total", models.IntegerField(null=True))])`,
      ),
      ...migration('0002_change', '("shop", "0001_initial")', `migrations.AlterField("order", ${altered})`),
    }).some(({ ruleId }) => ruleId === 'migrations/missing-lock-timeout');

  const cases: readonly (readonly [name: string, altered: string, expected: boolean])[] = [
    [
      'a help text alone',
      '"note", models.CharField(max_length=50, null=True, help_text="Said aloud")',
      false,
    ],
    ['another length', '"note", models.CharField(max_length=60, null=True)', true],
    ['an index', '"note", models.CharField(max_length=50, null=True, db_index=True)', true],
    ['a column that must be filled', '"note", models.CharField(max_length=50)', true],
    ['unique no longer', '"mail", models.CharField(max_length=50)', true],
    ['an index no longer', '"code", models.CharField(max_length=50)', true],
    ['only positive numbers', '"total", models.PositiveIntegerField(null=True)', true],
  ];
  for (const [name, altered, expected] of cases)
    it(`Django, ${name}`, () => assert.equal(waits(altered), expected));
});
