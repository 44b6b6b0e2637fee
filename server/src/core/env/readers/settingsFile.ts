import { lowerNameOf } from '../../paths.ts';
import type { EnvReader } from '../reader.ts';
import { spanOf } from '../../span.ts';
import type { EnvUse } from '../types.ts';

/**
 * Settings of servers, and templates of such files, that are filled in from the environment: php.ini, `nginx.conf.template`,
 * Caddyfile, `{{ .Env.X }}` of dockerize. They never make a variable required: what fills them in may know a default.
 */
export default {
  triggers: ['${', '{$', '{env.', '.env.', 'getenv '],
  reads: (path) => SETTINGS.test(lowerNameOf(path)),
  read(document) {
    const uses: EnvUse[] = [];
    for (const match of document.text.matchAll(REFERENCE)) {
      const name = match.slice(1).find((group) => group !== undefined) ?? '';
      const start = match.index + match[0].indexOf(name);
      const at = spanOf(document, start, start + name.length);
      uses.push({ name, at, through: match[0].slice(0, match[0].indexOf(name)).trim(), need: 'optional' });
    }
    return uses.length === 0 ? undefined : { uses };
  },
} satisfies EnvReader;

const SETTINGS =
  /\.(?:ini|conf|cnf|cfg|service|vcl|caddy|template|templ|tmpl|tpl|ctmpl|gotmpl)$|^caddyfile(?:\..+)?$/;
/** `${X}`, `${X:-d}`, Caddy's `{$X}` and `{env.X}`, templates' `.Env.X` and `getenv "X"`. */
const REFERENCE =
  /\$\{([A-Z][A-Z0-9_]{1,99})(?:[:?+=-][^}\n]{0,200})?\}|\{\$([A-Z][A-Z0-9_]{1,99})(?::[^}\n]{0,200})?\}|\{env\.([A-Z][A-Z0-9_]{1,99})\}|\.Env\.([A-Z][A-Z0-9_]{1,99})|\bgetenv "([A-Z][A-Z0-9_]{1,99})"/g;
