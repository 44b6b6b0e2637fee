import { strict as assert } from 'node:assert';
import { migrationIn, up } from './script/reading.ts';
import { processorTime } from '../support/processorTime.ts';

describe('migrations in code that nobody would write', () => {
  const hostile: Readonly<Record<string, () => string>> = {
    'one letter': () => 'a'.repeat(1_000_000),
    'open brackets': () => `exports.up = (knex) => {${'('.repeat(100_000)}`,
    'nested calls': () => `exports.up = (knex) => {${'knex.schema.table('.repeat(30_000)}`,
    'nested functions': () =>
      `exports.up = (knex) => {${'if (a) { '.repeat(50_000)}knex.schema.dropTable('a')`,
    'closed calls': () => `exports.up = (knex) => {${'f('.repeat(100_000)}${')'.repeat(100_000)}}`,
    'closed blocks': () => `exports.up = (knex) => {${'if (a) {'.repeat(50_000)}${'}'.repeat(50_000)}}`,
    'closed loops': () => `exports.up = (knex) => {${'[1].map((x) => '.repeat(30_000)}${')'.repeat(30_000)}}`,
    'lists in lists': () => `exports.up = (knex) => knex.raw(${'['.repeat(50_000)}${']'.repeat(50_000)})`,
    'branches in branches': () => `exports.up = (knex) => knex.raw(${'a ? b : '.repeat(50_000)}c)`,
    'brackets in brackets': () =>
      `exports.up = (knex) => knex.raw(${'('.repeat(50_000)}'x'${')'.repeat(50_000)})`,
    'one long chain': () => `exports.up = (knex) => knex.schema${`.dropTable('a')`.repeat(50_000)}`,
    'one long text': () => `exports.up = (knex) => knex.raw('${'select 1; '.repeat(100_000)}')`,
    'one long sum': () => `exports.up = (knex) => knex.raw('a'${` + 'b'`.repeat(100_000)})`,
    'templates in templates': () => `exports.up = (knex) => knex.raw(${'`${'.repeat(20_000)}`,
    'constants in circles': () =>
      `const a = { ...b, ...b }; const b = { ...a, ...a, [a.b]: b.a }; const c = d + d + d; const d = c + c + c; const f = (x) => g(x) + g(x); const g = (x) => f(x) + f(x);
       exports.up = (knex) => { knex.schema.table(c, (t) => t.string(d)); knex.raw(f(f(1))); knex.raw(\`\${c}\${f(2)}\`); knex.schema.table(a.b, b.a); };`,
    'functions in circles': () =>
      `async function a(knex) { await b(knex); await b(knex); } async function b(knex) { await a(knex); await a(knex); } exports.up = (knex) => a(knex);`,
    'loops in loops': () =>
      `const L = [${'1,'.repeat(40)}];
       exports.up = async (knex) => {${'for (const x of L) {'.repeat(12)} await knex.schema.dropTable('a'); ${'}'.repeat(12)} };`,
    'many ups': () => 'exports.up = (knex) => knex.x;\n'.repeat(30_000),
    'many constants of one name': () =>
      `${'const a = a + 1;\n'.repeat(20_000)}exports.up = (knex) => {${'knex.raw(a);'.repeat(5_000)}}`,
    'many spreads': () =>
      `const a = {${'...b,'.repeat(3_000)}}; const b = {${'...c,'.repeat(3_000)}}; const c = {${'d: 1,'.repeat(3_000)}};
       exports.up = (pgm) => { pgm.createTable('a', a); };`,
  };

  for (const [name, make] of Object.entries(hostile))
    it(`takes time in proportion to the text: ${name}`, () => {
      const text = make();
      const start = processorTime();
      migrationIn(text);
      assert.ok(processorTime() - start < 4_000);
    });

  it('finds what is whole in a file that stops in the middle', () => {
    const text = `exports.up = async (knex) => {\n  await knex.schema.dropTable('a');\n  await knex.schema.alterTable('b', (t) => {\n    t.dropColumn('c');\n    t.str`;
    assert.deepEqual(up(text), ['drop-table table=a']);
    assert.equal(migrationIn(text)?.broken, true);
  });
});
