import assert from 'node:assert/strict';
import goReader from '../../../server/src/core/env/readers/go.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string, spelled: 'same' | 'other' = 'same') =>
  readWith(goReader, 'main.go', text, spelled);

describe('variables in Go', () => {
  it('needs what the program ends without', () => {
    const { needs } = read(
      [
        'func main() {',
        '\ta := os.Getenv("A_KEY")',
        '\tb := os.Getenv("B_KEY")',
        '\tif b == "" {',
        '\t\tlog.Fatal("B_KEY")',
        '\t}',
        '\tc, ok := os.LookupEnv("C_KEY")',
        '\tif !ok {',
        '\t\treturn fmt.Errorf("C_KEY")',
        '\t}',
        '\tif os.Getenv("D_KEY") == "" {',
        '\t\tpanic("D_KEY")',
        '\t}',
        '\tif e := os.Getenv("E_KEY"); e != "" {',
        '\t\tpanic(e)',
        '\t}',
        '\tf := os.Getenv("F_KEY")',
        '\tif f == "" {',
        '\t\tf = "local"',
        '\t}',
        '\tif os.Getenv("G_KEY") == "" && os.Getenv("H_KEY") == "" {',
        '\t\tpanic("G_KEY or H_KEY")',
        '\t}',
        '}',
      ].join('\n'),
    );
    assert.deepEqual(needs, [
      'A_KEY optional',
      'B_KEY required',
      'C_KEY required',
      'D_KEY required',
      'E_KEY optional',
      'F_KEY optional',
      'G_KEY optional',
      'H_KEY optional',
    ]);
  });

  it('reads the tags of structs', () => {
    const text = [
      'type Config struct {',
      '\tA string `env:"A_KEY,required"`',
      '\tB int `env:"B_KEY" envDefault:"80"`',
      '\tC string `envconfig:"C_KEY" required:"true"`',
      '\tD DB `envPrefix:"DB_"`',
      '\tE string `json:"e"`',
      '\tF string `env:"F_KEY,notEmpty" envDefault:"x"`',
      '\tG Remote `envPrefix:"REMOTE_"`',
      '}',
      'type DB struct {',
      '\tHost string `env:"HOST,required"`',
      '}',
      'func main() { env.Parse(&config) }',
    ].join('\n');
    const { needs, patterns, validations, uses } = read(text, 'other');
    assert.deepEqual(needs, [
      'A_KEY required',
      'B_KEY optional set',
      'C_KEY required',
      'F_KEY optional set',
      'DB_HOST required',
    ]);
    assert.deepEqual(patterns, ['REMOTE_*']);
    assert.deepEqual(
      validations?.map(({ library }) => library),
      ['env'],
    );
    assert.equal(uses?.find(({ name }) => name === 'B_KEY')?.schema?.type, 'number');
  });

  it('reads viper, koanf and flags', () => {
    const viper = read(
      'viper.SetEnvPrefix("shop")\nviper.AutomaticEnv()\nviper.GetString("db.host-name")\nviper.BindEnv("key", "STRIPE_KEY")\n',
      'other',
    );
    assert.deepEqual(viper.needs, ['SHOP_DB_HOST_NAME optional', 'STRIPE_KEY optional']);
    assert.deepEqual(viper.patterns, ['SHOP_*']);
    assert.deepEqual(read('ko.Load(env.Provider("SHOP_", ".", nil), nil)').patterns, ['SHOP_*']);
    const flags = read(
      '&cli.StringFlag{Name: "a", EnvVars: []string{"A_KEY", "B_KEY"}}\n&cli.StringFlag{Required: true, Sources: cli.EnvVars("C_KEY")}\n',
    );
    assert.deepEqual(flags.needs, ['A_KEY optional', 'B_KEY optional', 'C_KEY required']);
  });

  it('finds helpers, constants and names that are worked out', () => {
    const { wrappers, calls, patterns, needs } = read(
      [
        'const keyName = "A_KEY"',
        'func getEnv(key, fallback string) string {',
        '\tif value := os.Getenv(key); value != "" {',
        '\t\treturn value',
        '\t}',
        '\treturn fallback',
        '}',
        'func mustMap(target *string, key string) {',
        '\tv := os.Getenv(key)',
        '\tif v == "" {',
        '\t\tpanic(key)',
        '\t}',
        '}',
        'var a = os.Getenv(keyName)',
        'var b = getEnv("B_KEY", "b")',
        'func init() { mustMap(&svc.addr, "C_ADDR") }',
        'var d = os.Getenv("D_" + name)',
        'var e = os.Getenv(fmt.Sprintf("E_%s_URL", name))',
      ].join('\n'),
    );
    assert.deepEqual(needs, ['A_KEY optional']);
    assert.deepEqual(wrappers, ['getEnv/0 optional', 'mustMap/1 required']);
    assert.deepEqual(
      calls?.map(({ helper, parameter, name, hasFallback }) => [helper, parameter, name, hasFallback]),
      [
        ['getEnv', 0, 'B_KEY', true],
        ['mustMap', 1, 'C_ADDR', false],
      ],
    );
    assert.deepEqual(patterns, ['D_*', 'E_*_URL']);
  });

  it('follows a helper of its own that is called getenv', () => {
    const { calls } = read('func main() { open(getenv("CACHE_URL", "redis://x"), os.Getenv("A_KEY")) }\n');
    assert.deepEqual(
      calls?.map(({ helper, name }) => [helper, name]),
      [['getenv', 'CACHE_URL']],
    );
  });

  it('knows the prefix of a struct that stands inside another', () => {
    const text = [
      'type Config struct {',
      '\tURL string `env:"DB_URL"`',
      '\tMail struct {',
      '\t\tKey string `env:"KEY,required"`',
      '\t} `envPrefix:"MAIL_"`',
      '}',
    ].join('\n');
    assert.deepEqual(read(text, 'other').needs, ['DB_URL optional', 'MAIL_KEY required']);
  });

  it('makes names of fields as envconfig does', () => {
    const text = [
      'type Spec struct {',
      '\tAPIToken string `required:"true" split_words:"true"`',
      '\tMaxWorkers int `split_words:"true" default:"4"`',
      '}',
      'func main() { envconfig.MustProcess("shop", &spec) }',
    ].join('\n');
    const { needs, uses } = read(text, 'other');
    assert.deepEqual(needs, ['SHOP_API_TOKEN required', 'SHOP_MAX_WORKERS optional set']);
    const places = (uses ?? []).map(({ at }) => text.slice(at.start, at.end)).toSorted();
    assert.deepEqual(places, ['APIToken', 'MaxWorkers']);
  });

  it('reads no comments and no strings, and tells writes from reads', () => {
    const { needs, declared, loaded } = read(
      '// os.Getenv("A_KEY")\nx := `os.Getenv("B_KEY")`\nos.Setenv("C_KEY", "1")\ngodotenv.Load()\ngodotenv.Load(".env.local")\n',
    );
    assert.deepEqual(needs, []);
    assert.deepEqual(declared, ['C_KEY set']);
    assert.deepEqual(loaded, ['.env', '.env.local']);
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('os.Getenv("X")\n', [
      'os.Getenv("A")\n',
      'a struct { B `env:"A"`\n',
      'func a(b string) {',
    ])) {
      assert.doesNotThrow(() => read(text));
    }
  }).timeout(60_000);
});
