import { itemsOf, nodeAt, textOf, type TreeNode } from '../../parsers/tree.ts';
import { armReading, bicepReading, objectsOfBicep } from '../manifests/azureValues.ts';
import { readCloudParts } from '../manifests/cloudParts.ts';
import type { WebCollector } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import type { Reading } from '../manifests/treeValues.ts';

/** Templates of Azure's resource manager, and Bicep: CORS of sites and storage accounts. */
export default configurationReader({
  file: /\.(?:jsonc?|bicep)$/,
  languages: ['json', 'jsonc', 'text'],
  triggers: ['allowedorigins'],
  confirms: /allowedOrigins/,
  read(collector, { roots: [root] }) {
    const { document } = collector;
    if (document.path.endsWith('.bicep')) {
      const reading = bicepReading(document);
      for (const object of objectsOfBicep(document.text, /\bcors(?:Rules)?[ \t]{0,9}:[ \t]{0,9}(?=[{[])/g))
        readCloudParts(collector, reading, object, 'Microsoft');
    } else if (document.text.includes('Microsoft.'))
      readResources(collector, armReading(document, root), root, 0);
  },
});

/** Resources may hold others. */
function readResources(
  collector: WebCollector,
  reading: Reading,
  template: TreeNode | undefined,
  depth: number,
): void {
  const resources = nodeAt(template, 'resources');
  const all =
    resources?.kind === 'map' ? resources.entries.flatMap(({ value }) => value ?? []) : itemsOf(resources);
  for (const resource of all) {
    const type = textOf(nodeAt(resource, 'type')) ?? '';
    readCloudParts(collector, reading, nodeAt(resource, 'properties'), `Microsoft ${type}`);
    if (depth < 5) readResources(collector, reading, resource, depth + 1);
  }
}
