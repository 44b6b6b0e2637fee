import { itemsOf, nodeAt } from '../../parsers/tree.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderList, scopeFrom } from '../manifests/headerLists.ts';

/** render.yaml: `headers` of static sites. */
export default configurationReader({
  file: /(?:^|\/)render\.ya?ml$/,
  languages: ['yaml'],
  read(collector, { roots: [root] }) {
    const projects = itemsOf(nodeAt(root, 'projects')).flatMap((project) =>
      itemsOf(nodeAt(project, 'environments')),
    );
    for (const owner of [root, ...projects])
      for (const service of itemsOf(nodeAt(owner, 'services')))
        for (const header of itemsOf(nodeAt(service, 'headers')))
          readHeaderList(
            collector,
            collector,
            { kind: 'list', items: [header], start: header.start, end: header.end },
            {
              setBy: 'render',
              scope: scopeFrom(collector, nodeAt(header, 'path'), 'glob'),
              group: collector.newGroup(),
            },
            ['name', 'value'],
          );
  },
});
