import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createAnalyzer, type Analyzer } from '../core/analyze.ts';
import { CONFIG_FILE, parseConfig } from '../core/config.ts';
import type { Finding } from '../core/finding.ts';
import { RULES } from '../core/rules/registry.ts';
import { createDocument, type Document } from '../core/source.ts';
import type { FileResult, Files } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { createDiskWorkspace, type DiskWorkspace } from '../host/diskWorkspace.ts';

/** What is known of one workspace folder. */
export interface Folder {
  readonly root: string;
  readonly workspace: DiskWorkspace;
  /** Results of the files as they are on disk, by path. */
  readonly results: Map<string, FileResult>;
  /** What open editors show, by path: it comes before what is on disk. */
  readonly open: Map<string, OpenFile>;
  analyzer(): Analyzer;
  configText(): string;
  /** Reads launch-ready.yaml again: everything that was judged under the old one is forgotten. */
  reloadConfig(): void;
  /** Small files, as open editors show them or else as they are on disk. */
  readonly files: Files;
  /** Findings of a file that stand now, open or on disk. */
  findings(path: string): readonly Finding[];
}

export interface OpenFile {
  readonly text: TextDocument;
  /** The version that was judged last, with its document. */
  readonly judged?: {
    readonly version: number;
    readonly document: Document;
    readonly findings: readonly Finding[];
  };
}

export function createFolder(root: string, trusted: () => boolean): Folder {
  const workspace = createDiskWorkspace(root, { trusted });
  const results = new Map<string, FileResult>();
  const open = new Map<string, OpenFile>();
  const files: Files = {
    read: (path) => open.get(path)?.text.getText() ?? workspace.read(path),
    isIgnored: (path) => workspace.isIgnored(path),
  };
  let analyzer: { readonly value: Analyzer; readonly day: string } | undefined;
  const configText = (): string => files.read(CONFIG_FILE) ?? '';

  return {
    root,
    workspace,
    results,
    open,
    files,
    configText,
    analyzer() {
      const day = today();
      if (analyzer?.day !== day) {
        const { config } = parseConfig(configText());
        analyzer = {
          day,
          value: createAnalyzer({ rules: RULES, config, today: day, now: () => performance.now() }),
        };
      }
      return analyzer.value;
    },
    reloadConfig() {
      analyzer = undefined;
      results.clear();
    },
    findings: (path) =>
      open.get(path)?.judged?.findings ??
      (open.has(path) ? [] : (results.get(path)?.analysis.findings ?? [])),
  };
}

/** Judges what an open editor shows. Files that git ignores are nobody's business but the user's. */
export function judgeOpenFile(folder: Folder, path: string): ReturnType<Analyzer['analyze']> | undefined {
  const file = folder.open.get(path);
  if (!file) return undefined;
  const document = createDocument({ path, text: file.text.getText() });
  const analysis = folder.workspace.isIgnored(path)
    ? { findings: [], errors: [] }
    : folder.analyzer().analyze(document);
  folder.open.set(path, {
    text: file.text,
    judged: { version: file.text.version, document, findings: analysis.findings },
  });
  return analysis;
}
