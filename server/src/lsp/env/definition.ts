import type { Connection, Location } from 'vscode-languageserver/node';
import { schemaReads } from '../../core/env/schemaReads.ts';
import type { Span } from '../../core/env/types.ts';
import type { Services } from '../services.ts';
import { nameAt, type NamedPlace } from './names.ts';
import { toLocation } from './places.ts';
import { inOrderOfStrength } from './words.ts';

/** Leads from a use to where the variable gets its value, and from there to all other places. */
export function registerEnvDefinition(connection: Connection, services: Services): void {
  connection.onDefinition((params): Location[] | null => {
    const named = nameAt(params, services);
    if (!named) return null;
    const found = definitionsOf(named);
    return found.map(({ file, at }) => toLocation(named.folder, file, at));
  });

  connection.onReferences(({ context, ...params }): Location[] | null => {
    const named = nameAt(params, services);
    if (!named) return null;
    const { uses, declarations, references } = named.model.placesOf(named.name);
    const places: Placed[] = [
      ...(context.includeDeclaration
        ? declarations.map(({ file, declaration: { at } }) => ({ file, at }))
        : []),
      ...uses.map(({ file, use: { at } }) => ({ file, at })),
      ...references,
      ...schemaReads({
        ...named,
        paths: new Set([...named.folder.results.keys(), ...named.folder.open.keys()]),
        read: (path) => named.folder.files.read(path),
      }),
    ];
    return once(places).map(({ file, at }) => toLocation(named.folder, file, at));
  });
}

interface Placed {
  readonly file: string;
  readonly at: Span;
}

/**
 * Env files first, then templates, then schemas, then what hosts get. On a declaration the answer is itself: editors then
 * show its references.
 */
function definitionsOf({ model, name, path, range, kind }: NamedPlace): readonly Placed[] {
  const { uses, declarations } = model.placesOf(name);
  const all = inOrderOfStrength(declarations).map(({ file, declaration }) => ({
    file,
    at: declaration.at,
    by: declaration.by,
  }));
  const itself = all.find(({ file, at }) => file === path && at.start === range.start);
  if (kind === 'declaration' && itself) return [itself];
  const schemas = uses.flatMap(({ file, use: { schema, at } }) => (schema ? [{ file, at }] : []));
  return once([
    ...all.filter(({ by }) => by === 'env-file'),
    ...schemas.filter(({ file, at }) => file !== path || at.start !== range.start),
    ...all.filter(({ by }) => by !== 'env-file'),
  ]);
}

/** A name in a compose file may be read and declared at one place. */
function once(places: readonly Placed[]): readonly Placed[] {
  const seen = new Set<string>();
  return places.filter(({ file, at }) => {
    const key = `${file}\0${at.start}`;
    return !seen.has(key) && seen.add(key);
  });
}
