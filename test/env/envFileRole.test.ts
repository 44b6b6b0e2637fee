import { strict as assert } from 'node:assert';
import { envFileRoleOf } from '../../server/src/core/env/envFileRole.ts';

/** The environment, with what else the name says. */
function roleOf(path: string): string | undefined {
  const role = envFileRoleOf(path);
  return (
    role && [role.environment, role.local && 'local', role.template && 'template'].filter(Boolean).join(' ')
  );
}

describe('what the name of an env file says', () => {
  const CASES: Readonly<Record<string, string | undefined>> = {
    '.env': 'any',
    'apps/web/.env': 'any',
    '.env.local': 'any local',
    '.env.production': 'production',
    '.env.prod': 'production',
    '.env.production.local': 'production local',
    '.env.development': 'development',
    '.env.dev.local': 'development local',
    '.env.test': 'test',
    '.env.testing': 'test',
    '.env.e2e': 'test',
    '.env.staging': 'staging',
    '.env.stg': 'staging',
    '.env.preview': 'preview',
    '.env.ci': 'ci',
    '.env.eu': 'eu',
    '.env.eu-west': 'eu-west',
    '.env.production.eu': 'production',
    '.env.shared': 'any',
    '.env.defaults': 'any',
    '.env.server': 'any',
    '.env.docker': 'any',
    '.env.example': 'any template',
    '.env.local.example': 'any template',
    '.env.production.sample': 'production template',
    '.env-template': 'any template',
    '.env.dist': 'any template',
    '.env.schema': 'any template',
    'env.example': 'any template',
    'env.sample': 'any template',
    'example.env': 'any template',
    '.example.env': 'any template',
    'env.local': 'any local',
    'production.env': 'production',
    '.test.env': 'test',
    'mysql.env': 'mysql',
    '.flaskenv': 'any',
    '.envrc': 'development',
    '.dev.vars': 'development local',
    '.dev.vars.staging': 'staging local',
    '.dev.vars.example': 'development template',
    '.ENV.PRODUCTION': 'production',
    // Others that only look alike.
    '.env.vault': undefined,
    '.env.keys': undefined,
    '.env.me': undefined,
    '.env.bak': undefined,
    '.env.production.backup': undefined,
    '.env.enc': undefined,
    '.env.ts': undefined,
    'env.d.ts': undefined,
    '.env.example.ts': undefined,
    '.env.local.php': undefined,
    '.env.md': undefined,
    '.env.client.diff': undefined,
    'env.ts': undefined,
    'env.test.ts': undefined,
    'env.js': undefined,
    env: undefined,
    '.environment': undefined,
    'next-env.d.ts': undefined,
    'src/env/index.ts': undefined,
    '.env/readme': undefined,
    '.env~': undefined,
    '.env.constructor': 'constructor',
  };
  for (const [path, expected] of Object.entries(CASES))
    it(`${path}: ${expected ?? 'no env file'}`, () => assert.equal(roleOf(path), expected));
});
