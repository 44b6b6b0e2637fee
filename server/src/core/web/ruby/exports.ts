/** Constants of a Ruby file that other files may ask for: origins and hosts. */
import type { ExportedValue } from '../types.ts';
import type { RubyWeb } from './rubyWeb.ts';

const CONSTANT = /(?<=^|\n)[ \t]{0,20}([A-Z][A-Z0-9_]{2,60})[ \t]{0,8}=(?![=~>])[ \t]{0,8}/g;

export function readExports(web: RubyWeb): ExportedValue[] {
  const exports: ExportedValue[] = [];
  for (const match of web.file.code.masked.matchAll(CONSTANT)) {
    const name = match[1] ?? '';
    if (!/CORS|ORIGIN|ALLOWED_(?:HOSTS|DOMAINS)|CACHE_CONTROL|_HEADERS$/.test(name) || exports.length >= 50)
      continue;
    const start = match.index + match[0].indexOf(name);
    const value = web.valueAt(match.index + match[0].length);
    if (value.kind === 'unknown' || value.kind === 'call') continue;
    exports.push({ name, value, at: web.file.place({ start, end: start + name.length }) });
  }
  return exports;
}
