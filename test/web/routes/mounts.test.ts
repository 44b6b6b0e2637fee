import { strict as assert } from 'node:assert';
import { webModelOf } from '../../support/wholeWorkspace.ts';

describe('routers that other files mount', () => {
  const routes = (files: Readonly<Record<string, string>>): readonly string[] =>
    webModelOf(files).routes.map(
      ({ methods, path, access }) => `${methods.join()} ${path ?? '…'} ${access.level}`,
    );
  const router = (path: string): string =>
    `import { Router } from 'express';\nconst router = Router();\nrouter.get('${path}', (req, res) => res.json({}));\nexport default router;\n`;
  const server = (...lines: readonly string[]): string =>
    [
      "import express from 'express';",
      "import users from './routes/users';",
      'const app = express();',
      ...lines,
      '',
    ].join('\n');

  it('have the path of their mount before their own, and its guards', () => {
    const files = {
      'src/server.ts': server("app.use('/api/users', requireAuth, users);"),
      'src/routes/users.ts': router('/:id'),
    };
    assert.deepEqual(routes(files), ['GET /api/users/:id authenticated']);
  });

  it('may be mounted in what is mounted', () => {
    const files = {
      'src/server.ts':
        "import express from 'express';\nimport api from './api';\nconst app = express();\napp.use('/api', api);\n",
      'src/api/index.ts':
        "import { Router } from 'express';\nimport users from './users';\nconst router = Router();\nrouter.use('/users', users);\nexport default router;\n",
      'src/api/users.ts': router('/'),
    };
    assert.deepEqual(routes(files), ['GET /api/users public']);
  });

  it('keep their own part where they are mounted twice', () => {
    const files = {
      'src/server.ts': server("app.use('/a', users);", "app.use('/b', users);"),
      'src/routes/users.ts': router('/:id'),
    };
    assert.deepEqual(routes(files), ['GET /:id public']);
  });

  it('may mount each other', () => {
    const other = (name: string): string =>
      `import { Router } from 'express';\nimport other from './${name}';\nconst router = Router();\nrouter.use('/${name}', other);\nrouter.get('/x', (req, res) => res.end());\nexport default router;\n`;
    assert.equal(routes({ 'a.ts': other('b'), 'b.ts': other('a') }).length, 2);
  });
});
