import type { DeclaredMail } from '../email/declared.ts';
import type { HeaderPlaceId } from '../web/headerPlaces.ts';
import type { Scope } from '../web/types.ts';
import type { Span } from '../span.ts';

/** What the workspace says of the running product, as plain data: it crosses threads. */
export interface Declared {
  /** Headers that configuration and code set, with the paths that they are meant for. */
  readonly headers: readonly DeclaredHeader[];
  readonly redirects: readonly DeclaredRedirect[];
  /** Domains that the workspace names, with the line. */
  readonly domains: readonly DeclaredDomain[];
  /** Allow-lists of CORS, where all of the workspace's are lists. */
  readonly cors?: readonly DeclaredCors[];
  readonly mail?: DeclaredMail;
}

interface DeclaredAt {
  /** Relative to the root, forward slashes. */
  readonly file: string;
  readonly at: Span;
}

export interface DeclaredHeader extends DeclaredAt {
  /** Lower case. */
  readonly header: string;
  readonly value: string;
  /** Absent: every answer. */
  readonly scope: Scope;
  /** "vercel.json", "next.config" …: what sets it. */
  readonly setBy: string;
  /** Key of the table of such places (`web/headerPlaces.ts`): decides whether it counts where the product runs. */
  readonly place: HeaderPlaceId;
}

export interface DeclaredCors extends DeclaredAt {
  /** As written; letter by letter, or without scheme. */
  readonly origins: readonly string[];
  readonly scope: Scope;
}

export interface DeclaredRedirect extends DeclaredAt {
  /** A path that can be asked: of a wildcard, one below it that nothing is at. */
  readonly from: string;
  /** Where that path leads. */
  readonly to: string;
  /** As written, where `from` stands for all below a path. */
  readonly pattern?: { readonly from: string; readonly to: string };
  /** A file at the path goes first. */
  readonly yieldsToFiles?: true;
  readonly status?: number;
  /** "vercel.json", "next.config" …: what answers so. */
  readonly setBy: string;
}

export interface DeclaredDomain extends DeclaredAt {
  /** Lower case, ASCII. */
  readonly host: string;
  readonly url?: string;
  /** "production", "preview" …, if the place says so. */
  readonly environment?: string;
  /** How it was found: "env", "vercel", "wrangler", "cname-file", "homepage" … */
  readonly source: string;
}
