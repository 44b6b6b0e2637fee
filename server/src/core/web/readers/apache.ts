import { readApache } from '../apache/read.ts';
import type { WebReader } from '../reader.ts';

/** .htaccess, httpd.conf, and the files of sites. */
export default {
  triggers: [
    '<ifmodule',
    '<virtualhost',
    '<filesmatch',
    '<directory',
    'expiresbytype',
    'expiresdefault',
    'setenvif',
    'access-control-allow',
    'cache-control',
  ],
  languages: ['ini', 'text'],
  reads: (path) => saysApache(path) || /\.conf(?:\.\w+)?$/.test(path),
  always: saysApache,
  read(document) {
    return LOOKS_LIKE_APACHE.test(document.text) ? readApache(document) : undefined;
  },
} satisfies WebReader;

function saysApache(path: string): boolean {
  const lower = path.toLowerCase();
  return (
    /(?:^|\/)[.\w-]*htaccess[.\w-]*$|(?:^|\/)(?:httpd|[\w-]*apache2?)[\w.-]*\.conf(?:\.\w+)?$/.test(lower) ||
    /(?:^|\/)(?:sites|conf|mods)-(?:available|enabled)\/[^/.]+$|(?:^|\/)apache2?\/[^/.]+$/.test(lower)
  );
}

/** Many programs have files that are called .conf. */
const LOOKS_LIKE_APACHE =
  /^[ \t]*(?:<(?:IfModule|VirtualHost|Directory|FilesMatch|Files|Location|LocationMatch|If|IfDefine)\b|Header[ \t]+(?:(?:always|onsuccess)[ \t]+)?(?:set|append|merge|add|unset|setifempty|echo)[ \t]|Expires(?:Active|Default|ByType)[ \t]|SetEnvIf\w*[ \t]|Rewrite(?:Engine|Rule|Cond)[ \t]|Require[ \t]+valid-user|AuthType[ \t])/im;
