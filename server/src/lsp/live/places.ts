import type { Finding } from '../../core/finding.ts';
import { createDocument } from '../../core/source.ts';
import type { OpenFile } from '../folder.ts';
import { movedFindings } from '../movedFindings.ts';

/** Findings of live checks that stand on a line of the workspace. */
export interface LivePlaces {
  /** Takes the place of all that was there before. The files of which something else is said now. */
  replace(findings: readonly PlacedLiveFinding[]): readonly string[];
  /** As they stand in the present text; a line that has changed since says nothing any more. */
  findings(path: string): readonly Finding[];
}

export interface PlacedLiveFinding {
  readonly finding: Finding;
  /** The text of its file when it was found. */
  readonly text: string;
}

export function createLivePlaces({
  open,
  read,
}: {
  readonly open: ReadonlyMap<string, OpenFile>;
  /** A file as its editor shows it, or else as it is on disk. */
  readonly read: (path: string) => string | undefined;
}): LivePlaces {
  let placed: readonly PlacedLiveFinding[] = [];
  const inFile = (path: string): readonly PlacedLiveFinding[] =>
    placed.filter(({ finding }) => finding.file === path);
  return {
    replace(findings) {
      const files = [...placed, ...findings].flatMap(({ finding }) => finding.file ?? []);
      const before = new Map(files.map((file) => [file, JSON.stringify(inFile(file))]));
      placed = findings;
      return [...before].filter(([file, was]) => was !== JSON.stringify(inFile(file))).map(([file]) => file);
    },
    findings(path) {
      const found = inFile(path);
      if (found.length === 0) return [];
      const text = open.get(path)?.judged?.document.text ?? read(path);
      if (text === undefined) return [];
      const now = createDocument({ path, text });
      return found.flatMap(({ finding, text: before }) =>
        before === text ? [finding] : movedFindings([finding], before, now),
      );
    },
  };
}
