/** Names and payloads of the messages about live checks: the part of `protocol.ts` that the view of the side bar needs. */
import type { EnvironmentPlace } from './protocol.ts';

/** Client → server, request: the domains that the workspace names, and what was last found out about those that are the user's. */
export const LIVE_STATE = 'launchReady/liveState';
export interface LiveStateParams {
  readonly confirmed: readonly ConfirmedDomain[];
}
/** The user said that these are theirs: nobody else is asked anything. */
export interface ConfirmedDomain {
  readonly domain: string;
  /** Other hosts of the domain that may be asked: "app.shop.example". The domain itself and its www always may. */
  readonly hosts: readonly string[];
}
export interface LiveStateResult {
  /** `untrusted`: nothing is sent. `off`, `checking`: not all files were read, so that more domains may be found. */
  readonly state: 'ready' | 'checking' | 'off' | 'untrusted';
  readonly proposals: readonly LiveProposal[];
  readonly reports: readonly LiveDomainReport[];
}
/** A domain that the workspace names. */
export interface LiveProposal extends ConfirmedDomain {
  /** Where it is named, in a sentence. */
  readonly why: string;
  /** Absent: production, as far as anything says. */
  readonly environment?: string;
}
export interface LiveDomainReport {
  readonly domain: string;
  /** URI of the workspace folder whose configuration counted; absent where none names the domain. */
  readonly folder?: string;
  /** Of MDN's HTTP Observatory: "B+". */
  readonly grade?: string;
  readonly areas: readonly LiveAreaReport[];
}
export interface LiveAreaReport {
  readonly area: string;
  /** When it was checked: ISO 8601. */
  readonly at: string;
  readonly results: readonly LiveCheckResult[];
}
/** All texts can be shown as they are, and as text alone: servers have a say in them. */
export interface LiveCheckResult {
  /** Tells it from the others of its area. */
  readonly key: string;
  readonly checkId: string;
  /** Names what would be wrong. */
  readonly title: string;
  /** `accepted`: a problem that the configuration or the baseline puts aside. */
  readonly state: 'problem' | 'pass' | 'unknown' | 'accepted';
  readonly impact?: 'blocker' | 'high' | 'medium' | 'low';
  readonly message: string;
  readonly host?: string;
  readonly evidence: readonly string[];
  readonly mend?: {
    readonly how: string;
    readonly copy: readonly LiveCopy[];
    readonly link?: { readonly label: string; readonly url: string };
  };
  /** The line of the workspace that causes or contradicts it. */
  readonly place?: EnvironmentPlace;
}
export interface LiveCopy {
  /** "TXT _dmarc.shop.example" */
  readonly label: string;
  /** What to show beside it. */
  readonly value: string;
  /** What is copied: a record as zone files write it. */
  readonly text: string;
  /** Of a record, what goes into the field for its value. */
  readonly valueText?: string;
}

/** Server → client, notification without parameters: what `LIVE_STATE` answers has changed. */
export const LIVE_CHANGED = 'launchReady/liveChanged';

/** Client → server, request, cancellable: ask the network about these domains, and judge what it says. */
export const LIVE_RUN = 'launchReady/liveRun';
export interface LiveRunParams {
  readonly domains: readonly ConfirmedDomain[];
  /** All where it is absent. */
  readonly areas?: readonly string[];
  readonly network: LiveNetwork;
}
/** How the network is reached: from the user's own settings, never from those of a workspace. */
export interface LiveNetwork {
  readonly allowPrivateAddresses: boolean;
  /** `address:port`; absent: the machine's own. */
  readonly resolver?: string;
  /** `host[:port]` → `address[:port]`. */
  readonly connect: Readonly<Record<string, string>>;
  /** Absolute paths of PEM files. */
  readonly certificateAuthorities: readonly string[];
}
export interface LiveRunResult {
  readonly cancelled: boolean;
}

/** Server → client, notification: what is being asked of a domain. */
export const LIVE_PROGRESS = 'launchReady/liveProgress';
export interface LiveProgressParams {
  readonly domain: string;
  readonly phase: 'dns' | 'tls' | 'http' | 'judging';
}

/** Client → server, request: drops what is known of a domain. */
export const LIVE_FORGET = 'launchReady/liveForget';
/** Client → server, request: what is known of some domains, as Markdown. */
export const LIVE_MARKDOWN = 'launchReady/liveMarkdown';
export interface LiveDomainsParams {
  readonly domains: readonly string[];
}
