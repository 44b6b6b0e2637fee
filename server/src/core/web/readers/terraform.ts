import { entriesOf } from '../../parsers/tree.ts';
import { readCloudParts } from '../manifests/cloudParts.ts';
import { lineSpan } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { terraformExports, terraformReading } from '../manifests/terraformValues.ts';

/** Terraform and OpenTofu: CORS of buckets, APIs and functions, headers of CDNs. */
export default configurationReader({
  file: /\.(?:tf|tofu)$/,
  languages: ['terraform', 'text'],
  triggers: [
    'cors',
    'origins',
    'custom_headers_config',
    'response_parameters',
    'cache_control',
    'response_header',
    'min_ttl',
    'default_ttl',
  ],
  confirms:
    /cors|origins|custom_headers_config|response_parameters|cache_control|response_header|(?:min|default)_ttl/i,
  read(collector, { roots: [root] }) {
    const { document } = collector;
    const reading = terraformReading(document, root);
    for (const { name, value, at } of terraformExports(document, root))
      collector.exported({ name, value, at: lineSpan(document, at) });
    for (const { key, value } of entriesOf(root))
      if (value?.kind === 'map' && /^(?:resource|module)$/.test(key.text))
        readCloudParts(collector, reading, value, value.labels?.[0] ?? '');
  },
});
