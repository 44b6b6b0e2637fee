import { strict as assert } from 'node:assert';
import { findingsIn } from '../../support/analyzeText.ts';
import { linesOf, packageJson } from './findingsOf.ts';

/** What a rule leaves out, each time beside the same thing that it reports. */
describe('exceptions of rules about variables', () => {
  it('env/command-substitution: templates, and backticks that only quote', () => {
    const gemfile = { Gemfile: 'source "https://rubygems.org"\ngem "dotenv-rails"\n' };
    const found = (path: string, text: string) =>
      linesOf('env/command-substitution', { ...gemfile, [path]: text });
    assert.deepEqual(found('.env', 'A=$(date)\n'), ['high $(date) .env']);
    assert.deepEqual(found('.env.example', 'A=$(date)\n'), []);
    assert.deepEqual(found('.env', 'A=`date`\n'), []);
  });

  it('env/dialect-trap: templates', () => {
    const loaders = {
      'package.json': '{ "name": "tidepool", "scripts": { "dev": "node --env-file=.env server.js" } }\n',
      'docker-compose.yml': 'services:\n  web:\n    image: tidepool/web\n    env_file: .env\n',
    };
    const text = 'GREETING=good#day\n';
    assert.deepEqual(linesOf('env/dialect-trap', { ...loaders, '.env': text }), ['medium good#day .env']);
    assert.deepEqual(linesOf('env/dialect-trap', { ...loaders, '.env.example': text }), []);
  });

  it('env/placeholder-in-production: what nothing reads', () => {
    const files = { 'package.json': packageJson('express'), '.env.production': 'MAIL_FROM=changeme\n' };
    const code = { 'src/a.ts': 'send(process.env.MAIL_FROM!);\n' };
    const rule = 'env/placeholder-in-production';
    assert.equal(linesOf(rule, { ...files, ...code }).length, 1);
    assert.deepEqual(linesOf(rule, files), []);
  });

  it('env/undefined-in-template: what nothing declares, and what a schema asks for', () => {
    const files = {
      'package.json': packageJson('express', 'zod'),
      'src/a.ts': 'export const link = `${process.env.APP_URL}/reset`;\n',
    };
    const schema = {
      'src/env.ts':
        "import { z } from 'zod';\nexport const env = z.object({ APP_URL: z.string() }).parse(process.env);\n",
    };
    const rule = 'env/undefined-in-template';
    assert.deepEqual(linesOf(rule, { ...files, '.env.example': 'APP_URL=\n' }), ['low APP_URL src/a.ts']);
    assert.deepEqual(linesOf(rule, { ...files, '.env.example': 'OTHER=\n' }), []);
    assert.deepEqual(linesOf(rule, { ...files, ...schema, '.env.example': 'APP_URL=\n' }), []);
  });

  it('env/missing-in-example: a template for one kind of server', () => {
    const files = {
      'package.json': packageJson('express'),
      'src/a.ts': 'send(process.env.MAIL_FROM!);\n',
      '.env': 'MAIL_FROM=a@tidepool.app\n',
    };
    const found = (template: string) =>
      linesOf('env/missing-in-example', { ...files, [template]: 'OTHER=\n' }, ['.env']);
    assert.deepEqual(found('.env.example'), ['low MAIL_FROM .env']);
    assert.deepEqual(found('.env.staging.example'), []);
  });

  it('env/missing-variable: a second package that shares the template', () => {
    const files = {
      'package.json': '{ "name": "tidepool", "workspaces": ["apps/*"] }\n',
      'apps/a/package.json': '{ "name": "a" }\n',
      'apps/a/a.ts': 'send(process.env.MAIL_KEY!);\n',
      'apps/b/package.json': '{ "name": "b" }\n',
      'apps/b/b.ts': 'send(process.env.MAIL_KEY!);\n',
      '.env.example': 'DATABASE_URL=\n',
    };
    assert.deepEqual(linesOf('env/missing-variable', files), ['high MAIL_KEY apps/a/a.ts']);
  });

  it('env/wrong-prefix: what the build defines by hand', () => {
    const files = {
      'package.json': packageJson('vite'),
      'src/api.ts': 'export const api = createClient(process.env.REACT_APP_API_URL);\n',
    };
    const config = (body: string) => ({ 'vite.config.ts': `export default { ${body} };\n` });
    assert.equal(linesOf('env/wrong-prefix', { ...files, ...config('') }).length, 1);
    const defined = config("define: { 'process.env.REACT_APP_API_URL': JSON.stringify('x') }");
    assert.deepEqual(linesOf('env/wrong-prefix', { ...files, ...defined }), []);
  });

  it('env/duplicate-variable: branches of a script', () => {
    assert.equal(countOf('env/duplicate-variable', '.envrc', 'export A=1\nexport A=2\n'), 1);
    const branches = 'if true; then\nexport A=1\nelse\nexport A=2\nfi\n';
    assert.equal(countOf('env/duplicate-variable', '.envrc', branches), 0);
  });

  it('env/laravel-env-outside-config: settings, and what tests alone run', () => {
    const rule = 'env/laravel-env-outside-config';
    const text = (value: string) => `<?php\nnamespace App;\n$key = ${value};\n`;
    assert.equal(countOf(rule, 'app/Services/Pay.php', text("env('PAY_KEY')")), 1);
    assert.equal(countOf(rule, 'app/config/pay.php', text("env('PAY_KEY')")), 0);
    const said = (value: string) =>
      findingsIn('app/Services/Pay.php', text(value)).find((one) => one.ruleId === rule)?.message;
    assert.match(said("env('PAY_KEY')") ?? '', /^env\('PAY_KEY'\) gives null here/);
    assert.match(said("env('PAY_KEY', 'none')") ?? '', /^env\('PAY_KEY'\) gives its default here/);
    const inTests = text("app()->runningUnitTests() ? env('PAY_KEY') : 1");
    assert.equal(countOf(rule, 'app/Services/Pay.php', inTests), 0);
  });

  it('env/computed-public-name: files that Expo runs on the machine', () => {
    const text = 'const { EXPO_PUBLIC_API } = process.env;\n';
    assert.equal(countOf('env/computed-public-name', 'src/a.ts', text), 1);
    assert.equal(countOf('env/computed-public-name', 'app.config.ts', text), 0);
  });

  it('env/malformed-line: examples weigh little', () => {
    const impacts = (path: string) =>
      findingsIn(path, 'A=1\nwhat is this\n').map(({ ruleId, impact }) => `${ruleId} ${impact}`);
    assert.deepEqual(impacts('.env'), ['env/malformed-line medium']);
    assert.deepEqual(impacts('.env.example'), ['env/malformed-line low']);
  });
});

function countOf(rule: string, path: string, text: string): number {
  return findingsIn(path, text).filter(({ ruleId }) => ruleId === rule).length;
}
