import { entriesOf, itemsOf, nodeAt, scalarOf, type TreeNode } from '../../parsers/tree.ts';
import type { Collector } from '../manifests/manifestFacts.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap, literalValue } from '../manifests/values.ts';

/** mise.toml: `[env]`, where `_.file` names env files. */
export default manifestReader({
  file: /(?:^|\/)\.?mise(?:\.[\w-]+)*\.toml$|(?:^|\/)(?:\.config\/)?mise\/config(?:\.[\w-]+)*\.toml$/,
  triggers: ['env'],
  read(collector, root) {
    const tables = [nodeAt(root, 'env'), ...itemsOf(nodeAt(root, 'env'))];
    for (const table of tables) readTable(collector, table, undefined);
    for (const { key, value } of entriesOf(nodeAt(root, 'tasks')))
      readTable(collector, nodeAt(value, 'env'), key.text);
  },
});

function readTable(collector: Collector, table: TreeNode | undefined, scope: string | undefined): void {
  const named = scope !== undefined && { scope };
  const entries = entriesOf(table).filter(({ key }) => key.text !== '_' && key.text !== 'mise');
  if (table?.kind === 'map')
    declareMap(collector, { ...table, entries }, { by: 'code', ...named }, (value) =>
      // `{value = "x", redact = true}`, `{required = true}`
      value?.kind === 'map' ? { value: { state: 'unknown' } } : literalValue(value),
    );
  const file = nodeAt(table, '_', 'file');
  for (const item of file?.kind === 'list' ? file.items : [file])
    collector.load(scalarOf(item) ?? scalarOf(nodeAt(item, 'path')), { dialect: 'dotenv' });
}
