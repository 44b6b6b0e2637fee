import { configurationReader } from '../manifests/configurationReader.ts';

/** wrangler.toml, .json and .jsonc: Cloudflare is where this is served, and reads `_headers`. */
export default configurationReader({
  file: /(?:^|\/)wrangler(?:\.[\w-]+)?\.(?:toml|jsonc?)$/,
  languages: ['toml', 'json', 'jsonc'],
  read(collector) {
    collector.library('wrangler', { text: '', start: 0, end: 0 });
  },
});
