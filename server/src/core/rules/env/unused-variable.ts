import { isUsualName } from '../../env/judging/uses.ts';
import type { EnvFile, EnvModel, EnvPackage } from '../../env/model.ts';
import type { EnvDeclaration } from '../../env/types.ts';
import { placeOf } from '../../place.ts';
import { defineWorkspaceRule, type PlacedFinding } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/unused-variable',
  impact: 'low',
  unnecessary: true,
  stage: 'handover',
  title: 'Variable that nothing reads',
  why: 'Every name in an env file is one that somebody has to find a value for when the product is set up. One that nothing reads costs time, and a key behind it can leak for nothing.',
  *check({ env }) {
    const vendors = vendorsOf(env);
    for (const file of env.envFiles.values()) {
      if (isForTests(file)) continue;
      const unread = unreadIn(file, env).filter(({ name }) => !isOfVendor(name, vendors));
      if (unread.length === 0 || isReadOutOfSight(file, unread)) continue;
      for (const declaration of unread) yield finding(file, declaration);
    }
  },
});

function finding({ path, ignored, role }: EnvFile, { name, at, entry }: EnvDeclaration): PlacedFinding {
  const advice = role.template
    ? 'Whoever copies this file looks for a value in vain.'
    : 'If a key stands behind it, it can leak and does no good.';
  return {
    file: path,
    at,
    kind: name,
    message: `Nothing in this workspace reads ${name}. ${advice} Remove the line, unless a tool that can’t be seen from here needs it.`,
    // What git doesn't have can't be brought back: nothing of it is taken away by itself.
    ...(entry && !ignored
      ? {
          fix: {
            kind: 'edit',
            title: `Remove ${name}`,
            edits: [{ range: entry, newText: '' }],
            needsDecision: true,
          },
        }
      : {}),
  };
}

/** Words in the names of dependencies: a vendor's library may read the variables that are named after the vendor. */
function vendorsOf({ packages }: EnvModel): ReadonlySet<string> {
  const own = new Set(packages.map(({ facts }) => facts?.name));
  const dependencies = new Set(packages.flatMap(({ facts }) => facts?.dependencies ?? []));
  const words = [...dependencies].flatMap((name) =>
    own.has(name) ? [] : name.toLowerCase().split(/[^a-z0-9]+/),
  );
  return new Set(words.filter((word) => word.length >= 4 && !EVERYDAY.has(word)));
}

/** `TELEGRAM_BOT_NAME` beside `@chat-adapter/telegram`. */
function isOfVendor(name: string, vendors: ReadonlySet<string>): boolean {
  return vendors.has((/^[A-Z0-9]+/.exec(name)?.[0] ?? '').toLowerCase());
}

/** What many names start with, and libraries that are handed their keys by the code. */
const EVERYDAY = new Set(
  (
    'next nuxt vite react expo gatsby public private node deno vue svelte astro nest app apps core common config env dotenv api apis ' +
    'auth oauth mail mailer email smtp http https server client web site cloud admin user users db data database redis postgres pgsql ' +
    'mysql mongo mongodb sqlite cache session jwt token secret log logs logger test testing file files storage queue job jobs build ' +
    'release debug search image images upload uploads cron url base default domain cors rate feature enable disable max min time ' +
    'demo stripe supabase firebase sendgrid mailgun mailchimp paddle github google facebook twitter linkedin discord microsoft azure'
  ).split(' '),
);

/** What tests and examples are given costs nobody anything. */
function isForTests({ path, role }: EnvFile): boolean {
  const inFolder = path.replace(/[^/]*$/, 'file');
  return (
    role.environment === 'test' ||
    role.environment === 'ci' ||
    placeOf(inFolder) !== 'product' ||
    /\b(?:travis|circleci|dusk)\b/.test(path)
  );
}

/** Declarations that no package which may run with the file reads, and that stand in no other place either. */
function unreadIn(file: EnvFile, env: EnvModel): readonly EnvDeclaration[] {
  const readers = env.packages.filter(({ envFiles }) => envFiles.includes(file));
  const owner = env.packageOf(file.path);
  const packages = readers.includes(owner) ? readers : [...readers, owner];
  return [...file.byName.values()].filter(
    (declaration) =>
      declaration.by === 'env-file' &&
      declaration.entry !== undefined &&
      isPlainName(declaration.name) &&
      packages.every((folder) => isUnread(declaration.name, folder)) &&
      standsAlone(declaration.name, env),
  );
}

function isUnread(name: string, { variables }: EnvPackage): boolean {
  const variable = variables.get(name);
  return (
    variable === undefined ||
    (variable.need === 'unread' && variable.readBy === undefined && variable.suppliedBy === undefined)
  );
}

/** `Section__Key` is read as a part of a tree, and a name in lower case by a tool of its own. */
function isPlainName(name: string): boolean {
  return isUsualName(name) && !name.includes('__');
}

/** Named in env files alone: what a manifest, an image, a script or a test repeats is known to somebody. */
function standsAlone(name: string, env: EnvModel): boolean {
  const { uses, declarations, references } = env.placesOf(name);
  return (
    uses.length === 0 &&
    references.length === 0 &&
    declarations.every(({ declaration }) => declaration.by === 'env-file')
  );
}

/**
 * Where the better part of a file is read by nothing, who reads it can't be seen: another repository, a language that
 * isn't understood, an image.
 */
function isReadOutOfSight({ byName, path }: EnvFile, unread: readonly EnvDeclaration[]): boolean {
  const own = [...byName.values()].filter(({ entry }) => entry !== undefined);
  if (own.length === unread.length) return true;
  // Beside the files of an image, its own settings and scripts may read what code doesn't.
  if (/(?:^|\/)(?:docker|containers?|deploy\w*|infra\w*|k8s|helm|ops)\//i.test(path))
    return unread.length * 10 > own.length;
  return unread.length > 3 && unread.length * 2 > own.length;
}
