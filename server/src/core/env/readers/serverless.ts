import { entriesOf, nodeAt, scalarsIn, textOf, type TreeNode } from '../../parsers/tree.ts';
import { parseYaml } from '../../parsers/yaml.ts';
import { lowerNameOf } from '../../paths.ts';
import { describeValue } from '../describeValue.ts';
import { createCollector, LARGEST_MANIFEST, type Collector } from '../manifests/manifestFacts.ts';
import { declareMap, HELD_ELSEWHERE, literalValue, type Described } from '../manifests/values.ts';
import type { EnvReader } from '../reader.ts';

/** The Serverless Framework: what functions are given, and `${env:X}`, which comes from whoever deploys. */
export default {
  triggers: ['environment', '${env:', 'usedotenv'],
  reads: (path) => /^serverless(?:[._-][\w.-]*)?\.ya?ml$/.test(lowerNameOf(path)),
  read(document) {
    if (document.text.length > LARGEST_MANIFEST) return undefined;
    const collector = createCollector(document);
    const tree = document.parsed(parseYaml);
    const root = tree.roots[0];
    declareMap(
      collector,
      nodeAt(root, 'provider', 'environment'),
      { by: 'manifest', scope: 'provider' },
      describe,
    );
    for (const { key, value } of entriesOf(nodeAt(root, 'functions')))
      declareMap(collector, nodeAt(value, 'environment'), { by: 'manifest', scope: key.text }, describe);
    for (const scalar of scalarsIn(tree.roots)) readUses(collector, scalar);
    const dotenv = entriesOf(root).find(({ key }) => key.text === 'useDotenv');
    if (dotenv && textOf(dotenv.value) === 'true')
      collector.load({ ...dotenv.key, text: '.env' }, { dialect: 'dotenv-expand' });
    if (tree.broken) collector.setBroken();
    return collector.facts();
  },
} satisfies EnvReader;

/** What is looked up in AWS or another store is held there. */
function describe(node: TreeNode | undefined): Described {
  const isHeld = /\$\{(?:ssm|cf|s3|aws|vault|doppler|param)\b/.test(textOf(node) ?? '');
  return isHeld ? HELD_ELSEWHERE : literalValue(node);
}

const USE = /\$\{env:([A-Za-z_]\w{0,199})([ \t]{0,9},[ \t]{0,9}(?:(["'])([^"'\n]{0,200})\3)?)?/g;

/** `${env:X}`, or `${env:X, 'default'}`: deploying fails where neither is there. */
function readUses(collector: Collector, { start, end }: { start: number; end: number }): void {
  for (const match of collector.document.text.slice(start, end).matchAll(USE)) {
    const [, text = '', other, quote, fallback = ''] = match;
    const at = start + match.index + '${env:'.length;
    collector.use(
      { text, start: at, end: at + text.length },
      {
        through: 'serverless.yml',
        need: other === undefined ? 'required' : 'optional',
        ...(quote !== undefined && { fallback: describeValue(fallback) }),
        phase: 'build',
      },
    );
  }
}
