import { createFound } from '../backend/found.ts';
import { readHeaders } from '../backend/headers.ts';
import type { WebReader } from '../reader.ts';
import { readRustCors } from '../rust/cors.ts';
import { RUST } from '../rust/family.ts';
import { readRustRoutes } from '../rust/routes.ts';
import { readTypedHeaders } from '../rust/typedHeaders.ts';

/** Headers, CORS and routes in Rust. */
const rustReader: WebReader = {
  triggers: [
    'cache-control',
    'cache_control',
    'cachecontrol(',
    'access-control',
    'access_control',
    'corslayer',
    'cors::',
    '.route(',
    '#[get(',
    '#[post(',
  ],
  languages: ['rust'],
  reads: (path) => path.endsWith('.rs'),
  read(document) {
    const found = createFound(document, RUST);
    readRustCors(found);
    readRustRoutes(found);
    readHeaders(found, (use, { code }) => {
      if (use.how === 'pair' || use.how === 'assigned') return undefined;
      if (use.how === 'argument')
        return /^(?:insert|append|header|insert_header|append_header|set_header|add|overriding|if_not_present|with_header|set_raw_header)$/.test(
          use.callee,
        )
          ? { mode: use.callee === 'if_not_present' ? 'default' : 'set' }
          : undefined;
      if (code.masked[use.open] === '{') return undefined;
      const before = code.masked.slice(Math.max(0, use.open - 120), Math.max(0, use.open));
      return /header|respons|Headers/i.test(before) && !/reqwest|client/i.test(before) ? {} : undefined;
    });
    readTypedHeaders(found);
    return found.facts();
  },
};
export default rustReader;
