import { itemsOf, nodeAt } from '../../parsers/tree.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderMap, scopeFrom } from '../manifests/headerLists.ts';

/** netlify.toml: `[[headers]]` with `for` and `values`. */
export default configurationReader({
  file: /(?:^|\/)netlify\.toml$/,
  languages: ['toml'],
  read(collector, { roots: [root] }) {
    // A `_headers` file beside it is Netlify's.
    collector.library('netlify', { text: '', start: 0, end: 0 });
    const headers = nodeAt(root, 'headers');
    // A table where a list is meant is one rule.
    for (const rule of headers?.kind === 'map' ? [headers] : itemsOf(headers))
      readHeaderMap(collector, collector, nodeAt(rule, 'values'), {
        setBy: 'netlify-toml',
        scope: scopeFrom(collector, nodeAt(rule, 'for'), 'glob'),
        group: collector.newGroup(),
      });
  },
});
