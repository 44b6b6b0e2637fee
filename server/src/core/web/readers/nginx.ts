import { lowerNameOf } from '../../paths.ts';
import { readNginx } from '../nginx/read.ts';
import type { WebReader } from '../reader.ts';

/** nginx.conf, conf.d/*.conf, sites-available/*, snippets, and their templates. */
export default {
  triggers: [
    'add_header',
    'more_set_headers',
    'more_clear_headers',
    '_hide_header',
    'proxy_cache',
    'fastcgi_cache',
    'uwsgi_cache',
    'proxy_pass',
    'fastcgi_pass',
    'try_files',
    'http_origin',
    'sent_http_content_type',
    'auth_basic',
    'auth_request',
  ],
  languages: ['nginx', 'ini', 'text'],
  reads: (path) => saysNginx(path) || (/\.conf(?:\.\w+)?$/.test(path) && !NEVER.test(lowerNameOf(path))),
  always: saysNginx,
  read(document) {
    return looksLikeNginx(document.text) ? readNginx(document) : undefined;
  },
} satisfies WebReader;

function saysNginx(path: string): boolean {
  const name = lowerNameOf(path);
  if (/\.(?:nginx|nginxconf|vhost)$|nginx[\w.-]*\.(?:conf|inc|cfg)/.test(name)) return true;
  // Debian's way: files of sites have the name of the site.
  return !NEVER.test(name) && (FOLDER.test(path.toLowerCase()) || /^nginx(?:[._-]\w+)*$/.test(name));
}

const NEVER =
  /\.(?:md|sh|ya?ml|json|html?|css|[cm]?[jt]sx?|py|php|service|xml|svg|lua|go|pem|key|crt|ini|toml|log)$|^dockerfile/;
const FOLDER =
  /(?:^|\/)(?:[\w.-]*nginx[\w.-]*|sites-(?:available|enabled)|vhosts?(?:\.d)?)\/(?:[\w.-]+\/){0,3}[^/]*$/;

/** Many programs have files that are called .conf. */
function looksLikeNginx(text: string): boolean {
  return /^[ \t{]*(?:server|location|http|map|if|upstream)\b[^\n;=<>]*\{|^[ \t]*if[ \t]?\([ \t]?\$\w|^[ \t]*(?:expires|proxy_pass|auth_basic|auth_request)[ \t][^\n;]*;|^[ \t]*(?:add_header|more_set_headers|(?:proxy|fastcgi)_(?:cache|hide_header))[ \t]/m.test(
    text,
  );
}
