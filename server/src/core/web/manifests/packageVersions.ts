/** The versions of packages that the package files of each language name, with their places. */
import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import { entriesOf, itemsOf, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { folderOf, lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { Named } from './collector.ts';
import type { PackageLanguage } from './webPackages.ts';

interface PackageVersion {
  readonly name: string;
  /** Empty where the file names none. */
  readonly version: Named;
}

interface PackageFile {
  /** Of the last folder and the name, in lower case. */
  readonly file: RegExp;
  readonly language: PackageLanguage;
  read(document: Document): Iterable<PackageVersion>;
}

export function packageFileOf(path: string): PackageFile | undefined {
  const place = `${lowerNameOf(folderOf(path))}/${lowerNameOf(path)}`;
  return PACKAGE_FILES.find(({ file }) => file.test(place));
}

/** The folder that a package file speaks for: lists of requirements and Gradle's catalogs lie in one of their own. */
export function packageFolderOf(path: string): string {
  const folder = folderOf(path);
  return /(?:^|\/)(?:requirements|gradle)$/.test(folder) ? folderOf(folder) : folder;
}

/** `pattern` has the name as its first group and the version, if any, as `version`. */
function byPattern(pattern: RegExp, nameOf = (name: string) => name): PackageFile['read'] {
  return ({ text }) => versionsIn(text, pattern, 0, nameOf);
}

function* versionsIn(
  text: string,
  pattern: RegExp,
  shift: number,
  nameOf: (name: string) => string,
): Generator<PackageVersion> {
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? '';
    const version = match.groups?.['version'];
    const at = shift + match.index + match[0].indexOf(name);
    const from =
      version === undefined
        ? at
        : at + name.length + match[0].slice(match[0].indexOf(name) + name.length).indexOf(version);
    yield {
      name: nameOf(name),
      version: { text: version ?? '', start: from, end: from + (version ?? name).length },
    };
  }
}

/** As PyPI compares names: lower case, one dash for any run of `-_.`. */
function pythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

const REQUIREMENT =
  /^[ \t]*([A-Za-z\d][\w.-]{0,100})(?:\[[^\]\n]{0,100}\])?[ \t]*(?<version>(?:[=<>~!]=?=?)[^\s;#,]{1,60}(?:,[ \t]*[=<>~!]=?[^\s;#,]{1,60}){0,3})?/gm;

const PACKAGE_FILES: readonly PackageFile[] = [
  { file: /\/package\.json$/, language: 'node', read: readPackageJson },
  { file: /\/pnpm-workspace\.yaml$/, language: 'node', read: readPnpmCatalogs },
  { file: /\/deno\.jsonc?$/, language: 'node', read: readDeno },
  { file: /\/composer\.json$/, language: 'php', read: readComposer },
  { file: /\/pyproject\.toml$/, language: 'python', read: readPyproject },
  { file: /\/pipfile$/, language: 'python', read: readPipfile },
  {
    file: /^requirements\/[\w.-]+\.(?:txt|in)$|\/[\w.-]*requirements[\w.-]*\.(?:txt|in)$/,
    language: 'python',
    read: byPattern(REQUIREMENT, pythonName),
  },
  {
    file: /\/(?:gemfile|gems\.rb)$/,
    language: 'ruby',
    read: byPattern(
      /^[ \t]*gem[ \t(]+["']([\w.-]{1,100})["'](?:[ \t]*,[ \t]*["'](?<version>[^"'\n]{1,60})["'])?/gm,
    ),
  },
  {
    file: /\/go\.mod$/,
    language: 'go',
    read: byPattern(/^(?:require)?[ \t]+([\w.-]+\.[\w-]+\/[^\s]{1,200})[ \t]+(?<version>v\d[^\s]{0,80})/gm),
  },
  { file: /\/cargo\.toml$/, language: 'rust', read: readCargo },
  {
    file: /\/mix\.exs$/,
    language: 'elixir',
    read: byPattern(/\{\s{0,9}:(\w{1,100})\s{0,9},\s{0,9}"(?<version>[^"\n]{1,60})"/g),
  },
  {
    file: /\/pom\.xml$/,
    language: 'java',
    read: byPattern(
      /<artifactId>\s{0,99}([\w.-]{1,200})\s{0,99}<\/artifactId>(?:\s{0,99}<version>(?<version>[^<\n]{1,60})<)?/g,
    ),
  },
  { file: /\/(?:build\.gradle(?:\.kts)?|libs\.versions\.toml)$/, language: 'java', read: readGradle },
  {
    file: /\.(?:cs|fs|vb)proj$/,
    language: 'dotnet',
    read: byPattern(
      /<PackageReference\s{1,99}(?:[^>]{0,100}\s)?Include="([^"]{1,200})"(?:[^>]{0,200}?\bVersion="(?<version>[^"]{1,60})")?/g,
    ),
  },
];

function* tableOf(node: TreeNode | undefined, nameOf = (name: string) => name): Generator<PackageVersion> {
  for (const { key, value } of entriesOf(node)) {
    const version = scalarOf(value) ?? scalarOf(nodeAt(value, 'version'));
    const isVerbatim = version && version.end - version.start === version.text.length;
    yield {
      name: nameOf(key.text),
      version: version && isVerbatim ? version : { ...key, text: version?.text ?? '' },
    };
  }
}

function* readPackageJson(document: Document): Generator<PackageVersion> {
  const root = document.parsed(parseJson).roots[0];
  for (const part of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'])
    yield* tableOf(nodeAt(root, part));
}

function* readPnpmCatalogs(document: Document): Generator<PackageVersion> {
  const root = document.parsed(parseYaml).roots[0];
  yield* tableOf(nodeAt(root, 'catalog'));
  for (const { value } of entriesOf(nodeAt(root, 'catalogs'))) yield* tableOf(value);
}

/** `"hono": "npm:hono@^4"`, `"jsr:@hono/hono@^4"`. */
function* readDeno(document: Document): Generator<PackageVersion> {
  const root = document.parsed(parseJson).roots[0];
  for (const { value } of entriesOf(nodeAt(root, 'imports'))) {
    const target = scalarOf(value);
    const [, before = '', name = '', version = ''] =
      /^((?:npm|jsr):\/?)(@[^/]+\/[^@/]+|[^@/]+)(?:@([^/]+))?/.exec(target?.text ?? '') ?? [];
    if (!target || name === '') continue;
    const from = target.start + before.length + name.length + 1;
    yield {
      name: name.replace(/^@hono\/hono$/, 'hono'),
      version:
        version === '' ? { ...target, text: '' } : { text: version, start: from, end: from + version.length },
    };
  }
}

function* readComposer(document: Document): Generator<PackageVersion> {
  const root = document.parsed(parseJson).roots[0];
  for (const part of ['require', 'require-dev']) yield* tableOf(nodeAt(root, part));
}

function* readPyproject(document: Document): Generator<PackageVersion> {
  const root = document.parsed(parseToml).roots[0];
  const project = nodeAt(root, 'project');
  const groups = [nodeAt(project, 'optional-dependencies'), nodeAt(root, 'dependency-groups')];
  const lists = [
    nodeAt(project, 'dependencies'),
    ...groups.flatMap((group) => entriesOf(group).map(({ value }) => value)),
  ];
  for (const item of lists.flatMap(itemsOf)) {
    const scalar = scalarOf(item);
    if (scalar) yield* [...versionsIn(scalar.text, REQUIREMENT, scalar.start, pythonName)].slice(0, 1);
  }
  const poetry = nodeAt(root, 'tool', 'poetry');
  const tables = [
    nodeAt(poetry, 'dependencies'),
    ...entriesOf(nodeAt(poetry, 'group')).map(({ value }) => nodeAt(value, 'dependencies')),
  ];
  for (const table of tables) yield* tableOf(table, pythonName);
}

function* readPipfile(document: Document): Generator<PackageVersion> {
  yield* tableOf(nodeAt(document.parsed(parseToml).roots[0], 'packages'), pythonName);
}

function* readCargo(document: Document): Generator<PackageVersion> {
  const root = document.parsed(parseToml).roots[0];
  yield* tableOf(nodeAt(root, 'dependencies'));
  yield* tableOf(nodeAt(root, 'workspace', 'dependencies'));
}

/** `"group:artifact:1.0"`, `id("plugin") version "1.0"`. */
function* readGradle({ text }: Document): Generator<PackageVersion> {
  const same = (name: string): string => name;
  yield* versionsIn(text, /["'][\w.-]{1,200}:([\w.-]{1,200})(?::(?<version>[^"'\n:]{1,100}))?["']/g, 0, same);
  yield* versionsIn(
    text,
    /\bid[ \t(]{0,9}["']([\w.-]{1,200})["'][ \t)]{0,9}version[ \t(]{0,9}["'](?<version>[^"'\n]{1,60})["']/g,
    0,
    same,
  );
}
