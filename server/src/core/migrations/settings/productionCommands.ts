/** Where files say what production runs: commands of builds, releases and starts. What developers run is left out. */
import type { TextRange } from '../../finding.ts';
import { lineFeedAt } from '../../lines.ts';
import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import { entriesOf, itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import type { SchemaPush } from '../types.ts';
import { jobCommands } from './workflowCommands.ts';

export interface ProductionCommand extends TextRange {
  readonly where: SchemaPush['where'];
}

type Finder = (document: Document) => readonly ProductionCommand[];

/** Undefined for files that start nothing in production. */
export function commandFinder(path: string): Finder | undefined {
  if (NOT_PRODUCTION.test(path.toLowerCase())) return undefined;
  const name = lowerNameOf(path);
  return KINDS.find(({ file }) => file.test(file.source.includes('\\/') ? path : name))?.find;
}

/** Folders and names of development, tests and examples. */
const NOT_PRODUCTION =
  /(?:^|[/._-])(?:dev|devel|development|devcontainer|local|test|tests|testing|e2e|ci|examples?|sample|staging|preview|demo|fixtures|playground|docs)(?:[/._-]|$)/;

const KINDS: readonly { readonly file: RegExp; readonly find: Finder }[] = [
  { file: /^(?:docker|container)file(?:\.[^/]+)?$|\.dockerfile$/, find: inDockerfile },
  { file: /^procfile$/, find: inProcfile },
  { file: /^render\.ya?ml$/, find: inRender },
  { file: /^fly(?:\.[\w-]+)?\.toml$/, find: inFly },
  { file: /^(?:railway|nixpacks)\.(?:json|toml)$/, find: inRailway },
  { file: /^vercel\.json$/, find: inVercel },
  { file: /^netlify\.toml$/, find: inNetlify },
  { file: /^(?:docker-)?compose[._-]prod(?:uction)?\.ya?ml$/, find: inCompose },
  { file: /\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/, find: (document) => jobCommands(document) },
  { file: /(?:^|\/)\.do\/app\.ya?ml$/, find: inDigitalOcean },
  {
    file: /^(?:docker[-_]?)?(?:start|startup|deploy(?:ment)?|entry[-_]?point|release|run|boot|launch|prod(?:uction)?|start[-_](?:prod(?:uction)?|server|app|web)|build|vercel[-_]build|render[-_]build|post[-_]?deploy|pre[-_]?deploy|migrate)\.(?:sh|bash)$/,
    find: ({ text }) =>
      STARTS_DEVELOPMENT.test(text) ? [] : [{ start: 0, end: text.length, where: 'script' }],
  },
];

/** What it starts is for developers, and so is the file. */
const STARTS_DEVELOPMENT =
  /\b(?:run|yarn|pnpm|bun)["', \t]{1,4}(?:start:)?dev\b|\b(?:next|nuxi?|astro|vite|remix)["', \t]{1,4}dev\b|\bnodemon\b|--reload\b|\brunserver\b|NODE_ENV=dev/;

/** `RUN`, `CMD` and `ENTRYPOINT`, with the lines that continue them. */
function inDockerfile({ text }: Document): readonly ProductionCommand[] {
  const found: ProductionCommand[] = [];
  if (STARTS_DEVELOPMENT.test(text)) return found;
  for (let at = 0; at < text.length;) {
    let end = lineFeedAt(text, at);
    while (end < text.length && /\\\s*$/.test(text.slice(Math.max(at, end - 20), end)))
      end = lineFeedAt(text, end + 1);
    if (/^[ \t]*(?:RUN|CMD|ENTRYPOINT)\s/i.test(text.slice(at, at + 40)))
      found.push({ start: at, end, where: 'image' });
    at = end + 1;
  }
  return found;
}

function inProcfile({ text }: Document): readonly ProductionCommand[] {
  return [...text.matchAll(/^[\w-]{1,60}:[^\n]*/gm)].map(({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
    where: 'deploy',
  }));
}

function scalars(
  nodes: readonly (TreeNode | undefined)[],
  where: ProductionCommand['where'],
): readonly ProductionCommand[] {
  return nodes.flatMap((node) => {
    const command = scalarOf(node);
    return command ? [{ start: command.start, end: command.end, where }] : [];
  });
}

function inRender(document: Document): readonly ProductionCommand[] {
  const root = document.parsed(parseYaml).roots[0];
  const environments = itemsOf(nodeAt(root, 'projects')).flatMap((project) =>
    itemsOf(nodeAt(project, 'environments')),
  );
  const services = [root, ...environments].flatMap((part) => itemsOf(nodeAt(part, 'services')));
  const starts = ['startCommand', 'preDeployCommand', 'dockerCommand'];
  return [
    ...scalars(valuesOf(services, ['buildCommand']), 'build-script'),
    ...scalars(valuesOf(services, starts), 'deploy'),
  ];
}

function valuesOf(parts: readonly TreeNode[], keys: readonly string[]): readonly (TreeNode | undefined)[] {
  return parts.flatMap((part) => keys.map((key) => nodeAt(part, key)));
}

function inFly(document: Document): readonly ProductionCommand[] {
  const root = document.parsed(parseToml).roots[0];
  const processes = entriesOf(nodeAt(root, 'processes')).map(({ value }) => value);
  return scalars([nodeAt(root, 'deploy', 'release_command'), ...processes], 'deploy');
}

function inRailway(document: Document): readonly ProductionCommand[] {
  const parse = document.path.endsWith('.json') ? parseJson : parseToml;
  const root = document.parsed(parse).roots[0];
  const builds = [nodeAt(root, 'build', 'buildCommand'), ...itemsOf(nodeAt(root, 'phases', 'build', 'cmds'))];
  const starts = ['startCommand', 'preDeployCommand'].map((key) => nodeAt(root, 'deploy', key));
  return [
    ...scalars(builds, 'build-script'),
    ...scalars(
      [...starts, ...starts.flatMap((start) => itemsOf(start)), nodeAt(root, 'start', 'cmd')],
      'deploy',
    ),
  ];
}

function inVercel(document: Document): readonly ProductionCommand[] {
  const root = document.parsed(parseJson).roots[0];
  return scalars([nodeAt(root, 'buildCommand'), nodeAt(root, 'installCommand')], 'build-script');
}

/** Of contexts, that of production. */
function inNetlify(document: Document): readonly ProductionCommand[] {
  const root = document.parsed(parseToml).roots[0];
  return scalars(
    [nodeAt(root, 'build', 'command'), nodeAt(root, 'context', 'production', 'command')],
    'build-script',
  );
}

function inCompose(document: Document): readonly ProductionCommand[] {
  const services = nodeAt(document.parsed(parseYaml).roots[0], 'services');
  return entriesOf(services).flatMap(({ value }) =>
    ['command', 'entrypoint'].flatMap((key) => {
      const node = nodeAt(value, key);
      return node && textOf(node) === undefined
        ? [{ start: node.start, end: node.end, where: 'deploy' as const }]
        : scalars([node], 'deploy');
    }),
  );
}

function inDigitalOcean(document: Document): readonly ProductionCommand[] {
  const root = document.parsed(parseYaml).roots[0];
  const parts = ['services', 'workers', 'jobs'].flatMap((key) => itemsOf(nodeAt(root, key)));
  return [
    ...scalars(valuesOf(parts, ['build_command']), 'build-script'),
    ...scalars(valuesOf(parts, ['run_command']), 'deploy'),
  ];
}
