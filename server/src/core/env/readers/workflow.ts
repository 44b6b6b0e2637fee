import { mapsIn, nodeAt, scalarOf, scalarsIn, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { createCollector, LARGEST_MANIFEST, type Collector } from '../manifests/manifestFacts.ts';
import { readContexts, readExpressions } from '../manifests/expressions.ts';
import { declareMap, literalValue, type Described } from '../manifests/values.ts';
import type { EnvReader } from '../reader.ts';

/** Workflows and composite actions of GitHub, Gitea and Forgejo: `env:` blocks, and the secrets and variables that they ask for. */
export default {
  triggers: ['env', 'secrets.', 'vars.'],
  reads: (path) =>
    /(?:^|\/)\.(?:github|gitea|forgejo)\/(?:workflows|actions)\/.*\.ya?ml$|(?:^|\/)action\.ya?ml$/.test(path),
  read(document) {
    if (document.text.length > LARGEST_MANIFEST) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseYaml);
    for (const { map, path } of mapsIn(tree.roots)) {
      const scope = path[0] === 'jobs' ? path[1] : undefined;
      declareMap(
        collector,
        nodeAt(map, 'env'),
        { by: 'ci', ...(scope !== undefined && { scope }) },
        describeExpression,
      );
      const condition = scalarOf(nodeAt(map, 'if'));
      if (condition && !condition.text.includes('${{')) readContexts(collector, condition);
      readWrites(collector, scalarOf(nodeAt(map, 'run')), scope);
    }
    for (const scalar of scalarsIn(tree.roots)) readExpressions(collector, scalar);
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

/** What GitHub holds, or works out, is not here. */
function describeExpression(node: TreeNode | undefined): Described {
  if (node?.kind !== 'scalar' || !node.text.includes('${{')) return literalValue(node);
  const isHeld = /^\s*\$\{\{\s*(?:secrets|vars)\b[^|&]*\}\}\s*$/.test(node.text);
  return { value: { state: isHeld ? 'elsewhere' : 'reference' } };
}

const WRITE = /\becho[ \t]+["']?([A-Za-z_]\w{0,199})=[^\n]{0,2000}?>>[ \t]*["']?\$\{?GITHUB_ENV\b/g;

/** `echo "X=1" >> $GITHUB_ENV` sets a variable for the steps that follow. */
function readWrites(
  collector: Collector,
  script: ReturnType<typeof scalarOf>,
  scope: string | undefined,
): void {
  if (!script?.text.includes('GITHUB_ENV')) return;
  const { text } = collector.document;
  for (const match of text.slice(script.start, script.end).matchAll(WRITE)) {
    const name = match[1] ?? '';
    const start = script.start + match.index + match[0].indexOf(name, 5);
    collector.declare(
      { text: name, start, end: start + name.length },
      { by: 'ci', value: { state: 'unknown' }, ...(scope !== undefined && { scope }) },
    );
  }
}
