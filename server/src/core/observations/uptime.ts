/** What single runs against endpoints showed. Plain data: it crosses threads. */
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
  /** Of the server's certificate; absent without TLS. */
  readonly certificate?: { readonly notBefore: string; readonly notAfter: string; readonly isTrusted: boolean };
}
