import {
  LSPErrorCodes,
  MessageType,
  ResponseError,
  ShowMessageNotification,
  type Connection,
  type PrepareRenameResult,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { planRename, refusalFor } from '../../core/env/planRename.ts';
import { toRange } from '../convert.ts';
import { toWorkspaceEdit } from '../fixes.ts';
import type { Services } from '../services.ts';
import { nameAt, openText, type NamedPlace } from './names.ts';
import { positionsOf } from './places.ts';

/** Gives a variable another name in code, env files and manifests at once, those that git ignores included. */
export function registerEnvRename(connection: Connection, services: Services): void {
  connection.onPrepareRename((params): PrepareRenameResult | null => {
    const named = nameAt(params, services);
    if (!named) return null;
    refuse(refusalFor(named.name, named.model)?.refused ?? writtenOtherwise(named));
    return { range: toRange(positionsOf(named)), placeholder: named.name };
  });

  connection.onRenameRequest((params): WorkspaceEdit | null => {
    const named = nameAt(params, services);
    if (!named) return null;
    const { folder, name } = named;
    for (const path of folder.open.keys()) openText(folder, path); // places of what editors show at this moment
    const model = folder.whole.model()?.env ?? named.model;
    const newName = params.newName.trim();
    const plan = planRename({
      name,
      newName,
      model,
      paths: new Set([...folder.results.keys(), ...folder.open.keys()]),
      read: (path) => folder.files.read(path),
    });
    if ('refused' in plan) return refuse(plan.refused) ?? null;
    // A notification: unlike the request for a choice, no client fails to answer it.
    for (const message of plan.notes)
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Info, message });
    return toWorkspaceEdit(folder, plan);
  });
}

/** Editors show the words beside the name. */
function refuse(words: string | undefined): undefined {
  if (words !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, words);
}

/** A field of a settings class, say, whose name is only derived from the variable's. */
function writtenOtherwise({ folder, path, range, name }: NamedPlace): string | undefined {
  const written = folder.open.get(path)?.text.getText().slice(range.start, range.end);
  return written === name
    ? undefined
    : `This stands for ${name} and can't be renamed for you. Rename it by hand, and ${name} with it.`;
}
