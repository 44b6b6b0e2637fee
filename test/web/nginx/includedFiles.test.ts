import { strict as assert } from 'node:assert';
import { includedFiles } from '../../../server/src/core/web/nginx/includedFiles.ts';

const FILES = [
  'deploy/nginx/nginx.conf',
  'deploy/nginx/conf.d/a.conf',
  'deploy/nginx/conf.d/b.conf',
  'deploy/nginx/snippets/cors.conf',
  'other/nginx/snippets/cors.conf',
  'other/cors.conf',
];

describe('the files that an include means', () => {
  it('are those beside it, or in a folder above', () => {
    assert.deepEqual(files('snippets/cors.conf', 'deploy/nginx/conf.d/a.conf'), [
      'deploy/nginx/snippets/cors.conf',
    ]);
    assert.deepEqual(files('./b.conf', 'deploy/nginx/conf.d/a.conf'), ['deploy/nginx/conf.d/b.conf']);
    assert.deepEqual(files('conf.d/*.conf', 'deploy/nginx/nginx.conf'), [
      'deploy/nginx/conf.d/a.conf',
      'deploy/nginx/conf.d/b.conf',
    ]);
    assert.deepEqual(files('conf.d/[ab].con?', 'deploy/nginx/nginx.conf').length, 2);
  });

  it('are those that will be in the folder of the server', () => {
    assert.deepEqual(files('/etc/nginx/conf.d/*.conf', 'deploy/nginx/nginx.conf'), [
      'deploy/nginx/conf.d/a.conf',
      'deploy/nginx/conf.d/b.conf',
    ]);
    assert.deepEqual(files('/opt/app/snippets/cors.conf', 'other/site.conf'), [
      'other/nginx/snippets/cors.conf',
    ]);
    assert.deepEqual(files('/opt/cors.conf', 'deploy/nginx/nginx.conf'), ['deploy/nginx/snippets/cors.conf']);
  });

  it('are none where nothing says which', () => {
    assert.deepEqual(files('/opt/*', 'deploy/nginx/nginx.conf'), []);
    assert.deepEqual(files('mime.types', 'deploy/nginx/nginx.conf'), []);
    assert.deepEqual(files('$folder/cors.conf', 'deploy/nginx/nginx.conf'), []);
    assert.deepEqual(files('nginx.conf', 'deploy/nginx/nginx.conf'), []);
    assert.deepEqual(files('[', 'deploy/nginx/nginx.conf'), []);
  });

  it('take time in proportion to hostile patterns', () => {
    for (const piece of ['*', '?', '[', '[a', '*a', '/', '../', '.', '[^'])
      includedFiles(piece.repeat(300), 'a/b.conf', ['a'.repeat(5_000), `${'a/'.repeat(2_000)}b`]);
    for (const piece of ['*a', '**b', '*?']) includedFiles(piece.repeat(100), 'a/b.conf', ['a'.repeat(200)]);
  });
});

function files(pattern: string, from: string): string[] {
  return includedFiles(pattern, from, FILES);
}
