import { hash64 } from '../hash.ts';
import { wordsOf } from './namedValues/names.ts';

/** A secret that a product, a framework or its documentation ships, and that everybody can look up. */
export interface KnownDefault {
  /** Completes "It is the default of …". */
  readonly product: string;
  /** True where nothing else looks like it: the value gives itself away under any name. */
  readonly distinct: boolean;
}

/** The entry of a value in the table, or undefined. */
export function knownDefault(value: string): KnownDefault | undefined {
  if (value.length > LONGEST) return undefined;
  if (DJANGO.test(value)) return { product: 'a new Django project', distinct: true };
  return BY_VALUE.get(value.toLowerCase()) ?? (value.length < 16 ? undefined : BY_HASH.get(hash64(value)));
}

/**
 * Whether a value would be among the first thousand guesses: made of nothing but the words that people write where a
 * secret goes, and a few digits. "super-secret-key-123", "changeme", "12345678901234567890123456789012".
 */
export function isGuessable(value: string): boolean {
  if (value.length > LONGEST || !/^[\w !@#$%&.,+:=-]+$/.test(value)) return false;
  const plain = value.toLowerCase().replaceAll(/[013457@$]/g, (sign) => LEET[sign] ?? sign);
  return isWords(value.toLowerCase()) || isWords(plain) || isFiller(value);
}

/**
 * Whether somebody made it up out of words, some of which only the product knows: "tidepool-jwt-secret-2024",
 * "mySecretTidepoolKey". Nobody generates such a value, and many can guess it.
 */
export function isSpokenSecret(value: string): boolean {
  if (
    value.length > LONGEST ||
    /fail|refuse/i.test(value) ||
    !/secret|change|password|insecure|default|please|dev.*key|jwt.*key/i.test(value)
  )
    return false;
  const parts = value.split(/[-_ .!,]+|(?<=[a-z])(?=[A-Z])/).filter((part) => part !== '');
  const digits = value.replaceAll(/[^0-9]/g, '').length;
  return parts.length >= 2 && digits <= 10 && /^[\w !.,-]+$/.test(value) && parts.every(isSpoken);
}

function isSpoken(part: string): boolean {
  return (
    /^\d{1,10}$/.test(part) ||
    (/^\d{0,3}[A-Za-z]{1,16}\d{0,4}$/.test(part) && (part.length <= 4 || /[aeiouy]/i.test(part)))
  );
}

const LONGEST = 120;
/** `startproject` marks the keys that it writes, since Django 3.2. */
const DJANGO = /^django-insecure-/;

function isWords(lower: string): boolean {
  const parts = lower.match(/[a-z]+/g) ?? [];
  const digits = lower.replaceAll(/[^0-9]/g, '').length;
  return parts.length > 0 && digits <= 4 && parts.every(isMadeOfWords);
}

/** Whether known words, one after the other, make up the whole of it. Takes time in proportion to its length. */
function isMadeOfWords(letters: string): boolean {
  const reached = new Set([0]);
  for (let start = 0; start < letters.length; start++) {
    if (!reached.has(start)) continue;
    for (let length = 1; length <= LONGEST_WORD; length++) {
      if (WORDS.has(letters.slice(start, start + length))) reached.add(start + length);
    }
  }
  return reached.has(letters.length);
}

/** "0000…", "1234567890…", "abcdefghijklmnop…", "asdfasdf": one run or one repetition. */
function isFiller(value: string): boolean {
  if (/^(.)\1+$/.test(value)) return true;
  const lower = value.toLowerCase();
  return FILLERS.some((filler) => filler.repeat(Math.ceil(lower.length / filler.length)).startsWith(lower));
}

const FILLERS = [
  '1234567890',
  '0123456789',
  '0123456789abcdef',
  'abcdefghijklmnopqrstuvwxyz0123456789',
  'asdf',
  'qwerty',
  'xyz',
  'foobar',
];

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

const WORDS = new Set(
  (
    'a abc access actual admin administrator adminadmin an and any api app application at auth authentication backend ' +
    'bar baz be better blah boss bucket c cat change changed changeit changeme changethis char character characters ' +
    'chars cipher client clickhouse company complex cookie correct credentials crypt cycle d database db default demo ' +
    'dev devel develop development do docker dont dummy e easy encrypt encryption enter env environment example express ' +
    'fake fallback first foo for forget from generate generated go goes guess guest guessable hard hash hello here hmac ' +
    'horse house i in insecure insert integration internal is it jwt keep key keyboard keys kitten learning least length ' +
    'letmein local localhost login long longer mad magic mariadb mary master me minio mongo mongodb must mutated my myapp ' +
    'mysecret mysecretkey mysql n nest never next nextauth no node not now of only or owner p pass passphrase passw ' +
    'password passwd path phrase placeholder please postgres postgresql prod production project public put pw pwd qwerty ' +
    'rabbitmq random really redis refresh replace root s sa safe salt sample seckey secret secretkey secretkeyhere ' +
    'secrets secure security server service session set shared shh shhh shhhh shhhhh shhhhhh should sign signature ' +
    'signing simple site so some something staging static string strong super supersecret superuser sure sys temp ' +
    'temporary test testing than that the this time to todo token tokens tobemodified toor tutorial u unique unsafe ' +
    'up update updated use user v value verify very wallet weak web webhook will with word world x xxx xxxx you your ' +
    'yoursecret yoursecretkey bit bits characterslong guessed hidden hush it modified need needs override shall ssh why'
  ).split(' '),
);
const LONGEST_WORD = 14;

type Row = readonly [product: string, source: string, values: readonly string[]];

/** Values that are written out: words, which no scanner takes for a secret. In lower case. */
const PLAIN: readonly Row[] = [
  ['express-session’s documentation', 'expressjs/session README', ['keyboard cat']],
  ['jsonwebtoken’s documentation', 'auth0/node-jsonwebtoken README', ['shhhhh']],
  [
    'jwt.io',
    'jwt.io',
    [
      'your-256-bit-secret',
      'your-384-bit-secret',
      'your-512-bit-secret',
      'a-string-secret-at-least-256-bits-long',
    ],
  ],
  [
    'iron-session’s documentation',
    'vvo/iron-session README',
    ['complex_password_at_least_32_characters_long'],
  ],
  [
    'NestJS’ documentation',
    'docs.nestjs.com/security/authentication',
    ['do not use this value. instead, create a complex secret and keep it safe outside of the source code.'],
  ],
  ['Remix’ documentation', 'remix.run/docs/en/main/utils/sessions', ['s3cret1', 's3cret']],
  [
    'Symfony',
    'symfony/recipes, framework-bundle',
    ['thistokenisnotsosecretchangeit', 'thistokenisnotsosecretpleasechangeit'],
  ],
  [
    'Laravel',
    'laravel/framework, config/app.php before 5.4',
    ['somerandomstring', 'somerandomstringwith32characters', 'yoursecretkey!!!'],
  ],
  ['WordPress', 'wordpress/wordpress-develop, wp-config-sample.php', ['put your unique phrase here']],
  ['JHipster', 'jhipster/generator-jhipster', ['my-secret-token-to-change-in-production']],
  ['the Flask mega-tutorial', 'blog.miguelgrinberg.com', ['you-will-never-guess', 'hard to guess string']],
  ['the FastAPI template', 'fastapi/full-stack-fastapi-template', ['changethis']],
  [
    'Apache Superset',
    'CVE-2023-27524',
    [
      'thisisasecret_1234',
      'change_me_to_a_complex_random_secret',
      'your_own_random_generated_secret_key',
      'test_non_dev_secret',
    ],
  ],
  ['Apache Airflow', 'CVE-2020-17526', ['temporary_key']],
  [
    'Supabase’s guide to self-hosting',
    'supabase/supabase, docker/.env.example',
    [
      'your-super-secret-jwt-token-with-at-least-32-characters-long',
      'super-secret-jwt-token-with-at-least-32-characters-long',
      'your-super-secret-and-long-postgres-password',
      'this_password_is_insecure_and_should_be_updated',
      'your-encryption-key-32-chars-min',
      'your-32-character-encryption-key',
    ],
  ],
  [
    'Strapi',
    'strapi/strapi, templates',
    ['tobemodified', 'tobemodified1', 'tobemodified2', 'tobemodified1,tobemodified2'],
  ],
  [
    'Directus',
    'directus/directus, docker-compose in the docs',
    ['replace-with-secure-random-value', 'replace-with-random-value', 'd1r3ctu5'],
  ],
  ['Hasura', 'hasura/graphql-engine, install manifests', ['myadminsecretkey']],
  ['Meilisearch’s documentation', 'meilisearch.com/docs', ['asamplemasterkey', 'masterkey', 'master_key']],
  ['Parse Server', 'parse-community/parse-server README', ['mymasterkey']],
  ['MinIO', 'min.io/docs', ['minioadmin', 'minio123', 'miniosecret']],
  ['RabbitMQ', 'rabbitmq.com/docs/access-control', ['guest']],
  ['Umami', 'umami-software/umami, docker-compose.yml', ['replace-me-with-a-random-string']],
  ['Langfuse', 'langfuse/langfuse, docker-compose.yml', ['mysecret', 'mysalt', 'myredissecret']],
  ['NocoBase', 'nocobase/nocobase, .env.example', ['test-key']],
  ['Chatwoot', 'chatwoot/chatwoot, .env.example', ['replace_with_lengthy_secure_hex']],
  ['Penpot', 'penpot/penpot, docker-compose.yaml', ['my-insecure-key']],
  [
    'Authelia’s documentation',
    'authelia/authelia, config.template.yml',
    ['a_very_important_secret', 'insecure_session_secret', 'unsecure_session_secret', 'insecure_secret'],
  ],
  ['Outline’s sample', 'outline/outline, .env.sample', ['generate_a_new_key']],
  [
    'Postiz',
    'gitroomhq/postiz-app, docker-compose.yaml',
    ['random string that is unique to every install - just type random characters here!'],
  ],
  ['Gogs', 'gogs/gogs, conf/app.ini', ['!#@fdewrewr&*(']],
  [
    'Spring Boot tutorials',
    'bezkoder.com, javainuse.com',
    ['bezkodersecretkey', 'javainuse', 'jwtsupersecretkey'],
  ],
];

/**
 * Values that look generated and would set off a scanner, this one included: the hash of each (`hash64`). They are public;
 * every row names the file that has them.
 */
const HASHED: readonly Row[] = [
  [
    'Apache Shiro',
    'CVE-2016-4437; CookieRememberMeManager and its copies',
    ['6edd26c3d7c6b69a', '41a4692f5fabaf5f', 'b85b3109d4d3189a'],
  ],
  [
    'Supabase’s guide to self-hosting',
    'supabase/supabase, docker/.env.example: SECRET_KEY_BASE',
    ['96e5480dcf0d0d53'],
  ],
  ['Redash', 'CVE-2021-41192', ['661efe6922aa0a26']],
  ['Grafana', 'grafana/grafana, conf/defaults.ini: secret_key', ['f31b345e8e223674']],
  ['FastAPI’s tutorial', 'fastapi.tiangolo.com/tutorial/security/oauth2-jwt', ['d51028dc2ecf54fb']],
  ['Flask’s tutorial', 'flask.palletsprojects.com/en/stable/tutorial/deploy', ['3602cfaecb3b0c2d']],
  ['NetBox', 'netbox-community/netbox-docker, env/netbox.env', ['66682c46397fd42a']],
  [
    'Infisical',
    'Infisical/infisical, .env.example',
    ['d8e72c84fe4f61bf', '5821fcba32947419', 'b5ab3eb1bea4ffb8'],
  ],
  ['Dify', 'langgenius/dify, docker/.env.example', ['d3362e5bf70a7ba1']],
  ['a Spring Boot tutorial', 'ali-bouali/spring-boot-3-jwt-security', ['776b0284a9b7a6cc']],
  ['JHipster', 'jhipster/generator-jhipster, application-dev.yml', ['dc5f28b40657dba9', '1d3ad4d76ee75cb4']],
  [
    'Nacos',
    'CVE-2021-43116, nacos.io: nacos.core.auth.plugin.nacos.token.secret.key',
    ['f00f706c691ae75b', '8489c189bd23c9b4', '6e1b68b583098e8a'],
  ],
  ['Plane', 'makeplane/plane, deployments', ['b709c92813037d97', '4a90e0ea019af3c6', '58c871c2fdc3d357']],
  ['CakePHP', 'cakephp/cakephp 2.x, app/Config/core.php: Security.salt', ['a77de44df14037cb']],
  [
    'Directus’ documentation',
    'directus/directus, docker-compose in older docs',
    ['3cf918981a12f244', '683ae782446329ea'],
  ],
];

/** A hash has sixteen characters: what it stands for is always distinct. */
function table(rows: readonly Row[]): ReadonlyMap<string, KnownDefault> {
  return new Map(
    rows.flatMap(([product, , values]) =>
      values.map(
        (value) => [value, { product, distinct: wordsOf(value).length >= 3 || value.length >= 16 }] as const,
      ),
    ),
  );
}

const BY_VALUE = table(PLAIN);
const BY_HASH = table(HASHED);
