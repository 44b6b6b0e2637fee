/** Where each name stands in the whole workspace. */
import type { FactsOfFile } from './join.ts';
import type { EnvModel, EnvPackage, NamePlaces, PlacedDeclaration } from './model.ts';

/** Worked out when the first name is asked for. */
export function namePlaces(
  packages: Iterable<EnvPackage>,
  declarations: ReadonlyMap<string, readonly PlacedDeclaration[]>,
  files: readonly FactsOfFile[],
): Pick<EnvModel, 'placesOf'> & { readonly names: () => readonly string[] } {
  const all = [...packages];
  let references: ReadonlyMap<string, NamePlaces['references']> | undefined;
  let names: readonly string[] | undefined;
  const known = new Map<string, NamePlaces>();
  return {
    names() {
      names ??= [
        ...new Set([...declarations.keys(), ...all.flatMap(({ variables }) => [...variables.keys()])]),
      ].sort();
      return names;
    },
    placesOf(name) {
      let places = known.get(name);
      if (places) return places;
      references ??= referencesByName(files);
      const uses = all.flatMap(({ variables }) => variables.get(name)?.uses ?? []);
      places = {
        uses: uses.sort((a, b) =>
          a.file === b.file ? a.use.at.start - b.use.at.start : a.file < b.file ? -1 : 1,
        ),
        declarations: declarations.get(name) ?? [],
        references: references.get(name) ?? [],
      };
      known.set(name, places);
      return places;
    },
  };
}

function referencesByName(files: readonly FactsOfFile[]): ReadonlyMap<string, NamePlaces['references']> {
  const found = new Map<string, { file: string; at: NamePlaces['references'][number]['at'] }[]>();
  for (const [file, { declarations }] of files) {
    for (const declaration of declarations ?? []) {
      if (declaration.by !== 'env-file') continue;
      for (const { name, at } of declaration.references ?? []) {
        const known = found.get(name);
        if (known) known.push({ file, at });
        else found.set(name, [{ file, at }]);
      }
    }
  }
  return found;
}
