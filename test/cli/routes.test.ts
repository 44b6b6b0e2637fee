import { strict as assert } from 'node:assert';
import { launchReadyIn } from '../support/commandLine.ts';
import { temporaryRepository } from '../support/temporaryFolder.ts';

const FILES = {
  'package.json': '{ "name": "shop", "dependencies": { "next": "16.0.0" } }\n',
  'app/api/prices/route.ts':
    "export async function GET() {\n  return Response.json(await prices(), { headers: { 'Cache-Control': 's-maxage=60' } });\n}\n",
  'app/api/orders/route.ts':
    "import { auth } from '@/auth';\n\nexport async function GET() {\n  const session = await auth();\n  if (!session) return new Response(null, { status: 401 });\n  return Response.json(await orders(session), { headers: { 'Cache-Control': 'public, s-maxage=60' } });\n}\n",
  'app/about/page.tsx': 'export default function Page() {\n  return <p>About</p>;\n}\n',
};

interface Report {
  readonly schemaVersion: number;
  readonly routes: readonly {
    readonly path: string;
    readonly methods: readonly string[];
    readonly access: string;
    readonly caching: string;
    readonly file: string;
    readonly line: number;
    readonly neverPublic?: string;
    readonly isShared: boolean;
  }[];
}

describe('launch-ready routes', () => {
  it('lists every route with who may see it and how it is cached', () => {
    const { status, stdout, stderr } = launchReadyIn(temporaryRepository(FILES), [
      'routes',
      '--format',
      'json',
    ]);
    assert.equal(status, 0, stderr);
    const { schemaVersion, routes } = JSON.parse(stdout) as Report;
    assert.equal(schemaVersion, 1);
    assert.deepEqual(
      routes.map(({ path, methods, access, caching, file, line, isShared, neverPublic }) => [
        `${methods.join()} ${path}`,
        access,
        caching,
        `${file}:${line}`,
        isShared,
        neverPublic !== undefined,
      ]),
      [
        [' /about', 'public', '', 'app/about/page.tsx:1', false, false],
        ['GET /api/orders', 'authenticated', 'public, s-maxage=60', 'app/api/orders/route.ts:3', true, true],
        ['GET /api/prices', 'public', 's-maxage=60', 'app/api/prices/route.ts:1', true, false],
      ],
    );
  });

  it('lists those of a part, as a document to hand over', () => {
    const { stdout } = launchReadyIn(temporaryRepository(FILES), [
      'routes',
      'app/api',
      '--format',
      'markdown',
    ]);
    assert.match(stdout, /^# Routes\n/);
    assert.match(stdout, /\| GET \| `\/api\/orders` \| authenticated \|/);
    assert.doesNotMatch(stdout, /about/);
    assert.match(stdout, /1 route must never be kept by a shared cache; 1 of them may be/);
  });

  it('says so where there is none, and refuses a folder that is not there', () => {
    const empty = temporaryRepository({ 'a.txt': 'nothing' });
    assert.equal(launchReadyIn(empty, ['routes']).stdout, 'No routes were found.\n');
    const { status, stderr } = launchReadyIn(empty, ['routes', 'nowhere']);
    assert.equal(status, 2);
    assert.match(stderr, /nowhere/);
  });
});
