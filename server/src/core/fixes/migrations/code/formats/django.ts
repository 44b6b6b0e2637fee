/** Django: https://docs.djangoproject.com/en/stable/ref/contrib/postgres/operations/ */
import type { Refusal, TextEdit } from '../../../../edit.ts';
import { join, folderOf, nameOf } from '../../../../paths.ts';
import { unqualified } from '../../../../migrations/replay.ts';
import { migrationName } from '../../../../migrations/order.ts';
import { optOutText } from '../../optOut.ts';
import { slugOf } from '../../slug.ts';
import { insertion, namedArgument, partsOf } from '../calls.ts';
import type { Format } from '../format.ts';
import { callText, indented } from '../inPlace.ts';
import { pythonString } from '../quoting.ts';
import type { Draft, NewFile, Rewritten } from '../rewritten.ts';
import type { Site } from '../site.ts';
import { importsInPython, importsUsed } from '../pythonImports.ts';

export const django: Format = {
  runSql: (site, sql) => `migrations.RunSQL(${pythonString(site, sql)})`,
  concurrently,
  notValid,
  unique: () => ({
    refused:
      'Django has no operation for this. Build the index with CREATE UNIQUE INDEX CONCURRENTLY in a RunSQL, and add the constraint by it with SeparateDatabaseAndState.',
  }),
  notNull: () => ({
    refused:
      'Django has no operation for this. Add CHECK (… IS NOT NULL) NOT VALID with RunSQL, validate it in the next migration, and change the field after that.',
  }),
  limit: (site, sql) => `migrations.RunSQL(${pythonString(site, sql)}, reverse_sql=migrations.RunSQL.noop)`,
  leave,
  imports: (site, lines, named) => importsInPython(site, lines, named),
  newFile,
  ending: ',',
};

const MODULE = 'django.contrib.postgres.operations';

/** Operations and those that do the same without holding others up. */
const CONCURRENT: Readonly<Record<string, string>> = {
  AddIndex: 'AddIndexConcurrently',
  RemoveIndex: 'RemoveIndexConcurrently',
  AddIndexConcurrently: 'AddIndexConcurrently',
  RemoveIndexConcurrently: 'RemoveIndexConcurrently',
};

function concurrently(site: Site): Rewritten | Refusal | undefined {
  const { operation, code, call } = site;
  const parts = partsOf(code, call);
  const own = parts?.name.replace(/^.*\./, '') ?? '';
  const name = CONCURRENT[own];
  if (operation.kind === 'add-column' || operation.kind === 'change-column')
    return {
      refused:
        'Django builds the index with the field. Take db_index=True away, and add models.Index to the model’s Meta: its migration can build it with AddIndexConcurrently.',
    };
  if (!parts || !name || (operation.kind !== 'create-index' && operation.kind !== 'drop-index'))
    return undefined;
  const index = operation.kind === 'create-index' ? operation.index.name : operation.name;
  const head = parts.name === own || own === name ? parts.name : name;
  return {
    lines: [
      callText(site, [
        {
          range: { start: call.start, end: call.start + parts.name.length },
          newText: own === name ? head : name,
        },
      ]),
    ],
    imports: own === name ? [] : [`from ${MODULE} import ${name}`],
    outside: true,
    slug: slugOf(
      operation.kind === 'create-index' ? 'add' : 'remove',
      index ?? unqualified(operation.table ?? 'index'),
    ),
  };
}

function notValid(site: Site): Rewritten | Refusal | undefined {
  const { operation, code, call, text } = site;
  const parts = partsOf(code, call);
  if (operation.kind !== 'add-constraint' || operation.constraint.type !== 'check')
    return {
      refused:
        'Django adds the foreign key with the field, and has no operation that leaves the check of the rows for later. Add it with NOT VALID in a RunSQL, with SeparateDatabaseAndState.',
    };
  const { name } = operation.constraint;
  const model = parts && namedArgument(text, parts.args, 'model_name');
  if (!parts || !model || name === undefined || !/(?:^|\.)AddConstraint$/.test(parts.name))
    return {
      refused: 'This operation is written in a way that can’t be rewritten safely. Change it by hand.',
    };
  return {
    lines: [
      callText(site, [
        {
          range: { start: call.start, end: call.start + parts.name.length },
          newText: 'AddConstraintNotValid',
        },
      ]),
    ],
    imports: [`from ${MODULE} import AddConstraintNotValid`],
    slug: slugOf('add', name),
    later: {
      slug: slugOf('validate', name),
      up: [`ValidateConstraint(${text.slice(model.start, model.end)}, name=${pythonString(site, name)})`],
      imports: [`from ${MODULE} import ValidateConstraint`],
    },
  };
}

function leave({ text, facts }: Site): readonly TextEdit[] | Refusal {
  const header = /^([ \t]*)class[ \t]+Migration\b[^\n]*:[ \t]*\r?(?=\n)/m.exec(text);
  if (!header || facts.transaction?.use)
    return { refused: 'The file says atomic = True. Take that out first.' };
  const at = header.index + header[0].replace(/\r$/, '').length;
  const isFirst = /^\r?\n[ \t]*\r?\n/.test(text.slice(at));
  return [
    insertion(
      at,
      `${isFirst ? '\n' : ''}\n${header[1] ?? ''}    ${optOutText('django')}${isFirst ? '' : '\n'}`,
    ),
  ];
}

function newFile(site: Site, draft: Draft): NewFile | Refusal {
  const { fix, facts, files } = site;
  const app = facts.app ?? facts.revision?.split('.')[0];
  const isSameApp = folderOf(draft.after.file) === folderOf(fix.file);
  const after = migrationName(isSameApp ? draft.after.file : fix.file);
  const number = /^\d+/.exec(after)?.[0];
  if (app === undefined || number === undefined)
    return { refused: 'The migrations have no numbers, so that nobody can say what a new one is called.' };
  const next = (BigInt(number) + 1n).toString().padStart(number.length, '0');
  const path = join(folderOf(fix.file), `${next}_${draft.slug}.py`);
  if (files.read(path) !== undefined) return { refused: `${nameOf(path)} is there already.` };
  const body = draft.up.map((line) => `        ${indented(line, '        ')},`).join('\n');
  const imports = importsUsed(site, body, [...draft.imports, 'from django.db import migrations']);
  return {
    path,
    text: [
      imports,
      '',
      '',
      'class Migration(migrations.Migration):',
      ...(draft.outside ? [`    ${optOutText('django')}\n`] : []),
      '    dependencies = [',
      `        (${pythonString(site, app)}, ${pythonString(site, after)}),`,
      '    ]',
      '',
      '    operations = [',
      body,
      '    ]',
      '',
    ].join('\n'),
  };
}
