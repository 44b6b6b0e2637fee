import type { Span } from '../../span.ts';

/** What one file says of how the product is asked whether it is well. Plain data, kept with its findings. */
export interface UptimeFacts {
  readonly healthChecks: readonly NamedHealthCheck[];
}

export interface NamedHealthCheck {
  /** Begins with "/": what is asked with GET, and has no parameters. */
  readonly path: string;
  readonly at: Span;
  /** "render", "kubernetes" …: whose file it is. */
  readonly source: string;
  /** A container or a cluster asks it from within: the same path need not be there for others. */
  readonly isInternal?: true;
}

export interface HealthCheck extends NamedHealthCheck {
  /** Relative to the root, forward slashes. */
  readonly file: string;
}

/** What all files say of it. */
export interface UptimeModel {
  readonly healthChecks: readonly HealthCheck[];
}

export function joinUptime(files: readonly (readonly [path: string, facts: UptimeFacts])[]): UptimeModel {
  const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    healthChecks: sorted.flatMap(([file, { healthChecks }]) =>
      healthChecks.map((check) => Object.assign({ file }, check)),
    ),
  };
}
