import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  LIVE_CHANGED,
  LIVE_FORGET,
  LIVE_MARKDOWN,
  LIVE_PROGRESS,
  LIVE_RUN,
  LIVE_STATE,
  type ConfirmedDomain,
  type LiveDomainsParams,
  type LiveProgressParams,
  type LiveRunParams,
  type LiveRunResult,
  type LiveStateParams,
  type LiveStateResult,
} from '../../../server/src/protocol.ts';
import { attempt } from '../progress.ts';
import { liveNetwork } from './liveNetwork.ts';

/** What the client knows of live checks: whose domains they are, what is under way, what was found. */
export interface LiveModel extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** The domains that the user confirmed for this workspace. */
  confirmed(): readonly ConfirmedDomain[];
  confirm(domains: readonly ConfirmedDomain[]): Promise<void>;
  forget(domain: string): Promise<void>;
  /** Asks the server again. */
  refresh(): void;
  /** What the server says; the last answer while it can't be asked. */
  state(): Promise<LiveStateResult | undefined>;
  /** What is going on with a domain; undefined: nothing. */
  running(domain: string): RunningDomain | undefined;
  isRunning(): boolean;
  /** Checks these domains, all areas or some of them. Ends when that is done or cancelled. */
  run(domains: readonly ConfirmedDomain[], areas?: readonly string[]): Promise<void>;
  /** The runs that a domain is part of, or all of them. */
  cancel(domain?: string): void;
  asMarkdown(domains: readonly string[]): Promise<string>;
}

export interface RunningDomain {
  /** Undefined: all. */
  readonly areas: readonly string[] | undefined;
  readonly phases: ReadonlySet<LiveProgressParams['phase']>;
}

const CONFIRMED_KEY = 'launchReady.live.confirmed';
const VIEW = 'launchReady.live';

export function createLiveModel(context: vscode.ExtensionContext, client: LanguageClient): LiveModel {
  const changed = new vscode.EventEmitter<void>();
  const runs = new Set<Run>();
  let answer: Promise<LiveStateResult | undefined> | undefined;
  let last: LiveStateResult | undefined;

  const refresh = (): void => {
    answer = undefined;
    changed.fire();
  };
  const ask = async (): Promise<LiveStateResult | undefined> => {
    try {
      const params: LiveStateParams = { confirmed: model.confirmed() };
      last = await client.sendRequest<LiveStateResult>(LIVE_STATE, params);
    } catch {
      // The server is starting or gone; when it knows something it says so.
    }
    return last;
  };
  const save = async (domains: readonly ConfirmedDomain[]): Promise<void> => {
    await context.workspaceState.update(CONFIRMED_KEY, domains);
    refresh();
  };
  const listeners = [
    client.onNotification(LIVE_CHANGED, refresh),
    client.onNotification(LIVE_PROGRESS, ({ domain, phase }: LiveProgressParams) => {
      for (const run of runs) run.phases.get(domain)?.add(phase);
      changed.fire();
    }),
  ];

  const model: LiveModel = {
    onDidChange: changed.event,
    confirmed: () => readConfirmed(context.workspaceState.get<unknown>(CONFIRMED_KEY)),
    async confirm(domains) {
      const added = new Map(domains.map((one) => [one.domain, one]));
      const before = model.confirmed();
      const joined = before.map((one) => {
        const more = added.get(one.domain)?.hosts ?? [];
        return { ...one, hosts: [...new Set([...one.hosts, ...more])] };
      });
      const fresh = domains.filter(({ domain }) => !before.some((one) => one.domain === domain));
      await save([...joined, ...fresh]);
    },
    async forget(domain) {
      model.cancel(domain);
      const params: LiveDomainsParams = { domains: [domain] };
      await client.sendRequest(LIVE_FORGET, params);
      await save(model.confirmed().filter((one) => one.domain !== domain));
    },
    refresh,
    state: () => (answer ??= ask()),
    running(domain) {
      for (const { phases, areas } of runs) {
        const own = phases.get(domain);
        if (own) return { areas, phases: own };
      }
      return undefined;
    },
    isRunning: () => runs.size > 0,
    async run(domains, areas) {
      const idle = domains.filter(({ domain }) => !model.running(domain));
      if (idle.length === 0 || !vscode.workspace.isTrusted) return;
      const run: Run = {
        areas,
        phases: new Map(idle.map(({ domain }) => [domain, new Set()])),
        stop: new vscode.CancellationTokenSource(),
      };
      const params: LiveRunParams = {
        domains: idle,
        ...(areas ? { areas } : {}),
        network: liveNetwork(),
      };
      runs.add(run);
      changed.fire();
      try {
        await vscode.window.withProgress({ location: { viewId: VIEW } }, () =>
          attempt(() => untilCancelled(client, params, run.stop.token), run.stop.token),
        );
      } finally {
        runs.delete(run);
        run.stop.dispose();
        refresh();
      }
    },
    cancel(domain) {
      for (const run of runs) if (domain === undefined || run.phases.has(domain)) run.stop.cancel();
    },
    asMarkdown(domains) {
      const params: LiveDomainsParams = { domains };
      return client.sendRequest<string>(LIVE_MARKDOWN, params);
    },
    dispose() {
      model.cancel();
      for (const listener of listeners) listener.dispose();
      changed.dispose();
    },
  };
  return model;
}

interface Run {
  readonly areas: readonly string[] | undefined;
  readonly phases: ReadonlyMap<string, Set<LiveProgressParams['phase']>>;
  readonly stop: vscode.CancellationTokenSource;
}

/** Whoever cancels is done waiting at once, whatever the server is still busy with. */
function untilCancelled(
  client: LanguageClient,
  params: LiveRunParams,
  token: vscode.CancellationToken,
): Promise<unknown> {
  const cancelled = new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
  return Promise.race([client.sendRequest<LiveRunResult>(LIVE_RUN, params, token), cancelled]);
}

/** Written by ourselves, in another version perhaps. */
function readConfirmed(value: unknown): readonly ConfirmedDomain[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: Partial<ConfirmedDomain> | null): ConfirmedDomain[] =>
    typeof one?.domain === 'string' && Array.isArray(one.hosts)
      ? [{ domain: one.domain, hosts: one.hosts }]
      : [],
  );
}
