import type { TextRange } from '../../finding.ts';
import { argumentsAt, codeOf } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { firstLine } from '../code/build.ts';
import { bodyAt, goFileOf, statementsOf, type GoFile } from '../go/functions.ts';
import { mayBeMigration } from '../migrationPath.ts';
import type { MigrationReader } from '../reader.ts';
import type { MigrationFileFacts } from '../types.ts';

/** goose's migrations in Go: github.com/pressly/goose#go-migrations. */
export default {
  languages: ['go'],
  triggers: ['goose.add'],
  reads: (path) => path.endsWith('.go') && !path.endsWith('_test.go') && mayBeMigration(path),
  read,
} satisfies MigrationReader;

const REGISTERS = /\bgoose\.Add(Named)?Migration(NoTx)?(?:Context)?[ \t]{0,20}\(/;
const LARGEST = 500_000;

function read(document: Document): MigrationFileFacts | undefined {
  if (document.text.length > LARGEST) return undefined;
  const code = codeOf(document);
  const call = REGISTERS.exec(code.masked);
  if (!call) return undefined;
  const open = call.index + call[0].length - 1;
  const [up, down] = argumentsAt(code, open).slice(call[1] === undefined ? 0 : 1);
  const file = goFileOf(document, code);
  const forth = up && bodyAt(file, up);
  const back = down && bodyAt(file, down);
  const refusal = back && refusalIn(file, back);
  return {
    migration: {
      tool: 'goose',
      certain: true,
      direction: 'both',
      up: forth ? statementsOf(file, forth) : [],
      ...(down && back && { down: statementsOf(file, back), downAt: firstLine(document, down) }),
      ...(refusal && { irreversible: firstLine(document, refusal) }),
      ...(call[2] !== undefined && {
        transaction: { use: false, at: firstLine(document, { start: call.index, end: open }) },
      }),
    },
  };
}

/** `return errors.New("no way back")`, and nothing before it. */
function refusalIn({ code }: GoFile, { start, end }: TextRange): TextRange | undefined {
  const text = code.masked.slice(start, end);
  const refusal = /^\s{0,200}(return\s{1,20}(?:errors\.New|fmt\.Errorf)\()/.exec(text);
  return refusal ? { start: start + refusal[0].length - (refusal[1]?.length ?? 0), end } : undefined;
}
