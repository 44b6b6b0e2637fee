import { readCaddyfile } from '../caddy/read.ts';
import { lowerNameOf } from '../../paths.ts';
import type { WebReader } from '../reader.ts';

/** Caddyfile, Caddyfile.prod, site.caddy */
export default {
  triggers: [],
  languages: ['text', 'ini'],
  reads: isCaddyfile,
  always: isCaddyfile,
  read: readCaddyfile,
} satisfies WebReader;

function isCaddyfile(path: string): boolean {
  const name = lowerNameOf(path);
  return (
    /caddyfile(?:[._-][\w.-]*)?$|\.caddy(?:\.\w+)?$/.test(name) &&
    !/\.(?:go|md|json|ya?ml|sh|ts|js|html?)$/.test(name)
  );
}
