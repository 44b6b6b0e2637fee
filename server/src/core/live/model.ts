import type { LiveFacts } from './candidates/types.ts';
import type { DeclaredDomain, DeclaredHeader, DeclaredRedirect } from './declared.ts';

/** What all files say of where the product is, by path. */
export interface LiveModel {
  readonly domains: readonly DeclaredDomain[];
  readonly redirects: readonly DeclaredRedirect[];
  readonly headers: readonly DeclaredHeader[];
  /** Names and scopes of packages. */
  readonly names: ReadonlySet<string>;
}

export function joinLive(files: readonly (readonly [path: string, facts: LiveFacts])[]): LiveModel {
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    domains: sorted.flatMap(([file, { domains = [] }]) => domains.map((one) => Object.assign({ file }, one))),
    redirects: sorted.flatMap(([file, { redirects = [] }]) =>
      redirects.map((one) => Object.assign({ file }, one)),
    ),
    headers: sorted.flatMap(([file, { headers = [] }]) => headers.map((one) => Object.assign({ file }, one))),
    names: new Set(sorted.flatMap(([, { names = [] }]) => names)),
  };
}
