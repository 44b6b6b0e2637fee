/** How the package files of each language name the package and its dependencies. */
import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import { entriesOf, itemsOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { nameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { Ecosystem, PackageFacts } from '../types.ts';

interface PackageFormat {
  /** Of the last folder and the name, in lower case. */
  readonly file: RegExp;
  read(document: Document): PackageFacts | undefined;
}

export const PACKAGE_FORMATS: readonly PackageFormat[] = [
  { file: /\/pnpm-workspace\.yaml$/, read: readPnpmWorkspace },
  { file: /\/deno\.jsonc?$/, read: readDeno },
  { file: /\/composer\.json$/, read: readComposer },
  { file: /\/pyproject\.toml$/, read: readPyproject },
  { file: /\/pipfile$/, read: readPipfile },
  {
    file: /^requirements\/[\w.-]+\.(?:txt|in)$|\/[\w.-]*requirements[\w.-]*\.(?:txt|in)$/,
    read: readRequirements,
  },
  { file: /\/setup\.py$/, read: readSetupPy },
  { file: /\/(?:gemfile|gems\.rb)$/, read: readGemfile },
  { file: /\/go\.mod$/, read: readGoMod },
  { file: /\/cargo\.toml$/, read: readCargo },
  { file: /\/mix\.exs$/, read: readMix },
  { file: /\/pom\.xml$/, read: readPom },
  { file: /\/build\.gradle(?:\.kts)?$/, read: readGradle },
  { file: /\.(?:cs|fs|vb)proj$/, read: readDotnetProject },
];

function facts(
  ecosystem: Ecosystem,
  name: string | undefined,
  dependencies: readonly string[],
  workspaces: readonly string[] = [],
): PackageFacts {
  return {
    ecosystem,
    ...(name !== undefined && name !== '' && { name }),
    dependencies,
    ...(workspaces.length > 0 && { workspaces }),
  };
}

function keysOf(node: TreeNode | undefined): readonly string[] {
  return entriesOf(node).map(({ key }) => key.text);
}

function textsOf(node: TreeNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => textOf(item) ?? []);
}

function allMatches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

function readPnpmWorkspace(document: Document): PackageFacts {
  const root = document.parsed(parseYaml).roots[0];
  return facts('node', undefined, [], textsOf(nodeAt(root, 'packages')));
}

function readDeno(document: Document): PackageFacts {
  const root = document.parsed(parseJson).roots[0];
  const imports = entriesOf(nodeAt(root, 'imports')).flatMap(({ key, value }) => {
    const target = /^(?:npm|jsr):\/?(@[^/]+\/[^@/]+|[^@/]+)/.exec(textOf(value) ?? '')?.[1];
    const alias = key.text.replace(/(?<=[^/])\/$/, '');
    return target === undefined ? alias : [alias, target];
  });
  const workspace = nodeAt(root, 'workspace');
  const members = workspace?.kind === 'map' ? nodeAt(workspace, 'members') : workspace;
  return facts('deno', textOf(nodeAt(root, 'name')), imports, textsOf(members));
}

function readComposer(document: Document): PackageFacts {
  const root = document.parsed(parseJson).roots[0];
  const dependencies = ['require', 'require-dev'].flatMap((part) => keysOf(nodeAt(root, part)));
  return facts('php', textOf(nodeAt(root, 'name')), dependencies);
}

/** As PyPI compares names: lower case, one dash for any run of `-_.`. */
function pythonName(requirement: string): string | undefined {
  const name = /^\s*([A-Za-z\d][\w.-]{0,100})/.exec(requirement)?.[1];
  return name
    ?.replace(/[-_.]+/g, '-')
    .replace(/-$/, '')
    .toLowerCase();
}

function pythonNames(requirements: readonly string[]): readonly string[] {
  return requirements.flatMap((requirement) => pythonName(requirement) ?? []);
}

/** PEP 621 and PEP 735, Poetry, PDM, uv. */
function readPyproject(document: Document): PackageFacts {
  const root = document.parsed(parseToml).roots[0];
  const project = nodeAt(root, 'project');
  const poetry = nodeAt(root, 'tool', 'poetry');
  const lists = [
    nodeAt(project, 'dependencies'),
    nodeAt(root, 'tool', 'uv', 'dev-dependencies'),
    ...[
      nodeAt(project, 'optional-dependencies'),
      nodeAt(root, 'dependency-groups'),
      nodeAt(root, 'tool', 'pdm', 'dev-dependencies'),
    ].flatMap((groups) => entriesOf(groups).map(({ value }) => value)),
  ];
  const tables = [
    nodeAt(poetry, 'dependencies'),
    nodeAt(poetry, 'dev-dependencies'),
    ...entriesOf(nodeAt(poetry, 'group')).map(({ value }) => nodeAt(value, 'dependencies')),
  ];
  const dependencies = pythonNames([...lists.flatMap(textsOf), ...tables.flatMap(keysOf)]).filter(
    (name) => name !== 'python',
  );
  const name = textOf(nodeAt(project, 'name')) ?? textOf(nodeAt(poetry, 'name'));
  return facts('python', name, dependencies, textsOf(nodeAt(root, 'tool', 'uv', 'workspace', 'members')));
}

function readPipfile(document: Document): PackageFacts {
  const root = document.parsed(parseToml).roots[0];
  const names = ['packages', 'dev-packages'].flatMap((part) => keysOf(nodeAt(root, part)));
  return facts('python', undefined, pythonNames(names));
}

function readRequirements({ text }: Document): PackageFacts {
  return facts('python', undefined, pythonNames(text.split('\n')));
}

function readSetupPy({ text }: Document): PackageFacts {
  const name = /\bname\s{0,9}=\s{0,9}["']([\w.-]{1,100})["']/.exec(text)?.[1];
  const requires = /_requires?\s{0,9}=\s{0,9}[[{]/g;
  const found: string[] = [];
  // What follows the list is no requirement, but a name too many does no harm; quoted text is enough.
  for (let match = requires.exec(text); match; match = requires.exec(text)) {
    const end = text.indexOf(']', requires.lastIndex);
    const list = text.slice(requires.lastIndex, end === -1 ? requires.lastIndex + 2_000 : end);
    for (const named of allMatches(list, /["']([A-Za-z\d][\w.-]{0,100})/g)) found.push(named);
    requires.lastIndex += list.length;
  }
  return facts('python', name, pythonNames(found));
}

function readGemfile({ text }: Document): PackageFacts {
  return facts('ruby', undefined, allMatches(text, /^[ \t]*gem[ \t(]+["']([\w.-]{1,100})["']/gm));
}

function readGoMod({ text }: Document): PackageFacts {
  const name = /^module[ \t]+(\S{1,300})/m.exec(text)?.[1];
  return facts('go', name, allMatches(text, /^(?:require)?[ \t]+([\w.-]+\.[\w-]+\/[^\s]{1,200})[ \t]+v\d/gm));
}

function readCargo(document: Document): PackageFacts {
  const root = document.parsed(parseToml).roots[0];
  const parts = ['dependencies', 'dev-dependencies', 'build-dependencies'];
  const tables = [
    ...parts.map((part) => nodeAt(root, part)),
    nodeAt(root, 'workspace', 'dependencies'),
    ...entriesOf(nodeAt(root, 'target')).flatMap(({ value }) => parts.map((part) => nodeAt(value, part))),
  ];
  const members = textsOf(nodeAt(root, 'workspace', 'members'));
  return facts('rust', textOf(nodeAt(root, 'package', 'name')), tables.flatMap(keysOf), members);
}

function readMix({ text }: Document): PackageFacts {
  const name = /\bapp:\s{0,9}:(\w{1,100})/.exec(text)?.[1];
  return facts('elixir', name, allMatches(text, /\{\s{0,9}:(\w{1,100})\s{0,9},/g));
}

function readPom({ text }: Document): PackageFacts {
  const found: string[] = [];
  let name: string | undefined;
  let inside = 0;
  for (const [, closes, tag, group, artifact] of text.matchAll(
    /<(\/?)(dependency|parent|plugin|exclusion)>|<groupId>\s{0,99}([^<\s]{1,200})|<artifactId>\s{0,99}([^<\s]{1,200})/g,
  )) {
    if (tag !== undefined) inside += closes === '/' ? -1 : 1;
    else if (artifact !== undefined && inside > 0) found.push(artifact);
    else if (artifact !== undefined) name ??= artifact;
    else if (group !== undefined && inside > 0) found.push(group);
  }
  return facts('java', name, found);
}

function readGradle({ text }: Document): PackageFacts {
  const coordinates = allMatches(text, /["']([\w.-]{1,200}:[\w.-]{1,200})(?::[^"'\n]{0,100})?["']/g);
  const plugins = allMatches(text, /\bid[ \t(]{0,9}["']([\w.-]{1,200})["']/g);
  return facts('java', undefined, [
    ...coordinates.flatMap((coordinate) => coordinate.split(':')),
    ...plugins,
  ]);
}

function readDotnetProject({ text, path }: Document): PackageFacts {
  const name = nameOf(path).replace(/\.\w+$/, '');
  const packages = allMatches(text, /<PackageReference\s{1,99}[^>]{0,200}?\bInclude="([^"]{1,200})"/g);
  const sdk = allMatches(text, /<Project\s{1,99}Sdk="([^"]{1,200})"/g);
  return facts('dotnet', name, [...packages, ...sdk]);
}
