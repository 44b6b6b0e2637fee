import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { analyzerFor } from '../../server/src/host/scan.ts';
import { wholeWorkspace } from '../../server/src/host/wholeWorkspace.ts';
import type { WorkspaceModel } from '../../server/src/core/workspaceRule.ts';
import { percentile } from './measure.ts';
import { readAll } from './readAll.ts';

export interface WebTimes {
  readonly files: number;
  readonly routes: number;
  readonly policies: number;
  /** Milliseconds from nothing to the findings, in a process that has just started: listing and reading included. */
  readonly cold: number;
  /** From a change in one handler to the findings of the whole. */
  readonly p50: number;
  readonly p99: number;
}

const AREAS = ['caching', 'cors'];
const WARM_UP = 20;

/** What a workspace says about headers, caching, CORS and routes, once from cold, and then after edits of a handler. */
export async function measureWeb(root: string, edits = 200): Promise<WebTimes> {
  const start = performance.now();
  const { workspace, paths, settings, facts } = await readAll(root, { only: AREAS });
  const whole = wholeWorkspace(facts, workspace, () => new Map());
  whole.judge(settings);
  const cold = performance.now() - start;
  const analyzer = analyzerFor(settings);
  const handlers = paths.filter((file) => file.endsWith('/route.ts'));
  const texts = new Map(
    handlers.slice(0, 50).map((file) => [file, readFileSync(path.join(root, file), 'utf8')]),
  );
  let model: WorkspaceModel = whole.model;
  const times = Array.from({ length: WARM_UP + edits }, (_, edit) => {
    const [file = '', text = ''] = [...texts][edit % texts.size] ?? [];
    const before = performance.now();
    const changed = text.replace('max-age=60', `max-age=${60 + edit}`);
    const found = analyzer.analyze({ path: file, text: changed }, settings.facts).facts;
    if (found) facts.set(file, found);
    const now = wholeWorkspace(facts, workspace, () => new Map(), model);
    now.judge(settings);
    ({ model } = now);
    return performance.now() - before;
  }).slice(WARM_UP);
  return {
    files: paths.length,
    routes: model.web.routes.length,
    policies: model.web.cachePolicies.length + model.web.corsPolicies.length,
    cold,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
  };
}

const FILES = 4_000;

/** A product of 4,000 TypeScript files of 80 lines: each eighth a route handler, each sixteenth a router of Express. */
export function makeProduct(): { readonly root: string; readonly remove: () => void } {
  const root = mkdtempSync(path.join(os.tmpdir(), 'launch-ready-bench-web-'));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  write(
    'package.json',
    '{ "name": "bench", "dependencies": { "next": "16.0.0", "express": "5.1.0", "cors": "2.8.5" } }\n',
  );
  write(
    'vercel.json',
    '{ "headers": [{ "source": "/area-1/(.*)", "headers": [{ "key": "Cache-Control", "value": "public, s-maxage=60" }] }] }\n',
  );
  write(
    'middleware.ts',
    "import { auth } from '@/auth';\nexport default auth((req) => {\n  if (!req.auth) return Response.redirect(new URL('/login', req.url));\n});\nexport const config = { matcher: ['/area-2/:path*'] };\n",
  );
  const filler = (file: number): string =>
    Array.from(
      { length: 70 },
      (_, line) =>
        `const name${line} = load(\`https://api.example.com/\${line}/${line}\`, { options, ready: ${line} > ${file % 7} });`,
    ).join('\n');
  for (let file = 0; file < FILES; file++) {
    const area = `area-${file % 40}`;
    if (file % 8 === 0)
      write(
        `app/${area}/part-${file}/route.ts`,
        `import { auth } from '@/auth';\n${filler(file)}\nexport async function GET(request: Request) {\n${file % 16 === 0 ? '  const session = await auth();\n' : ''}  return Response.json(await read(request), { headers: { 'Cache-Control': 'private, max-age=60' } });\n}\n`,
      );
    else if (file % 16 === 1)
      write(
        `server/${area}/router-${file}.ts`,
        `import express from 'express';\nimport cors from 'cors';\n${filler(file)}\nexport const router = express.Router();\nrouter.use(cors({ origin: ['https://app.example.com'], credentials: true }));\nrouter.get('/things/:id', requireAuth, (req, res) => {\n  res.set('Cache-Control', 'private, no-store');\n  res.json(req.user);\n});\n`,
      );
    else write(`src/${area}/file-${file}.ts`, `${filler(file)}\n`);
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
