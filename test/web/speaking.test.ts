import assert from 'node:assert/strict';
import { speaksOfServers } from '../../server/src/core/web/script/speaking.ts';

describe('what makes a script one of a server', () => {
  for (const text of [
    "import cors from 'cors'",
    'headers.set("Cache-Control", "no-store")',
    "res.headers['ACCESS_CONTROL_ALLOW_ORIGIN']",
    "import { Hono } from 'hono'",
    "const Koa = require('koa')",
    'Deno.serve(handler)',
    'app.get("/", (req, res) => res.send(1))',
    'export default function handler(_request: NextApiRequest, response) {}',
    "vary(res, 'Origin'); res.append('Vary', 'x')",
    `${'x'.repeat(10_000)} statusCode`,
  ])
    it(`${text.slice(-60)} does`, () => assert.ok(speaksOfServers(text)));

  for (const text of [
    'koala, honour, soaking, observe(x)',
    'variations of a requirement',
    'function f(requested) { return [requested, result] }',
    'const cloakroom = Bundeno.served',
    '',
  ])
    it(`“${text}” does not`, () => assert.ok(!speaksOfServers(text)));
});
