import { entriesOf, nodeAt, textOf } from '../../parsers/tree.ts';
import { environmentNamed } from '../envFileRole.ts';
import { manifestReader } from '../manifests/manifestReader.ts';
import { declareMap } from '../manifests/values.ts';

/** Expo's eas.json: `env` of each build profile. A profile may extend another; what it takes over is declared there. */
export default manifestReader({
  file: /(?:^|\/)eas\.json$/,
  triggers: ['"env"'],
  read(collector, root) {
    for (const { key, value } of entriesOf(nodeAt(root, 'build'))) {
      const environment = environmentNamed([
        (textOf(nodeAt(value, 'environment')) ?? key.text).toLowerCase(),
      ]);
      declareMap(collector, nodeAt(value, 'env'), { by: 'manifest', scope: key.text, environment });
    }
  },
});
