import { operandAt } from '../backend/brackets.ts';
import { createFound, type Found } from '../backend/found.ts';
import { readHeaders } from '../backend/headers.ts';
import { readCorsPlugs } from '../elixir/cors.ts';
import { ELIXIR } from '../elixir/family.ts';
import { readPhoenixRoutes } from '../elixir/routes.ts';
import type { WebReader } from '../reader.ts';

/** `plug Plug.Static, cache_control_for_etags: "public, max-age=86400"` */
function readPlugStatic(found: Found): void {
  for (const match of found.code.masked.matchAll(/\bcache_control_for_(?:etags|vsn_requests)(?=:\s)/g)) {
    const nameAt = { start: match.index, end: match.index + match[0].length };
    const value = found.value(operandAt(found.code, nameAt.end + 1));
    found.header({ header: 'cache-control', nameAt, value, setBy: 'static-files', groupAt: nameAt.start });
  }
}

/** Headers, Corsica, CORSPlug and Phoenix's routes in Elixir. */
const elixirReader: WebReader = {
  triggers: [
    'cache-control',
    'cache_control_for',
    'access-control',
    'corsica',
    'corsplug',
    ':cors_plug',
    ':router',
    'phoenix.router',
    'plug.router',
  ],
  languages: ['elixir'],
  reads: (path) => /\.exs?$/.test(path),
  read(document) {
    const found = createFound(document, ELIXIR);
    readCorsPlugs(found);
    readPhoenixRoutes(found);
    readHeaders(found, (use) => {
      if (use.how === 'argument')
        return /^(?:put_resp_header|prepend_resp_headers|merge_resp_headers|put_headers?)$/.test(use.callee)
          ? {}
          : undefined;
      return use.how === 'tuple' || use.how === 'pair' ? {} : undefined;
    });
    readPlugStatic(found);
    return found.facts();
  },
};
export default elixirReader;
