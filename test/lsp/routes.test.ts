import { strict as assert } from 'node:assert';
import { ROUTES, ROUTES_CHANGED, type RoutesResult } from '../../server/src/protocol.ts';
import { until } from '../support/editor/until.ts';
import { openEnvProject, type EnvProject } from '../support/envProject.ts';

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  'app/api/orders/route.ts':
    "import { auth } from '@/auth';\n\nexport async function GET() {\n  const session = await auth();\n  return Response.json(await orders(session));\n}\n",
};

describe('the routes of a workspace, over stdio', () => {
  let project: EnvProject | undefined;
  const ask = ({ server }: EnvProject) => server.connection.sendRequest<RoutesResult>(ROUTES, {});
  afterEach(async () => {
    await project?.server.stop();
    project = undefined;
  });

  it('are told with their places, and again when they change', async () => {
    project = await openEnvProject(FILES);
    const { state, folders } = await ask(project);
    assert.equal(state, 'ready');
    const [route] = folders[0]?.routes ?? [];
    assert.equal(route?.path, '/api/orders');
    assert.deepEqual(route.methods, ['GET']);
    assert.equal(route.line, 2);
    assert.equal(route.caching, '');
    assert.ok(route.neverPublic?.includes('auth()'));

    let changes = 0;
    project.server.connection.onNotification(ROUTES_CHANGED, () => {
      changes++;
    });
    const file = 'app/api/orders/route.ts';
    const cached = "orders(session), { headers: { 'Cache-Control': 'public, max-age=60' } }";
    await project.open(file, FILES[file].replace('orders(session)', cached));
    await until('the word of it', () => changes > 0);
    const again = await ask(project);
    assert.equal(again.folders[0]?.routes[0]?.caching, 'public, max-age=60');
    assert.equal(again.folders[0]?.routes[0]?.isShared, true);
  });
});
