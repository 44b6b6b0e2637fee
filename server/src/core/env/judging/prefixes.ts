/** Public prefixes of other frameworks than those of a package. */
import type { EnvPackage } from '../model.ts';
import { publicPrefixOf } from '../publicPrefixes.ts';

/** Prefixes that nobody uses for anything else, and whose they are. */
const UNMISTAKABLE: Readonly<Record<string, string>> = {
  NEXT_PUBLIC_: 'Next.js',
  VITE_: 'Vite',
  REACT_APP_: 'Create React App',
  VUE_APP_: 'Vue CLI',
  NUXT_PUBLIC_: 'Nuxt',
  EXPO_PUBLIC_: 'Expo',
  GATSBY_: 'Gatsby',
};

export interface ForeignPrefix {
  readonly prefix: string;
  /** Whose it is, as people call it. */
  readonly owner: string;
}

export function foreignPrefixOf(name: string, { publicPrefixes }: EnvPackage): ForeignPrefix | undefined {
  if (publicPrefixOf(name, publicPrefixes) !== undefined) return undefined;
  const prefix = publicPrefixOf(name, Object.keys(UNMISTAKABLE));
  return prefix === undefined ? undefined : { prefix, owner: UNMISTAKABLE[prefix] ?? '' };
}

export function isForeignPublicName(name: string, folder: EnvPackage): boolean {
  return foreignPrefixOf(name, folder) !== undefined;
}
