/** Prefixes of names that a package's builds hand to browsers. */
import type { Joined } from './join.ts';
import type { PackageNode } from './packages.ts';

/** Of its own frameworks and configuration; a package without any runs as part of others and has theirs. */
export function publicPrefixesOf(node: PackageNode, workspace: Joined): readonly string[] {
  const own = ownPrefixes(node, workspace);
  if (own.length > 0) return own;
  const others = [...node.usedBy].flatMap((other) => ownPrefixes(other, workspace));
  return [...new Set(others)].sort();
}

function ownPrefixes(node: PackageNode, { frameworks, parts }: Joined): readonly string[] {
  const set = (parts.get(node)?.files ?? []).flatMap(([, facts]) => facts.publicPrefixes ?? []);
  const usual = (frameworks.get(node) ?? []).flatMap(({ publicPrefixes }) => publicPrefixes);
  // `envPrefix` takes the place of Vite's own prefix.
  const replaced = set.length > 0 ? usual.filter((prefix) => prefix !== 'VITE_') : usual;
  return [...new Set([...set.filter((prefix) => prefix !== ''), ...replaced])].sort();
}

/** The longest one that a name starts with. */
export function publicPrefixOf<Prefix extends string>(
  name: string,
  prefixes: readonly Prefix[],
): Prefix | undefined {
  let found: Prefix | undefined;
  for (const prefix of prefixes) {
    if (name.startsWith(prefix) && name.length > prefix.length && prefix.length > (found?.length ?? 0)) {
      found = prefix;
    }
  }
  return found;
}
