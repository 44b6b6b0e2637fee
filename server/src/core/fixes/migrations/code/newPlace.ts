/** What a new migration in code is called: as those that are there. */
import type { Refusal } from '../../../edit.ts';
import { migrationName, versionOf } from '../../../migrations/order.ts';
import { folderOf, join, nameOf } from '../../../paths.ts';
import { versionAfter } from '../newVersion.ts';
import type { Draft } from './rewritten.ts';
import type { Site } from './site.ts';

export interface NewPlace {
  readonly path: string;
  readonly version: string;
  /** Without extension. */
  readonly name: string;
}

export function placeFor({ fix, files }: Site, { slug, after }: Draft): NewPlace | Refusal {
  const own = nameOf(fix.file);
  const name = migrationName(fix.file);
  const version = versionOf(name, fix.tool);
  const at = own.indexOf(version);
  let next = version === '' ? undefined : versionAfter(after.version === '' ? version : after.version);
  for (let tries = 0; next !== undefined && tries < MOST_TRIES; tries++, next = versionAfter(next)) {
    const rest = name.slice(name.indexOf(version) + version.length);
    const made = own.slice(0, at) + next + slugLike(rest, slug);
    const path = join(folderOf(fix.file), made + own.slice(name.length));
    if (files.read(path) === undefined) return { path, version: next, name: made };
  }
  return {
    refused:
      'The names of the migrations have no number to count on, so that nobody can say what a new one is called.',
  };
}

const MOST_TRIES = 100;

/** "_add_email" gives "_validate_users", "-AddEmail" gives "-ValidateUsers"; a name without words stays without. */
function slugLike(rest: string, slug: string): string {
  const separator = /^[-_.]+/.exec(rest)?.[0] ?? '';
  const words = rest.slice(separator.length);
  if (words === '') return '';
  if (/[a-z]-[a-z]/i.test(words)) return separator + slug.replaceAll('_', '-');
  if (/^[A-Z]/.test(words)) return separator + pascalCase(slug);
  if (/^[a-z]+[A-Z]/.test(words)) return separator + camelCase(slug);
  return separator + (separator === '-' && !words.includes('_') ? slug.replaceAll('_', '-') : slug);
}

export function pascalCase(slug: string): string {
  return slug
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function camelCase(slug: string): string {
  const name = pascalCase(slug);
  return name.charAt(0).toLowerCase() + name.slice(1);
}
