import { CONFIG_FILE } from '../../core/config.ts';
import type { Finding } from '../../core/finding.ts';
import type { LiveReport } from '../../core/judgeLive.ts';
import type { Declared } from '../../core/live/declared.ts';
import type { Folder } from '../folder.ts';
import type { KnownDomain } from './keptReports.ts';
import type { PlacedLiveFinding } from './places.ts';

/** The texts in which findings of live checks were placed: while a run lasts, and afterwards, their files are edited. */
export interface FoundTexts {
  /** The texts of the files that could be named by findings, as they are now. */
  snapshot(folder: Folder, declared: Declared | undefined): Snapshot;
  /** Keeps those that findings are in; what tells the files on disk again after a restart. */
  keep(report: LiveReport, snapshot: Snapshot): KnownDomain['stamps'];
  /** After a restart: the files that are still the same. */
  restore(known: KnownDomain, folder: Folder): void;
  placed(known: KnownDomain): readonly PlacedLiveFinding[];
}

export interface Snapshot {
  readonly folder: Folder;
  readonly texts: ReadonlyMap<string, string>;
}

export function createFoundTexts(): FoundTexts {
  const texts = new Map<string, string>();
  const keyOf = (domain: string, key: string): string => `${domain} ${key}`;
  return {
    snapshot(folder, declared) {
      const named = [declared?.domains, declared?.headers, declared?.redirects];
      const files = new Set(named.flatMap((places) => (places ?? []).map(({ file }) => file)));
      return {
        folder,
        texts: new Map(
          [CONFIG_FILE, ...files].flatMap((file) => {
            const text = judgedText(folder, file);
            return text === undefined ? [] : [[file, text] as const];
          }),
        ),
      };
    },
    keep({ domain, findings }, { folder, texts: before }) {
      const stamps: Record<string, string> = {};
      for (const finding of findings) {
        if (finding.file === null) continue;
        const text = before.get(finding.file) ?? judgedText(folder, finding.file);
        if (text === undefined) continue;
        const key = fileKey(finding, finding.file);
        texts.set(keyOf(domain, key), text);
        const stamp = folder.workspace.stamp(finding.file);
        // What only an editor shows is gone after a restart.
        if (stamp !== undefined && folder.workspace.read(finding.file) === text) stamps[key] = stamp;
      }
      return stamps;
    },
    restore({ report, stamps }, { workspace }) {
      for (const finding of report.findings) {
        if (finding.file === null) continue;
        const key = fileKey(finding, finding.file);
        if (
          texts.has(keyOf(report.domain, key)) ||
          stamps[key] === undefined ||
          workspace.stamp(finding.file) !== stamps[key]
        )
          continue;
        const text = workspace.read(finding.file);
        if (text !== undefined) texts.set(keyOf(report.domain, key), text);
      }
    },
    placed: ({ report }) =>
      report.findings.flatMap((finding) => {
        if (finding.file === null) return [];
        const text = texts.get(keyOf(report.domain, fileKey(finding, finding.file)));
        return text === undefined ? [] : [{ finding, text }];
      }),
  };
}

/** Areas can be checked at different times. */
function fileKey({ area }: Finding, file: string): string {
  return `${area} ${file}`;
}

/** The text that the facts of a file are about. */
function judgedText({ open, files }: Folder, file: string): string | undefined {
  return open.get(file)?.judged?.factsText ?? files.read(file);
}
