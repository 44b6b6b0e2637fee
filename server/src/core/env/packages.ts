/** The packages of a workspace: which folders, which file belongs to which, and who depends on whom. */
import { folderOf } from '../paths.ts';
import type { Ecosystem, EnvFacts, PackageFacts } from './types.ts';

export interface PackageNode {
  readonly folder: string;
  readonly facts: PackageFacts | undefined;
  readonly ecosystems: ReadonlySet<Ecosystem>;
  readonly dependencies: ReadonlySet<string>;
  /** Outwards up to the root, itself left out. */
  readonly above: readonly PackageNode[];
  /** Those in its folder, of any depth. */
  readonly below: PackageNode[];
  /** Packages of the workspace whose code runs as part of it, and those that it runs as part of; of any distance. */
  readonly uses: Set<PackageNode>;
  readonly usedBy: Set<PackageNode>;
}

export interface Packages {
  /** By folder, the root first. */
  readonly all: readonly PackageNode[];
  of(path: string): PackageNode;
}

export function findPackages(files: readonly (readonly [path: string, facts: EnvFacts])[]): Packages {
  const found = new Map<string, PackageFacts[]>([['', []]]);
  for (const [path, { package: facts }] of files) {
    if (!facts) continue;
    const folder = packageFolder(path, facts);
    const known = found.get(folder);
    if (known) known.push(facts);
    else found.set(folder, [facts]);
  }
  const nodes = new Map<string, PackageNode>();
  for (const folder of [...found.keys()].sort()) {
    const node = createNode(folder, found.get(folder) ?? [], above(folder, nodes));
    nodes.set(folder, node);
    for (const other of node.above) other.below.push(node);
  }
  const all = [...nodes.values()];
  connect(all);
  return { all, of: finder(nodes) };
}

/** A file that names nothing and asks for nothing (`{"type": "module"}`) is no package, and lists of requirements have no code. */
function packageFolder(path: string, facts: PackageFacts): string {
  const folder = folderOf(path);
  const says = facts.name !== undefined || facts.dependencies.length > 0 || facts.workspaces !== undefined;
  if (/(?:^|\/)(?:requirements|gemfiles)$/.test(folder)) return folderOf(folder);
  if (says || folder === '') return folder;
  return facts.ecosystem === 'node' ? '' : folder;
}

function above(folder: string, nodes: ReadonlyMap<string, PackageNode>): PackageNode[] {
  const found: PackageNode[] = [];
  for (let at = folder; at !== '';) {
    at = folderOf(at);
    const node = nodes.get(at);
    if (node) found.push(node);
  }
  return found;
}

function createNode(folder: string, files: readonly PackageFacts[], nodesAbove: PackageNode[]): PackageNode {
  const dependencies = new Set(files.flatMap((facts) => facts.dependencies));
  return {
    folder,
    facts: merge(files, dependencies),
    ecosystems: new Set(files.map((facts) => facts.ecosystem)),
    dependencies,
    above: nodesAbove,
    below: [],
    uses: new Set(),
    usedBy: new Set(),
  };
}

function merge(files: readonly PackageFacts[], dependencies: ReadonlySet<string>): PackageFacts | undefined {
  const [first] = files;
  if (!first || files.length === 1) return first;
  const name = files.find((facts) => facts.name !== undefined)?.name;
  const workspaces = files.flatMap((facts) => facts.workspaces ?? []);
  return {
    ecosystem: first.ecosystem,
    ...(name === undefined ? {} : { name }),
    dependencies: [...dependencies],
    ...(workspaces.length > 0 ? { workspaces } : {}),
  };
}

/** Follows dependencies between packages of the workspace, as far as they go. */
function connect(all: readonly PackageNode[]): void {
  const byName = new Map<string, PackageNode>();
  for (const node of all) {
    if (node.facts?.name !== undefined && !byName.has(node.facts.name)) byName.set(node.facts.name, node);
  }
  const direct = new Map(all.map((node) => [node, dependenciesIn(byName, node)]));
  let steps = 0;
  for (const node of all) {
    const waiting = [node];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const targets = direct.get(next) ?? [];
      steps += targets.length;
      for (const target of targets) {
        if (target === node || node.uses.has(target)) continue;
        node.uses.add(target);
        target.usedBy.add(node);
        if (steps < MOST_STEPS) waiting.push(target);
      }
    }
  }
}

/** Thousands of packages that all use each other would take seconds; of those, neighbours are enough. */
const MOST_STEPS = 500_000;

function dependenciesIn(
  byName: ReadonlyMap<string, PackageNode>,
  { dependencies }: PackageNode,
): PackageNode[] {
  const found: PackageNode[] = [];
  for (const name of dependencies) {
    const target = byName.get(name);
    if (target) found.push(target);
  }
  return found;
}

function finder(nodes: ReadonlyMap<string, PackageNode>): (path: string) => PackageNode {
  const known = new Map<string, PackageNode>(nodes);
  const root = nodes.get('') as PackageNode;
  const find = (folder: string): PackageNode => {
    const seen = known.get(folder);
    if (seen) return seen;
    const found = folder === '' ? root : find(folderOf(folder));
    known.set(folder, found);
    return found;
  };
  return (path) => find(folderOf(path));
}
