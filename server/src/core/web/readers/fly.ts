import { itemsOf, nodeAt } from '../../parsers/tree.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderMap } from '../manifests/headerLists.ts';

/** fly.toml: headers that Fly's proxy puts on every answer (`http_options.response.headers`). */
export default configurationReader({
  file: /(?:^|\/)fly(?:\.[\w-]+)?\.toml$/,
  languages: ['toml'],
  read(collector, { roots: [root] }) {
    const ports = itemsOf(nodeAt(root, 'services')).flatMap((service) => itemsOf(nodeAt(service, 'ports')));
    for (const place of [nodeAt(root, 'http_service'), ...ports])
      readHeaderMap(collector, collector, nodeAt(place, 'http_options', 'response', 'headers'), {
        setBy: 'fly',
        scope: { syntax: 'all' },
        group: collector.newGroup(),
      });
  },
});
