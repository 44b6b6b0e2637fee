import assert from 'node:assert/strict';
import elixirReader from '../../../server/src/core/env/readers/elixir.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string, path = 'config/runtime.exs') => readWith(elixirReader, path, text);

describe('variables in Elixir', () => {
  it('needs what is raised for', () => {
    const { needs } = read(
      [
        'a = System.get_env("A_KEY")',
        'b = System.get_env("B_KEY", "b")',
        'c = System.get_env("C_KEY") || "c"',
        'd =',
        '  System.get_env("D_KEY") ||',
        '    raise "D_KEY is missing"',
        'e = System.fetch_env!("E_KEY")',
        'f = System.fetch_env("F_KEY")',
        'g = System.get_env("G_KEY") == "true"',
        'h = String.to_integer(System.get_env("H_KEY"))',
        'i = String.to_integer(System.get_env("I_KEY") || "4000")',
        'if System.get_env("J_KEY") do',
        '  j = System.fetch_env!("J_KEY")',
        'end',
        'k = "K_KEY" |> System.fetch_env!()',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'B_KEY optional set',
      'C_KEY optional set',
      'D_KEY required',
      'E_KEY required',
      'F_KEY optional',
      'G_KEY optional',
      'H_KEY required',
      'I_KEY optional set',
      'J_KEY optional',
      'J_KEY optional',
      'K_KEY required',
    ]);
  });

  it('knows which files are read while it is built', () => {
    assert.equal(read('x = System.get_env("A_KEY")', 'config/prod.exs').uses?.[0]?.phase, 'build');
    assert.equal(read('x = System.get_env("A_KEY")').uses?.[0]?.phase, undefined);
  });

  it('reads tuples and Dotenvy', () => {
    assert.deepEqual(read('config :shop, key: {:system, "A_KEY"}').needs, ['A_KEY optional']);
    const { needs, loaded } = read(
      'import Dotenvy\nsource!([".env", ".env.local"])\na = env!("A_KEY", :string)\nb = env!("B_KEY", :integer, 5)\n',
    );
    assert.deepEqual(needs, ['A_KEY required', 'B_KEY optional set']);
    assert.deepEqual(loaded, ['.env', '.env.local']);
  });

  it('reads no comments and no strings, and finds helpers', () => {
    const { needs, declared, wrappers } = read(
      '# System.get_env("A_KEY")\nx = ~s(System.get_env("B_KEY"))\nSystem.put_env("C_KEY", "1")\ndefp required(name) do\n  System.fetch_env!(name)\nend\n',
    );
    assert.deepEqual(needs, []);
    assert.deepEqual(declared, ['C_KEY set']);
    assert.deepEqual(wrappers, ['required/0 required']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('System.get_env("X")\n', [
      'System.get_env("A")',
      'x = System.get_env("A")\n',
      '{:system, ',
    ])) {
      assert.doesNotThrow(() => read(text));
    }
  }).timeout(60_000);
});
