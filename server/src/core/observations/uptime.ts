/** What single runs against endpoints showed. Plain data: it crosses threads. */
import type { Span } from '../span.ts';
import type { Failure } from './failure.ts';

/** An endpoint that is asked again and again, as the configuration or the workspace's routes have it. */
export interface MonitoredEndpoint {
  /** Stays the same while name and URL do: key of states, metrics and alerts. */
  readonly id: string;
  /** "Home page", "GET /api/health": for people. */
  readonly name: string;
  /** Absolute, http or https. */
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Lower-case names. `$NAME` and `${NAME}` in a value stand for an environment variable: secrets are in no file. */
  readonly headers: Readonly<Record<string, string>>;
  /** What is posted. */
  readonly body?: string;
  readonly expect: EndpointExpectation;
  /** Runs in a row that fail before anybody is told; 2 unless told. */
  readonly failures: number;
  /** Seconds between the beginnings of runs; 60 unless told. */
  readonly every: number;
  /** Milliseconds after which a run has failed; 10,000 unless told. */
  readonly timeout: number;
  readonly kind: 'home' | 'login' | 'health' | 'webhook' | 'other';
  /** No configuration names it: files of the workspace do, and another host may be the one that answers it. */
  readonly isFound?: true;
  /** The line that declares it, where one was read. */
  readonly declaredAt?: { readonly file: string; readonly at: Span };
}

export interface EndpointExpectation {
  /** Each a number ("204") or a class ("2xx"). Absent: any below 400; of a webhook anything below 500 but 404. */
  readonly status?: readonly string[];
  /** A text that the body has. */
  readonly contains?: string;
  /** A regular expression that the body matches. */
  readonly matches?: string;
  /** Milliseconds until the whole answer was there; 2,000 unless told. */
  readonly latency: number;
}

/** One run against one endpoint. */
export interface EndpointRun {
  readonly endpoint: string;
  /** ISO 8601: when it began. */
  readonly at: string;
  readonly outcome: EndpointAnswer | Failure;
  /** Until the whole answer was there, or the run had failed. */
  readonly milliseconds: number;
}

export interface EndpointAnswer {
  readonly status: number;
  readonly hasText?: boolean;
  /** `slow`: the pattern could not be held against the body in the time that it may take. */
  readonly matches?: boolean | 'slow' | 'invalid';
  /** Bytes of the body as it was transferred. */
  readonly bytes: number;
  /** Redirects that were followed, on the same host. */
  readonly redirects: number;
  /** Host of a redirect that was not followed. */
  readonly leadsTo?: string;
  /** What the answer looks like beside its status (`looksOf`); absent: nothing of the kind. */
  readonly looks?: EndpointLooks;
  /** Of the server's certificate; absent without TLS. */
  readonly certificate?: {
    readonly notBefore: string;
    readonly notAfter: string;
    /** By Mozilla's roots and those that the user named, for this host, at the time of the run. */
    readonly isTrusted: boolean;
    /** Why not. */
    readonly problem?: 'expired' | 'not-yet-valid' | 'wrong-name' | 'self-signed' | 'untrusted';
  };
}

/** Whether a status is one of those: "204", "2xx". */
export function hasStatus(status: number, wanted: readonly string[]): boolean {
  const text = String(status);
  return wanted.some((one) => one === text || (one.endsWith('xx') && one.slice(0, 1) === text.slice(0, 1)));
}

/**
 * `unhealthy`: it says itself that something is down. `bot-check`: something in front wants to see whether a person asks.
 * `login`: a page that asks for a login, or the redirect to one. `csrf`: it wants the token of a form, which only pages of the
 * product have. `page`: what should report health is the page that the product's own script fills.
 */
export type EndpointLooks = 'unhealthy' | 'bot-check' | 'login' | 'csrf' | 'page';
