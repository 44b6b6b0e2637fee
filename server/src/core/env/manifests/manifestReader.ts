import { parseJson } from '../../parsers/json.ts';
import { parseToml } from '../../parsers/toml.ts';
import type { Tree, TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import type { Parser } from '../../source.ts';
import type { EnvReader } from '../reader.ts';
import { createCollector, LARGEST_MANIFEST, type Collector } from './manifestFacts.ts';

/** A file of a host, known by its path; YAML, JSON or TOML by its ending. */
export interface ManifestFormat {
  /** Of the path in lower case, relative to the root. */
  readonly file: RegExp;
  readonly triggers: readonly string[];
  /** `root` is what the file holds (the first document of YAML). */
  read(collector: Collector, root: TreeNode, tree: Tree): void;
}

export function manifestReader(format: ManifestFormat): EnvReader {
  return {
    triggers: format.triggers,
    reads: (path) => format.file.test(path.toLowerCase()),
    read(document) {
      if (document.text.length > LARGEST_MANIFEST) return undefined;
      const tree = document.parsed(parserFor(document.path));
      const root = tree.roots[0];
      if (!root) return undefined;
      const collector = createCollector(document);
      format.read(collector, root, tree);
      if (tree.broken) collector.setBroken();
      return collector.facts();
    },
  };
}

function parserFor(path: string): Parser<Tree> {
  if (/\.toml$/i.test(path)) return parseToml;
  return /\.(?:json[c5]?)$/i.test(path) ? parseJson : parseYaml;
}
