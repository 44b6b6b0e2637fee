import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';
import {
  MONITORING_CHANGED,
  MONITORING_EVENT,
  MONITORING_GENERATE,
  MONITORING_RUN,
  MONITORING_START,
  MONITORING_STATE,
  MONITORING_STOP,
  type MonitoringEventParams,
  type MonitoringGenerateParams,
  type MonitoringParams,
  type MonitoringRunParams,
  type MonitoringStartParams,
  type MonitoringStateResult,
} from '../../../server/src/protocol.ts';
import type { LiveModel } from '../live/liveModel.ts';
import { liveNetwork } from '../live/liveNetwork.ts';
import { attempt } from '../progress.ts';

/** What the client knows of monitoring: whether the user wants it for this workspace, and what the server says. */
export interface MonitoringModel extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  /** An endpoint went down or came back. */
  readonly onDidHappen: vscode.Event<MonitoringEventParams>;
  /** The user said so, for this workspace. */
  isWanted(): boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Asks these now, or all. */
  run(endpoints?: readonly string[]): Promise<void>;
  /** What the server says; the last answer while it can't be asked. */
  state(): Promise<MonitoringStateResult | undefined>;
  generate(kind: MonitoringGenerateParams['kind']): Promise<string>;
}

const WANTED_KEY = 'launchReady.monitoring.wanted';
const VIEW = 'launchReady.monitoring';

export function createMonitoringModel(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  live: LiveModel,
): MonitoringModel {
  const changed = new vscode.EventEmitter<void>();
  const happened = new vscode.EventEmitter<MonitoringEventParams>();
  let answer: Promise<MonitoringStateResult | undefined> | undefined;
  let last: MonitoringStateResult | undefined;
  /** What the server was started with. */
  let startedWith: string | undefined;

  const refresh = (): void => {
    answer = undefined;
    changed.fire();
  };
  const ask = async (): Promise<MonitoringStateResult | undefined> => {
    try {
      const params: MonitoringParams = { confirmed: live.confirmed() };
      last = await client.sendRequest<MonitoringStateResult>(MONITORING_STATE, params);
    } catch {
      // The server is starting or gone; when it knows something it says so.
    }
    return last;
  };
  const order = (): MonitoringStartParams => ({ confirmed: live.confirmed(), network: liveNetwork() });
  /** Brings the server to what the user wants: after a start, and when other domains are the user's, or the settings are others. */
  const settle = async (): Promise<void> => {
    if (client.state !== State.Running) return;
    const params = order();
    const isDue = model.isWanted() && vscode.workspace.isTrusted && params.confirmed.length > 0;
    const wanted = isDue ? JSON.stringify(params) : undefined;
    if (wanted === startedWith) return;
    startedWith = wanted;
    await attempt(() =>
      isDue ? client.sendRequest(MONITORING_START, params) : client.sendRequest(MONITORING_STOP),
    );
    refresh();
  };
  const want = async (isWanted: boolean): Promise<void> => {
    await context.workspaceState.update(WANTED_KEY, isWanted ? true : undefined);
    startedWith = undefined;
    if (isWanted) await settle();
    else await attempt(() => client.sendRequest(MONITORING_STOP));
    refresh();
  };
  const listeners = [
    client.onNotification(MONITORING_CHANGED, refresh),
    client.onNotification(MONITORING_EVENT, (event: MonitoringEventParams) => happened.fire(event)),
    client.onDidChangeState(({ newState }) => {
      startedWith = undefined;
      if (newState === State.Running) void settle();
    }),
    live.onDidChange(() => void settle()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void settle()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('launchReady.live')) void settle();
    }),
  ];

  const model: MonitoringModel = {
    onDidChange: changed.event,
    onDidHappen: happened.event,
    isWanted: () => context.workspaceState.get<unknown>(WANTED_KEY) === true,
    start: () => want(true),
    stop: () => want(false),
    async run(endpoints) {
      const params: MonitoringRunParams = { ...order(), ...(endpoints ? { endpoints } : {}) };
      await vscode.window.withProgress({ location: { viewId: VIEW } }, () =>
        attempt(() => client.sendRequest(MONITORING_RUN, params)),
      );
      refresh();
    },
    state: () => (answer ??= ask()),
    generate(kind) {
      const params: MonitoringGenerateParams = { kind, confirmed: live.confirmed() };
      return client.sendRequest<string>(MONITORING_GENERATE, params);
    },
    dispose() {
      for (const listener of listeners) listener.dispose();
      changed.dispose();
      happened.dispose();
    },
  };
  return model;
}
