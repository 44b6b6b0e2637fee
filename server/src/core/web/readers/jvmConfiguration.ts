import { readJvmProperties, readJvmYaml } from '../jvm/properties.ts';
import type { WebReader } from '../reader.ts';

/** application.yml and application.properties of Spring, Quarkus and Micronaut. */
const jvmConfigurationReader: WebReader = {
  triggers: ['cors', 'cachecontrol', 'resources.cache', 'cache:', 'static-resources'],
  languages: ['yaml', 'properties'],
  reads: (path) =>
    /(?:^|\/)(?:application|bootstrap|microprofile-config|[a-z][\w-]{1,40}-(?:service|server|gateway)|thingsboard)(?:[-.][\w.-]{1,60})?\.(?:ya?ml|properties)$/i.test(
      path,
    ),
  read: (document) => (document.language === 'yaml' ? readJvmYaml(document) : readJvmProperties(document)),
};
export default jvmConfigurationReader;
