import { strict as assert } from 'node:assert';
import { ENVIRONMENT, ENVIRONMENT_CHANGED, type EnvironmentResult } from '../../server/src/protocol.ts';
import { until } from '../support/editor/until.ts';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';
import { expand } from '../support/expand.ts';

const VALUE = expand('{{stripe-secret-key}}');
const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  'src/a.ts': [
    'export const db = connect(process.env.DB_LINK!);',
    'export const key = sign(process.env.PAY_SECRET_KEY!);',
    'export const mail = send(process.env.MAIL_FROM!);',
    "export const isLive = process.env.NODE_ENV === 'production';",
    "export const size = process.env.POOL_SIZE ?? '5';",
    '',
  ].join('\n'),
  '.env.example': 'DB_LINK=\nPAY_SECRET_KEY=\nMAIL_FROM=\n',
  '.env.production': 'DB_LINK=postgres://db/shop\nMAIL_FROM=\n',
};
const IGNORED = {
  '.env.development': `DB_LINK=postgres://localhost/shop\nPAY_SECRET_KEY=${VALUE}\nMAIL_FROM=a@b.c\n`,
};

describe('the environments of a workspace, over stdio', () => {
  let project: EnvProject | undefined;
  const open = async (...options: Parameters<typeof openEnvProject>): Promise<EnvProject> =>
    (project = await openEnvProject(...options));
  const ask = ({ server }: EnvProject) => server.connection.sendRequest<EnvironmentResult>(ENVIRONMENT, {});
  afterEach(async () => {
    await project?.server.stop();
    project = undefined;
  });

  it('are told for each variable, what lacks most comes first, and no value is told', async () => {
    const shop = await open(FILES, { ignored: IGNORED });
    const result = await ask(shop);
    assert.equal(result.state, 'ready');
    const [envPackage] = result.folders[0]?.packages ?? [];
    assert.equal(envPackage?.name, 'shop');
    assert.deepEqual(
      envPackage.variables.map(({ name, need, concern, concerned }) => [
        name,
        need,
        concern,
        concerned.join(),
      ]),
      [
        ['PAY_SECRET_KEY', 'required', 'missing', 'production'],
        ['MAIL_FROM', 'required', 'empty', 'production'],
        ['DB_LINK', 'required', 'none', ''],
        ['POOL_SIZE', 'optional', 'none', ''],
        ['NODE_ENV', 'optional', 'none', ''],
      ],
    );
    assert.deepEqual(
      envPackage.variables[0]?.environments.map(({ environment, kind, state, place, hasValue }) => [
        environment,
        kind,
        state,
        place && `${place.file}:${place.line + 1}:${place.character + 1}+${place.length}`,
        hasValue,
      ]),
      [
        ['development', 'stage', 'present', '.env.development:2:1+14', true],
        ['production', 'stage', 'missing', '.env.production:1:1+0', false],
        ['example', 'template', 'empty', '.env.example:2:1+14', false],
      ],
    );
    assert.deepEqual(
      envPackage.variables[0].uses.map(({ file, line, character }) => [file, line, character]),
      [['src/a.ts', 1, 36]],
    );
    assert.ok(!JSON.stringify(result).includes(VALUE.slice(8)));
  });

  it('are told anew when a file says something else, and not when it does not', async () => {
    const shop = await open(FILES, { ignored: IGNORED });
    const { connection } = shop.server;
    const next = () =>
      new Promise<void>((resolve) => connection.onNotification(ENVIRONMENT_CHANGED, resolve));
    await shop.open('.env.production');
    await ask(shop);
    const changed = next();
    await shop.server.change('.env.production', 2, `${FILES['.env.production']}PAY_SECRET_KEY=x\n`);
    await changed;
    const { folders } = await ask(shop);
    const key = folders[0]?.packages[0]?.variables.find(({ name }) => name === 'PAY_SECRET_KEY');
    assert.equal(key?.concern, 'none');
  });

  it('are not known where the workspace is not checked, until somebody asks for a check', async () => {
    const shop = await open(FILES, { settings: { checkWorkspace: false } });
    await until('the settings to be known', async () => (await ask(shop)).state === 'off');
    assert.deepEqual((await ask(shop)).folders, []);
    await shop.server.connection.sendRequest('launchReady/checkWorkspace', {});
    assert.equal((await ask(shop)).state, 'ready');
  });
});
