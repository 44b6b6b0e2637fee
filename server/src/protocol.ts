/** All that client and server share: names and payloads of our own messages. The rest is the language server protocol. */
export * from './protocolLive.ts';
export * from './protocolMonitoring.ts';
export * from './protocolReview.ts';

/** Sent with `initialize`. */
export interface InitializationOptions {
  /** Whether the user trusts the workspace. Without trust nothing runs but pure analysis: no git, no network. */
  readonly trusted: boolean;
  /** A folder of the editor's own, outside the workspace, where results are kept for the next start. Absent: nowhere. */
  readonly storage?: string;
}

/** Client → server, notification: the user has come to trust the workspace. */
export const TRUST_GRANTED = 'launchReady/trustGranted';

/** Server → client, notification: what the status bar shows. */
export const STATUS = 'launchReady/status';
export interface StatusParams {
  /** Files done and in all while the workspace is being checked; null otherwise. */
  readonly scanning: { readonly done: number; readonly total: number } | null;
  readonly counts: Readonly<Record<'blocker' | 'high' | 'medium' | 'low', number>>;
}

/** Client → server, request with empty parameters, cancellable: check every file of every folder now. */
export const CHECK_WORKSPACE = 'launchReady/checkWorkspace';
export interface CheckWorkspaceResult {
  readonly files: number;
  readonly cancelled: boolean;
  readonly counts: StatusParams['counts'];
}

/** Client → server, request, cancellable: check every file of every folder now, and write the risk list. */
export const RISK_LIST = 'launchReady/riskList';
export interface RiskListParams {
  /** URI of the folder that addresses in the document begin at, those that start with a slash. */
  readonly linksFrom?: string;
}
export interface RiskListResult {
  /** Markdown; null where the check was cancelled. */
  readonly text: string | null;
}

/** Client → server, notification: stop the background check. */
export const STOP_CHECKING = 'launchReady/stopChecking';

/** Client → server, request with empty parameters, cancellable: look for secrets in the history of every folder. */
export const CHECK_HISTORY = 'launchReady/checkHistory';
export interface CheckHistoryResult {
  readonly commits: number;
  readonly cancelled: boolean;
  /** Most severe first. */
  readonly secrets: readonly HistorySecret[];
  /** What could not be checked, in words. */
  readonly unchecked: readonly string[];
}
export interface HistorySecret {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** Where it stands, 0-based; absent when it stands in the message of a commit or a tag. */
  readonly version?: {
    readonly path: string;
    readonly blob: string;
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
  };
  readonly impact: 'blocker' | 'high' | 'medium' | 'low';
  readonly message: string;
  /** Full id of the oldest commit that has it, and the date on which it was written (ISO 8601, or "" if unknown). */
  readonly commit: string;
  readonly date: string;
  readonly inHead: boolean;
}

/** Server → client, notification: versions of files done and in all, while a history is being checked. */
export const HISTORY_PROGRESS = 'launchReady/historyProgress';
export interface HistoryProgressParams extends Progress {
  readonly folder: string;
}
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Client → server, request: the text of a version of a file, or null where it can't be shown. */
export const READ_VERSION = 'launchReady/readVersion';
export interface ReadVersionParams {
  readonly folder: string;
  readonly blob: string;
}

/** Client → server, request: the edit that silences a finding, with the reason that the user gave. */
export const IGNORE = 'launchReady/ignore';
export interface IgnoreParams extends IgnoreTarget {
  readonly reason: string;
}
export interface IgnoreTarget {
  readonly uri: string;
  readonly ruleId: string;
  /** 0-based line of the finding. */
  readonly line: number;
  readonly scope: 'next-line' | 'file';
}

/** Client → server, request: the edit that puts a finding off, with what the user decided. */
export const PUT_OFF = 'launchReady/putOff';
export interface PutOffParams extends Pick<PutOffTarget, 'uri' | 'fingerprint'> {
  readonly owner: string;
  /** YYYY-MM-DD: on that day it is back. */
  readonly until: string;
  readonly reason: string;
}
export interface PutOffTarget {
  readonly uri: string;
  /** Of a finding that the server reported in this file. */
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly impact: keyof StatusParams['counts'];
}

/** Client → server, request: the fix resolved last was applied; the answer is what the user must know and do next. */
export const FIX_APPLIED = 'launchReady/fixApplied';
export interface FixAppliedResult {
  readonly message: string;
  readonly link?: { readonly label: string; readonly url: string };
}

/** Client → server, request: what would be asked about the key of a finding. Sends nothing anywhere. */
export const KEY_QUESTION = 'launchReady/keyQuestion';
export interface KeyCheckTarget {
  readonly uri: string;
  /** Of a finding that the server reported in this file. */
  readonly fingerprint: string;
}
export interface KeyQuestion {
  /** Good for one check of this one key, as the file stands now. */
  readonly ticket: string;
  /** The key, masked: "sk_l…abcd". The key itself never comes to the client. */
  readonly key: string;
  /** The only host that it would be sent to: "api.stripe.com". */
  readonly host: string;
  /** "GET /v1/balance" */
  readonly request: string;
}

/** Client → server, request, cancellable: the user said yes to the question with this ticket. */
export const CHECK_KEY = 'launchReady/checkKey';
export interface CheckKeyParams {
  readonly ticket: string;
}
export interface CheckKeyResult {
  readonly state: 'live' | 'refused' | 'unknown';
  readonly message: string;
  /** Where the key is rotated, when it is live. */
  readonly link?: { readonly label: string; readonly url: string };
}

/** Client → server, request with empty parameters: what each environment gives to each package. */
export const ENVIRONMENT = 'launchReady/environment';
export interface EnvironmentResult {
  /** `off`: nobody wants the workspace to be checked as a whole. `checking`: not all files have been read yet. */
  readonly state: 'ready' | 'checking' | 'off';
  readonly folders: readonly EnvironmentFolder[];
}
export interface EnvironmentFolder {
  /** URI of the workspace folder. */
  readonly uri: string;
  readonly packages: readonly EnvironmentPackage[];
}
export interface EnvironmentPackage {
  /** Relative to the workspace folder, "" for itself. */
  readonly folder: string;
  readonly name: string;
  /** What needs work comes first. */
  readonly variables: readonly EnvironmentVariable[];
}
export interface EnvironmentVariable {
  readonly name: string;
  readonly need: 'required' | 'optional' | 'unread';
  readonly isSecret: boolean;
  readonly isPublic: boolean;
  readonly suppliedBy?: string;
  readonly readBy?: string;
  readonly concern: EnvironmentConcern;
  /** Names of the environments that the concern is about. */
  readonly concerned: readonly string[];
  readonly environments: readonly EnvironmentCellInfo[];
  /** The first hundred, and how many there are. */
  readonly uses: readonly EnvironmentPlace[];
  readonly useCount: number;
}
/** What is most wrong with a variable. */
export type EnvironmentConcern = 'missing' | 'empty' | 'placeholder' | 'none';
export interface EnvironmentCellInfo {
  /** As people call the environment: "production", "render.yaml (production)". */
  readonly environment: string;
  readonly kind: 'stage' | 'template' | 'manifest';
  readonly state: 'present' | 'empty' | 'placeholder' | 'missing' | 'inherited' | 'elsewhere';
  /** Where the value stands; for one that is missing, the file that could have it. */
  readonly place?: EnvironmentPlace;
  /** A value stands there that can be revealed. */
  readonly hasValue: boolean;
}
/** 0-based. */
export interface EnvironmentPlace {
  readonly uri: string;
  /** Relative to the workspace folder. */
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly length: number;
}

/** Server → client, notification without parameters: what `ENVIRONMENT` answers has changed. */
export const ENVIRONMENT_CHANGED = 'launchReady/environmentChanged';

/** Client → server, request with empty parameters: every route that was found. */
export const ROUTES = 'launchReady/routes';
export interface RoutesResult {
  /** `off`: nobody wants the workspace to be checked as a whole. `checking`: not all files have been read yet. */
  readonly state: 'ready' | 'checking' | 'off';
  readonly folders: readonly { readonly uri: string; readonly routes: readonly RouteInfo[] }[];
}
export interface RouteInfo {
  readonly path: string;
  /** Upper case; none: all. */
  readonly methods: readonly string[];
  /** "Next.js route handler" */
  readonly framework: string;
  /** Relative to the workspace folder. */
  readonly file: string;
  readonly uri: string;
  /** 0-based. */
  readonly line: number;
  readonly access: 'public' | 'authenticated' | 'machine' | 'unknown';
  /** Why that is said. */
  readonly reason: string;
  /** In words; "" where nothing is said. */
  readonly caching: string;
  readonly cors: string;
  /** Why no shared cache may keep its answers. */
  readonly neverPublic?: string;
  /** A shared cache may keep them all the same. */
  readonly isShared: boolean;
}

/** Server → client, notification without parameters: what `ROUTES` answers has changed. */
export const ROUTES_CHANGED = 'launchReady/routesChanged';

/** Client → server, request: where the variable has values, in trusted workspaces. No value is in the answer. */
export const VALUE_PLACES = 'launchReady/valuePlaces';
export interface RevealTarget {
  /** The file from which somebody asks. */
  readonly uri: string;
  /** Or else the place in that file that names the variable, 0-based. */
  readonly name?: string;
  readonly position?: { readonly line: number; readonly character: number };
}
export interface ValuePlaces {
  readonly name: string;
  readonly places: readonly {
    /** Good for one value, once. */
    readonly ticket: string;
    /** `.env:3` */
    readonly label: string;
    /** "production, a placeholder" */
    readonly detail: string;
  }[];
}

/** Client → server, request: the value that a ticket stands for, or null where it has changed since. To be shown, and kept nowhere. */
export const REVEAL_VALUE = 'launchReady/revealValue';
export interface RevealValueParams {
  readonly ticket: string;
}
export interface RevealedValue {
  readonly value: string;
}

/** Client → server, request: the migrations that can be run on a scratch database. */
export const MIGRATION_HISTORIES = 'launchReady/migrationHistories';
export interface MigrationHistoriesParams {
  /** A migration: the answer is the history that it belongs to. */
  readonly uri?: string;
}
export interface MigrationHistoriesResult {
  /** False while not all files were read: there may be more. */
  readonly isComplete: boolean;
  readonly histories: readonly MigrationHistory[];
}
export interface MigrationHistory {
  /** URI of the workspace folder, and what the history is known by there. */
  readonly folder: string;
  readonly path: string;
  readonly tool: string;
  readonly dialect: string;
  readonly migrations: number;
  /** PGlite lies where its package would find it. */
  readonly hasPglite: boolean;
}

/** Client → server, request, cancellable: run them on a database of their own, and tell what each statement locked. */
export const TRACE_MIGRATIONS = 'launchReady/traceMigrations';
export interface TraceMigrationsParams extends Pick<MigrationHistory, 'folder' | 'path' | 'tool'> {
  /** URI of the migration that is the last to be run. */
  readonly until?: string;
  /** URL of the server that the user named. Absent: PGlite, in memory. */
  readonly database?: string;
  /** The host outside of this machine to which the user said yes. */
  readonly confirmedHost?: string;
}
export type TraceMigrationsResult =
  | {
      readonly kind: 'traced';
      readonly report: string;
      /** Of the report, 0-based: what to look at first. */
      readonly line: number;
      readonly summary: string;
      /** All that was run did run, and is as we say. */
      readonly isFine: boolean;
    }
  /** Not on this machine: the user has to say yes to this host. Nothing was sent. */
  | { readonly kind: 'far-host'; readonly host: string }
  | { readonly kind: 'no-pglite' }
  | { readonly kind: 'cancelled' };

/** Server → client, notification: migrations done and in all, while they are run. */
export const TRACE_PROGRESS = 'launchReady/traceProgress';
export type TraceProgressParams = Progress;

/** Commands that code actions carry; the client runs them. */
export const COMMANDS = {
  ignore: 'launchReady.ignore',
  putOff: 'launchReady.putOff',
  fixApplied: 'launchReady.fixApplied',
  openRulePage: 'launchReady.openRulePage',
  explainRefusal: 'launchReady.explainRefusal',
  checkKey: 'launchReady.checkKey',
  revealValue: 'launchReady.revealValue',
  traceMigrations: 'launchReady.migrations.trace',
} as const;
