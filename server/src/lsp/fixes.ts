import { chmod } from 'node:fs/promises';
import path from 'node:path';
import type { Connection, TextDocumentEdit, CreateFile, WorkspaceEdit } from 'vscode-languageserver/node';
import { applyTextEdits, type EditPlan, type Refusal } from '../core/edit.ts';
import type { Finding } from '../core/finding.ts';
import { planIgnore } from '../core/fixes/ignore.ts';
import { rotationAdvice } from '../host/rotation.ts';
import { FIX_APPLIED, IGNORE, type FixAppliedResult, type IgnoreParams } from '../protocol.ts';
import { toTextEdits } from './convert.ts';
import { uriOf, type Folder } from './folder.ts';
import { createMadeFolders, type MadeFolders } from './madeFolders.ts';
import type { Services } from './services.ts';

/** A fix that the editor may be about to apply: what is needed to finish it and to say what comes next. */
export interface PreparedFix {
  readonly folder: Folder;
  readonly finding: Finding;
  /** The document in which somebody asked for the fix, and its text before. */
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  /** The secret that moves; it stays in this process, and only until the fix was applied or given up. */
  readonly value?: string;
  readonly plan: EditPlan;
}

export interface Fixes {
  /** Remembers the fix that the editor is about to apply. */
  prepare(fix: PreparedFix): void;
  readonly madeFolders: MadeFolders;
}

/** What happens around applying a fix: permissions of new files, advice on rotation, suppressions with a reason. */
export function registerFixes(connection: Connection, services: Services): Fixes {
  let prepared: PreparedFix | undefined;
  let applied = false;
  const forget = (): void => {
    prepared = undefined;
    applied = false;
  };

  // Editors resolve actions to show them, too. Applied is a fix that the very next change makes: every other change, and
  // the closing of the file, says that it was not.
  services.documents.onDidChangeContent(({ document }) => {
    if (document.uri !== prepared?.uri) return;
    if (!applied && isMade(prepared, document.getText())) applied = true;
    else forget();
  });
  services.documents.onDidClose(({ document }) => {
    if (document.uri === prepared?.uri) forget();
  });

  connection.onRequest(FIX_APPLIED, async (): Promise<FixAppliedResult | null> => {
    const fix = applied ? prepared : undefined;
    forget();
    return fix ? finishFix(fix, services) : null;
  });

  connection.onRequest<WorkspaceEdit | Refusal | null, unknown>(
    IGNORE,
    ({ uri, ruleId, line, scope, reason }: IgnoreParams) => {
      const place = services.folders.locate(uri);
      const document = place?.folder.open.get(place.path)?.judged?.document;
      if (!place || !document) return null;
      const plan = planIgnore({
        document,
        ruleId,
        offset: document.offsetAt({ line: line + 1, column: 1 }),
        scope,
        reason,
      });
      return 'refused' in plan ? plan : toWorkspaceEdit(place.folder, plan);
    },
  );

  return {
    madeFolders: createMadeFolders(),
    prepare(fix) {
      forget();
      prepared = fix;
      // What edits other files alone makes no change that could be waited for.
      applied = !fix.plan.edits.some((edit) => edit.path === fix.path);
    },
  };
}

function isMade({ text, value, path: file, plan }: PreparedFix, now: string): boolean {
  if (value !== undefined) return occurrences(now, value) < occurrences(text, value);
  const own = plan.edits.find((edit) => edit.path === file);
  return own !== undefined && now === applyTextEdits(text, own.edits);
}

function occurrences(text: string, value: string): number {
  return text.split(value).length - 1;
}

/** Sees to the permissions of new files; the answer says what is left to do. */
export async function finishFix(
  { folder, finding, value, plan }: PreparedFix,
  services: Services,
): Promise<FixAppliedResult> {
  await Promise.all(plan.edits.map((edit) => secure(folder, edit, services.log)));
  if (value === undefined) return { message: plan.notes.join(' ') };
  const rotation = await rotationAdvice(folder.root, finding, value, services.isTrusted());
  const message = [
    `${plan.title.replace(/^Move to/, 'Moved to').replace(/^Use /, 'Now uses ')}.`,
    rotation,
    ...plan.notes,
  ].join(' ');
  return finding.help ? { message, link: finding.help } : { message };
}

/** Workspace edits can't say permissions: a new file that holds secrets gets its own right after it was made. */
async function secure(
  folder: Folder,
  edit: EditPlan['edits'][number],
  log: (message: string) => void,
): Promise<void> {
  const mode = edit.create?.mode;
  if (mode === undefined) return;
  try {
    await chmod(path.join(folder.root, edit.path), mode);
  } catch (error) {
    log(
      `${edit.path} could not be made readable for its owner alone: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * A plan as the editor applies it: one undo step for all files. Creating fails if a file came to be meanwhile. All files are
 * created before any is edited, and the open ones are edited last: in any other order, VS Code undoes only a part.
 */
export function toWorkspaceEdit(folder: Folder, plan: EditPlan): WorkspaceEdit {
  const creations = plan.edits
    .filter(({ create }) => create)
    .map(({ path: file }): CreateFile => ({ kind: 'create', uri: uriOf(folder, file) }));
  const changes = [...plan.edits]
    .sort((a, b) => Number(folder.open.has(a.path)) - Number(folder.open.has(b.path)))
    .map(({ path: file, create, edits }): TextDocumentEdit => ({
      textDocument: { uri: uriOf(folder, file), version: folder.open.get(file)?.text.version ?? null },
      edits: toTextEdits(create ? '' : (folder.files.read(file) ?? ''), edits),
    }));
  return { documentChanges: [...creations, ...changes] };
}
