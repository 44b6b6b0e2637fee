/** Laravel's config/cors.php, and its older packages. */
import { expressionAt } from '../../parsers/expression.ts';
import { skipBlank } from '../../parsers/code.ts';
import type { Found } from '../backend/found.ts';
import type { Scope } from '../types.ts';
import type { MapEntry, Value } from '../values.ts';

/** The array that the file gives back: which paths, and the options. */
export function readLaravelCors(found: Found): void {
  const { code } = found;
  const returned = /(?<![\w$>])return\s{0,20}(?=\[|array\s{0,4}\()/.exec(code.masked);
  if (!returned) return;
  const start = skipBlank(code.masked, returned.index + returned[0].length);
  const { end } = expressionAt(code, found.document.language, start);
  const value = found.value({ start, end });
  if (value.kind !== 'map') return;
  const entries = value.entries.map((entry) => ({ ...entry, key: OLD_NAMES[entry.key] ?? entry.key }));
  const origins = entries.find(({ key }) => key === 'allowed_origins');
  if (!origins && !entries.some(({ key }) => key === 'supports_credentials')) return;
  const options: Value = { ...value, entries: entries.filter(({ key }) => key !== 'paths') };
  const at = { start: returned.index, end: returned.index + 'return'.length };
  const place = origins ? { start: origins.keyAt.start, end: origins.keyAt.end } : at;
  found.cors({
    library: 'laravel',
    at: place,
    options,
    scope: scopeOf(entries.find(({ key }) => key === 'paths')),
  });
}

const OLD_NAMES: Readonly<Record<string, string | undefined>> = {
  supportsCredentials: 'supports_credentials',
  allowedOrigins: 'allowed_origins',
  allowedOriginsPatterns: 'allowed_origins_patterns',
  allowedHeaders: 'allowed_headers',
  allowedMethods: 'allowed_methods',
  exposedHeaders: 'exposed_headers',
  maxAge: 'max_age',
};

/** All the paths as one: what the file says is the same for each. */
function scopeOf(paths: MapEntry | undefined): Scope {
  const items = paths?.value.kind === 'list' ? paths.value.items : [];
  const texts = items.flatMap((item) => (item.kind === 'text' ? [item] : []));
  const [first] = texts;
  if (!paths || !first || texts.length < items.length || texts.some(({ text }) => text === '*'))
    return { syntax: 'all' };
  const at = first.at;
  if (texts.length > 1)
    return { syntax: 'regex', pattern: `^/(?:${texts.map(({ text }) => patternOf(text)).join('|')})$`, at };
  const pattern = `/${first.text.replace(/^\//, '').replace(/\*$/, '**')}`;
  return { syntax: pattern.includes('*') ? 'glob' : 'exact', pattern, at };
}

function patternOf(path: string): string {
  return path
    .replace(/^\//, '')
    .replace(/[^\w*/-]/g, '\\$&')
    .replaceAll('*', '.*');
}
