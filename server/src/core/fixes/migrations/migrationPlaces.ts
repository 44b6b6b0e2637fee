/** Where a new migration goes, named as those that are there. */
import type { RewriteMigrationFix } from '../../finding.ts';
import { versionOf } from '../../migrations/order.ts';
import { folderOf, join, nameOf } from '../../paths.ts';
import type { Files } from '../../workspace.ts';
import { versionAfter } from './newVersion.ts';

export interface MigrationPlace {
  readonly version: string;
  /** As the tool calls it: the name of its folder, or of its file without an extension. */
  readonly name: string;
  readonly file: string;
  /** The file of the way back, where the migrations have one. */
  readonly down?: string;
}

/** The place behind the last migration; undefined where the names have no number to count on. */
export function placeAfter(
  fix: RewriteMigrationFix,
  version: string,
  slug: string,
  files: Files,
): MigrationPlace | undefined {
  let next = versionAfter(version);
  for (let tries = 0; next !== undefined && tries < MOST_TRIES; tries++) {
    const place = placeOf(fix, next, slug);
    if (!place) return undefined;
    if (files.read(place.file) === undefined) return place;
    next = versionAfter(next);
  }
  return undefined;
}

const MOST_TRIES = 100;

function placeOf(
  { file, tool }: RewriteMigrationFix,
  version: string,
  slug: string,
): MigrationPlace | undefined {
  const folder = folderOf(file);
  const name = nameOf(file);
  const isFolderPerMigration = /^(?:migration|up|down)\.sql$/i.test(name);
  const own = isFolderPerMigration ? nameOf(folder) : name;
  const shape = shapeOf(own, versionOf(own.replace(/\.sql$/i, ''), tool));
  if (!shape) return undefined;
  const named = `${shape.before}${version}${shape.separator}${slug.replaceAll('_', shape.joiner)}`;
  if (isFolderPerMigration) {
    const at = join(folderOf(folder), named);
    const hasBack = name.toLowerCase() === 'up.sql';
    return { version, name: named, file: `${at}/${name}`, ...(hasBack ? { down: `${at}/down.sql` } : {}) };
  }
  const extension = /(?:\.up)?\.sql$/i.exec(name)?.[0] ?? '.sql';
  return {
    version,
    name: named,
    file: join(folder, named + extension),
    ...(/^\.up/i.test(extension) ? { down: join(folder, named + extension.replace(/^\.up/i, '.down')) } : {}),
  };
}

interface Shape {
  /** What stands before the number: Flyway's V. */
  readonly before: string;
  readonly separator: string;
  /** Between words. */
  readonly joiner: '_' | '-';
}

function shapeOf(name: string, version: string): Shape | undefined {
  if (version === '') return undefined;
  const at = name.indexOf(version);
  const rest = name.slice(at + version.length);
  const separator = /^(?:__|[-_.])(?!sql$|up\.sql$)/i.exec(rest)?.[0] ?? '_';
  const joiner = /[a-z]-[a-z]/i.test(rest) && !/[a-z]_[a-z]/i.test(rest) ? '-' : '_';
  return { before: name.slice(0, at), separator, joiner };
}
