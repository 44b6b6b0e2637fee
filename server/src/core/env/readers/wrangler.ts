import { entriesOf, itemsOf, nodeAt, scalarOf, textOf, type TreeNode } from '../../parsers/tree.ts';
import { environmentNamed } from '../envFileRole.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { HELD_ELSEWHERE, literalValue, type Place } from '../manifests/values.ts';

/** wrangler.toml, .json and .jsonc: `vars`, `secrets.required` and bindings, for each environment: none is handed on to the next. */
export default manifestReader({
  file: /(?:^|\/)wrangler(?:\.[\w-]+)?\.(?:toml|jsonc?)$/,
  triggers: ['vars', 'secrets', 'binding'],
  read(collector, root) {
    const name = textOf(nodeAt(root, 'name'));
    const scope = name !== undefined && { scope: name };
    readPart(collector, root, { by: 'manifest', ...scope });
    for (const { key, value } of entriesOf(nodeAt(root, 'env')))
      readPart(collector, value, {
        by: 'manifest',
        ...scope,
        environment: environmentNamed([key.text.toLowerCase()]),
      });
  },
});

function readPart(collector: Collector, part: TreeNode | undefined, place: Place): void {
  for (const { key, value } of entriesOf(nodeAt(part, 'vars')))
    // An object reaches the code as one.
    collector.declare(key, { ...place, ...(value?.kind === 'scalar' ? literalValue(value) : JSON_VALUE) });
  for (const secret of itemsOf(nodeAt(part, 'secrets', 'required')))
    collector.declare(scalarOf(secret), { ...place, ...HELD_ELSEWHERE });
  for (const { key, value } of entriesOf(part))
    if (key.text !== 'vars' && key.text !== 'env') readBindings(collector, value, place);
  // These call it a name.
  for (const path of [['durable_objects', 'bindings'], ['send_email']])
    for (const item of itemsOf(nodeAt(part, ...path)))
      collector.declare(scalarOf(nodeAt(item, 'name')), { ...place, ...HELD_ELSEWHERE });
}

const JSON_VALUE = { value: { state: 'set', traits: ['json'] } } as const;

/** `[[kv_namespaces]] binding = "CACHE"`: the code finds it beside the variables. */
function readBindings(collector: Collector, node: TreeNode | undefined, place: Place): void {
  const nested = entriesOf(node).flatMap(({ value }) => (value?.kind === 'list' ? value.items : []));
  for (const item of [...(node ? [node] : []), ...itemsOf(node), ...nested])
    collector.declare(scalarOf(nodeAt(item, 'binding')), { ...place, ...HELD_ELSEWHERE });
}
