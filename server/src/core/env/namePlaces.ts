/** Where each name stands in the whole workspace. */
import type { FactsOfFile } from './join.ts';
import type { EnvModel, EnvPackage, NamePlaces, PlacedDeclaration, PlacedUse } from './model.ts';

/** Worked out when the first name is asked for. */
export function namePlaces(
  packages: Iterable<EnvPackage>,
  declarations: ReadonlyMap<string, readonly PlacedDeclaration[]>,
  files: readonly FactsOfFile[],
): Pick<EnvModel, 'placesOf'> & { readonly names: () => readonly string[] } {
  const all = [...packages];
  let usesByName: ReadonlyMap<string, readonly PlacedUse[]> | undefined;
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
      usesByName ??= usesOf(all);
      places = {
        uses: (usesByName.get(name) ?? []).toSorted((a, b) =>
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

/** Once for all names: there may be thousands of both names and packages. */
function usesOf(packages: readonly EnvPackage[]): ReadonlyMap<string, readonly PlacedUse[]> {
  const found = new Map<string, PlacedUse[]>();
  for (const { variables } of packages) {
    for (const { name, uses } of variables.values()) {
      if (uses.length === 0) continue;
      const known = found.get(name);
      if (!known) found.set(name, [...uses]);
      else for (const use of uses) known.push(use);
    }
  }
  return found;
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
