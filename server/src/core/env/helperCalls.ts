/** Calls of functions that read the variable whose name they are given. */
import type { PackageParts } from './join.ts';
import type { PlacedUse } from './model.ts';
import type { PackageNode } from './packages.ts';
import type { EnvCall, EnvHelper, EnvUse, Need } from './types.ts';
import { usePlaceOf } from './usePlace.ts';

/**
 * Answers which calls of a package are uses. A call counts where such a helper is defined in the same package, in one that
 * the package depends on, or above it. Of several helpers with one name the mildest counts. In monorepos packages import what
 * they don't say that they depend on: helpers of other packages count for names that are declared somewhere.
 */
export function callResolver(
  parts: ReadonlyMap<PackageNode, PackageParts>,
): (node: PackageNode) => readonly PlacedUse[] {
  const helpersOf = new Map<PackageNode, readonly EnvHelper[]>();
  for (const [node, { files }] of parts) {
    const helpers = files.flatMap(([, facts]) => facts.helpers ?? []);
    if (helpers.length > 0) helpersOf.set(node, helpers);
  }
  if (helpersOf.size === 0) return () => [];
  const declared = declaredNames(parts);
  const anywhere = mildest([...helpersOf.values()].flat());
  return (node) => {
    const files = (parts.get(node)?.files ?? []).filter(
      ([, { calls }]) => calls !== undefined && calls.length > 0,
    );
    if (files.length === 0) return [];
    const near = mildest([node, ...node.uses, ...node.above].flatMap((other) => helpersOf.get(other) ?? []));
    const needOf = (call: EnvCall): Need | undefined => {
      if (!NAME.test(call.name)) return undefined;
      const helper = near.get(keyOf(call.helper, call.parameter));
      if (helper) return call.hasFallback ? 'optional' : helper.need;
      return declared.has(call.name) && anywhere.has(keyOf(call.helper, call.parameter))
        ? 'optional'
        : undefined;
    };
    return files.flatMap(([file, { calls, side }]) => {
      const place = usePlaceOf(file, node.folder);
      return (calls ?? []).flatMap((call): PlacedUse[] => {
        const need = needOf(call);
        if (need === undefined) return [];
        const { name, at, helper: through } = call;
        // A helper that fails is there to demand it.
        const insists = need === 'required' ? ({ insists: true } as const) : {};
        const use: EnvUse = { name, at, through, need, ...insists, ...(side ? { side } : {}) };
        return [{ file, use, place }];
      });
    });
  };
}

/** What people name variables: a helper called `get` is called with other names too. */
const NAME = /^[A-Z_][A-Z0-9_]*$/;

function declaredNames(parts: ReadonlyMap<PackageNode, PackageParts>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { files } of parts.values()) {
    for (const [, { declarations }] of files) for (const { name } of declarations ?? []) names.add(name);
  }
  return names;
}

function mildest(helpers: readonly EnvHelper[]): ReadonlyMap<string, EnvHelper> {
  const found = new Map<string, EnvHelper>();
  for (const helper of helpers) {
    const key = keyOf(helper.name, helper.parameter);
    if (found.get(key)?.need !== 'optional') found.set(key, helper);
  }
  return found;
}

function keyOf(helper: string, parameter: number): string {
  return `${helper}/${parameter}`;
}
