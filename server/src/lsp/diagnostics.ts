import type { Connection } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnalysisError } from '../core/analyze.ts';
import { compareImpact, type Finding } from '../core/finding.ts';
import { toDiagnostic, toUri } from './convert.ts';
import { isSettingsFile, judgeOpenFile, uriOf, type Folder } from './folder.ts';
import { createSameValues, type SameValues } from './sameValues.ts';
import type { Place, Services } from './services.ts';

export interface Diagnostics {
  /** Sends what stands now for a file. */
  publish(folder: Folder, path: string): void;
  publishAll(folder: Folder): void;
  /** The files that something is said about at present. */
  shown(folder: Folder): Iterable<string>;
  /** Judges all files of a folder together, if one of them says something else than before. */
  judgeTogether(folder: Folder): void;
  /** Judges every open file of a folder again and sends the outcome. */
  refreshOpen(folder: Folder): void;
  /** Takes back everything that was said about a folder. */
  clear(folder: Folder): void;
  /** Gives every open file to the folder that holds it now, after folders came or went. */
  rehome(): void;
  /** Says once per rule and file that a rule failed. */
  report(errors: readonly AnalysisError[]): void;
}

/** Milliseconds between the first of several quick changes and the judgement of the last: below what a person notices. */
const PAUSE = 15;
/** Milliseconds of which somebody who types would take notice, and how long the judgement of all files may wait. */
const LONG = 100;
const LONGEST_WAIT = 3_000;

/** Pushes diagnostics: for open files on every change, for the others when the workspace was checked. */
export function registerDiagnostics(
  connection: Connection,
  services: Services,
  hooks: { onFindings(): void; onWhole(): void; onConfigChanged(folder: Folder): void },
): Diagnostics {
  const { documents, folders, settings, log, guarded } = services;
  const published = new WeakMap<Folder, Set<string>>();
  const shownIn = (folder: Folder): Set<string> => {
    const shown = published.get(folder) ?? new Set<string>();
    published.set(folder, shown);
    return shown;
  };
  /** Where each open file is kept, by its URI: folders come and go around it. */
  const homes = new Map<string, Place>();
  const sameValues = new WeakMap<Folder, SameValues>();
  const reported = new Set<string>();
  const pending = new Map<string, NodeJS.Timeout>();
  /** Milliseconds that the last judgement of all files together took, and the next one where it has to wait. */
  const wholeTook = new WeakMap<Folder, number>();
  const waiting = new WeakMap<Folder, NodeJS.Timeout>();

  const shownFindings = (folder: Folder, path: string): readonly Finding[] => {
    const minimum = settings.get().minimumImpact;
    return folder
      .findings(path)
      .filter(({ suppressed, impact }) => !suppressed && compareImpact(impact, minimum) <= 0);
  };
  const send = (folder: Folder, path: string, shown: readonly Finding[], same: SameValues): void => {
    const file = folder.open.get(path);
    void connection.sendDiagnostics({
      uri: uriOf(folder, path),
      ...(file?.judged ? { version: file.judged.version } : {}),
      diagnostics: shown.map((finding) => {
        const related = [...finding.related, ...same.placesOf(finding)];
        return toDiagnostic({ ...finding, related }, folder.root);
      }),
    });
  };

  const diagnostics: Diagnostics = {
    publish(folder, path) {
      const shown = shownFindings(folder, path);
      const known = shownIn(folder);
      if (shown.length === 0 && !known.has(path) && !folder.open.has(path)) return;
      if (shown.length > 0) known.add(path);
      else known.delete(path);
      const same = sameValues.get(folder) ?? createSameValues();
      sameValues.set(folder, same);
      const neighbours = same.update(path, shown);
      send(folder, path, shown, same);
      for (const neighbour of neighbours) send(folder, neighbour, shownFindings(folder, neighbour), same);
      hooks.onFindings();
    },
    publishAll(folder) {
      const known = [...folder.results.keys(), ...folder.open.keys(), ...shownIn(folder)];
      for (const path of new Set(known)) {
        diagnostics.publish(folder, path);
      }
    },
    shown: shownIn,
    judgeTogether(folder) {
      for (const path of judgeWhole(folder)) diagnostics.publish(folder, path);
    },
    refreshOpen(folder) {
      for (const path of folder.open.keys()) judge(folder, path);
    },
    clear(folder) {
      for (const path of shownIn(folder)) {
        void connection.sendDiagnostics({ uri: toUri(folder.root, path), diagnostics: [] });
      }
      published.delete(folder);
      sameValues.delete(folder);
    },
    rehome() {
      for (const document of documents.all()) {
        const home = homes.get(document.uri);
        if (home && folders.settle(document.uri)?.folder === home.folder) continue;
        if (home) shownIn(home.folder).delete(home.path);
        leave(document.uri);
        settle(document);
      }
    },
    report(errors) {
      for (const { file, ruleId, message } of errors) {
        const key = `${ruleId}\0${file}`;
        if (!reported.has(key)) log(`${file}: ${ruleId} ${message}`);
        reported.add(key);
      }
    },
  };

  const judge = (folder: Folder, path: string): void => {
    const analysis = judgeOpenFile(folder, path);
    if (!analysis) return;
    diagnostics.report(analysis.errors);
    const changed = (wholeTook.get(folder) ?? 0) > LONG ? judgeWholeLater(folder) : judgeWhole(folder);
    diagnostics.publish(folder, path);
    for (const other of changed) if (other !== path) diagnostics.publish(folder, other);
  };

  /** Where hundreds of packages use each other, that takes too long for every keystroke: then it waits for a pause. */
  const judgeWholeLater = (folder: Folder): readonly string[] => {
    clearTimeout(waiting.get(folder));
    const timer = setTimeout(
      guarded(() => {
        if (folders.isWorkspaceFolder(folder)) diagnostics.judgeTogether(folder);
      }),
      Math.min(LONGEST_WAIT, 2 * (wholeTook.get(folder) ?? 0)),
    );
    waiting.set(folder, timer);
    return [];
  };

  const judgeWhole = (folder: Folder): readonly string[] => {
    const startedAt = performance.now();
    const { changed, errors, isNew } = folder.whole.judge();
    if (isNew) wholeTook.set(folder, performance.now() - startedAt);
    diagnostics.report(errors);
    hooks.onWhole();
    return changed;
  };

  /** launch-ready.yaml is in force as its editor shows it, from its opening to its closing. */
  const judgeOrObey = ({ folder, path }: Place): void => {
    if (isSettingsFile(path) && folder.configIsStale()) hooks.onConfigChanged(folder);
    else judge(folder, path);
  };

  const settle = (document: TextDocument): void => {
    const place = folders.settle(document.uri);
    if (!place) return;
    homes.set(document.uri, place);
    place.folder.open.set(place.path, { text: document });
    judgeOrObey(place);
  };

  const leave = (uri: string): Place | undefined => {
    const home = homes.get(uri);
    homes.delete(uri);
    home?.folder.open.delete(home.path);
    if (home) folders.release(home.folder);
    return home;
  };

  documents.onDidChangeContent(({ document }) => {
    const home = homes.get(document.uri);
    if (!home) return settle(document); // just opened: at once
    const { judged } = home.folder.open.get(home.path) ?? {};
    home.folder.open.set(home.path, judged ? { text: document, judged } : { text: document });
    if (pending.has(document.uri)) return; // the pause that is running will see this version
    const timer = setTimeout(
      guarded(() => {
        pending.delete(document.uri);
        const place = homes.get(document.uri);
        if (place) judgeOrObey(place);
      }),
      PAUSE,
    );
    pending.set(document.uri, timer);
  });

  documents.onDidClose(({ document }) => {
    clearTimeout(pending.get(document.uri));
    pending.delete(document.uri);
    const home = leave(document.uri);
    if (!home) return;
    const { folder, path } = home;
    if (folders.isWorkspaceFolder(folder)) {
      diagnostics.judgeTogether(folder);
      diagnostics.publish(folder, path);
    } else {
      shownIn(folder).delete(path);
      void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
    }
    // Closed without saving: what is on disk counts again.
    if (isSettingsFile(path) && folder.configIsStale()) hooks.onConfigChanged(folder);
  });

  return diagnostics;
}
