import assert from 'node:assert/strict';
import rustReader from '../../../server/src/core/env/readers/rust.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string, spelled: 'same' | 'other' = 'same', path = 'src/main.rs') =>
  readWith(rustReader, path, text, spelled);

describe('variables in Rust', () => {
  it('follows what is called on the result', () => {
    const { needs } = read(
      [
        'let a = std::env::var("A_KEY").unwrap();',
        'let b = env::var("B_KEY").expect("B_KEY");',
        'let c = env::var("C_KEY")?;',
        'let d = env::var("D_KEY").unwrap_or("d".to_string());',
        'let e = env::var("E_KEY").unwrap_or_else(|_| "e".into());',
        'let f = env::var("F_KEY").ok();',
        'let g = env::var("G_KEY").map_err(|_| Missing)?;',
        'if let Ok(h) = env::var("H_KEY") { start(h) }',
        'let i = match env::var("I_KEY") { Ok(v) => v, Err(_) => panic!("I_KEY") };',
        'let j = match env::var("J_KEY") { Ok(v) => v, Err(_) => String::new() };',
        'let k = env::var("K_KEY").unwrap_or_else(|_| panic!("K_KEY"));',
        'let l = env::var_os("L_KEY").is_some();',
        'let m = dotenvy::var("M_KEY").unwrap();',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY required',
      'B_KEY required',
      'C_KEY required',
      'D_KEY optional set',
      'E_KEY optional set',
      'F_KEY optional',
      'G_KEY required',
      'H_KEY optional',
      'I_KEY required',
      'J_KEY optional',
      'K_KEY required',
      'L_KEY optional',
      'M_KEY required',
    ]);
  });

  it('knows what is read while it is built', () => {
    const { uses } = read(
      'const A: &str = env!("A_KEY");\nconst B: Option<&str> = option_env!("B_KEY");\nconst V: &str = env!("CARGO_PKG_VERSION");\n',
    );
    assert.deepEqual(
      uses?.map(({ name, need, phase }) => [name, need, phase]),
      [
        ['A_KEY', 'required', 'build'],
        ['B_KEY', 'optional', 'build'],
      ],
    );
    assert.deepEqual(read('let out = env::var("OUT_DIR").unwrap();', 'same', 'build.rs').needs, []);
  });

  it('reads clap, envy and figment', () => {
    const clap = read(
      '#[derive(Parser)]\nstruct Args {\n  #[arg(long, env = "A_KEY")]\n  a: String,\n  #[arg(long, env = "B_KEY", default_value = "b")]\n  b: String,\n  #[clap(env)]\n  pub c_key: Option<String>,\n}\n',
      'other',
    );
    assert.deepEqual(clap.needs, ['A_KEY required', 'B_KEY optional', 'C_KEY optional']);
    const envy = read(
      'struct Config { host: String, port: Option<u16>, #[serde(default)] mode: String }\nlet c = envy::prefixed("APP_").from_env::<Config>()?;\n',
      'other',
    );
    assert.deepEqual(envy.needs, ['APP_HOST required', 'APP_PORT optional', 'APP_MODE optional']);
    assert.deepEqual(read('Figment::new().merge(Env::prefixed("SHOP_"))').patterns, ['SHOP_*']);
    assert.deepEqual(read('.add_source(Environment::with_prefix("APP").separator("_"))').patterns, ['APP_*']);
  });

  it('reads no comments and no strings, and says what is loaded', () => {
    const { needs, loaded, declared } = read(
      '// env::var("A_KEY").unwrap()\nlet x = r#"env::var("B_KEY")"#;\ndotenvy::dotenv().ok();\ndotenvy::from_filename(".env.local");\nenv::set_var("C_KEY", "1");\n',
    );
    assert.deepEqual(needs, []);
    assert.deepEqual(loaded, ['.env', '.env.local']);
    assert.deepEqual(declared, ['C_KEY set']);
  });

  it('finds helpers and names that are worked out', () => {
    const { wrappers, patterns } = read(
      'fn required(name: &str) -> String { env::var(name).expect(name) }\nlet a = env::var(format!("APP_{}", x));\n',
    );
    assert.deepEqual(wrappers, ['required/0 required']);
    assert.deepEqual(patterns, ['APP_*']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('env::var("X");\n', [
      '#[arg(env)]',
      'env::var("A").unwrap_or(',
      '#[arg(env)]\n',
      'match env::var("A") {',
    ])) {
      assert.doesNotThrow(() => read(text, 'other'));
    }
  }).timeout(60_000);

  it('knows what other programs are started with, and what a build script hands on', () => {
    const { declared } = read(
      'let mut cmd = Command::new("node"); cmd.env("A_KEY", "a").arg("b").env("B_KEY", b);\nArg::new("c").env("C_KEY");\n',
    );
    assert.deepEqual(declared, ['A_KEY set', 'B_KEY unknown']);
    const build = read('fn main() { println!("cargo:rustc-env=D_KEY={d}"); }\n', 'same', 'build.rs');
    assert.deepEqual(build.declared, ['D_KEY unknown']);
  });
});
