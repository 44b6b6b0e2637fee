import { strict as assert } from 'node:assert';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

const RULE = 'env/missing-in-example';
const BASE = { 'package.json': packageJson('next'), '.env.example': 'DATABASE_URL=\n' };

describe('env/missing-in-example', () => {
  it('reports what the machine’s own file has and the template lacks, if the product reads it', () => {
    const files = {
      ...BASE,
      '.env.local': 'MAIL_KEY=abc\nMY_OWN=abc\n',
      'lib/a.ts': "go(process.env.MAIL_KEY ?? '');\n",
    };
    assert.deepEqual(linesOf(RULE, files, ['.env.local']), ['low MAIL_KEY .env.local']);
    const [finding] = findingsOf(RULE, files, ['.env.local']);
    assert.deepEqual(finding?.fixes, [
      {
        kind: 'declare-variable',
        title: 'Add MAIL_KEY to .env.example',
        variable: 'MAIL_KEY',
        file: '.env.example',
      },
    ]);
    assert.deepEqual(
      finding.related.map(({ file }) => file),
      ['lib/a.ts'],
    );
  });

  it('reports what the code needs and a manifest alone has', () => {
    const files = {
      ...BASE,
      'fly.toml': 'app = "tidepool"\n[env]\nMAIL_SENDER = "abc"\n',
      'lib/a.ts': 'go(process.env.MAIL_SENDER!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), ['low MAIL_SENDER lib/a.ts']);
  });

  it('leaves what nothing declares to the rule about that', () => {
    assert.deepEqual(linesOf(RULE, { ...BASE, 'lib/a.ts': 'go(process.env.MAIL_KEY!);\n' }), []);
  });

  it('is silent where the repository brings the value along, and without a template', () => {
    const use = { 'lib/a.ts': 'go(process.env.MAIL_SENDER!);\n' };
    assert.deepEqual(linesOf(RULE, { ...BASE, ...use, '.env': 'MAIL_SENDER=abc\n' }), []);
    assert.deepEqual(
      linesOf(RULE, { 'package.json': packageJson('next'), ...use, '.env': 'MAIL_SENDER=abc\n' }, ['.env']),
      [],
    );
  });

  it('is silent where the template of another package that runs it has the name', () => {
    const files = {
      'package.json': '{ "name": "root", "private": true, "workspaces": ["apps/*", "packages/*"] }',
      '.env.example': 'DATABASE_URL=\n',
      'apps/web/package.json':
        '{ "name": "web", "dependencies": { "next": "15.0.0", "mail": "workspace:*" } }',
      'apps/web/.env.example': 'MAIL_KEY=\n',
      'packages/mail/package.json': '{ "name": "mail" }',
      'packages/mail/index.ts': 'go(process.env.MAIL_KEY!);\n',
    };
    assert.deepEqual(linesOf(RULE, files), []);
  });

  it('is silent about names that the host or tests set', () => {
    const files = {
      ...BASE,
      '.env.test': 'MAIL_KEY=abc\n',
      '.env': 'DATABASE_URL=abc\nPORT=3000\nNODE_ENV=production\n',
      'lib/a.ts': 'listen(process.env.PORT, process.env.NODE_ENV);\n',
    };
    assert.deepEqual(linesOf(RULE, files, ['.env', '.env.test']), []);
  });
});
