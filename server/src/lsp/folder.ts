import { randomBytes } from 'node:crypto';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Analyzer } from '../core/analyze.ts';
import { BASELINE_FILE } from '../core/baseline.ts';
import type { FileFacts } from '../core/collector.ts';
import { CONFIG_FILE, parseConfig, type Deferral } from '../core/config.ts';
import { putOffSince } from '../core/deferrals.ts';
import { fileClassOf } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import { createDocument, type Document } from '../core/source.ts';
import type { FileResult, Files } from '../core/workspace.ts';
import { today } from '../host/clock.ts';
import { createDiskWorkspace, type DiskWorkspace, type DiskWorkspaceOptions } from '../host/diskWorkspace.ts';
import { analyzerFor, type AnalyzerSettings } from '../host/scan.ts';
import { toUri } from './convert.ts';
import { createLivePlaces, type LivePlaces } from './live/places.ts';
import { createWhole, type Whole } from './wholeFolder.ts';

/** What is known of one workspace folder. */
export interface Folder {
  readonly root: string;
  readonly workspace: DiskWorkspace;
  /** Results of the files as they are on disk, by path. */
  readonly results: Map<string, FileResult>;
  /** What open editors show, by path: it comes before what is on disk. */
  readonly open: Map<string, OpenFile>;
  analyzer(): Analyzer;
  /** What is in force: the texts of launch-ready.yaml and of the baseline, and the day. */
  settings(): AnalyzerSettings;
  /** True when one of those files, in its editor or else on disk, is no longer what is in force. */
  configIsStale(): boolean;
  /** Reads them again: everything that was judged under the old ones is due to be judged again. */
  reloadConfig(): void;
  /** Small files, as open editors show them or else as they are on disk. */
  readonly files: Files;
  /** All its files together, as far as they are known. */
  readonly whole: Whole;
  /** What live checks found that stands on a line of its files. */
  readonly live: LivePlaces;
  /** Findings of a file that stand now, open or on disk, those of all files together and of live checks included. */
  findings(path: string): readonly Finding[];
}

export interface OpenFile {
  readonly text: TextDocument;
  /** The version that was judged last, with its document. */
  readonly judged?: {
    readonly version: number;
    readonly document: Document;
    readonly findings: readonly Finding[];
    /** What it said when it was last read to its end: while somebody types, a text often stops in the middle. */
    readonly facts?: FileFacts;
    /** The text that said so. */
    readonly factsText?: string;
  };
}

export interface FolderOptions extends DiskWorkspaceOptions {
  readonly analyzers: Analyzers;
}

export function createFolder(root: string, { analyzers, ...options }: FolderOptions): Folder {
  const workspace = createDiskWorkspace(root, options);
  const results = new Map<string, FileResult>();
  const open = new Map<string, OpenFile>();
  const files: Files = {
    read: (path) => open.get(path)?.text.getText() ?? workspace.read(path),
    isIgnored: (path) => workspace.isIgnored(path),
  };
  const whole = createWhole({ results, open, workspace, files, settings: () => settings() });
  const live = createLivePlaces({ open, read: (path) => files.read(path) });
  let texts: SettingsTexts | undefined;
  let parsed: { readonly text: string; readonly deferred: readonly Deferral[] } | undefined;
  let analyzer: { readonly value: Analyzer; readonly day: string } | undefined;
  const readTexts = (): SettingsTexts => ({
    configText: files.read(CONFIG_FILE) ?? '',
    baselineText: files.read(BASELINE_FILE) ?? '',
  });
  const settings = (): AnalyzerSettings => ({
    ...(texts ??= readTexts()),
    today: today(),
    salt: SALT,
  });

  const deferred = (): readonly Deferral[] => {
    const { configText } = settings();
    if (parsed?.text !== configText)
      parsed = { text: configText, deferred: parseConfig(configText).config.deferred };
    return parsed.deferred;
  };

  return {
    root,
    workspace,
    results,
    open,
    files,
    whole,
    live,
    settings,
    configIsStale: () => texts !== undefined && JSON.stringify(texts) !== JSON.stringify(readTexts()),
    analyzer() {
      const day = today();
      if (analyzer?.day !== day) analyzer = { day, value: analyzers(settings()) };
      return analyzer.value;
    },
    reloadConfig() {
      analyzer = undefined;
      texts = undefined;
      // Still known, so that they are judged again even where only known files are; no file has this stamp.
      for (const [path, result] of results) results.set(path, { ...result, stamp: '' });
    },
    findings(path) {
      const own =
        open.get(path)?.judged?.findings ??
        (open.has(path) ? [] : (results.get(path)?.analysis.findings ?? []));
      // Live checks are not run again for every word in launch-ready.yaml.
      const lived = live.findings(path).map((finding) => putOffSince(finding, deferred(), today()));
      const shared = [...whole.findings(path), ...lived];
      return shared.length === 0 ? own : [...own, ...shared];
    },
  };
}

type SettingsTexts = Pick<AnalyzerSettings, 'configText' | 'baselineText'>;

/** One for the process: what its threads find can be compared. */
const SALT = randomBytes(16).toString('hex');

/** The URI of a file as its editor writes it, where one is open. */
export function uriOf({ open, root }: Pick<Folder, 'open' | 'root'>, path: string): string {
  return open.get(path)?.text.uri ?? toUri(root, path);
}

/** The files at the root of a folder that decide how the others are judged. */
export function isSettingsFile(path: string): boolean {
  return path === CONFIG_FILE || path === BASELINE_FILE;
}

type Analyzers = (settings: AnalyzerSettings) => Analyzer;

/** Most folders, and all those made up for single files, have the same settings: none. They share one analyzer. */
export function createAnalyzers(): Analyzers {
  const kept = new Map<string, Analyzer>();
  return (settings) => {
    const key = `${settings.today}\n${settings.baselineText}\n${settings.configText}`;
    const known = kept.get(key);
    if (known) return known;
    const made = analyzerFor(settings);
    // Every keystroke in a launch-ready.yaml makes one.
    const [oldest] = kept.keys();
    if (kept.size >= 8 && oldest !== undefined) kept.delete(oldest);
    kept.set(key, made);
    return made;
  };
}

/** By way of its bytes, since only there triggers are looked at twice: most rules are then not called at all. */
function analyzeText({ path, text }: Document, folder: Folder): ReturnType<Analyzer['analyze']> {
  const [analyzer, facts] = [folder.analyzer(), folder.workspace.facts()];
  const triggered = analyzer.triggeredByBytes(path, Buffer.from(text), fileClassOf(path, facts));
  return analyzer.analyze({ path, text }, facts, triggered);
}

/** What git ignores is not judged, but builds, and this machine's env files for what they declare. */
function isJudged(path: string, { workspace }: Folder): boolean {
  return (
    !workspace.isIgnored(path) ||
    workspace.isBuilt(path) ||
    fileClassOf(path, workspace.facts()) === 'ignored-env'
  );
}

/** A text that stops in the middle of something keeps what it said before; nothing new is the same object as before. */
function lastGoodFacts(found: FileFacts | undefined, before: FileFacts | undefined): FileFacts | undefined {
  if (before && found?.env?.broken) return before;
  return before && JSON.stringify(found) === JSON.stringify(before) ? before : found;
}

/** Something can be asked between a keystroke and its judgement: what is known must be of the present text. */
export function bringUpToDate(folder: Folder, path: string): void {
  const file = folder.open.get(path);
  if (file && file.judged?.version !== file.text.version) judgeOpenFile(folder, path);
}

/** Judges what an open editor shows. Files that git ignores are nobody's business but the user's. */
export function judgeOpenFile(folder: Folder, path: string): ReturnType<Analyzer['analyze']> | undefined {
  const file = folder.open.get(path);
  if (!file) return undefined;
  const document = createDocument({ path, text: file.text.getText() });
  const analysis = isJudged(path, folder) ? analyzeText(document, folder) : { findings: [], errors: [] };
  const before = file.judged?.facts ?? folder.results.get(path)?.analysis.facts;
  const facts = lastGoodFacts(analysis.facts, before);
  const isKept = facts === before && analysis.facts?.env?.broken === true;
  const factsText = isKept ? file.judged?.factsText : document.text;
  folder.open.set(path, {
    text: file.text,
    judged: {
      version: file.text.version,
      document,
      findings: analysis.findings,
      ...(facts ? { facts } : {}),
      ...(factsText === undefined ? {} : { factsText }),
    },
  });
  return analysis;
}
