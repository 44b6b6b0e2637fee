import { itemsOf, nodeAt } from '../../parsers/tree.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readHeaderList, scopeFrom } from '../manifests/headerLists.ts';

/** Amplify: customHttp.yml, and `customHeaders` in amplify.yml, where each application may have its own. */
export default configurationReader({
  file: /(?:^|\/)(?:customhttp|amplify)\.ya?ml$/,
  languages: ['yaml'],
  read(collector, { roots: [root] }) {
    for (const application of [root, ...itemsOf(nodeAt(root, 'applications'))])
      for (const rule of itemsOf(nodeAt(application, 'customHeaders')))
        readHeaderList(collector, collector, nodeAt(rule, 'headers'), {
          setBy: 'amplify',
          scope: scopeFrom(collector, nodeAt(rule, 'pattern'), 'glob'),
          group: collector.newGroup(),
        });
  },
});
