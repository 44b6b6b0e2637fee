import { strict as assert } from 'node:assert';
import { completionPlaceAt } from '../../server/src/core/env/completionPlace.ts';

/** `‸` is the cursor. */
function placeIn(path: string, marked: string) {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const place = completionPlaceAt(path, text, offset);
  return place && { ...place, typed: text.slice(place.typed.start, place.typed.end) };
}

const use = (typed = '', only?: 'public' | 'private') => ({ kind: 'use', typed, ...(only ? { only } : {}) });

describe('places where names of variables are typed', () => {
  const cases: readonly (readonly [string, string, object])[] = [
    ['a.ts', 'process.env.‸', use()],
    ['a.ts', 'process.env.DB_‸URL', use('DB_')],
    ['a.ts', 'process.env?.‸', use()],
    ['a.ts', "process.env['A‸']", use('A')],
    ['a.js', 'globalThis.process.env["‸', use()],
    ['a.ts', 'Bun.env.‸', use()],
    ['a.ts', "Deno.env.get('‸')", use()],
    ['a.ts', "this.configService.getOrThrow<string>('‸')", use()],
    ['a.vue', '<script>\nimport.meta.env.‸', use('', 'public')],
    ['a.ts', 'const { A, ‸ } = process.env;', use()],
    ['a.ts', "const { A = 'x', B: b, C‸ } = process.env;", use('C')],
    ['a.ts', 'const { ‸ } = import.meta.env;', use('', 'public')],
    ['a.svelte', "import { A, ‸ } from '$env/static/private';", use('', 'private')],
    ['a.ts', "import { ‸ } from '$env/static/public'", use('', 'public')],
    ['a.py', 'os.environ["‸"]', use()],
    ['a.py', "os.environ.get('A‸')", use('A')],
    ['a.py', 'os.getenv("‸', use()],
    ['settings.py', 'env.bool("‸")', use()],
    ['a.rb', 'ENV["‸"]', use()],
    ['a.rb', "ENV.fetch('A‸')", use('A')],
    ['a.php', "env('‸')", use()],
    ['a.php', "$_ENV['‸']", use()],
    ['a.go', 'os.Getenv("‸")', use()],
    ['a.rs', 'std::env::var("‸")', use()],
    ['A.java', 'System.getenv("‸")', use()],
    ['A.cs', 'Environment.GetEnvironmentVariable("‸")', use()],
    ['a.exs', 'System.fetch_env!("‸")', use()],
    ['prisma/schema.prisma', 'url = env("‸")', use()],
    ['compose.yaml', 'image: ${‸', { kind: 'reference', typed: '' }],
    ['docker-compose.prod.yml', 'image: ${TA‸}', { kind: 'reference', typed: 'TA' }],
    ['.env', 'A=${B‸}', { kind: 'reference', typed: 'B' }],
    ['.env.local', 'A=1\nB‸', { kind: 'key', typed: 'B' }],
    ['.env', 'export ‸', { kind: 'key', typed: '' }],
  ];
  for (const [path, text, expected] of cases)
    it(`${path}: ${text}`, () => assert.deepEqual(placeIn(path, text), expected));

  const silent: readonly (readonly [string, string])[] = [
    ['a.ts', 'process.‸'],
    ['a.ts', 'process.env‸'],
    ['a.ts', 'my.process.env.‸'],
    ['a.ts', 'env.‸'],
    ['a.ts', '// process.env.‸'],
    ['a.ts', 'const { ‸ } = props;'],
    ['a.ts', 'const { a: ‸ } = process.env;'],
    ['a.ts', "import { ‸ } from './env';"],
    ['a.ts', "get('‸')"],
    ['a.py', 'environment["‸"]'],
    ['a.md', 'process.env.‸'],
    ['a.yaml', 'image: ${‸'],
    ['.env', 'A=‸'],
    ['.env', '# A‸'],
  ];
  for (const [path, text] of silent)
    it(`nothing: ${path}: ${text}`, () => assert.equal(placeIn(path, text), undefined));

  it('are found in no time in long texts', () => {
    for (const part of ['{', 'process.env.', "env('", 'A=,', ' ', '${', 'import {', '<a,'])
      for (const path of ['a.ts', 'a.py', '.env', 'compose.yaml']) {
        const text = part.repeat(1_000_000 / part.length);
        completionPlaceAt(path, text, text.length);
        completionPlaceAt(path, text, text.length >> 1);
      }
  });
});
