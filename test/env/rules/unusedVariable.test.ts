import { strict as assert } from 'node:assert';
import { applyTextEdits } from '../../../server/src/core/edit.ts';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const RULE = 'env/unused-variable';
const BASE = {
  'package.json': packageJson('next'),
  'lib/a.ts': 'go(process.env.DATABASE_URL!, process.env.MAIL_KEY!);\n',
};

describe('env/unused-variable', () => {
  it('reports a name of a template that nothing reads, and takes its line away', () => {
    const template = 'DATABASE_URL=\nOLD_KEY= # the old one\nMAIL_KEY=\n';
    const files = { ...BASE, '.env.example': template };
    assert.deepEqual(linesOf(RULE, files), ['low OLD_KEY .env.example']);
    const fix = findingsOf(RULE, files)[0]?.fixes[0];
    assert.ok(fix?.kind === 'edit');
    assert.equal(applyTextEdits(template, fix.edits), 'DATABASE_URL=\nMAIL_KEY=\n');
  });

  it('offers no removal where git can’t bring the line back', () => {
    const files = { ...BASE, '.env': 'DATABASE_URL=a\nMAIL_KEY=b\nOLD_KEY=c\n' };
    const [finding] = findingsOf(RULE, files, ['.env']);
    assert.equal(finding?.kind, 'OLD_KEY');
    assert.deepEqual(finding.fixes, []);
  });

  it('is silent where somebody may read it', () => {
    const template = { '.env.example': 'DATABASE_URL=\nMAIL_KEY=\nOLD_KEY=\n' };
    const readers: Record<string, string>[] = [
      { 'scripts/a.ts': 'go(process.env.OLD_KEY);\n' },
      { 'lib/a.test.ts': 'go(process.env.OLD_KEY);\n' },
      { 'lib/b.ts': 'const of = (name: string) => process.env[`OLD_${name}`];\n' },
      { 'lib/b.ts': 'for (const name of await names()) go(process.env[name]);\n' },
      { 'lib/b.ts': "const of = (name: string) => process.env[name];\ngo(of('OLD_KEY'));\n" },
      {
        'docker-compose.yml':
          'services:\n  db:\n    image: postgres\n    environment:\n      KEY: ${OLD_KEY}\n',
      },
      { 'k8s/app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  OLD_KEY: abc\n' },
      { 'bin/start.sh': '#!/bin/sh\ncurl "$OLD_KEY"\n' },
      { '.env.example': 'DATABASE_URL=${OLD_KEY}\nMAIL_KEY=\nOLD_KEY=\n' },
      { 'deploy/.env': 'A=${OLD_KEY}\n', 'deploy/package.json': '{ "name": "deploy" }' },
      { 'worker/main.py': "import os\nkey = os.environ['OLD_KEY']\n" },
    ];
    for (const reader of readers)
      assert.deepEqual(linesOf(RULE, { ...BASE, ...template, ...reader }), [], JSON.stringify(reader));
  });

  it('is silent about names that tools read by themselves', () => {
    const files = {
      ...BASE,
      '.env.example': 'DATABASE_URL=\nMAIL_KEY=\nNEXT_TELEMETRY_DISABLED=1\nNODE_OPTIONS=\nTZ=UTC\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('is silent about names that a vendor’s library may read, but not about the product’s own', () => {
    const files = {
      ...BASE,
      'package.json': packageJson('next', '@chat-adapter/telegram', '@tidepool/mail'),
      'packages/mail/package.json': '{ "name": "@tidepool/mail" }',
      '.env.example': 'DATABASE_URL=\nMAIL_KEY=\nTELEGRAM_BOT_NAME=\nTIDEPOOL_KEY=\nSTRIPE_KEY=\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['low TIDEPOOL_KEY .env.example', 'low STRIPE_KEY .env.example']);
  });

  it('is silent where most of a file is read out of sight', () => {
    const files = { ...BASE, '.env.example': 'MAIL_KEY=\nA_B=\nC_D=\nE_F=\nG_H=\nI_J=\n' };
    assert.deepEqual(linesOf(RULE, files), []);
    assert.deepEqual(linesOf(RULE, { '.env.example': 'A_B=\n' }), []);
  });

  it('leaves out parts of trees, names in lower case, comments, and files of tests', () => {
    const files = {
      ...BASE,
      '.env.example': 'DATABASE_URL=\nMAIL_KEY=\nMail__Key=\nold_key=\n# OLD_KEY=\n',
      '.env.test': 'DATABASE_URL=\nMAIL_KEY=\nOLD_KEY=\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('knows who else runs with a file of the root', () => {
    const files = {
      'package.json': '{ "name": "root", "private": true, "workspaces": ["apps/*", "packages/*"] }',
      '.env.example': 'DATABASE_URL=\nMAIL_KEY=\nOLD_KEY=\n',
      'apps/web/package.json':
        '{ "name": "web", "dependencies": { "next": "15.0.0", "mail": "workspace:*" } }',
      'apps/web/lib/a.ts': 'go(process.env.DATABASE_URL!);\n',
      'packages/mail/package.json': '{ "name": "mail" }',
      'packages/mail/index.ts': 'go(process.env.MAIL_KEY!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['low OLD_KEY .env.example']);
  });
});
