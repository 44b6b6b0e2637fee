import { lowerNameOf } from '../paths.ts';

/** What the name of an env file says. */
export interface EnvFileRole {
  /** `any` for `.env` and `.env.local`; a name of its own where the file has one: `.env.eu` is "eu". */
  readonly environment:
    'any' | 'development' | 'production' | 'test' | 'staging' | 'preview' | 'ci' | (string & {});
  /** For this machine alone: `.env.local`, `.env.production.local`. */
  readonly local: boolean;
  /** An example to copy, without values that work: `.env.example`. */
  readonly template: boolean;
}

/** Undefined for a path that is no env file. */
export function envFileRoleOf(path: string): EnvFileRole | undefined {
  const inFolder = roleByFolder(path);
  if (inFolder) return inFolder;
  const name = lowerNameOf(path);
  const tail = tailOf(name);
  if (tail === undefined) return undefined;
  const words = tail.split(/[.\-_]/).filter((word) => word !== '');
  if (words.some((word) => NOT_VALUES.has(word))) return undefined;
  const template = words.some((word) => TEMPLATE.has(word));
  const local = words.includes('local') && !template;
  const rest = words.filter((word) => !TEMPLATE.has(word) && !GENERAL.has(word));
  // direnv and wrangler run on a developer's machine alone.
  if (/^\.(?:envrc|dev\.vars)/.test(name)) {
    const environment = rest.length > 0 ? environmentNamed(rest) : 'development';
    return { environment, local: !template && !name.startsWith('.envrc'), template };
  }
  return { environment: environmentNamed(rest), local, template };
}

/** `.envs/.production/.django`, as cookiecutter-django lays them out, with one file for each service. */
function roleByFolder(path: string): EnvFileRole | undefined {
  const [, folder, alone] =
    /(?:^|\/)\.envs\/(?:\.?([\w-]{1,40})\/\.?[\w-]{1,40}|\.([\w-]{1,40}))$/.exec(path.toLowerCase()) ?? [];
  const named = folder ?? alone;
  if (named === undefined || NOT_VALUES.has(named) || named.startsWith('git')) return undefined;
  const all = named.split(/[-_]/);
  const words = all.filter((word) => !TEMPLATE.has(word));
  // `.envs/.web`, without a folder for the environment, is mostly called after what it is for.
  const stages = folder === undefined ? words.filter((word) => Object.hasOwn(STAGES, word)) : words;
  const environment = words.includes('local') ? 'development' : environmentNamed(stages);
  return { environment, local: false, template: words.length < all.length };
}

/** The stage that people mean by a word such as "prod" or "stg"; the word itself where it is none of them. */
export function environmentNamed(words: readonly string[]): EnvFileRole['environment'] {
  const known = words.map((word) => (Object.hasOwn(STAGES, word) ? STAGES[word] : undefined)).find(Boolean);
  return known ?? (words.length > 0 ? words.join('-') : 'any');
}

/** What follows "env" in the name, or stands before it; "" for a plain `.env`. */
function tailOf(name: string): string | undefined {
  if (NO_ENV_FILE.test(name)) return undefined;
  const first = /^\.(?:env|flaskenv|envrc|dev\.vars)(?=$|[.\-_])(.*)$/.exec(name) ?? WITHOUT_POINT.exec(name);
  if (first) return first[1] ?? '';
  const last = /^(.+)\.env$/.exec(name);
  return last ? (last[1] ?? '') : undefined;
}

/** `env.example`, `env-example-relational`: without the point, only what is clearly none of a program's files. */
const WITHOUT_POINT =
  /^env((?:[._-](?:example|sample|template|dist|local|production|prod|development|dev|staging|stage|testing|test))+|[._-](?:example|sample|template)[._-][a-z0-9]{1,40})$/;
/** Code, types, documents, scripts, copies and archives that are named alike. */
const NO_ENV_FILE =
  /\.(?:txt|ya?ml|json5?|toml|ini|xml|html?|[cm]?[jt]sx?|vue|py|rb|php|go|rs|java|kt|cs|ex|exs|md|mdx|rst|sh|bash|zsh|fish|ps1|bat|cmd|d|erb|j2|hbs|diff|patch|log|lock|csv|pem|key|age|zip|gz|tgz|tar|sw[op])$|~$/;
/** dotenv-vault's encrypted file and its keys, other encrypted ones, copies that nobody reads. */
const NOT_VALUES = new Set(
  (
    'vault keys me enc encrypted gpg sops secret-keys bak backup old orig save copy tmp temp ' +
    'disabled rej'
  ).split(' '),
);
const TEMPLATE = new Set(
  (
    'example examples sample template dist tpl tmpl default exemple demo schema skel skeleton ' +
    'stub reference spec'
  ).split(' '),
);
/** Words that say nothing about the environment: what the file is for, or who reads it. */
const GENERAL = new Set(
  (
    'local shared base common global all defaults main root config app application vars ' +
    'variables settings env server client backend frontend api web docker compose container ' +
    'secrets secret public private project complete full minimal'
  ).split(' '),
);
const STAGES: Readonly<Record<string, EnvFileRole['environment']>> = {
  dev: 'development',
  development: 'development',
  develop: 'development',
  devcontainer: 'development',
  prod: 'production',
  production: 'production',
  live: 'production',
  test: 'test',
  testing: 'test',
  tests: 'test',
  jest: 'test',
  vitest: 'test',
  cypress: 'test',
  playwright: 'test',
  dusk: 'test',
  e2e: 'test',
  stage: 'staging',
  staging: 'staging',
  stg: 'staging',
  uat: 'staging',
  qa: 'staging',
  preprod: 'staging',
  sandbox: 'staging',
  preview: 'preview',
  review: 'preview',
  ci: 'ci',
};
