import type { AnalysisError } from '../core/analyze.ts';
import type { FileFacts } from '../core/collector.ts';
import type { WorkspaceFacts } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import type { FileResult, Files } from '../core/workspace.ts';
import type { WorkspaceModel } from '../core/workspaceRule.ts';
import type { DiskWorkspace } from '../host/diskWorkspace.ts';
import type { AnalyzerSettings } from '../host/scan.ts';
import { createCodeSearch } from '../host/codeSearch.ts';
import { wholeWorkspace, type WholeWorkspace } from '../host/wholeWorkspace.ts';
import { movedFindings } from './movedFindings.ts';
import type { OpenFile } from './folder.ts';

/** All files of a folder as one: what they say together, and what is wrong with that. */
export interface Whole {
  /** From now on all files are known: before, what is missing might stand in one that was not read. */
  complete(): void;
  /** Judges again if a file says something else than before; the files whose findings are others now. */
  judge(): {
    readonly changed: readonly string[];
    readonly errors: readonly AnalysisError[];
    /** False where nothing had to be judged. */
    readonly isNew: boolean;
  };
  findings(path: string): readonly Finding[];
  /** What all files say, up to date; undefined before all of them were read. */
  model(): WorkspaceModel | undefined;
}

interface Sources {
  readonly results: ReadonlyMap<string, FileResult>;
  readonly open: ReadonlyMap<string, OpenFile>;
  readonly workspace: DiskWorkspace;
  readonly files: Files;
  readonly settings: () => AnalyzerSettings;
}

type Facts = ReadonlyMap<string, FileFacts>;

interface Joined {
  readonly facts: Facts;
  /** What was known of the workspace itself. */
  readonly known: WorkspaceFacts;
  readonly whole: WholeWorkspace;
}

const NOTHING_NEW = { changed: [], errors: [], isNew: false } as const;

export function createWhole({ results, open, workspace, files, settings }: Sources): Whole {
  let isComplete = false;
  let joined: Joined | undefined;
  let judged: Facts | undefined;
  let findings: ReadonlyMap<string, readonly Finding[]> = new Map();
  /** The texts of open files that the findings are about. */
  let texts: ReadonlyMap<string, string | undefined> = new Map();

  const searchCode = createCodeSearch(workspace, () => results.values());

  /** Open editors come before what is on disk. */
  const current = (): Facts => {
    const facts = new Map<string, FileFacts>();
    for (const [path, { analysis }] of results)
      if (analysis.facts && !open.has(path)) facts.set(path, analysis.facts);
    for (const [path, { judged: shown }] of open) if (shown?.facts) facts.set(path, shown.facts);
    return facts;
  };
  const join = (): Joined => {
    const [facts, known] = [current(), workspace.facts()];
    if (!joined || !isSame(joined.facts, facts) || !isSameToAll(joined.known, known))
      joined = {
        facts,
        known,
        whole: wholeWorkspace(
          facts,
          { read: (path) => files.read(path), facts: () => workspace.facts() },
          searchCode,
          joined?.whole.model,
        ),
      };
    else if (joined.known !== known) joined = { ...joined, known };
    return joined;
  };

  return {
    complete() {
      isComplete = true;
    },
    judge() {
      if (!isComplete) return NOTHING_NEW;
      const { facts, whole } = join();
      texts = new Map([...open].map(([path, file]) => [path, file.judged?.factsText]));
      if (judged === facts) return NOTHING_NEW;
      judged = facts;
      const { findings: found, errors } = whole.judge(settings());
      const byFile = groupByFile(found);
      const changed = [...new Set([...findings.keys(), ...byFile.keys()])].filter(
        (path) => JSON.stringify(findings.get(path)) !== JSON.stringify(byFile.get(path)),
      );
      findings = byFile;
      return { changed, errors, isNew: true };
    },
    findings(path) {
      const found = findings.get(path) ?? [];
      const [shown, judgedText] = [open.get(path)?.judged?.document, texts.get(path)];
      if (found.length === 0 || !shown || judgedText === undefined || shown.text === judgedText) return found;
      return movedFindings(found, judgedText, shown);
    },
    model: () => (isComplete ? join().whole.model : undefined),
  };
}

/** The same files say the very same: what did not change is the same object as before. */
function isSame(a: Facts, b: Facts): boolean {
  if (a.size !== b.size) return false;
  for (const [path, facts] of a) if (b.get(path) !== facts) return false;
  return true;
}

/** What git says is released, and which env files are this machine's own, can change while no file does. */
function isSameToAll(a: WorkspaceFacts, b: WorkspaceFacts): boolean {
  const told = ({ ignoredEnv, released }: WorkspaceFacts): string => JSON.stringify([ignoredEnv, released]);
  return a === b || told(a) === told(b);
}

function groupByFile(findings: readonly Finding[]): Map<string, readonly Finding[]> {
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const file = finding.file ?? '';
    const same = byFile.get(file) ?? [];
    same.push(finding);
    byFile.set(file, same);
  }
  return byFile;
}
