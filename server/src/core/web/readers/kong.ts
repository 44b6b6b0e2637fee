import { entriesOf, itemsOf, mapsIn, nodeAt, textOf, type TreeMap } from '../../parsers/tree.ts';
import { lineSpan, type WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { corsOptions } from '../manifests/corsOptions.ts';
import { SHELL_VARIABLES, type Reading } from '../manifests/treeValues.ts';
import type { Scope } from '../types.ts';

/** Kong's cors plugin: declarative files (`plugins: - name: cors`) and Kubernetes' `KongPlugin`. */
export default configurationReader({
  languages: ['yaml', 'json'],
  triggers: ['cors'],
  confirms: /\b(?:name|plugin)["']?[ \t]{0,9}:[ \t]{0,9}["']?cors\b/,
  read(collector, { roots }) {
    const reading: Reading = { document: collector.document, inserts: SHELL_VARIABLES };
    for (const { map } of mapsIn(roots)) {
      const scope = scopeOf(collector, map);
      for (const plugin of itemsOf(nodeAt(map, 'plugins')))
        if (plugin.kind === 'map' && textOf(nodeAt(plugin, 'name')) === 'cors')
          readPlugin(collector, reading, plugin, 'name', scope);
      if (textOf(nodeAt(map, 'kind')) === 'KongPlugin' || textOf(nodeAt(map, 'kind')) === 'KongClusterPlugin')
        if (textOf(nodeAt(map, 'plugin')) === 'cors') readPlugin(collector, reading, map, 'plugin', scope);
    }
  },
});

/** Of a route with a path of its own. */
function scopeOf(collector: WebCollector, map: TreeMap): Scope {
  const [path, ...others] = itemsOf(nodeAt(map, 'paths'));
  const text = textOf(path);
  if (!path || text === undefined || others.length > 0 || text.startsWith('~') || text === '/')
    return { syntax: 'all' };
  return { pattern: text, syntax: 'prefix', at: lineSpan(collector.document, path) };
}

function readPlugin(
  collector: WebCollector,
  reading: Reading,
  plugin: TreeMap,
  nameKey: string,
  scope: Scope,
): void {
  if (textOf(nodeAt(plugin, 'enabled')) === 'false' || textOf(nodeAt(plugin, 'disabled')) === 'true') return;
  const name = entriesOf(plugin).find(({ key }) => key.text === nameKey)?.value;
  if (!name) return;
  const at = lineSpan(collector.document, name);
  const config = nodeAt(plugin, 'config');
  const options = (config && corsOptions(reading, config, 'kong')) ?? ({ kind: 'nothing', at } as const);
  collector.cors({ library: 'kong', at, options, scope });
}
