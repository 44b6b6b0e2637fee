import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder, writeFiles } from '../support/temporaryFolder.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Imports that must never exist, each with a file that makes it. */
const FORBIDDEN: readonly (readonly [file: string, line: string])[] = [
  ['server/src/core/a.ts', "import fs from 'node:fs';"],
  ['server/src/core/a.ts', "import * as vscode from 'vscode';"],
  ['server/src/core/a.ts', "import { x } from 'vscode-languageserver/node';"],
  ['server/src/core/a.ts', "import { git } from '../host/git.ts';"],
  ['server/src/core/a.ts', "import { x } from '../lsp/server.ts';"],
  ['server/src/core/a.ts', "import { x } from '../cli/main.ts';"],
  ['server/src/core/a.ts', "import { x } from '../probes/dns.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import other from './private-key.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import other from '../config/invalid-setting.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import { RULES } from '../registry.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import { createAnalyzer } from '../../analyze.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import fs from 'node:fs';"],
  ['server/src/core/parsers/a.ts', "import rule from '../rules/secrets/private-key.ts';"],
  ['server/src/core/secrets/a.ts', "import rule from '../rules/secrets/private-key.ts';"],
  ['server/src/core/env/a.ts', "import rule from '../rules/env/missing-variable.ts';"],
  ['server/src/core/env/readers/a.ts', "import { insists } from '../judging/missing.ts';"],
  ['server/src/core/env/readers/a.ts', "import rule from '../../rules/env/missing-variable.ts';"],
  ['server/src/core/migrations/a.ts', "import rule from '../rules/migrations/dropped-column.ts';"],
  ['server/src/core/migrations/readers/a.ts', "import { stepsOf } from '../judging/steps.ts';"],
  ['server/src/core/migrations/sql/a.ts', "import { stepsOf } from '../judging/steps.ts';"],
  ['server/src/core/web/a.ts', "import rule from '../rules/cors/every-origin.ts';"],
  ['server/src/core/web/readers/a.ts', "import { said } from '../caching/judging.ts';"],
  ['server/src/core/checks/tls/a.ts', "import { x } from '../../../probes/tls.ts';"],
  ['server/src/core/checks/tls/a.ts', "import other from './expired.ts';"],
  ['server/src/core/checks/tls/a.ts', "import other from '../dns/wildcard.ts';"],
  ['server/src/probes/a.ts', "import { x } from '../core/finding.ts';"],
  ['server/src/probes/tls/a.ts', "import { x } from '../../core/live/providers.ts';"],
  ['server/src/probes/a.ts', "import { x } from '../host/version.ts';"],
  ['server/src/probes/a.ts', "import { x } from '../lsp/server.ts';"],
  ['server/src/host/a.ts', "import { x } from '../lsp/server.ts';"],
  ['server/src/host/a.ts', "import { x } from 'vscode-languageserver';"],
  ['server/src/cli/a.ts', "import { x } from '../lsp/server.ts';"],
  ['server/src/lsp/a.ts', "import { x } from '../cli/main.ts';"],
  ['client/src/a.ts', "import { x } from '../../server/src/core/finding.ts';"],
  ['client/src/views/a.ts', "import { x } from '../../../server/src/host/git.ts';"],
  ['server/src/core/a.ts', "import { x } from '../../../test/support/expand.ts';"],
];

const ALLOWED: readonly (readonly [file: string, line: string])[] = [
  ['server/src/core/a.ts', "import { x } from './finding.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import { x } from '../../secrets/placeholder.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import { x } from '../../parsers/dotenv.ts';"],
  ['server/src/core/rules/secrets/a.ts', "import { x } from '../../rule.ts';"],
  ['server/src/core/migrations/judging/a.ts', "import { x } from './steps.ts';"],
  ['server/src/probes/a.ts', "import { x } from '../core/observations.ts';"],
  ['server/src/probes/tls/a.ts', "import type { X } from '../../core/observations/tls.ts';"],
  ['server/src/core/checks/tls/a.ts', "import { x } from '../../live/providers.ts';"],
  ['server/src/host/a.ts', "import fs from 'node:fs';"],
  ['client/src/a.ts', "import { x } from '../../server/src/protocol.ts';"],
];

describe('the import walls', () => {
  it('bite, each of them', () => {
    const complaints = lint(FORBIDDEN);
    const silent = FORBIDDEN.filter((_, index) => !complaints.has(index)).map(
      ([file, line]) => `${file}: ${line}`,
    );
    assert.deepEqual(silent, []);
  });

  it('let through what is allowed', () => {
    const complaints = lint(ALLOWED);
    assert.deepEqual(
      ALLOWED.filter((_, index) => complaints.has(index)).map(([file, line]) => `${file}: ${line}`),
      [],
    );
  });

  it('keep Node and the browser out of the core by its types', () => {
    assert.equal(compileInCore('export const fine = 1;').status, 0);
    for (const line of [
      "export const a = process.env['HOME'];",
      'export const b = new TextDecoder();',
      'export const c = document.title;',
      "export { readFileSync } from 'node:fs';",
    ]) {
      const { status, stdout } = compileInCore(line);
      assert.notEqual(status, 0, `${line} compiled\n${stdout}`);
    }
  }).timeout(60_000);
});

function compileInCore(line: string): ReturnType<typeof run> {
  const folder = temporaryTree([
    ['package.json', '{"type":"module"}'],
    ['server/src/core/a.ts', line],
  ]);
  for (const file of ['tsconfig.json', 'server/src/core/tsconfig.json'])
    copyFileSync(path.join(ROOT, file), path.join(folder, file));
  return run('tsc', ['-p', path.join(folder, 'server/src/core')], folder);
}

/** Indexes of the lines that the project's own lint rules complain about. */
function lint(cases: readonly (readonly [file: string, line: string])[]): Set<number> {
  const named = cases.map(
    ([file, line], index) => [file.replace(/a\.ts$/, `case-${index}.ts`), line] as const,
  );
  const folder = temporaryTree(named);
  copyFileSync(path.join(ROOT, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
  const { stdout } = run('oxlint', ['-c', '.oxlintrc.json', '-f', 'unix', '--disable-nested-config'], folder);
  const complaints = stdout.split('\n').filter((line) => line.includes('no-restricted-imports'));
  return new Set(complaints.map((line) => Number(/case-(\d+)\.ts/.exec(line)?.[1])));
}

function temporaryTree(files: readonly (readonly [file: string, text: string])[]): string {
  const folder = temporaryFolder();
  writeFiles(folder, Object.fromEntries(files.map(([file, text]) => [file, `${text}\n`])));
  return folder;
}

function run(tool: string, args: readonly string[], cwd: string): { status: number | null; stdout: string } {
  return spawnSync(path.join(ROOT, 'node_modules/.bin', tool), args, { cwd, encoding: 'utf8' });
}
