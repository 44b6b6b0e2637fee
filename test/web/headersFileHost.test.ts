import assert from 'node:assert/strict';
import { joinWeb } from '../../server/src/core/web/join.ts';
import { factsOf } from './reading.ts';

describe('the host of a _headers file', () => {
  const read = (files: Readonly<Record<string, string>>): readonly string[] =>
    joinWeb(Object.entries(files).map(([path, text]) => [path, factsOf(path, text)])).headers.map(
      ({ setBy }) => setBy,
    );
  const headers = '/*\n  Cache-Control: no-store\n';

  it("is told by the hosts' own files and tools", () => {
    assert.deepEqual(read({ 'public/_headers': headers }), ['headers-file']);
    assert.deepEqual(read({ 'public/_headers': headers, 'netlify.toml': '[build]\n' }), ['netlify-headers']);
    assert.deepEqual(read({ 'web/public/_headers': headers, 'web/wrangler.toml': 'name = "a"\n' }), [
      'cloudflare-headers',
    ]);
    const manifest = '{"devDependencies": {"@astrojs/cloudflare": "^11"}}';
    assert.deepEqual(read({ 'public/_headers': headers, 'package.json': manifest }), ['cloudflare-headers']);
  });

  it('is not told where both lie there, or elsewhere', () => {
    const both = { 'netlify.toml': '', 'wrangler.jsonc': '{}' };
    assert.deepEqual(read({ 'public/_headers': headers, ...both }), ['headers-file']);
    assert.deepEqual(read({ 'a/public/_headers': headers, 'b/netlify.toml': '' }), ['headers-file']);
  });
});
