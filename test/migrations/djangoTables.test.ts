import { strict as assert } from 'node:assert';
import { judgeFiles, migrationModelOf } from '../support/wholeWorkspace.ts';

const INITIAL = `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Issue",
            fields=[("id", models.BigAutoField(primary_key=True)), ("title", models.TextField())],
            options={"db_table": "issue"},
        ),
        migrations.CreateModel(name="Label", fields=[("id", models.BigAutoField(primary_key=True))]),
    ]
`;

const LATER = `from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("db", "0001_initial")]
    operations = [
        migrations.RemoveField("Issue", "title"),
        migrations.RenameModel("Issue", "Task"),
        migrations.RenameModel("Label", "Tag"),
    ]
`;

const FILES = { 'db/migrations/0001_initial.py': INITIAL, 'db/migrations/0002_later.py': LATER };

describe('tables of Django models with a name of their own', () => {
  it('have that name in later migrations too', () => {
    const [history] = migrationModelOf(FILES).histories;
    const tables = [...(history?.final.tables.values() ?? [])].map(({ name }) => name).sort();
    assert.deepEqual(tables, ['db_tag', 'issue']);
    assert.deepEqual([...(history?.final.tables.get('issue')?.columns.keys() ?? [])], ['id']);
  });

  it('keep it when the model is renamed', () => {
    const renamed = judgeFiles(FILES).filter(({ ruleId }) => ruleId === 'migrations/renamed-table');
    assert.deepEqual(
      renamed.map(({ message }) => message.includes('db_label')),
      [true],
    );
  });
});
