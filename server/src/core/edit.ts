import type { TextRange } from './finding.ts';

/** Replaces the text of `range` (UTF-16 offsets into the text that the plan was made for). */
export interface TextEdit {
  readonly range: TextRange;
  readonly newText: string;
}

/** Edits to one file; offsets refer to the text before any of them, and they do not overlap. */
export interface FileEdit {
  /** Relative to the workspace root, forward slashes. */
  readonly path: string;
  /** Present when the file does not exist yet. `mode` is its permission bits (0o600 for files that hold secrets). */
  readonly create?: { readonly mode?: number };
  readonly edits: readonly TextEdit[];
}

/** A fix worked out against the present files. Applied whole or not at all. */
export interface EditPlan {
  readonly title: string;
  readonly edits: readonly FileEdit[];
  /** What the person must do next, in order, each a sentence. */
  readonly notes: readonly string[];
}

/** Why a fix must not be applied here, in a sentence for the person who asked for it. */
export interface Refusal {
  readonly refused: string;
}

/** The text after `edits`. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let from = 0;
  for (const { range, newText } of [...edits].sort((a, b) => a.range.start - b.range.start)) {
    result += text.slice(from, range.start) + newText;
    from = range.end;
  }
  return result + text.slice(from);
}
