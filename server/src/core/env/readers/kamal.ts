import { entriesOf, itemsOf, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap, HELD_ELSEWHERE } from '../manifests/values.ts';

/** Kamal's config/deploy.yml: `env.clear` and `env.secret`, of the app, its roles and its accessories. */
export default manifestReader({
  file: /(?:^|\/)config\/deploy(?:\.[\w-]+)?\.ya?ml$/,
  triggers: ['env:'],
  read(collector, root) {
    readEnvironment(collector, nodeAt(root, 'env'), undefined);
    for (const part of ['servers', 'accessories'])
      for (const { key, value } of entriesOf(nodeAt(root, part)))
        readEnvironment(collector, nodeAt(value, 'env'), key.text);
    for (const { key, value } of entriesOf(nodeAt(root, 'env', 'tags')))
      readEnvironment(collector, value, key.text);
  },
});

function readEnvironment(collector: Collector, node: TreeNode | undefined, scope: string | undefined): void {
  const place = { by: 'manifest', ...(scope !== undefined && { scope }) } as const;
  const clear = nodeAt(node, 'clear');
  const secret = nodeAt(node, 'secret');
  // Without either, all of it is clear.
  if (clear || secret) declareMap(collector, clear, place);
  else if (!nodeAt(node, 'tags')) declareMap(collector, node, place);
  for (const item of itemsOf(secret)) {
    const name = scalarOf(item);
    // `NAME:OTHER` reads another name of .kamal/secrets.
    const colon = name?.text.indexOf(':') ?? -1;
    if (name) collector.declare(colon > 0 ? cut(name, colon) : name, { ...place, ...HELD_ELSEWHERE });
  }
}

function cut(name: { text: string; start: number }, length: number) {
  return { text: name.text.slice(0, length), start: name.start, end: name.start + length };
}
