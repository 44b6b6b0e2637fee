import type { Impact } from './finding.ts';
import type { DomainObservation, LiveTarget } from './observations/domain.ts';
import type { Failure } from './observations/failure.ts';
import type { RuleInfo } from './rule.ts';
import type { Declared } from './live/declared.ts';
import type { Providers } from './live/providers.ts';
import type { ServedSecret } from './live/exposure/servedSecrets.ts';
import type { Span } from './span.ts';

/** Judges what was observed of one domain. It never asks the network, and has no clock of its own. */
export interface Check extends RuleInfo {
  /**
   * What is wrong, what is right, and what could not be told. Nothing at all where the check has no subject: a domain
   * without a staple has none that could be out of date. The first word that a person reads is the message: it names the
   * host, what was seen, and what happens because of it.
   */
  check(observed: DomainObservation, context: CheckContext): Iterable<Verdict>;
}

export interface CheckContext {
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly target: LiveTarget;
  /** Who hosts the domain, its DNS and its edge, as far as it shows: decides what `mend` says. */
  readonly providers: Providers;
  /** What the workspace says of headers, caching, CORS and redirects; absent where there is no workspace. */
  readonly declared?: Declared;
  /** Our own scanner for secrets: masked, never the value. `name` is like a file's: "app.js". */
  findSecrets(text: string, name: string): readonly ServedSecret[];
}

export type Verdict = Problem | Pass | Unknown;

interface Told {
  /** The host that it is about; absent: the domain. */
  readonly host?: string;
  /** What was seen, a line each: records, hops, dates. Data of servers: shown as text, never as markup. */
  readonly evidence?: readonly string[];
}

export interface Problem extends Told {
  readonly problem: string;
  /** Where it is known to matter more or less than the check's own. */
  readonly impact?: Impact;
  /** What tells it from other problems of the check on this domain: a host, a header's name. Part of the fingerprint. */
  readonly kind?: string;
  readonly mend?: Mend;
  /** The line of the workspace that causes or contradicts it. */
  readonly declaredAt?: { readonly file: string; readonly at: Span };
}

export interface Pass extends Told {
  readonly pass: string;
}

/** Completes "Could not tell: …". */
export interface Unknown extends Told {
  readonly unknown: Failure | string;
}

/** How it is mended, for the provider that was seen. */
export interface Mend {
  /** One or two sentences in the imperative. */
  readonly how: string;
  /** What is to be copied: DNS records, a line of configuration. */
  readonly copy?: readonly MendCopy[];
  /** The provider's own page. */
  readonly link?: { readonly label: string; readonly url: string };
}

export type MendCopy =
  | {
      readonly kind: 'record';
      readonly name: string;
      readonly type: string;
      readonly value: string;
      readonly ttl?: number;
    }
  | { readonly kind: 'text'; readonly label: string; readonly text: string };

/** Keeps the literal types of a check while it is held against the contract. */
export function defineCheck(check: Check): Check {
  return check;
}
