/** What tells a tool to run a migration outside of a transaction: as the table of tools has it. */
import { TOOLS } from '../../migrations/toolTable.ts';
import type { ToolId } from '../../migrations/types.ts';
import { folderOf, join, nameOf } from '../../paths.ts';

/** As it is written in code; "" where the tool has nothing for it. */
export function optOutText(tool: ToolId): string {
  return TOOLS[tool].optOut?.text ?? '';
}

/** The first line of such a file, with its line break; "" where it is said elsewhere. */
export function firstLineOutside(tool: ToolId): string {
  return TOOLS[tool].optOut?.where === 'first-line' ? `${optOutText(tool)}\n` : '';
}

/** What is added to the heading of such a part of a file, with the blank before it; "" where it is said elsewhere. */
export function headingOutside(tool: ToolId): string {
  return TOOLS[tool].optOut?.where === 'heading' ? ` ${optOutText(tool)}` : '';
}

/** The file beside the migration that says it, and its line there; undefined where it is said elsewhere. */
export function fileOutside(
  tool: ToolId,
  migration: string,
): { readonly path: string; readonly line: string } | undefined {
  const { optOut } = TOOLS[tool];
  if (optOut?.where !== 'file-beside' || optOut.file === undefined) return undefined;
  return { path: join(folderOf(migration), optOut.file.replace('*', nameOf(migration))), line: optOut.text };
}
