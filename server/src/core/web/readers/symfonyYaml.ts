import { readSymfonyYaml } from '../php/symfonyYaml.ts';
import type { WebReader } from '../reader.ts';

/** nelmio_cors and access_control of Symfony. */
const symfonyYamlReader: WebReader = {
  triggers: ['nelmio_cors', 'access_control'],
  languages: ['yaml'],
  reads: (path) => /\.ya?ml$/.test(path),
  read: readSymfonyYaml,
};
export default symfonyYamlReader;
