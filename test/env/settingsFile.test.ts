import assert from 'node:assert/strict';
import settingsFile from '../../server/src/core/env/readers/settingsFile.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { processorTime } from '../support/processorTime.ts';

function read(text: string, path = 'docker/php.ini'): readonly (readonly [string, string])[] {
  const uses = settingsFile.read(createDocument({ path, text }))?.uses ?? [];
  for (const { name, at } of uses) assert.equal(text.slice(at.start, at.end), name);
  return uses.map(({ name, through }) => [name, through]);
}

describe('settings that are filled in from the environment', () => {
  it('are found in every way of writing', () => {
    const text = [
      'session.save_handler = ${SESSION_HANDLER:-files}',
      'server_name ${SERVER_HOST};',
      'reverse_proxy {$BACKEND:localhost:3000} {env.OTHER}',
      'user {{ .Env.DB_USER }} {{ getenv "DB_NAME" "x" }}',
    ].join('\n');
    assert.deepEqual(read(text), [
      ['SESSION_HANDLER', '${'],
      ['SERVER_HOST', '${'],
      ['BACKEND', '{$'],
      ['OTHER', '{env.'],
      ['DB_USER', '.Env.'],
      ['DB_NAME', 'getenv "'],
    ]);
  });

  it('are nothing else', () => {
    assert.deepEqual(read('$host ${lower} $UPPER ${X} ${A.B} {{ .Values.X }} import.meta.env.X'), []);
  });

  it('never make a variable required', () => {
    const found = settingsFile.read(createDocument({ path: 'a.conf', text: '${ABC}' }));
    assert.equal(found?.uses?.[0]?.need, 'optional');
  });

  it('are told by the name of the file', () => {
    for (const path of [
      'php.ini',
      'nginx/default.conf.template',
      'Caddyfile',
      'Caddyfile.dev',
      'web.service',
    ])
      assert.ok(settingsFile.reads(path.toLowerCase()), path);
    for (const path of ['a.ts', 'compose.yml', 'template.html', 'ini'])
      assert.ok(!settingsFile.reads(path), path);
  });

  it('takes no time in hostile texts', () => {
    for (const piece of ['${', '{$', '${A', '{env.', '${A:-', 'A']) {
      const text = piece.repeat(1_000_000 / piece.length);
      const started = processorTime();
      read(text);
      assert.ok(processorTime() - started < 5_000, piece);
    }
  });
});
