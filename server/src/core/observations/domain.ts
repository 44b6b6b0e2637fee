/** All that was observed of one domain. */
import type { DnsObservation } from './dns.ts';
import type { HttpObservation } from './http.ts';
import type { MailObservation, MailTarget } from './mail.ts';
import type { TlsObservation } from './tls.ts';
import type { EndpointRun, MonitoredEndpoint } from './uptime.ts';

export interface DomainObservation {
  /** As it was asked for: lower case, ASCII (punycode). */
  readonly domain: string;
  /** ISO 8601. */
  readonly at: string;
  readonly areas: readonly LiveArea[];
  readonly dns: DnsObservation;
  /** Each address of each host; empty where nothing about TLS was asked. */
  readonly tls: readonly TlsObservation[];
  readonly http?: HttpObservation;
  /** The domain first, then the hosts below it that send. Absent: not asked. */
  readonly mail?: readonly MailObservation[];
  /** One run of each monitored endpoint. Absent: not asked. */
  readonly uptime?: readonly EndpointRun[];
  /** To the domain's own hosts. What its mail and its monitored endpoints cost is beside it. */
  readonly requests: number;
  /** Without those about mail. */
  readonly queries: number;
  readonly milliseconds: number;
}

export const LIVE_AREAS = [
  'dns',
  'redirects',
  'tls',
  'edge',
  'headers',
  'caching',
  'cors',
  'exposure',
  'email',
  'uptime',
  'drift',
] as const;
export type LiveArea = (typeof LIVE_AREAS)[number];

/** What is to be observed, in data: from the command line, the configuration, and what the user confirmed. */
export interface LiveTarget {
  readonly domain: string;
  /** Host names that belong to the domain and may be asked: itself, "www", and what the user confirmed. Lower case. */
  readonly confirmed: readonly string[];
  /**
   * Subdomains to look at, with what they should point to (a name or an address), if the configuration says so. `isDeclared`: no
   * entry of the configuration, but a host that files of the workspace name and the user confirmed.
   */
  readonly subdomains: readonly {
    readonly host: string;
    readonly target?: string;
    readonly isDeclared?: true;
  }[];
  /** Where people should end up; undefined: whatever the domain itself leads to. */
  readonly canonical?: string;
  /** `isDeclared`: no entry of the configuration, but a redirect that files of the workspace set up. */
  readonly legacy: readonly { readonly from: string; readonly to: string; readonly isDeclared?: true }[];
  readonly endpoints: readonly LiveEndpoint[];
  /** The product elsewhere: "staging", "preview" …, and "production" where that is another host than the domain. */
  readonly environments?: readonly LiveEnvironment[];
  /** Addresses of the server behind the CDN, where the configuration names them. */
  readonly origins: readonly string[];
  /** What the workspace is made of ("next", "laravel", "spring" …): decides which debug pages are looked for. */
  readonly frameworks: readonly string[];
  /** Absent: the domain alone, with the selectors that are well known. */
  readonly mail?: MailTarget;
  /** On confirmed hosts. */
  readonly monitored?: readonly MonitoredEndpoint[];
}

export interface LiveEndpoint {
  /** Absolute, on a confirmed host. */
  readonly url: string;
  readonly kind: 'public' | 'authenticated' | 'health' | 'webhook';
}

export interface LiveEnvironment {
  /** As the configuration calls it. */
  readonly name: string;
  /** Its home page, over HTTPS. */
  readonly url: string;
  /** It lies below the domain, or the user said yes to it: nobody else is asked. */
  readonly isConfirmed: boolean;
}

/** How the network is reached. From the user alone: never from the workspace. */
export interface NetworkSettings {
  /** `address:port`; absent: the machine's own. */
  readonly resolver?: string;
  /** PEM certificates to trust beside Mozilla's roots. */
  readonly ca: readonly string[];
  /** Private, loopback and link-local addresses may be connected to. */
  readonly allowPrivate: boolean;
  /** `host[:port]` → `address[:port]`: where connections go instead. */
  readonly connect: Readonly<Record<string, string>>;
  /** Goes into the user agent. */
  readonly version: string;
}
