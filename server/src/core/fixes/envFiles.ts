/** The files beside the code: `.env` with the value, `.env.example` with the name, `.gitignore`. */

import { folderOf, join, nameOf } from '../paths.ts';
import { printable } from '../printable.ts';
import { shellPath } from './shell.ts';
import type { FileEdit } from '../edit.ts';
import { publicPrefixOf } from './browserCode.ts';
import { escapeDollars, parseEnv, unescapeDollars, valuesIn, writeEnvValue } from './envSyntax.ts';
import { nearestWith, type Project } from './project.ts';
import { insertion, lineBreakOf } from './site.ts';

/** Where the values of a package are kept. */
export interface EnvironmentFile {
  readonly path: string;
  /** Its present text; undefined where it is to be created. */
  readonly text: string | undefined;
  /** What is declared there and in the files that win over it. */
  readonly declared: ReadonlyMap<string, string>;
  /** True where the loader replaces `$NAME` in values. */
  readonly expands: boolean;
  readonly notes: readonly string[];
}

export function environmentFileOf(project: Project): EnvironmentFile {
  const { files, folder } = project;
  const name = environmentNameOf(project);
  const path = join(folder, name);
  const text = files.read(path);
  // Wrangler replaces references in env files, but not in its own (packages/wrangler/src/dev/dev-vars.ts).
  const expands =
    name !== '.dev.vars' &&
    ((project.framework?.expands ?? false) || (project.node?.dependencies.has('dotenv-expand') ?? false));
  const siblings = ['.env', '.env.development', '.env.local', '.env.development.local', name];
  const entries = siblings.flatMap((each) => parseEnv(files.read(join(folder, each)) ?? ''));
  const declared = new Map(
    entries.map((entry) => [entry.name, expands ? unescapeDollars(entry.value) : entry.value]),
  );
  return { path, text, declared, expands, notes: notesOn(project, name, text) };
}

/** `.env`, unless the project keeps its values elsewhere already or git has taken `.env` in. */
function environmentNameOf(project: Project): string {
  const { files, folder, framework } = project;
  const has = (name: string): boolean => files.read(join(folder, name)) !== undefined;
  if (framework?.id === 'workers') return has('.dev.vars') || !has('.env') ? '.dev.vars' : '.env';
  if (!has('.env')) return has('.env.local') ? '.env.local' : '.env';
  return isCommittable(project, '.env') && readsLocal(project) ? '.env.local' : '.env';
}

function readsLocal({ framework, node }: Project): boolean {
  return (framework?.readsLocal ?? false) && !(framework?.id === 'vite' && node?.dependencies.has('dotenv'));
}

function isCommittable({ files, folder }: Project, name: string): boolean {
  return !files.isIgnored(join(folder, name));
}

function notesOn(project: Project, name: string, text: string | undefined): string[] {
  const { files, folder, framework } = project;
  const path = join(folder, name);
  if (
    name === '.env.local' &&
    files.read(join(folder, '.env')) !== undefined &&
    isCommittable(project, '.env')
  ) {
    return [
      `${join(folder, '.env')} is not ignored by git, so the value goes to ${printable(path)}, which ${framework?.name ?? 'the framework'} reads first.`,
    ];
  }
  if (text === undefined || !isCommittable(project, name)) return [];
  return [
    `Git does not ignore ${printable(path)} so far: if it has been committed, take it out with "git rm --cached ${shellPath(path)}" and change every secret in it.`,
  ];
}

// --- the name ---

export interface Variable {
  readonly name: string;
  /** True where it is declared with this very value: nothing is added. */
  readonly isDeclared: boolean;
}

/** A declared variable with the value, else `preferred`, numbered where it is taken. */
export function variableFor(
  file: EnvironmentFile,
  preferred: string,
  value: string,
  taken: ReadonlySet<string>,
): Variable {
  if (file.declared.get(preferred) === value) return { name: preferred, isDeclared: true };
  for (const [name, declared] of file.declared) {
    if (declared === value && /^[A-Za-z_]\w*$/.test(name) && !publicPrefixOf(name))
      return { name, isDeclared: true };
  }
  for (let number = 1; ; number++) {
    const name = number === 1 ? preferred : `${preferred}_${number}`;
    if (!file.declared.get(name) && !taken.has(name)) return { name, isDeclared: false };
  }
}

// --- the edits ---

/** Adds `NAME=value`, or fills in an empty `NAME=`; undefined where no text would read back as the value. */
export function declareVariable(file: EnvironmentFile, name: string, value: string): FileEdit | undefined {
  const wanted = file.expands ? escapeDollars(value) : value;
  const written = writeEnvValue(wanted)?.replace(/\n/g, lineBreakOf(file.text ?? ''));
  if (written === undefined) return undefined;
  const edit = edited(file, name, written);
  const [only] = edit.edits;
  const text = file.text ?? '';
  const result = only ? text.slice(0, only.range.start) + only.newText + text.slice(only.range.end) : text;
  return valuesIn(result).get(name) === wanted ? edit : undefined;
}

function edited({ path, text }: EnvironmentFile, name: string, written: string): FileEdit {
  const empty = parseEnv(text ?? '').findLast((entry) => entry.name === name);
  if (empty?.value === '') return { path, edits: [{ range: empty.range, newText: written }] };
  return appended(path, text, `${name}=${written}`, 0o600);
}

/** A line at the end of a file that keeps its line breaks; `mode` is for the file if it is new. */
function appended(path: string, text: string | undefined, line: string, mode?: number): FileEdit {
  if (text === undefined) {
    return { path, create: mode === undefined ? {} : { mode }, edits: [insertion(0, `${line}\n`)] };
  }
  const lineBreak = lineBreakOf(text);
  const isOpen = /[^\r\n\uFEFF]$/.test(text);
  return { path, edits: [insertion(text.length, `${isOpen ? lineBreak : ''}${line}${lineBreak}`)] };
}

const EXAMPLES = [
  '.env.example',
  '.env.sample',
  'env.example',
  '.env.template',
  '.env.dist',
  '.env.local.example',
  '.dev.vars.example',
];

/** The name without a value, for whoever sets the project up next. */
export function addToExample(project: Project, environmentPath: string, name: string): FileEdit[] {
  const { files } = project;
  const folder = folderOf(environmentPath);
  const existing = EXAMPLES.map((each) => join(folder, each)).find((path) => files.read(path) !== undefined);
  const path =
    existing ?? join(folder, environmentPath.endsWith('.dev.vars') ? '.dev.vars.example' : '.env.example');
  // An example that git ignores would help nobody.
  if (existing === undefined && files.isIgnored(path)) return [];
  const text = files.read(path);
  return valuesIn(text ?? '').has(name) ? [] : [appended(path, text, `${name}=`)];
}

/** A line in the nearest `.gitignore`, where git would take the file into a commit. */
export function addToGitignore({ files }: Project, path: string): FileEdit[] {
  if (files.isIgnored(path)) return [];
  const name = nameOf(path);
  const folder = nearestWith(path, files, ['.gitignore']) ?? folderOf(path);
  const ignoreFile = join(folder, '.gitignore');
  const text = files.read(ignoreFile);
  const listed = new Set((text ?? '').split(/\r?\n/).map((line) => line.trim()));
  // Listed and yet not ignored: it is tracked, which no second line changes.
  return listed.has(name) || listed.has(`/${name}`) || listed.has('.env*')
    ? []
    : [appended(ignoreFile, text, name)];
}
