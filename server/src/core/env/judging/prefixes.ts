/** Public prefixes of other frameworks than those of a package. */
import type { EnvPackage } from '../model.ts';
import { publicPrefixOf } from '../publicPrefixes.ts';
import { PUBLIC_PREFIXES, type PublicPrefix } from '../publicPrefixTable.ts';

/** Prefixes that nobody uses for anything else. */
const UNMISTAKABLE: readonly PublicPrefix[] = [
  'NEXT_PUBLIC_',
  'VITE_',
  'REACT_APP_',
  'VUE_APP_',
  'NUXT_PUBLIC_',
  'EXPO_PUBLIC_',
  'GATSBY_',
];

export interface ForeignPrefix {
  readonly prefix: string;
  /** Whose it is, as people call it. */
  readonly owner: string;
}

export function foreignPrefixOf(name: string, { publicPrefixes }: EnvPackage): ForeignPrefix | undefined {
  if (publicPrefixOf(name, publicPrefixes) !== undefined) return undefined;
  const prefix = publicPrefixOf(name, UNMISTAKABLE);
  return prefix === undefined ? undefined : { prefix, owner: PUBLIC_PREFIXES[prefix] };
}

export function isForeignPublicName(name: string, folder: EnvPackage): boolean {
  return foreignPrefixOf(name, folder) !== undefined;
}
