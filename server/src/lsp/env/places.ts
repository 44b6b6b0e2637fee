import type { Location } from 'vscode-languageserver/node';
import { linesOf } from '../../core/span.ts';
import type { Span } from '../../core/env/types.ts';
import type { PositionRange, TextRange } from '../../core/finding.ts';
import { createDocument } from '../../core/source.ts';
import { toRange } from '../convert.ts';
import { uriOf, type Folder } from '../folder.ts';

/** The place of a span, which never goes over the end of its line. */
export function toLocation(folder: Folder, file: string, at: Span): Location {
  return { uri: uriOf(folder, file), range: toRange(linesOf(at)) };
}

/** Lines and columns of a range of an open file. */
export function positionsOf({
  folder,
  path,
  range,
}: {
  readonly folder: Folder;
  readonly path: string;
  readonly range: TextRange;
}): PositionRange {
  const document =
    folder.open.get(path)?.judged?.document ?? createDocument({ path, text: folder.files.read(path) ?? '' });
  return { start: document.positionAt(range.start), end: document.positionAt(range.end) };
}
