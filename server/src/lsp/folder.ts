import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createAnalyzer, type Analyzer } from '../core/analyze.ts';
import { CONFIG_FILE, parseConfig } from '../core/config.ts';
import type { Finding } from '../core/finding.ts';
import { RULES } from '../core/rules/registry.ts';
import { createDocument, type Document } from '../core/source.ts';
import type { FileResult, Files } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { createDiskWorkspace, type DiskWorkspace, type DiskWorkspaceOptions } from '../host/diskWorkspace.ts';

/** What is known of one workspace folder. */
export interface Folder {
  readonly root: string;
  readonly workspace: DiskWorkspace;
  /** Results of the files as they are on disk, by path. */
  readonly results: Map<string, FileResult>;
  /** What open editors show, by path: it comes before what is on disk. */
  readonly open: Map<string, OpenFile>;
  analyzer(): Analyzer;
  /** The text of launch-ready.yaml that is in force. */
  configText(): string;
  /** True when launch-ready.yaml, in its editor or else on disk, is no longer what is in force. */
  configIsStale(): boolean;
  /** Reads launch-ready.yaml again: everything that was judged under the old one is due to be judged again. */
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

export interface FolderOptions extends DiskWorkspaceOptions {
  readonly analyzerFor: Analyzers;
}

export function createFolder(root: string, { analyzerFor, ...options }: FolderOptions): Folder {
  const workspace = createDiskWorkspace(root, options);
  const results = new Map<string, FileResult>();
  const open = new Map<string, OpenFile>();
  const files: Files = {
    read: (path) => open.get(path)?.text.getText() ?? workspace.read(path),
    isIgnored: (path) => workspace.isIgnored(path),
  };
  let analyzer: { readonly value: Analyzer; readonly day: string } | undefined;
  let config: string | undefined;
  const readConfig = (): string => files.read(CONFIG_FILE) ?? '';
  const configText = (): string => (config ??= readConfig());

  return {
    root,
    workspace,
    results,
    open,
    files,
    configText,
    configIsStale: () => config !== undefined && config !== readConfig(),
    analyzer() {
      const day = today();
      if (analyzer?.day !== day) analyzer = { day, value: analyzerFor(configText(), day) };
      return analyzer.value;
    },
    reloadConfig() {
      analyzer = undefined;
      config = undefined;
      // Still known, so that they are judged again even where only known files are; no file has this stamp.
      for (const [path, result] of results) results.set(path, { ...result, stamp: '' });
    },
    findings: (path) =>
      open.get(path)?.judged?.findings ??
      (open.has(path) ? [] : (results.get(path)?.analysis.findings ?? [])),
  };
}

type Analyzers = (configText: string, day: string) => Analyzer;

/** Most folders, and all those made up for single files, have the same settings: none. They share one analyzer. */
export function createAnalyzers(): Analyzers {
  const kept = new Map<string, Analyzer>();
  return (configText, day) => {
    const key = `${day}\n${configText}`;
    const known = kept.get(key);
    if (known) return known;
    const { config } = parseConfig(configText);
    const made = createAnalyzer({ rules: RULES, config, today: day, now: () => performance.now() });
    // Every keystroke in a launch-ready.yaml makes one.
    const [oldest] = kept.keys();
    if (kept.size >= 8 && oldest !== undefined) kept.delete(oldest);
    kept.set(key, made);
    return made;
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
