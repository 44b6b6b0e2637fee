/** Laravel: https://laravel.com/docs/migrations */
import type { Refusal, TextEdit } from '../../../../edit.ts';
import { optOutText } from '../../optOut.ts';
import { insertion } from '../calls.ts';
import type { Format } from '../format.ts';
import { indented } from '../inPlace.ts';
import { pascalCase, placeFor } from '../newPlace.ts';
import { phpString } from '../quoting.ts';
import type { Draft, NewFile } from '../rewritten.ts';
import { isRefusal, type Site } from '../site.ts';

export const laravel: Format = {
  runSql: (_site, sql) => `DB::statement(${phpString(sql)})`,
  concurrently: anotherConnection,
  notValid: anotherConnection,
  unique: anotherConnection,
  notNull: anotherConnection,
  leave,
  imports: ({ text }, lines) => {
    if (!lines.some((line) => /\bDB::/.test(line)) || hasUse(text)) return [];
    const uses = [...text.matchAll(USE)];
    const next = uses.find(([use]) => use > USE_DB);
    if (next) return [insertion(next.index, `${USE_DB}\n`)];
    const last = uses.at(-1);
    return last ? [insertion(last.index + last[0].length, `\n${USE_DB}`)] : [];
  },
  newFile,
  ending: ';',
};

const USE = /^use [\w\\]+(?: as \w+)?;/gm;
const USE_DB = 'use Illuminate\\Support\\Facades\\DB;';

function hasUse(text: string): boolean {
  return /^use (?:Illuminate\\Support\\Facades\\)?DB;/m.test(text);
}

/** SQL would go to the default one. */
function anotherConnection({ text, statement: { range } }: Site): Refusal | undefined {
  return /^Schema::connection\b/.test(text.slice(range.start, range.start + 40)) ||
    /\$connection\s*=/.test(text)
    ? { refused: 'The migration runs on another connection. Write the statement for that one by hand.' }
    : undefined;
}

const CLASS =
  /^([ \t]*)(?:return new class|(?:final )?class \w+)[^{\n]{0,300}\s{0,100}\{[ \t]{0,100}\r?(?=\n)/m;

function leave({ text, facts }: Site): readonly TextEdit[] | Refusal {
  const header = CLASS.exec(text);
  if (!header || facts.transaction?.use)
    return {
      refused: 'The class is written in a way that can’t be changed safely. Set $withinTransaction by hand.',
    };
  const at = header.index + header[0].replace(/\r$/, '').length;
  return [insertion(at, `\n${header[1] ?? ''}    ${optOutText('laravel')}\n`)];
}

function newFile(site: Site, draft: Draft): NewFile | Refusal {
  const place = placeFor(site, draft);
  if (isRefusal(place)) return place;
  const { text } = site;
  const isNamed = /^(?:final )?class \w+ extends/m.test(text);
  const opening = isNamed
    ? `class ${pascalCase(draft.slug)} extends Migration`
    : 'return new class extends Migration';
  const returns = /function up\(\)\s*:\s*void/.test(text) ? ': void' : '';
  const method = (name: string, lines: readonly string[]): string[] => [
    `    public function ${name}()${returns}`,
    '    {',
    ...(lines.length === 0 ? ['        //'] : lines.map((line) => `        ${indented(line, '        ')};`)),
    '    }',
  ];
  return {
    path: place.path,
    text: [
      '<?php',
      '',
      ...(/^declare\(strict_types=1\);/m.test(text) ? ['declare(strict_types=1);', ''] : []),
      'use Illuminate\\Database\\Migrations\\Migration;',
      USE_DB,
      '',
      opening,
      '{',
      ...(draft.outside ? [`    ${optOutText('laravel')}`, ''] : []),
      ...method('up', draft.up),
      '',
      ...method('down', draft.down ?? []),
      isNamed ? '}' : '};',
      '',
    ].join('\n'),
  };
}
