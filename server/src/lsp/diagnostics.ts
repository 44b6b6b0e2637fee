import type { Connection } from 'vscode-languageserver/node';
import type { AnalysisError } from '../core/analyze.ts';
import { CONFIG_FILE } from '../core/config.ts';
import { compareImpact } from '../core/finding.ts';
import { toDiagnostic, toUri } from './convert.ts';
import { judgeOpenFile, type Folder } from './folder.ts';
import type { Services } from './services.ts';

export interface Diagnostics {
  /** Sends what stands now for a file. */
  publish(folder: Folder, path: string): void;
  publishAll(folder: Folder): void;
  /** Judges every open file of a folder again and sends the outcome. */
  refreshOpen(folder: Folder): void;
  /** Takes back everything that was said about a folder. */
  clear(folder: Folder): void;
  /** Says once per rule and file that a rule failed. */
  report(errors: readonly AnalysisError[]): void;
}

/** Milliseconds between the first of several quick changes and the judgement of the last: below what a person notices. */
const PAUSE = 15;

/** Pushes diagnostics: for open files on every change, for the others when the workspace was checked. */
export function registerDiagnostics(
  connection: Connection,
  services: Services,
  hooks: { onFindings(): void; onConfigChanged(folder: Folder): void },
): Diagnostics {
  const { documents, folders, settings, log } = services;
  const published = new Map<string, Set<string>>();
  const reported = new Set<string>();
  const pending = new Map<string, NodeJS.Timeout>();

  const diagnostics: Diagnostics = {
    publish(folder, path) {
      const minimum = settings.get().minimumImpact;
      const shown = folder
        .findings(path)
        .filter(({ suppressed, impact }) => !suppressed && compareImpact(impact, minimum) <= 0);
      const known = published.get(folder.root) ?? new Set<string>();
      published.set(folder.root, known);
      const file = folder.open.get(path);
      if (shown.length === 0 && !known.has(path) && !file) return;
      if (shown.length > 0) known.add(path);
      else known.delete(path);
      void connection.sendDiagnostics({
        uri: file?.text.uri ?? toUri(folder.root, path),
        ...(file?.judged ? { version: file.judged.version } : {}),
        diagnostics: shown.map(toDiagnostic),
      });
      hooks.onFindings();
    },
    publishAll(folder) {
      for (const path of new Set([
        ...folder.results.keys(),
        ...folder.open.keys(),
        ...(published.get(folder.root) ?? []),
      ])) {
        diagnostics.publish(folder, path);
      }
    },
    refreshOpen(folder) {
      for (const path of folder.open.keys()) judge(folder, path);
    },
    clear(folder) {
      for (const path of published.get(folder.root) ?? []) {
        void connection.sendDiagnostics({ uri: toUri(folder.root, path), diagnostics: [] });
      }
      published.delete(folder.root);
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
    diagnostics.publish(folder, path);
  };

  documents.onDidChangeContent(({ document }) => {
    const place = folders.locate(document.uri);
    if (!place) return;
    const { folder, path } = place;
    const before = folder.open.get(path);
    folder.open.set(path, before?.judged ? { text: document, judged: before.judged } : { text: document });
    if (!before) return judge(folder, path); // just opened: at once
    if (pending.has(document.uri)) return; // the pause that is running will see this version
    pending.set(
      document.uri,
      setTimeout(() => {
        pending.delete(document.uri);
        if (path === CONFIG_FILE) hooks.onConfigChanged(folder);
        else judge(folder, path);
      }, PAUSE),
    );
  });

  documents.onDidClose(({ document }) => {
    clearTimeout(pending.get(document.uri));
    pending.delete(document.uri);
    const place = folders.locate(document.uri);
    if (!place) return;
    place.folder.open.delete(place.path);
    if (folders.isWorkspaceFolder(place.folder)) diagnostics.publish(place.folder, place.path);
    else void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  return diagnostics;
}
