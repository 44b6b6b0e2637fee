import { strict as assert } from 'node:assert';
import defaultSecret from '../../server/src/core/rules/secrets/default-secret.ts';
import fallbackSecret from '../../server/src/core/rules/secrets/fallback-secret.ts';
import { fallbacksIn } from '../../server/src/core/secrets/secretFallbacks.ts';
import { stakeOf, type Stake } from '../../server/src/core/secrets/stakes.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { findingsIn } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';

const RULES = [defaultSecret, fallbackSecret];

/** What is found in a text in which « and » stand round it: rule, impact and kind of each, and where. */
function found(path: string, marked: string) {
  const text = marked.replaceAll(/[«»]/g, '');
  return findingsIn(path, text, { rules: RULES }).map(({ ruleId, impact, kind, offsets }) => ({
    ruleId,
    impact,
    kind,
    text: text.slice(offsets?.start, offsets?.end),
    start: offsets?.start,
  }));
}

function expected(marked: string, impact: string, kind: string) {
  const text = marked.slice(marked.indexOf('«') + 1, marked.indexOf('»'));
  return [{ ruleId: 'secrets/fallback-secret', impact, kind, text, start: marked.indexOf('«') }];
}

describe('a secret with a fallback', () => {
  const forms: Readonly<Record<string, readonly string[]>> = {
    'src/config.ts': [
      'const secret = process.env.JWT_SECRET ?? "«dev-secret»";',
      "const secret = process.env['JWT_SECRET'] || '«changeme»';",
      'const secret = process.env.JWT_SECRET ? process.env.JWT_SECRET : "«changeme»";',
      'const { PORT = 3000, JWT_SECRET = "«secret»" } = process.env;',
      'const schema = z.object({ JWT_SECRET: z.string().min(8).default("«dev-secret»") });',
      'const schema = z.object({\n  JWT_SECRET: z\n    .string()\n    .default("«dev-secret»"),\n});',
      "const schema = Joi.object({ JWT_SECRET: Joi.string().default('«dev-secret»') });",
      'const env = cleanEnv(process.env, { JWT_SECRET: str({ default: "«dev-secret»" }) });',
      'const secret = Deno.env.get("JWT_SECRET") ?? "«dev-secret»";',
      'const secret = import.meta.env.JWT_SECRET || "«dev-secret»";',
      'const secret = (process.env.JWT_SECRET as string) || "«dev-secret»";',
      'const secret = process.env.JWT_SECRET?.trim() || "«dev-secret»";',
      'process.env.JWT_SECRET ||= "«dev-secret»";',
      'if (!process.env.JWT_SECRET) process.env.JWT_SECRET = "«dev-secret»";',
      "const secret = configService.get<string>('JWT_SECRET') || '«secretKey»';",
      "const secret = configService.get('JWT_SECRET', '«secretKey»');",
      'const key = new TextEncoder().encode(process.env.JWT_SECRET || "«dev-secret»");',
    ],
    'app/settings.py': [
      'SECRET = os.environ.get("JWT_SECRET", "«dev-secret»")',
      'SECRET = os.getenv("JWT_SECRET") or "«dev-secret»"',
      'SECRET = config("JWT_SECRET", default="«insecure»")',
      'SECRET = env.str("JWT_SECRET", default="«insecure»")',
      'SECRET = os.environ["JWT_SECRET"] if "JWT_SECRET" in os.environ else "«insecure-dev»"',
      'class Settings(BaseSettings):\n    JWT_SECRET: str = "«changethis»"',
      'JWT_SECRET = os.getenv("JWT_SECRET")\nif not JWT_SECRET:\n    JWT_SECRET = "«changethis»"',
      'class Settings(BaseSettings):\n    JWT_SECRET: SecretStr = SecretStr("«changethis»")',
      'class Settings(BaseSettings):\n    JWT_SECRET: str = Field(default="«changethis»")',
    ],
    'config/initializers/auth.rb': [
      'secret = ENV.fetch("JWT_SECRET", "«dev-secret»")',
      'secret = ENV.fetch("JWT_SECRET") { "«dev-secret»" }',
      'secret = ENV["JWT_SECRET"] || "«dev-secret»"',
    ],
    'config/auth.php': [
      "<?php return ['secret' => env('JWT_SECRET', '«dev-secret»')];",
      "<?php $secret = getenv('JWT_SECRET') ?: '«dev-secret»';",
      "<?php $secret = $_ENV['JWT_SECRET'] ?? '«dev-secret»';",
    ],
    'internal/config.go': [
      'secret := getEnv("JWT_SECRET", "«secret»")',
      'secret := cmp.Or(os.Getenv("JWT_SECRET"), "«dev-secret»")',
      'type Config struct {\n\tSecret string `env:"JWT_SECRET" envDefault:"«dev-secret»"`\n}',
    ],
    'src/main/java/app/Config.java': [
      'String secret = System.getenv().getOrDefault("JWT_SECRET", "«changeme»");',
      '@Value("${JWT_SECRET:«changeme»}") private String secret;',
      '@Value("${JWT_SECRET:«a_secret_that_ends_with!»}") private String secret;',
    ],
    'src/Config.kt': ['val secret = System.getenv("JWT_SECRET") ?: "«changeme»"'],
    'src/Program.cs': [
      'var secret = Environment.GetEnvironmentVariable("JWT_SECRET") ?? "«changeme»";',
      'var secret = configuration.GetValue<string>("JWT_SECRET", "«changeme»");',
    ],
    'src/main.rs': [
      'let secret = env::var("JWT_SECRET").unwrap_or("«changeme»".to_string());',
      'let secret = std::env::var("JWT_SECRET").unwrap_or_else(|_| String::from("«changeme»"));',
      'let secret = env::var("JWT_SECRET")\n    .unwrap_or_else(|_| "«CHANGE_ME_DEV_SECRET»".into());',
    ],
    'config/runtime.exs': ['secret = System.get_env("JWT_SECRET") || "«changeme»"'],
    'bin-start.sh': ['export SECRET="${JWT_SECRET:-«changeme»}"', 'export SECRET="${JWT_SECRET:-«dev»}"'],
    'src/main/resources/application.properties': ['jwt.secret=${JWT_SECRET:«changeme»}'],
  };
  for (const [path, texts] of Object.entries(forms)) {
    for (const text of texts) {
      it(`stops a launch: ${text.replaceAll(/\s+/g, ' ')}`, () =>
        assert.deepEqual(found(path, text), expected(text, 'blocker', 'JWT_SECRET')));
    }
  }

  it('weighs as much as what it protects', () => {
    const stakes: readonly (readonly [string, string])[] = [
      ['ADMIN_PASSWORD', 'blocker'],
      ['CRON_SECRET', 'high'],
      ['STRIPE_WEBHOOK_SECRET', 'high'],
      ['PAYLOAD_SECRET', 'medium'],
      ['POSTGRES_PASSWORD', 'low'],
    ];
    for (const [variable, impact] of stakes) {
      const text = `const value = process.env.${variable} ?? '«letmein»';`;
      assert.deepEqual(found('src/env.ts', text), expected(text, impact, variable));
    }
  });

  it('is for later in scripts', () => {
    const text = "const secret = process.env.JWT_SECRET ?? '«letmein»';";
    assert.deepEqual(found('scripts/issue.ts', text), expected(text, 'low', 'JWT_SECRET'));
  });

  it('says what happens and what to do, and not the value', () => {
    const [finding] = findingsIn('src/env.ts', "const s = process.env.JWT_SECRET ?? 'tidepool-dev';");
    assert.equal(
      finding?.message,
      'If JWT_SECRET is missing in production, the product starts anyway, with a value that everyone who has read this code ' +
        'knows. They can forge sessions and tokens, or read what it encrypts. Let the start fail when the variable is missing.',
    );
  });

  it('is one finding, also where the value is a known default', () => {
    assert.equal(
      found('src/env.ts', "session({ secret: process.env.SESSION_SECRET || 'keyboard cat' })").length,
      1,
    );
  });

  it('leaves a real key of a provider to the rule that knows where to rotate it', () => {
    const findings = findingsIn(
      'src/env.ts',
      expand("const k = process.env.STRIPE_SECRET_KEY ?? '{{stripe-secret-key}}';"),
    );
    assert.deepEqual(
      findings.map(({ ruleId }) => ruleId),
      ['secrets/provider-token'],
    );
  });

  const silent: Readonly<Record<string, readonly string[]>> = {
    'src/env.ts': [
      "const s = process.env.JWT_SECRET ?? '';",
      "console.warn('Write `secret: process.env.JWT_SECRET || \\'super amazing secret\\'`');",
      'const s = process.env.JWT_SECRET ?? undefined;',
      'const s = process.env.JWT_SECRET ?? process.env.OLD_JWT_SECRET;',
      "const s = process.env.JWT_SECRET ?? fail('JWT_SECRET is missing');",
      "const s = process.env.JWT_SECRET ?? 'JWT_SECRET is required';",
      "new Stripe(process.env.STRIPE_SECRET_KEY ?? 'sk_test_placeholder');",
      "// const s = process.env.JWT_SECRET ?? 'dev-secret';",
      "new Google({ secret: process.env.GOOGLE_CLIENT_SECRET ?? 'google' });",
      "const key = process.env.NEYNAR_SECRET_KEY || '00000000-000-0000-000-000000000000';",
      "new OpenAI({ apiKey: process.env.OPENAI_API_KEY ?? 'missing' });",
      "const s = process.env.NODE_ENV === 'production' ? process.env.JWT_SECRET : 'dev-secret';",
      "const s = process.env.JWT_SECRET || (isDevelopment ? 'dev-secret' : undefined);",
      "if (process.env.NODE_ENV !== 'production') {\n  process.env.JWT_SECRET ||= 'dev-secret';\n}",
      "if (!process.env.JWT_SECRET) throw new Error('x');\nconst s = process.env.JWT_SECRET ?? 'dev-secret';",
      "const s = process.env.JWT_SECRET ?? 'dev-secret';\nif (isProduction && s === 'dev-secret') throw new Error('x');",
      "const key = row.key ?? 'default';",
      "const header = config.authorizationKey || 'authorization';",
      "const file = process.env.SECRET_KEY_FILE ?? '/run/secrets/key';",
      "requireEnv('LINEAR_SECRET_KEY', 'LINEAR_ACCESS_KEY');",
      "const s = process.env.NEXT_PUBLIC_SITE_KEY ?? 'site-key';",
      "assert(!compose.includes('${JWT_SECRET:-change-me}'));",
      "const s = process.env.SESSION_SECRET || randomBytes(24).toString('hex');",
    ],
    'src/env.test.ts': ["process.env.JWT_SECRET ??= 'test-secret';"],
    'examples/app/env.ts': ["const s = process.env.JWT_SECRET ?? 'secret';"],
    'docs/setup.md': ["const s = process.env.JWT_SECRET ?? 'secret';"],
    'config/environments/development.rb': ['secret = ENV.fetch("JWT_SECRET", "dev-secret")'],
    'app/settings/local.py': ['SECRET_KEY = os.environ.get("SECRET_KEY", "dev")'],
    'app/settings.py': [
      'if settings.DEBUG:\n    SECRET_KEY = os.environ.get("SECRET_KEY", "dev-secret")',
      'class Item(BaseModel):\n    secret_key: str = "changethis"',
    ],
    'config/secrets.rb': [
      'secret = Rails.env.development? ? ENV.fetch("JWT_SECRET", "dev-secret") : ENV["JWT_SECRET"]',
    ],
    '.github/workflows/ci.yml': ['      - run: JWT_SECRET=${JWT_SECRET:-secret} npm test'],
    'run.sh': ['curl ${JWT_SECRET:+--with-secret}', ': "${JWT_SECRET:?must be set}"'],
  };
  for (const [path, texts] of Object.entries(silent)) {
    for (const text of texts) {
      it(`is none in ${path}: ${text.replaceAll(/\s+/g, ' ')}`, () =>
        assert.deepEqual(found(path, text), []));
    }
  }
});

describe('what is at stake', () => {
  const names: Readonly<Record<Stake, string>> = {
    signing:
      'JWT_SECRET jwtSecret secretOrKey SECRET_KEY SECRET session.secret NEXTAUTH_SECRET COOKIE_SECRET cookiePassword ' +
      'SECRET_KEY_BASE APP_KEY ENCRYPTION_KEY ACCESS_TOKEN_SECRET HMAC_KEY N8N_ENCRYPTION_KEY JWT_REFRESH_SECRET_KEY',
    admin:
      'ADMIN_PASSWORD FIRST_SUPERUSER_PASSWORD KEYCLOAK_ADMIN_PASSWORD GF_SECURITY_ADMIN_PASSWORD HASURA_GRAPHQL_ADMIN_SECRET',
    guard: 'CRON_SECRET STRIPE_WEBHOOK_SECRET INTERNAL_API_KEY SLACK_SIGNING_SECRET CUBEJS_API_SECRET',
    unknown: 'PAYLOAD_SECRET',
    service:
      'password POSTGRES_PASSWORD MINIO_ROOT_PASSWORD AWS_SECRET_ACCESS_KEY STRIPE_SECRET_KEY GOOGLE_CLIENT_SECRET clientSecret TWITTER_ACCESS_TOKEN_SECRET',
  };
  for (const [stake, list] of Object.entries(names)) {
    it(`is ${stake}`, () => {
      for (const name of list.split(' ')) assert.equal(stakeOf(name), stake, name);
    });
  }

  it('is nothing where the name promises no secret', () => {
    for (const name of 'key statusKey sessionKey jwtToken token cacheKey NEXT_PUBLIC_KEY hasSecret secretName EMAIL_KEY CSRF_SECRET existingSecret'.split(
      ' ',
    ))
      assert.equal(stakeOf(name), undefined, name);
  });
});

it('fallbacks are read in time in proportion to the text, whatever it is', () => {
  const pieces = [
    ') || "abc" ',
    '.default("abc")',
    'default: "abc",',
    ' else "abc"',
    '${JWT_SECRET:-dev}',
    'secret="a1b2",',
    '    secret_key: str = "abc"\n',
  ];
  for (const piece of pieces)
    fallbacksIn(createDocument({ path: 'a.py', text: piece.repeat(500_000 / piece.length) }));
});

it('a master key for encryption signs nobody in', () => {
  assert.equal(stakeOf('ENCRYPTION_MASTER_KEY'), 'signing');
  assert.equal(stakeOf('MASTER_KEY'), 'admin');
  assert.equal(stakeOf('MAILDEV_INCOMING_PASS'), undefined);
  assert.equal(stakeOf('MAIL_INCOMING_PASS'), 'service');
});

it('one of a list of kinds has no fallback', () => {
  const read = (owner: string) =>
    `_var("provider", category=${owner}.SECRETS, default="aws_sm", env=("A_PROVIDER",))\n`;
  assert.deepEqual(found('spec.py', read('VarCategory')), []);
  assert.equal(found('spec.py', read('settings')).length, 1);
});

it('a secret that is searched for is none', () => {
  for (const [name, count] of [
    ['KNOWN_STARTER_JWT_SECRET', 0],
    ['STARTER_JWT_SECRET', 1],
  ] as const)
    assert.equal(found('src/check.ts', `const ${name} = 'changeme-secret';\n`).length, count, name);
});
