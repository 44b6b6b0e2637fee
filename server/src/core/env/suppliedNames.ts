/** Names that are set without anybody declaring them: by hosts, CI services, runtimes and tools. */
import type { UsesOfPackage } from './join.ts';
import { SUPPLIERS, type Supplier } from './supplierTable.ts';

export interface SupplierSigns {
  /** Of all packages. */
  readonly dependencies: ReadonlySet<string>;
  readonly paths: readonly string[];
}

/**
 * Answers who sets a name. Everyday names that one host alone sets (`URL` of Netlify) count where the workspace shows that
 * host; Vite's `MODE` and `BASE_URL` where they are read as `import.meta.env`.
 */
export function suppliers(
  signs: SupplierSigns,
): (name: string, uses: () => readonly UsesOfPackage[]) => string | undefined {
  const there = SUPPLIERS.filter((supplier) => isThere(supplier, signs));
  const families = there.filter(({ prefixes, pattern }) => prefixes !== undefined || pattern !== undefined);
  const known = new Map<string, readonly Supplier[]>();
  for (const supplier of there) {
    for (const name of supplier.names?.split(' ') ?? [])
      known.set(name, [...(known.get(name) ?? []), supplier]);
  }
  return (name, uses) => {
    let candidates = known.get(name);
    if (!candidates)
      known.set(name, (candidates = families.filter((supplier) => isOfFamily(supplier, name))));
    return candidates.find((supplier) => isReadSo(supplier, uses))?.by;
  };
}

/** `Deno.env.get("SUPABASE_URL")`, although code beside it reads the name from an environment of its own. */
export function isSuppliedThere(name: string, through: string): boolean {
  return BY_WAY.some(({ names, way }) => way.test(through) && names.has(name));
}

const BY_WAY = SUPPLIERS.flatMap(({ through, names, evidence }) =>
  through && names !== undefined && !evidence ? [{ way: through, names: new Set(names.split(' ')) }] : [],
);

function isThere({ evidence }: Supplier, { dependencies, paths }: SupplierSigns): boolean {
  if (!evidence) return true;
  if (evidence.dependencies?.some((name) => dependencies.has(name)) === true) return true;
  return evidence.file !== undefined && paths.some((path) => evidence.file?.test(path));
}

function isOfFamily({ prefixes, pattern }: Supplier, name: string): boolean {
  if (prefixes?.some((prefix) => name.startsWith(prefix)) === true) return true;
  return pattern !== undefined && name.length < 200 && pattern.test(name);
}

function isReadSo({ through }: Supplier, uses: () => readonly UsesOfPackage[]): boolean {
  if (through === undefined) return true;
  const found = uses();
  return found.length > 0 && found.every((part) => part.uses.every(({ use }) => through.test(use.through)));
}
