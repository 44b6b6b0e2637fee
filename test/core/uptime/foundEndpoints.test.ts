import { strict as assert } from 'node:assert';
import { foundEndpoints } from '../../../server/src/core/uptime/found/endpoints.ts';
import { workspaceModelOf } from '../../support/wholeWorkspace.ts';

const HOSTS = ['teashop.test', 'www.teashop.test'];

describe('endpoints that the workspace declares', () => {
  it('are the home page alone where nothing else is known', () => {
    assert.deepEqual(found({}), ['home GET https://teashop.test/']);
    assert.deepEqual(foundEndpoints(workspaceModelOf({}), []), []);
  });

  it('are pages to sign in, health and webhooks of Next.js, each with its line', () => {
    const files = {
      'package.json': '{ "dependencies": { "next": "15.1.0", "stripe": "17.0.0" } }',
      'app/page.tsx': 'export default function Page() { return <p>Tea</p>; }',
      'app/(auth)/login/page.tsx': 'export default function Login() { return <form />; }',
      'app/api/health/route.ts': 'export function GET() {\n  return Response.json({ ok: true });\n}\n',
      'app/api/webhooks/stripe/route.ts':
        '// from Stripe\nexport async function POST(request: Request) {\n  return new Response();\n}\n',
      'app/api/webhooks/[team]/route.ts': 'export async function POST() { return new Response(); }',
      'app/api/login/route.ts': 'export async function POST() { return new Response(); }',
    };
    assert.deepEqual(found(files), [
      'home GET https://teashop.test/ app/page.tsx:1',
      'login GET https://teashop.test/login app/(auth)/login/page.tsx:1',
      'health GET https://teashop.test/api/health app/api/health/route.ts:1',
      'webhook POST https://teashop.test/api/webhooks/stripe app/api/webhooks/stripe/route.ts:2',
    ]);
    const webhook = foundEndpoints(workspaceModelOf(files), HOSTS).find(({ kind }) => kind === 'webhook');
    assert.equal(webhook?.body, '{}');
    assert.deepEqual(webhook?.headers, { 'content-type': 'application/json' });
    assert.equal(webhook?.isFound, true);
  });

  it('are those of other frameworks, with prefixes', () => {
    assert.deepEqual(
      found({
        'package.json': '{ "dependencies": { "express": "5.0.0" } }',
        'src/server.ts': `import express from 'express';
import hooks from './hooks';
const app = express();
app.use('/hooks', hooks);
app.get('/healthz', (request, response) => response.send('ok'));
app.get('/health/:service', (request, response) => response.send('ok'));
app.get('/login', (request, response) => response.render('login'));
`,
        'src/hooks.ts': `import { Router } from 'express';
const router = Router();
router.post('/stripe-webhook', (request, response) => response.send('ok'));
export default router;
`,
      }),
      [
        'home GET https://teashop.test/',
        'login GET https://teashop.test/login src/server.ts:7',
        'health GET https://teashop.test/healthz src/server.ts:5',
        'webhook POST https://teashop.test/hooks/stripe-webhook src/hooks.ts:3',
      ],
    );
    assert.deepEqual(
      found({
        Gemfile: "gem 'rails', '~> 8.0'\n",
        'config/routes.rb': `Rails.application.routes.draw do
  get "up" => "rails/health#show", as: :rails_health_check
  root "pages#home"
end
`,
      }).slice(1),
      ['health GET https://teashop.test/up config/routes.rb:2'],
    );
  });

  it('are the paths that platforms are told to ask', () => {
    const path = (files: Record<string, string>): readonly string[] => found(files).slice(1);
    assert.deepEqual(
      path({
        'render.yaml':
          'services:\n  - type: web\n    healthCheckPath: /tea/health\n  - type: pserv\n    healthCheckPath: /private\n',
      }),
      ['health GET https://teashop.test/tea/health render.yaml:3'],
    );
    assert.deepEqual(path({ 'railway.json': '{ "deploy": { "healthcheckPath": "health/tea" } }' }), [
      'health GET https://teashop.test/health/tea railway.json:1',
    ]);
    assert.deepEqual(path({ 'railway.toml': '[deploy]\nhealthcheckPath = "/ready"\n' }), [
      'health GET https://teashop.test/ready railway.toml:2',
    ]);
    assert.deepEqual(
      path({
        'fly.toml':
          '[http_service]\n  internal_port = 8080\n\n  [[http_service.checks]]\n    method = "GET"\n    path = "/kettle"\n',
      }),
      ['health GET https://teashop.test/kettle fly.toml:6'],
    );
    assert.deepEqual(
      path({ '.do/app.yaml': 'services:\n  - name: web\n    health_check:\n      http_path: /ok\n' }),
      ['health GET https://teashop.test/ok .do/app.yaml:4'],
    );
    assert.deepEqual(
      path({ 'app.yaml': 'runtime: nodejs\nreadiness_check:\n  path: "/readiness_check"\n' }),
      ['health GET https://teashop.test/readiness_check app.yaml:3'],
    );
    assert.deepEqual(
      path({ 'config/deploy.yml': 'service: tea\nproxy:\n  healthcheck:\n    path: /tea-up\n' }),
      ['health GET https://teashop.test/tea-up config/deploy.yml:4'],
    );
    assert.deepEqual(
      path({
        'bootstrap/app.php':
          "<?php\nreturn Application::configure()\n  ->withRouting(web: 'routes/web.php', health: '/up')\n  ->create();\n",
      }),
      ['health GET https://teashop.test/up bootstrap/app.php:3'],
    );
  });

  it('are what containers are asked only where the code answers it', () => {
    const dockerfile = `FROM node:24
HEALTHCHECK --interval=30s \\
  CMD curl -fsS http://localhost:3000/ops/tea || exit 1
`;
    const deployment = `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: tea
          livenessProbe:
            httpGet:
              path: /ops/alive
              port: 9090
`;
    const code = `import express from 'express';
const app = express();
app.get('/ops/tea', (request, response) => response.send('ok'));
`;
    assert.deepEqual(found({ Dockerfile: dockerfile, 'k8s/tea.yaml': deployment }).slice(1), []);
    assert.deepEqual(
      found({
        Dockerfile: dockerfile,
        'k8s/tea.yaml': deployment,
        'src/server.ts': code,
        'package.json': '{ "dependencies": { "express": "5.0.0" } }',
      }).slice(1),
      ['health GET https://teashop.test/ops/tea Dockerfile:3'],
    );
  });

  it('are at the host of their application, and nowhere where several could have it', () => {
    const express = '{ "dependencies": { "express": "5.0.0" } }';
    const code = `import express from 'express';
const app = express();
app.get('/health', (request, response) => response.send('ok'));
`;
    const files = {
      'apps/web/package.json': express,
      'apps/web/src/server.ts': code,
      'apps/api/package.json': express,
      'apps/api/src/server.ts': code,
      'apps/worker/package.json': express,
      'apps/worker/src/server.ts': code,
    };
    assert.deepEqual(found(files, ['teashop.test', 'api.teashop.test']), [
      'home GET https://teashop.test/',
      'health GET https://api.teashop.test/health apps/api/src/server.ts:3',
      'health GET https://teashop.test/health apps/web/src/server.ts:3',
    ]);
    assert.deepEqual(found(files, ['teashop.test']), [
      'home GET https://teashop.test/',
      'health GET https://teashop.test/health apps/web/src/server.ts:3',
    ]);
    const named = {
      ...files,
      'apps/worker/vercel.json': '{ "alias": ["jobs.teashop.test"] }',
    };
    assert.ok(
      found(named, ['teashop.test', 'jobs.teashop.test']).includes(
        'health GET https://jobs.teashop.test/health apps/worker/src/server.ts:3',
      ),
    );
  });

  it('are none of tests and examples', () => {
    const code = `import express from 'express';
const app = express();
app.get('/health', (request, response) => response.send('ok'));
`;
    assert.deepEqual(
      found({
        'package.json': '{ "dependencies": { "express": "5.0.0" } }',
        'test/server.ts': code,
        'examples/tea/server.ts': code,
      }),
      ['home GET https://teashop.test/'],
    );
  });

  it('leave out what only those who are signed in may see', () => {
    assert.deepEqual(
      found({
        'package.json': '{ "dependencies": { "express": "5.0.0" } }',
        'src/server.ts': `import express from 'express';
const app = express();
app.get('/api/health', requireAuth, (request, response) => response.send('ok'));
`,
      }).slice(1),
      [],
    );
  });

  it('are asked as often as the configuration says', () => {
    const times = { every: 300, failures: 3, latency: 800, timeout: 5_000 };
    const [home] = foundEndpoints(workspaceModelOf({}), HOSTS, times);
    assert.deepEqual(
      [home?.every, home?.failures, home?.expect.latency, home?.timeout],
      [300, 3, 800, 5_000],
    );
  });

  it('are twelve at most, and four of a kind', () => {
    const routes = Array.from(
      { length: 9 },
      (_, index) => `app.post('/webhooks/tea${index}', (a, b) => b.send());`,
    );
    const all = found({
      'package.json': '{ "dependencies": { "express": "5.0.0" } }',
      'src/server.ts': `import express from 'express';\nconst app = express();\n${routes.join('\n')}\n`,
    });
    assert.equal(all.filter((line) => line.startsWith('webhook')).length, 4);
  });
});

function found(files: Readonly<Record<string, string>>, hosts: readonly string[] = HOSTS): readonly string[] {
  return foundEndpoints(workspaceModelOf(files), hosts).map(({ kind, method, url, declaredAt }) =>
    [kind, method, url, ...(declaredAt ? [`${declaredAt.file}:${declaredAt.at.line}`] : [])].join(' '),
  );
}
