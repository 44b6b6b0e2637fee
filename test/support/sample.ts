/**
 * The bundled sample project, "Tidepool Invoices": a small product with at least one defect of every
 * area of the check catalogue, unpacked from `test/fixtures/sample`.
 *
 * How the templates are stored
 * - Every file ends in `.tmpl`, so that npm, linters, scanners and editors leave it alone.
 * - A path segment that starts with a dot starts with `dot-` instead: `dot-env.tmpl` is `.env`.
 * - `{{name}}` stands for the value of that name in `values` below. No template contains anything
 *   shaped like a key: keys are assembled here, from a seed, and the same in every run.
 *
 * `sample.defects.json` lists the defects with their lines in the unpacked files, and
 * `sample.near-misses.json` the lines that look like secrets and are none; both lie beside the
 * templates, and outside of the unpacked project.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const sampleTemplates = fileURLToPath(new URL('../fixtures/sample/', import.meta.url));

/**
 * Writes the sample project into the folder `target` as a git repository with three commits and a
 * clean work tree, and returns the folder's absolute path. An earlier sample there is replaced; a
 * folder that holds anything else is refused.
 */
export async function unpackSample(target: string): Promise<string> {
  const root = path.resolve(target);
  await makeFresh(root);
  const files = await readTemplates();
  const git = gitIn(root);
  await git('init', '--quiet', '--template=');
  for (const [index, commit] of commits.entries()) {
    for (const [file, text] of files) {
      if (commitOf(file) !== index) continue;
      await mkdir(path.dirname(path.join(root, file)), { recursive: true });
      await writeFile(path.join(root, file), text);
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--no-verify', `--date=${commit.date}`, '--message', commit.message);
  }
  return root;
}

/** Unpacked text by unpacked path: relative, forward slashes. Throws at a placeholder that has no value. */
export async function readTemplates(): Promise<Map<string, string>> {
  const entries = await readdir(sampleTemplates, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const stored = path.join(entry.parentPath, entry.name);
    const text = await readFile(stored, 'utf8');
    files.set(unpackedPath(path.relative(sampleTemplates, stored)), text.replace(placeholder, fill));
  }
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const placeholder = /\{\{([a-z][a-z0-9-]*)\}\}/g;

function unpackedPath(stored: string): string {
  const segments = stored.split(path.sep).map((segment) => segment.replace(/^dot-/, '.'));
  return segments.join('/').replace(/\.tmpl$/, '');
}

function fill(_whole: string, name: string): string {
  const value = values[name];
  if (!value) throw new Error(`No value for the placeholder {{${name}}} of the sample project`);
  return value();
}

// What the placeholders stand for ---------------------------------------------------------------

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const alphanumeric = `${digits}${lower}${upper}`;
const base64 = alphanumeric + '+/';
const base64url = alphanumeric + '-_';
const base32 = upper + '234567';

/** Deterministic text that looks random: equally likely characters of the alphabet. */
function random(seed: string, length: number, alphabet: string): string {
  const fairBelow = 256 - (256 % alphabet.length);
  let text = '';
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash('sha256').update(`tidepool ${seed} ${block}`).digest()) {
      if (byte < fairBelow && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}

const projectRef = random('project', 20, lower);

// Prefixes are put together here, so that no scanner takes this file for a leak.
const values: Record<string, () => string> = {
  'stripe-live-secret-key': () => join('_', 'sk', 'live', random('stripe secret', 24, alphanumeric)),
  'stripe-webhook-secret': () => join('_', 'whsec', random('stripe webhook', 32, alphanumeric)),
  'resend-key': () =>
    join('_', 're', random('resend id', 8, alphanumeric), random('resend key', 24, alphanumeric)),
  'openai-project-key': () => {
    const half = (seed: string) => random(seed, 74, base64url);
    return join('-', 'sk', 'proj', join('', half('openai one'), 'T3Blbk', 'FJ', half('openai two')));
  },
  'aws-access-key-id': () => join('', 'AK', 'IA', random('aws id', 16, base32)),
  'aws-secret-access-key': () => random('aws secret', 40, base64),
  'slack-webhook-url': () => {
    const team = join('', 'T', random('slack team', 10, digits + upper));
    const bot = join('', 'B', random('slack bot', 10, digits + upper));
    return join('/', 'https://hooks.slack.com', 'services', team, bot, random('slack', 24, alphanumeric));
  },
  'supabase-service-role-jwt': () => supabaseJwt('service_role'),
  'postgres-report-url': () =>
    postgresUrl('report', random('report', 20, alphanumeric), `db.${projectRef}.supabase.co:5432`),
  'postgres-production-url': () =>
    postgresUrl(
      `postgres.${projectRef}`,
      random('production', 20, alphanumeric),
      'aws-0-eu-central-1.pooler.supabase.com:6543',
    ),
  'session-secret': () => random('session', 64, '0123456789abcdef'),
  'private-key-pem': () =>
    pem('PRIVATE KEY', 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ', 'private key', 1623, '='),

  // no secrets: public by design, or plainly made up
  'supabase-ref': () => projectRef,
  'supabase-old-ref': () => random('old project', 20, lower),
  'supabase-anon-jwt': () => supabaseJwt('anon'),
  'stripe-publishable-live-key': () => join('_', 'pk', 'live', random('publishable', 24, alphanumeric)),
  'stripe-publishable-test-key': () => join('_', 'pk', 'test', random('pk test', 24, alphanumeric)),
  'stripe-price-solo': () => `price_1${random('solo', 23, alphanumeric)}`,
  'stripe-price-studio': () => `price_1${random('studio', 23, alphanumeric)}`,
  'fake-stripe-live-key': () => join('_', 'sk', 'live', 'x'.repeat(24)),
  'fake-stripe-test-key': () => join('_', 'sk', 'test', alphanumeric.slice(1, 25)),
  'aws-example-key-id': () => join('', 'AK', 'IA', 'IOSFODNN7EXAMPLE'),
  'postgres-example-url': () => join('@', 'postgres://user:password', 'localhost:5432/app'),
  'postgres-local-url': () => postgresUrl('postgres', 'postgres', '127.0.0.1:54322'),
  'public-key-pem': () =>
    pem('PUBLIC KEY', 'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA', 'public key', 386, 'IDAQAB'),
  'sha512-express': () => integrity('express'),
  'sha512-next': () => integrity('next'),
  'sha512-prisma': () => integrity('prisma'),
  'sha512-stripe': () => integrity('stripe'),
  'sha512-typescript': () => integrity('typescript'),
};

function join(separator: string, ...parts: string[]): string {
  return parts.join(separator);
}

function supabaseJwt(role: 'anon' | 'service_role'): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const payload = { iss: 'supabase', ref: projectRef, role, iat: 1756857600, exp: 2072433600 };
  return [encode({ alg: 'HS256', typ: 'JWT' }), encode(payload), random(role, 43, base64url)].join('.');
}

function postgresUrl(user: string, password: string, host: string): string {
  return `postgresql://${user}:${password}@${host}/postgres`;
}

/** An armoured key of `length` base64 characters before the ending; only its first bytes mean anything. */
function pem(label: string, start: string, seed: string, length: number, ending: string): string {
  const body = start + random(seed, length - start.length, base64) + ending;
  const lines = body.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n');
}

function integrity(name: string): string {
  return 'sha512-' + createHash('sha512').update(name).digest('base64');
}

// Folder and repository --------------------------------------------------------------------------

const commits = [
  { message: 'Invoices, customers and card payments', date: '2025-12-04T10:12:00Z' },
  { message: 'Move reminders and PDF files into a worker', date: '2026-02-27T15:40:00Z' },
  { message: 'Assistant, invoice totals and monthly report', date: '2026-03-11T18:05:00Z' },
];

/** Index of the commit that adds the file. */
function commitOf(file: string): number {
  if (/^(apps\/worker|infra)\/|^docker-compose\.yml$|^\.dockerignore$|20260[12]/.test(file)) return 1;
  if (/^scripts\/|\/api\/assistant\/|20260[3-9]|^\.env\.production$/.test(file)) return 2;
  return 0;
}

async function makeFresh(root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  const present = await readdir(root);
  if (present.length === 0) return;
  const manifest = await readFile(path.join(root, 'package.json'), 'utf8').catch(() => '');
  if (!manifest.includes('"name": "tidepool-invoices"')) {
    throw new Error(`Not a sample project, so it stays as it is: ${root}`);
  }
  await rm(root, { recursive: true, maxRetries: 3 });
  await mkdir(root, { recursive: true });
}

/** Runs git in the folder, deaf to the user's configuration, hooks, templates, keys and environment. */
export function gitIn(root: string): (...args: string[]) => Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  const settings = [
    'init.defaultBranch=main',
    'user.name=Tidepool Developer',
    'user.email=dev@tidepool-invoices.example',
    'core.hooksPath=/dev/null',
    'core.excludesFile=/dev/null',
    'core.attributesFile=/dev/null',
    'core.autocrlf=false',
    'core.fsmonitor=false',
    'commit.gpgSign=false',
    'gc.auto=0',
    'maintenance.auto=false',
  ].flatMap((setting) => ['-c', setting]);
  return async (...args) => {
    const date = args.find((argument) => argument.startsWith('--date='))?.slice('--date='.length);
    const env = {
      ...Object.fromEntries(inherited),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      ...(date ? { GIT_COMMITTER_DATE: date } : {}),
    };
    const { stdout } = await promisify(execFile)('git', [...settings, ...args], { cwd: root, env });
    return stdout;
  };
}
