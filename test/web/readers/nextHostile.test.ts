import assert from 'node:assert/strict';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import fullStack from '../../../server/src/core/web/readers/fullStack.ts';
import nextConfig from '../../../server/src/core/web/readers/nextConfig.ts';
import nextData from '../../../server/src/core/web/readers/nextData.ts';
import nextMiddleware from '../../../server/src/core/web/readers/nextMiddleware.ts';
import nextRoutes from '../../../server/src/core/web/readers/nextRoutes.ts';
import { readBy } from './nextFacts.ts';

const READERS: readonly (readonly [WebReader, string])[] = [
  [nextRoutes, 'app/api/x/route.ts'],
  [nextRoutes, 'pages/api/x.ts'],
  [nextRoutes, 'app/x/page.tsx'],
  [nextConfig, 'next.config.js'],
  [nextMiddleware, 'middleware.ts'],
  [nextData, 'lib/x.ts'],
  [fullStack, 'src/routes/x/+server.ts'],
];

/** Each would take minutes where something took more time than in proportion to the text. */
const HOSTILE: Readonly<Record<string, string>> = {
  'one letter': 'a'.repeat(1_000_000),
  brackets: '('.repeat(100_000),
  braces: '{'.repeat(100_000),
  'words of modules': 'export '.repeat(100_000),
  'ifs in one another': `export const GET = () => ${'if (x(() => { '.repeat(10_000)}return 401${' }))'.repeat(10_000)}`,
  'ifs side by side': `export async function GET() { const s = await auth(); ${'if (!s) { x(); } '.repeat(20_000)} }`,
  'functions that call each other': `${Array.from({ length: 2_000 }, (_, i) => `function f${i}() { f${i + 1}(); f${i + 1}(); }`).join('\n')}
export async function GET() { f0(); }`,
  'rules of one object': `module.exports = { headers: () => [{ ${"source: '/a', ".repeat(50_000)} headers: [] }] }`,
  'types of arrows': `export const GET: ${'() => '.repeat(50_000)}void = x`,
  'stops side by side': `import 'next/server'; export function middleware(req) { ${"if (a || pathname === '/x') return go(); if (!session) return redirect('/login'); ".repeat(5_000)} }`,
  'names that lead to names': `import 'next/server'; export function middleware(req) { ${Array.from({ length: 300 }, (_, i) => `const a${i} = a${i + 1} || a${i + 1} || a${i + 1};`).join('')} if (a0 && !session) return redirect('/login'); }`,
  'requests that are kept': `export async function GET() { ${'await fetch(u, { next: { revalidate: 1 } }); const u = await auth(); '.repeat(10_000)} }`,
};

describe('hostile text for the readers of full-stack frameworks', () => {
  for (const [name, text] of Object.entries(HOSTILE))
    it(name, () => {
      for (const [reader, path] of READERS)
        assert.doesNotThrow(() => readBy({ ...reader, always: () => true }, path, text));
    });
});
