import type { HeaderPlaceId } from '../headerPlaces.ts';

/** Which host reads a `_headers` file that says nothing itself: the one whose own files or tools lie round it. */
export function hostOfHeadersFile(hasPackage: (name: string) => boolean): HeaderPlaceId {
  const isNetlify = NETLIFY.some(hasPackage);
  const isCloudflare = CLOUDFLARE.some(hasPackage);
  if (isNetlify === isCloudflare) return 'headers-file';
  return isNetlify ? 'netlify-headers' : 'cloudflare-headers';
}

/** The first ones stand for netlify.toml and for wrangler's own file. */
export const NETLIFY: readonly string[] = [
  'netlify',
  'netlify-cli',
  '@netlify/functions',
  '@netlify/plugin-nextjs',
  '@netlify/vite-plugin',
  '@astrojs/netlify',
  '@sveltejs/adapter-netlify',
];
export const CLOUDFLARE: readonly string[] = [
  'wrangler',
  '@cloudflare/vite-plugin',
  '@cloudflare/next-on-pages',
  '@opennextjs/cloudflare',
  '@astrojs/cloudflare',
  '@sveltejs/adapter-cloudflare',
  '@cloudflare/workers-types',
];
