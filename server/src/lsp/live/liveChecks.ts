import { type CancellationToken, type Connection } from 'vscode-languageserver/node';
import type { LiveReport } from '../../core/judgeLive.ts';
import { LIVE_AREAS, type LiveArea, type NetworkSettings } from '../../core/observations/domain.ts';
import { liveAsMarkdown } from '../../core/report/live.ts';
import { today } from '../../host/clock.ts';
import type { LiveHooks, LiveRequest } from '../../host/live.ts';
import { checkLiveInWorker } from '../../host/liveWorker.ts';
import { VERSION } from '../../host/version.ts';
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
  type LiveProposal,
  type LiveRunParams,
  type LiveRunResult,
  type LiveStateParams,
  type LiveStateResult,
} from '../../protocol.ts';
import type { Diagnostics } from '../diagnostics.ts';
import type { Folder } from '../folder.ts';
import type { Services } from '../services.ts';
import { createFoundTexts } from './foundTexts.ts';
import { joinKnown, openReportFile, type KnownDomain } from './keptReports.ts';
import { networkFor } from './network.ts';
import { requestFailure } from '../requestFailure.ts';
import { shownReport } from './shown.ts';
import { confirmedDomains, declaredIn, homeOf, proposalsOf, targetOf } from './targets.ts';

export type CheckLive = (request: LiveRequest, hooks: LiveHooks) => Promise<readonly LiveReport[]>;

export interface LiveChecks {
  /** Reads the reports of earlier starts, once it is known where they are kept. */
  restore(storage: string | undefined): void;
  /** Puts their findings on the lines of the folders that are open. */
  show(): void;
  /** Files or folders came or went: what is proposed, and where findings stand, may be others now. */
  readonly announce: () => void;
}

/** Domains at a time: what 100 of them take then is limited by the network and not by us. */
const AT_A_TIME = 8;
/** Milliseconds between a change and the word of it. */
const PAUSE = 150;

/**
 * Asks the running product when the user asks for it, in trusted workspaces, and keeps what was found. Whom to ask and how to reach
 * them comes from the user by way of the client, and is looked at here again; the workspace only proposes.
 */
export function registerLiveChecks(
  connection: Connection,
  services: Services,
  diagnostics: () => Diagnostics,
  check: CheckLive = checkLiveInWorker,
): LiveChecks {
  const { folders, settings, guarded } = services;
  const known = new Map<string, KnownDomain>();
  const texts = createFoundTexts();
  let file: ReturnType<typeof openReportFile>;
  let announcing: NodeJS.Timeout | undefined;
  let looking: NodeJS.Timeout | undefined;
  /** What the client was told; undefined until it has asked. */
  let told: string | undefined;
  /** All that the user said yes to, as the client told last. */
  let stated: readonly ConfirmedDomain[] = [];

  const announceSoon = (): void => {
    announcing ??= setTimeout(
      guarded(() => {
        announcing = undefined;
        void connection.sendNotification(LIVE_CHANGED);
      }),
      // The answer has all reports in it: those of a hundred domains are not sent with each of them.
      PAUSE + 10 * known.size,
    );
  };
  const rootFolder = (root: string): Folder | undefined =>
    folders.all().find((folder) => folder.root === root);

  const proposals = (): readonly LiveProposal[] => {
    const seen = new Set<string>();
    return folders
      .all()
      .flatMap(proposalsOf)
      .filter(({ domain }) => !seen.has(domain) && seen.add(domain));
  };
  const stateNow = (): LiveStateResult['state'] => {
    if (!services.isTrusted()) return 'untrusted';
    if (folders.all().every(({ whole }) => whole.model())) return 'ready';
    return settings.get().checkWorkspace ? 'checking' : 'off';
  };
  const grounds = (): string => JSON.stringify([stateNow(), proposals()]);

  /** Puts findings on their lines, as far as the files are still as they were when they were judged. */
  const place = (): void => {
    for (const folder of folders.all()) {
      const placed = [...known.values()]
        .filter(({ root }) => root === folder.root)
        .flatMap((one) => texts.placed(one));
      for (const path of folder.live.replace(placed)) diagnostics().publish(folder, path);
    }
  };

  connection.onRequest(LIVE_STATE, ({ confirmed }: LiveStateParams): LiveStateResult => {
    told = grounds();
    stated = confirmedDomains(confirmed);
    const state = stateNow();
    if (state === 'untrusted') return { state, proposals: [], reports: [] };
    const reports = stated.flatMap(({ domain }) => known.get(domain) ?? []);
    return {
      state,
      proposals: proposals(),
      reports: reports.map((one) => shownReport(one, rootFolder(one.root))),
    };
  });

  connection.onRequest(
    LIVE_RUN,
    async (params: LiveRunParams, token: CancellationToken): Promise<LiveRunResult> => {
      if (!services.isTrusted())
        throw requestFailure('Domains are checked only where you trust the workspace: nothing was sent.');
      const domains = confirmedDomains(params.domains);
      if (domains.length === 0) throw requestFailure('No domain was named that could be checked.');
      const areas = wantedAreas(params.areas);
      const network = networkFor(params);
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      const groups = groupByHome(domains, folders.all());
      const confirmed = [...domains, ...stated];
      try {
        await Promise.all(
          groups.map((group) => run(group, { areas, network, confirmed, signal: stop.signal })),
        );
      } catch (error) {
        if (stop.signal.aborted) return { cancelled: true };
        stop.abort();
        const reason = error instanceof Error ? error.message : 'unknown error';
        throw requestFailure(`The live checks failed: ${reason}`);
      } finally {
        place();
        file?.save([...known.values()]);
        announceSoon();
      }
      return { cancelled: stop.signal.aborted || token.isCancellationRequested };
    },
  );

  const run = async ({ folder, domains }: Group, order: Order): Promise<void> => {
    const { configText = '', baselineText = '' } = folder?.settings() ?? {};
    const declared = folder && declaredIn(folder);
    const snapshot = folder && texts.snapshot(folder, declared);
    await check(
      {
        targets: domains.flatMap((domain) => targetOf(domain, folder, order.confirmed)),
        areas: order.areas,
        network: order.network,
        concurrency: AT_A_TIME,
        configText,
        baselineText,
        today: today(),
        ...(declared ? { declared } : {}),
      },
      {
        signal: order.signal,
        onPhase(domain, phase) {
          const progress: LiveProgressParams = { domain, phase };
          void connection.sendNotification(LIVE_PROGRESS, progress);
        },
        onReport(report) {
          const now: KnownDomain = {
            report,
            areas: Object.fromEntries(order.areas.map((area) => [area, report.at])),
            root: folder?.root ?? '',
            stamps: snapshot ? texts.keep(report, snapshot) : {},
          };
          known.set(report.domain, joinKnown(known.get(report.domain), now));
          announceSoon();
        },
      },
    );
  };

  connection.onRequest(LIVE_FORGET, ({ domains }: LiveDomainsParams): null => {
    for (const domain of domains) known.delete(domain);
    place();
    file?.save([...known.values()]);
    return null;
  });

  connection.onRequest(LIVE_MARKDOWN, ({ domains }: LiveDomainsParams): string => {
    const reports = domains.flatMap((domain) => known.get(domain)?.report ?? []);
    const root = folders.all()[0]?.root ?? '';
    return liveAsMarkdown({ version: VERSION, root, durationMs: 0, reports });
  });

  return {
    restore(storage) {
      file = openReportFile(storage);
      for (const one of file?.load() ?? []) known.set(one.report.domain, one);
    },
    show() {
      for (const one of known.values()) {
        const folder = rootFolder(one.root);
        if (folder) texts.restore(one, folder);
      }
      place();
      if (known.size > 0) announceSoon();
    },
    announce() {
      // Where nobody looks at the view, nothing is worked out for it.
      if (told === undefined) return;
      looking ??= setTimeout(
        guarded(() => {
          looking = undefined;
          if (told !== grounds()) announceSoon();
        }),
        PAUSE,
      );
    },
  };
}

interface Group {
  readonly folder: Folder | undefined;
  readonly domains: readonly ConfirmedDomain[];
}

interface Order {
  readonly areas: readonly LiveArea[];
  readonly network: NetworkSettings;
  /** All that the user said yes to: environments may be at other domains than their product. */
  readonly confirmed: readonly ConfirmedDomain[];
  readonly signal: AbortSignal;
}

/** Domains by the folder whose configuration counts for them. */
function groupByHome(domains: readonly ConfirmedDomain[], folders: readonly Folder[]): readonly Group[] {
  const groups = new Map<Folder | undefined, ConfirmedDomain[]>();
  for (const domain of domains) {
    const home = homeOf(domain, folders);
    groups.set(home, [...(groups.get(home) ?? []), domain]);
  }
  return [...groups].map(([folder, own]) => ({ folder, domains: own }));
}

function wantedAreas(given: unknown): readonly LiveArea[] {
  if (!Array.isArray(given)) return LIVE_AREAS;
  const wanted = LIVE_AREAS.filter((area) => given.includes(area));
  if (wanted.length === 0) throw requestFailure('There is no such area to check.');
  return wanted;
}
