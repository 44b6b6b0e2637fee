import assert from 'node:assert/strict';
import dotnetReader from '../../../server/src/core/env/readers/dotnet.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string, spelled: 'same' | 'other' = 'same') =>
  readWith(dotnetReader, 'Program.cs', text, spelled);

describe('variables in C#', () => {
  it('needs what is thrown for, or asserted', () => {
    const { needs } = read(
      [
        'var a = Environment.GetEnvironmentVariable("A_KEY");',
        'var b = Environment.GetEnvironmentVariable("B_KEY") ?? "b";',
        'var c = System.Environment.GetEnvironmentVariable("C_KEY") ?? throw new Exception("C_KEY");',
        'var d = Environment.GetEnvironmentVariable("D_KEY")!;',
        'var e = int.Parse(Environment.GetEnvironmentVariable("E_KEY"));',
        'var f = Environment.GetEnvironmentVariable("F_KEY");',
        'if (string.IsNullOrEmpty(f)) { throw new Exception("F_KEY"); }',
        'if (Environment.GetEnvironmentVariable("G_KEY") != null) {}',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'B_KEY optional set',
      'C_KEY required',
      'D_KEY required',
      'E_KEY required',
      'F_KEY required',
      'G_KEY optional',
    ]);
  });

  it('reads configuration', () => {
    const { needs, patterns } = read(
      'IConfiguration Configuration;\nvar a = Configuration["Stripe:SecretKey"];\nvar b = builder.Configuration.GetValue<int>("Mail:Port", 25);\nvar c = configuration.GetConnectionString("Shop");\nvar d = Configuration.GetSection("Jwt");\nvar e = Configuration["A_KEY"];\nvar f = Configuration["name"];\n',
      'other',
    );
    assert.deepEqual(needs, [
      'Stripe__SecretKey optional',
      'Mail__Port optional set',
      'ConnectionStrings__Shop optional',
      'A_KEY optional',
    ]);
    assert.deepEqual(patterns, ['Jwt__*']);
  });

  it('reads no comments and no strings, and tells writes from reads', () => {
    const { needs, declared, wrappers } = read(
      '// Environment.GetEnvironmentVariable("A_KEY")\nvar x = @"Environment.GetEnvironmentVariable(""B_KEY"")";\nEnvironment.SetEnvironmentVariable("C_KEY", "1");\nstring Required(string name) => Environment.GetEnvironmentVariable(name) ?? throw new Exception(name);\n',
    );
    assert.deepEqual(needs, []);
    assert.deepEqual(declared, ['C_KEY set']);
    assert.deepEqual(wrappers, ['Required/0 required']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('Environment.GetEnvironmentVariable("X");\n', [
      'Configuration["A:B"]',
      'string a(string b) {',
    ])) {
      assert.doesNotThrow(() => read(text, 'other'));
    }
  }).timeout(60_000);
});
