import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyWorkspaceFixes } from '../../server/src/cli/workspaceFixes.ts';
import type { Finding, Fix } from '../../server/src/core/finding.ts';
import { createPendingFiles } from '../../server/src/host/applyPlan.ts';
import { createDiskWorkspace } from '../../server/src/host/diskWorkspace.ts';
import { launchReadyIn } from '../support/commandLine.ts';
import { temporaryFolder, temporaryRepository } from '../support/temporaryFolder.ts';

describe('fixes of findings that are about all files together', () => {
  it('are applied from the end of a file to its start', () => {
    const text = 'LEVEL=warning\nMODE=fsat\n';
    const { after, applied, lines } = fixed(text, [
      finding('LEVEL', 0, edit(6, 13, 'warn')),
      finding('MODE', 14, edit(19, 23, 'fast')),
    ]);
    assert.equal(after, 'LEVEL=warn\nMODE=fast\n');
    assert.deepEqual(applied, ['Correct MODE', 'Correct LEVEL']);
    assert.deepEqual(lines, []);
  });

  it('change nothing in a file that isn’t what was checked any more', () => {
    const text = 'NEW=1\nLEVEL=warning\nMODE=fsat\n';
    const { after, applied, lines } = fixed(text, [
      finding('LEVEL', 0, edit(6, 13, 'warn')),
      finding('MODE', 20, edit(25, 29, 'fast')),
    ]);
    assert.equal(after, text);
    assert.deepEqual(applied, []);
    assert.deepEqual(lines, ['– .env: it has changed since it was checked. Run --fix again.']);
  });

  it('leave out what overlaps a change', () => {
    const { after, lines } = fixed('LEVEL=warning\n', [
      finding('LEVEL', 0, edit(6, 13, 'warn')),
      finding('LEVEL', 0, edit(4, 8, 'x')),
    ]);
    assert.equal(after, 'LEVEL=warn\n');
    assert.deepEqual(lines, ['– .env:1: another fix changes the same lines. Run --fix again.']);
  });

  it('add a name to a template once, and leave values to people', () => {
    const { root, pending } = open({ '.env.example': 'A=\n', 'a.ts': 'process.env.B' });
    const missing = (file: string): Finding =>
      finding('B', 12, { kind: 'declare-variable', title: `Add B to ${file}`, variable: 'B', file }, 'a.ts');
    const { applied, lines } = applyWorkspaceFixes(
      [missing('.env.example'), missing('.env.example'), missing('.env.production')],
      pending,
    );
    assert.deepEqual(
      applied.map(({ title }) => title),
      ['Add B to .env.example'],
    );
    assert.deepEqual(lines, ['– a.ts:1: B needs a value that only you know: write it into .env.production.']);
    assert.deepEqual(pending.write(), ['.env.example']);
    assert.equal(readFileSync(path.join(root, '.env.example'), 'utf8'), 'A=\nB=\n');
  });

  it('don’t write schemas', () => {
    const { pending } = open({ 'a.ts': 'process.env.B' });
    const fix: Fix = {
      kind: 'write-schema',
      title: 'Write env.ts',
      folder: '',
      path: 'env.ts',
      language: 'typescript',
      library: 'none',
      source: 'process.env',
      variables: [{ name: 'B', optional: false, type: 'string', isPublic: false }],
    };
    const { applied, lines } = applyWorkspaceFixes([finding('B', 12, fix, 'a.ts')], pending);
    assert.deepEqual(applied, []);
    assert.deepEqual(lines, ['– a.ts:1: Write env.ts: choose that in the editor, and read the file.']);
    assert.deepEqual(pending.write(), []);
  });
});

describe('launch-ready check --fix, across files', () => {
  it('corrects a value that the schema refuses, completes the template, and finds neither again', () => {
    const root = temporaryRepository({
      'package.json': '{ "name": "tide", "dependencies": { "zod": "4.0.0" } }',
      'src/env.ts':
        "import { z } from 'zod';\nexport const env = z.object({ LOG_LEVEL: z.enum(['debug', 'info', 'warn']) }).parse(process.env);\n",
      'src/mail.ts': 'export const from = process.env.MAIL_FROM!.trim();\n',
      '.env.example': 'LOG_LEVEL=info\n',
      '.gitignore': '.env.production\n',
    });
    writeFileSync(
      path.join(root, '.env.production'),
      '# Logs\nLOG_LEVEL=wran\nMAIL_FROM=hello@tidepool.app\n',
    );
    const { stderr } = launchReadyIn(root, ['check', '--fix', '--no-cache']);
    assert.match(stderr, /✔ \.env\.production: Write “warn”, which the schema allows/);
    assert.equal(
      readFileSync(path.join(root, '.env.production'), 'utf8'),
      '# Logs\nLOG_LEVEL=warn\nMAIL_FROM=hello@tidepool.app\n',
    );
    const again = launchReadyIn(root, ['check', '--format', 'json', '--no-cache']);
    const { findings } = JSON.parse(again.stdout) as { findings: { ruleId: string }[] };
    assert.deepEqual(
      findings.filter(({ ruleId }) => ruleId === 'env/schema-violation'),
      [],
    );
    assert.equal(readFileSync(path.join(root, '.env.example'), 'utf8'), 'LOG_LEVEL=info\nMAIL_FROM=\n');
  });
});

describe('what --fix leaves to people', () => {
  it('is every fix that takes a line away, or is a guess', () => {
    const files = {
      'package.json': '{ "name": "tide", "dependencies": { "next": "16.0.0", "dotenv": "17.0.0" } }',
      'src/mail.ts': 'export const [a, b] = [process.env.MAIL_FROM, process.env.MAIL_TO];\n',
      '.env.example': 'MAIL_FROM=\nMAIL_TO=\nMAIL_FROM=\nOLD_COUNTER_NAME=\n',
      '.env': 'MAIL_FROM=one@tidepool.app\nMAIL_FROM=two@tidepool.app\nMAIL_TO="three@tidepool.app\n',
    };
    const root = temporaryRepository(files);
    const { stdout, stderr } = launchReadyIn(root, ['check', '--fix', '--no-cache', '--only', 'env']);
    assert.match(stdout, /fix: Remove OLD_COUNTER_NAME/);
    assert.match(stdout, /fix: Remove line 1, which has no effect/);
    assert.match(stderr, /– 4 fixes are left for you to decide: choose them in the editor\./);
    for (const name of ['.env.example', '.env'] as const)
      assert.equal(readFileSync(path.join(root, name), 'utf8'), files[name], name);
  });
});

function fixed(text: string, findings: readonly Finding[]) {
  const { pending } = open({ '.env': text });
  const { applied, lines } = applyWorkspaceFixes(findings, pending);
  return { after: pending.read('.env'), applied: applied.map(({ title }) => title), lines };
}

function open(files: Readonly<Record<string, string>>) {
  const root = temporaryFolder(files);
  const workspace = createDiskWorkspace(root, { trusted: () => true, onNotice: () => undefined });
  return { root, pending: createPendingFiles(root, workspace) };
}

function edit(start: number, end: number, newText: string) {
  return { kind: 'edit' as const, edits: [{ range: { start, end }, newText }] };
}

function finding(name: string, start: number, fix: Fix | ReturnType<typeof edit>, file = '.env'): Finding {
  const end = start + name.length;
  return {
    ruleId: 'env/schema-violation',
    area: 'env',
    impact: 'medium',
    message: '',
    file,
    range: { start: { line: 1, column: start + 1 }, end: { line: 1, column: end + 1 } },
    offsets: { start, end },
    fingerprint: name,
    kind: name,
    related: [],
    fixes: ['title' in fix ? fix : { ...fix, title: `Correct ${name}` }],
    docs: '',
    suppressed: null,
  };
}
