/** Names and payloads of the messages about monitoring: the part of `protocol.ts` that its view needs. */
import type { EnvironmentPlace } from './protocol.ts';
import type { ConfirmedDomain, LiveNetwork } from './protocolLive.ts';

/** Client → server, request: what is watched, and what is known of it. */
export const MONITORING_STATE = 'launchReady/monitoringState';
export interface MonitoringParams {
  /** Hosts of these are asked, and of nobody else. */
  readonly confirmed: readonly ConfirmedDomain[];
}
export interface MonitoringStateResult {
  /** `untrusted`: nothing is sent. `off`, `checking`: not all files were read, so that more endpoints may be found. */
  readonly state: 'ready' | 'checking' | 'off' | 'untrusted';
  readonly isRunning: boolean;
  readonly endpoints: readonly MonitoringEndpoint[];
}
/** All texts can be shown as they are, and as text alone: the workspace has a say in them. */
export interface MonitoringEndpoint {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** `failing`: failed, but not often enough in a row to say so. `blocked`: it can't be asked, `reason` says why. */
  readonly status: 'unknown' | 'up' | 'failing' | 'down' | 'blocked';
  /** Why the last run failed, or why there can be none. */
  readonly reason?: string;
  /** ISO 8601: when it went down, or came up as far as runs are remembered. */
  readonly since?: string;
  /** The newest last. */
  readonly runs: readonly MonitoringRun[];
  /** The newest first. */
  readonly failures: readonly MonitoringFailure[];
  readonly total: { readonly runs: number; readonly failures: number };
  /** Milliseconds that an answer may take. */
  readonly latency: number;
  /** Seconds between runs. */
  readonly every: number;
  /** Nobody is told of failures now; why, where that is said. */
  readonly maintenance?: string;
  readonly place?: EnvironmentPlace;
}
export interface MonitoringRun {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly milliseconds: number;
  readonly isUp: boolean;
  /** Absent: nothing was answered. */
  readonly status?: number;
}
export interface MonitoringFailure {
  /** ISO 8601: the last time. */
  readonly at: string;
  readonly reason: string;
  /** Runs in a row that failed so. */
  readonly runs: number;
}

/** Server → client, notification without parameters: what `MONITORING_STATE` answers has changed. */
export const MONITORING_CHANGED = 'launchReady/monitoringChanged';

/** Client → server, request: watch until `MONITORING_STOP`, or while the server lives. */
export const MONITORING_START = 'launchReady/monitoringStart';
export interface MonitoringStartParams extends MonitoringParams {
  readonly network: LiveNetwork;
}
/** Client → server, request without parameters: ends it at once. */
export const MONITORING_STOP = 'launchReady/monitoringStop';

/** Client → server, request: ask now. Where nothing is watched, all are asked once. */
export const MONITORING_RUN = 'launchReady/monitoringRun';
export interface MonitoringRunParams extends MonitoringStartParams {
  /** Ids; absent: all. */
  readonly endpoints?: readonly string[];
}

/** Server → client, notification: an endpoint went down or came back, or a certificate is about to expire. Each is sent once. */
export const MONITORING_EVENT = 'launchReady/monitoringEvent';
export interface MonitoringEventParams {
  readonly kind: 'down' | 'up' | 'certificate';
  readonly endpoint: string;
  readonly name: string;
  /** `down`: why. `up`: how long it was down. `certificate`: what is left of it. */
  readonly detail: string;
}

/** Client → server, request: what watches elsewhere, as text. */
export const MONITORING_GENERATE = 'launchReady/monitoringGenerate';
export interface MonitoringGenerateParams extends MonitoringParams {
  readonly kind: 'github-actions' | 'kubernetes' | 'prometheus';
}
