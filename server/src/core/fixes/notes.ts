/** What the person must do after the fix. */

import type { Language } from '../language.ts';
import { nameOf } from '../paths.ts';
import { isCompose, isSupabaseFunction, manifestText } from './project.ts';
import { shellPath } from './shell.ts';
import { after, before, type Site } from './site.ts';

/** How to get the value to where the code runs: here, and in production. */
export function notesFor(site: Site, name: string, environmentPath: string): string[] {
  const loading = loadingNote(site, environmentPath);
  return [
    ...(loading === undefined ? [] : [loading]),
    ...comparisonNote(site, name),
    hostingNote(site, name),
  ];
}

export function workflowNotes(name: string): string[] {
  return [
    `Add ${name} to the repository's secrets under Settings → Secrets and variables → Actions before the next run.`,
  ];
}

function hostingNote({ document, project }: Site, name: string): string {
  if (isSupabaseFunction(document.path))
    return `Run "supabase secrets set ${name}=…" before the next deploy.`;
  if (project.framework?.id === 'workers')
    return `Run "npx wrangler secret put ${name}" before the next deploy.`;
  if (document.language === 'shell' || document.language === 'powershell')
    return `Set ${name} wherever else this script runs (CI, the server).`;
  if (isCompose(document.path))
    return `Set ${name} on the machine that runs docker compose before the next deploy.`;
  return `Add ${name} to your hosting's environment variables before the next deploy.`;
}

/** Where a missing variable equals a missing header, nobody needs the secret any more. */
function comparisonNote(site: Site, name: string): string[] {
  const compares = /[!=]==?\s*$/.test(before(site)) || /^\s*[!=]==?/.test(after(site));
  return compares && MISSING_IS_SILENT.has(site.document.language)
    ? [
        `Make the program stop at start when ${name} is missing: the comparison here would hold for a request without any value.`,
      ]
    : [];
}

const MISSING_IS_SILENT: ReadonlySet<Language> = new Set<Language>([
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'astro',
  'go',
  'php',
  'java',
  'kotlin',
  'csharp',
  'powershell',
]);

// --- loading ---

interface Loader {
  /** What in the manifests or in the file itself shows that `.env` is loaded. */
  readonly evidence: RegExp;
  readonly manifests: readonly string[];
  readonly advice: (path: string) => string;
}

const SOURCE_IT = (path: string): string => `set -a; . ./${shellPath(path)}; set +a`;

const NODE: Loader = {
  evidence:
    /"(?:dotenv|dotenv-\w+|@dotenvx\/dotenvx|env-cmd|varlock|@nestjs\/config)"|--env-file|dotenv\/config|loadEnvFile|\bbun (?:run|dev|--)|\bdotenv\b/,
  manifests: ['package.json', 'bunfig.toml'],
  advice: (path) =>
    `This project doesn't load .env by itself: start it with "node --env-file=${shellPath(path)}", or import dotenv/config first.`,
};

const JVM: Loader = {
  evidence: /dotenv/i,
  manifests: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
  advice: (path) =>
    `This project doesn't load .env by itself: run "${SOURCE_IT(path)}" in the shell first, or enter the file in your run configuration.`,
};

const LOADERS: Readonly<Partial<Record<Language, Loader>>> = {
  javascript: NODE,
  javascriptreact: NODE,
  typescript: NODE,
  typescriptreact: NODE,
  java: JVM,
  kotlin: JVM,
  python: {
    evidence: /dotenv|environ\b(?!\[|\.get)|decouple|environs|pydantic[-_]settings|dynaconf/i,
    manifests: ['requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py', 'setup.cfg'],
    advice: () =>
      "This project doesn't load .env by itself: install python-dotenv and call load_dotenv() before this line runs.",
  },
  ruby: {
    evidence: /dotenv|figaro|Dotenv/,
    manifests: ['Gemfile'],
    advice: () =>
      'This project doesn\'t load .env by itself: add the gem "dotenv" (in Rails "dotenv-rails") to the Gemfile.',
  },
  php: {
    evidence: /laravel\/framework|symfony\/(?:dotenv|framework-bundle)|vlucas\/phpdotenv|Dotenv/,
    manifests: ['composer.json'],
    advice: () =>
      "This project doesn't load .env by itself: install vlucas/phpdotenv and load it first, or set the variable in the web server.",
  },
  go: {
    evidence: /godotenv|spf13\/viper/,
    manifests: ['go.mod'],
    advice: (path) =>
      `Go doesn't load .env by itself: run "${SOURCE_IT(path)}" in the shell first, or use github.com/joho/godotenv.`,
  },
  rust: {
    evidence: /dotenv/,
    manifests: ['Cargo.toml'],
    advice: (path) =>
      `Rust doesn't load .env by itself: run "${SOURCE_IT(path)}" in the shell first, or use the crate dotenvy.`,
  },
  csharp: {
    evidence: /DotNetEnv|dotenv/i,
    manifests: [],
    advice: () =>
      ".NET doesn't load .env by itself: install DotNetEnv and call Env.Load() first, or set the variable in launchSettings.json.",
  },
  elixir: {
    evidence: /dotenv/i,
    manifests: ['mix.exs'],
    advice: (path) => `Elixir doesn't load .env by itself: run "${SOURCE_IT(path)}" in the shell first.`,
  },
  shell: {
    evidence: /(?:^|\s)(?:\.|source)\s+\S*\.env\b/m,
    manifests: [],
    advice: (path) => `This script doesn't load .env by itself: run "${SOURCE_IT(path)}" in the shell first.`,
  },
  powershell: {
    evidence: /\.env\b/,
    manifests: [],
    advice: () =>
      'PowerShell doesn\'t load .env by itself: set the variable with $env:NAME = "…" in your own session or profile.',
  },
};

function loadingNote(site: Site, environmentPath: string): string | undefined {
  const { document, project } = site;
  const loader = LOADERS[document.language];
  // Programs are started in their package's folder.
  const name = nameOf(environmentPath);
  if (!loader || (loader === NODE && (project.framework?.loadsEnv || isSupabaseFunction(document.path))))
    return undefined;
  if (loader === NODE && /\bDeno\./.test(document.text)) {
    return `Deno doesn't load .env by itself: start it with "deno run --env-file=${shellPath(name)}".`;
  }
  const isLoaded =
    loader.evidence.test(document.text) || loader.evidence.test(manifestText(project, loader.manifests));
  return isLoaded ? undefined : loader.advice(name);
}
