import assert from 'node:assert/strict';
import { READERS } from '../../server/src/core/env/implicitTable.ts';
import { SUPPLIERS } from '../../server/src/core/env/supplierTable.ts';
import type { EnvFacts } from '../../server/src/core/env/types.ts';
import { at, code, declared, envFile, join, node, use, variable } from './factsOfEnv.ts';

describe('names that are set by others', () => {
  const by = (name: string, more: Readonly<Record<string, EnvFacts>> = {}, through = 'process.env') =>
    variable(join({ 'a.ts': { uses: [use(name, { through })] }, ...more }), 'a.ts', name).suppliedBy;

  it('are those that hosts, CI services and runtimes document', () => {
    assert.equal(by('VERCEL_URL'), 'Vercel');
    assert.equal(by('NEXT_PUBLIC_VERCEL_ENV'), 'Vercel');
    assert.equal(by('RAILWAY_PUBLIC_DOMAIN'), 'Railway');
    assert.equal(by('RENDER_EXTERNAL_URL'), 'Render');
    assert.equal(by('FLY_REGION'), 'Fly.io');
    assert.equal(by('GITHUB_SHA'), 'GitHub Actions');
    assert.equal(by('CI_COMMIT_SHA'), 'GitLab CI');
    assert.equal(by('AWS_LAMBDA_FUNCTION_NAME'), 'AWS');
    assert.equal(by('NODE_ENV'), 'Node.js and its tools');
    assert.equal(by('npm_package_version'), 'npm, pnpm and Yarn');
  });

  it('are not those that merely look alike', () => {
    for (const name of [
      'DATABASE_URL',
      'GITHUB_CLIENT_ID',
      'VERCELX',
      'AWS_SECRET_ACCESS_KEY',
      'FLYER',
      'CIPHER',
    ])
      assert.equal(by(name), undefined, name);
  });

  it('are everyday names only where the host shows', () => {
    assert.equal(by('URL'), undefined);
    assert.equal(by('URL', { 'netlify.toml': {} }), 'Netlify');
  });

  it("are Vite's own only where they are read as import.meta.env", () => {
    assert.equal(by('BASE_URL'), undefined);
    assert.equal(by('BASE_URL', {}, 'import.meta.env'), 'Vite');
    assert.equal(by('SUPABASE_URL', {}, 'Deno.env.get'), 'Supabase');
    assert.equal(by('LOVABLE_API_KEY', {}, 'Deno.env.get'), 'Lovable');
    assert.equal(by('LOVABLE_API_KEY'), undefined);
    assert.equal(by('REPL_IDENTITY'), 'Replit');
  });

  it('have sources, and no name twice for one supplier', () => {
    for (const { by: who, source, names = '', prefixes = [], pattern } of SUPPLIERS) {
      assert.match(source, /^https:\/\//, who);
      const all = names.split(' ').filter((name) => name !== '');
      assert.ok(all.length + prefixes.length > 0 || pattern, who);
      for (const name of all) assert.match(name, /^\w+$/, who);
    }
  });
});

describe('names that are read without a word in the code', () => {
  const by = (name: string, dependencies: readonly string[], more: Readonly<Record<string, EnvFacts>> = {}) =>
    variable(join({ 'package.json': node('x', dependencies), '.env': envFile(name), ...more }), 'x', name);

  it('count where the library is a dependency', () => {
    assert.equal(by('OPENAI_API_KEY', ['openai']).readBy, 'the OpenAI SDK');
    assert.equal(by('OPENAI_API_KEY', []).readBy, undefined);
    assert.equal(by('SENTRY_AUTH_TOKEN', ['@sentry/nextjs']).readBy, 'Sentry');
    assert.equal(by('NEXT_PUBLIC_CLERK_SIGN_IN_URL', ['@clerk/nextjs']).readBy, 'Clerk');
    assert.equal(by('AUTH_GITHUB_ID', ['next-auth']).readBy, 'Auth.js');
    assert.equal(by('DB_HOST', ['laravel/framework']).readBy, "Laravel's own configuration");
  });

  it('count in another package of the workspace', () => {
    const other = { 'lib/package.json': node('lib', ['@upstash/redis']) };
    assert.equal(by('UPSTASH_REDIS_REST_URL', [], other).readBy, 'the Upstash SDK');
  });

  it('count everywhere where every system has their reader', () => {
    assert.equal(by('PGHOST', []).readBy, 'PostgreSQL clients');
    assert.equal(by('AWS_ACCESS_KEY_ID', []).readBy, 'the AWS SDK');
    assert.equal(by('OTEL_SERVICE_NAME', []).need, 'optional');
  });

  it('are not unread, and not required for that alone', () => {
    assert.equal(by('OPENAI_API_KEY', ['openai']).need, 'optional');
    assert.equal(by('OPENAI_API_KEY', []).need, 'unread');
    assert.equal(by('OPENAI_API_KEY', ['openai'], { 'a.ts': code('OPENAI_API_KEY') }).need, 'required');
  });

  it('may be those of an image that a compose file starts', () => {
    const model = join({ 'compose.yml': { declarations: [declared('SOME_SETTING', { by: 'compose' })] } });
    assert.equal(variable(model, 'x', 'SOME_SETTING').readBy, 'the container or job that it is set for');
    assert.equal(variable(model, 'x', 'SOME_SETTING').need, 'optional');
  });

  it('may be those of a container that a file of its own is handed to', () => {
    const handed = (file: string) => {
      const loads = [{ file, at: at(), dialect: 'compose', scope: 'db' }] as const;
      const model = join({ 'compose.yml': { loads }, [file]: envFile('SOME_SETTING') });
      return variable(model, 'x', 'SOME_SETTING').need;
    };
    assert.equal(handed('docker/db.env'), 'optional');
    assert.equal(handed('.env'), 'unread');
  });

  it('are those that a package for PHP starts with its own name', () => {
    const php = (name: string) =>
      variable(
        join({
          'composer.json': {
            package: { ecosystem: 'php', dependencies: ['acme/laravel-parrot', 'acme/http'] },
          },
          '.env': envFile(name),
        }),
        'x',
        name,
      ).readBy;
    assert.equal(php('PARROT_COLOUR'), 'acme/laravel-parrot');
    assert.equal(php('HTTP_COLOUR'), undefined);
    assert.equal(php('TALKINGPARROT_COLOUR'), undefined);
    assert.equal(by('PARROT_COLOUR', ['acme/laravel-parrot']).readBy, undefined);
  });

  it('are listed without stray spaces', () => {
    for (const { words, names, prefixes, pattern, dependencies } of READERS) {
      assert.ok(names ?? prefixes ?? pattern, words);
      for (const list of [names, prefixes, dependencies]) {
        if (list !== undefined) assert.match(list, /^\S+(?: \S+)*$/, words);
      }
    }
  });
});
