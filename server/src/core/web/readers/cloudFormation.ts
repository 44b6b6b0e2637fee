import { nodeAt } from '../../parsers/tree.ts';
import { cloudFormationReading } from '../manifests/cloudFormationValues.ts';
import { readCloudParts } from '../manifests/cloudParts.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import { readTemplate } from '../manifests/cloudFormation.ts';

/**
 * Templates of CloudFormation and SAM: CORS of APIs, functions and buckets, headers of CDNs, and the routes of functions. The
 * description of an API (OpenAPI) may stand in a file of its own.
 */
export default configurationReader({
  file: /\.(?:ya?ml|json|template)$/,
  languages: ['yaml', 'json', 'text'],
  triggers: ['aws::', 'x-amazon-apigateway'],
  confirms: /\bAWS::\w+::|x-amazon-apigateway-(?:cors|integration)/,
  read(collector, { roots: [root] }) {
    readTemplate(collector, root);
    if (nodeAt(root, 'openapi') ?? nodeAt(root, 'swagger'))
      readCloudParts(collector, cloudFormationReading(collector.document, undefined), root, 'api');
  },
});
