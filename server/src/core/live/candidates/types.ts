import type { DeclaredDomain, DeclaredHeader, DeclaredRedirect } from '../declared.ts';

/** What one file says of the addresses of the product. Plain data: names of hosts, and never a URL with what logs in. */
export interface LiveFacts {
  readonly domains?: readonly NamedHost[];
  readonly redirects?: readonly NamedRedirect[];
  readonly headers?: readonly NamedHeader[];
  /** What the product may be called: the package's name. */
  readonly names?: readonly string[];
}

export type NamedHost = Omit<DeclaredDomain, 'file'>;
export type NamedHeader = Omit<DeclaredHeader, 'file'>;
export type NamedRedirect = Omit<DeclaredRedirect, 'file'>;
