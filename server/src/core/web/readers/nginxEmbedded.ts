import { lowerNameOf } from '../../paths.ts';
import type { Document } from '../../source.ts';
import { blocksInYaml, hereDocuments } from '../nginx/embedded.ts';
import { joinedFacts } from '../nginx/joinFacts.ts';
import { readNginx } from '../nginx/read.ts';
import type { WebReader } from '../reader.ts';

/** nginx' configuration in ConfigMaps, Dockerfiles and scripts that set up servers. */
export default {
  triggers: ['add_header', 'more_set_headers', 'proxy_cache', 'fastcgi_cache', 'http_origin', 'proxy_pass'],
  languages: ['yaml', 'dockerfile', 'shell', 'text'],
  reads(path) {
    return /\.(?:ya?ml|sh|bash|tpl|dockerfile)$|^(?:docker|container)file|^user-?data/.test(
      lowerNameOf(path),
    );
  },
  read(document) {
    const ranges = isYaml(document) ? blocksInYaml(document.text) : hereDocuments(document.text);
    return joinedFacts(ranges.slice(0, 50).map((range) => readNginx(document, range)));
  },
} satisfies WebReader;

/** Charts of Helm have templates of YAML in `.tpl`. */
function isYaml({ language, path }: Document): boolean {
  return language === 'yaml' || path.endsWith('.tpl');
}
