/** Why a format has no place for a variable, and what to do there instead. */

import type { Language } from '../language.ts';
import { join, nameOf } from '../paths.ts';
import { printable } from '../printable.ts';
import type { Document } from '../source.ts';
import { nearestWith, type Project } from './project.ts';
import { shellPath } from './shell.ts';

/** For files that no reader serves. `name` is the variable that the value would get. */
export function formatRefusal(document: Document, name: string): string {
  const special = SPECIAL.find(({ path }) => path.test(document.path));
  return (special?.reason ?? BY_LANGUAGE[document.language] ?? OTHER)(name, document.path);
}

type Reason = (name: string, path: string) => string;

const OTHER: Reason = (name) =>
  `This kind of file can't read environment variables: take the value out, put it in .env as ${name}, and let the code that reads this file use the variable.`;

const SPECIAL: readonly { readonly path: RegExp; readonly reason: Reason }[] = [
  {
    path: /(^|\/)\.npmrc$/,
    reason: (name) =>
      `Write \${${name}} here, which npm fills in itself, and set ${name} in your shell and in CI (npm does not read .env).`,
  },
  {
    path: /(^|\/)(application|bootstrap)[\w.-]*\.(ya?ml|properties)$/,
    reason: (name) =>
      `Spring fills in variables itself: write \${${name}} here and set ${name} where the application runs.`,
  },
  {
    path: /(^|\/)config\/[\w.-]+\.ya?ml$/,
    reason: (name) =>
      `Configuration in YAML can't read variables by itself; in Rails write <%= ENV.fetch("${name}") %> here and put ${name} in .env.`,
  },
  {
    path: /(^|\/)\.github\/.*action\.ya?ml$/,
    reason: () =>
      "An action can't read repository secrets: declare an input, and let the workflow pass ${{ secrets.… }} to it.",
  },
  {
    path: /(^|\/)\.gitlab-ci\.ya?ml$/,
    reason: (name) =>
      `Add ${name} as a masked variable under Settings → CI/CD → Variables and write $${name} here.`,
  },
  {
    path: /(^|\/)(k8s|kubernetes|manifests|charts|helm)\//,
    reason: (name) =>
      `Keep the value in a Kubernetes Secret that is not in git, and refer to it with valueFrom.secretKeyRef under the name ${name}.`,
  },
];

const BY_LANGUAGE: Readonly<Partial<Record<Language, Reason>>> = {
  dockerfile: (name) =>
    `What a Dockerfile sets stays in the image for everyone who can pull it: pass ${name} when the container starts (docker run --env-file .env), or as a build secret (RUN --mount=type=secret) where the build needs it.`,
  json: (name) =>
    `JSON can't read environment variables: take the value out, put it in .env as ${name}, and let the code that reads this file use the variable.`,
  jsonc: (name) =>
    `JSON can't read environment variables: take the value out, put it in .env as ${name}, and let the code that reads this file use the variable.`,
  notebook: (name) =>
    `Open the notebook and read os.environ["${name}"] in the cell; clear the outputs that show the value.`,
  yaml: (name) =>
    `YAML can't read environment variables by itself: take the value out, put it in .env as ${name}, and let the code that reads this file use the variable.`,
  toml: (name) =>
    `TOML can't read environment variables: take the value out, put it in .env as ${name}, and let the code that reads this file use the variable.`,
  sql: () =>
    "SQL files can't read environment variables: take the value out, and let the code that runs this file pass it as a parameter.",
  markdown: (name) =>
    `This is a text for readers: write a placeholder such as <${name}> in place of the value.`,
  terraform: (name) =>
    `Declare a variable with sensitive = true, refer to it here, and set TF_VAR_${name.toLowerCase()} where Terraform runs.`,
  swift: () =>
    'An app is handed to its users with all its code: keep the secret on a server and let the app call a server route that uses it.',
  css: () => 'Style sheets are sent to everyone as they are: take the value out.',
  nginx: () =>
    "Nginx can't read environment variables in its configuration: put the line into a file that is not in git and include it.",
};

const EXAMPLE_FILE = /(example|sample|template|dist)(\.|$)/i;

/** In an environment file the value is in its place; what is wrong is that git has the file. */
export function environmentFileRefusal({ path }: Document): string {
  const name = nameOf(path);
  if (EXAMPLE_FILE.test(name)) {
    return 'Example files are committed for others to copy: write a placeholder here, and keep the value in .env.';
  }
  return `The value is in the right kind of file already; the problem is that git has it: run "git rm --cached ${shellPath(path)}", add ${printable(name)} to .gitignore, and commit both.`;
}

/** Android apps are built from Java and Kotlin too. */
export function androidRefusal({ path, language }: Document, { files }: Project): string | undefined {
  if (language !== 'java' && language !== 'kotlin') return undefined;
  const names = ['build.gradle', 'build.gradle.kts'];
  const folder = nearestWith(path, files, names);
  if (folder === undefined) return undefined;
  const builds = names.map((name) => files.read(join(folder, name)) ?? '').join('\n');
  return /com\.android\.|libs\.plugins\.android/.test(builds)
    ? 'An app is handed to its users with all its code: keep the secret on a server and let the app call a server route that uses it.'
    : undefined;
}
