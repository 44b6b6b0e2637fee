import { lstatSync } from 'node:fs';
import path from 'node:path';
import {
  CodeActionKind,
  type CodeAction,
  type Connection,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { CONFIG_FILE } from '../core/config.ts';
import { addDeferral } from '../core/deferralEdits.ts';
import { dayProblem, noteOf, putOffTogether } from '../core/deferrals.ts';
import type { EditPlan, Refusal } from '../core/edit.ts';
import type { Finding } from '../core/finding.ts';
import { today } from '../host/clock.ts';
import { COMMANDS, PUT_OFF, type PutOffParams, type PutOffTarget } from '../protocol.ts';
import { toWorkspaceEdit } from './fixes.ts';
import { bringUpToDate, type Folder } from './folder.ts';
import type { Services } from './services.ts';

/** *Put off…*: the edit of launch-ready.yaml that silences a finding until a day, with an owner and a reason. */
export function registerPutOff(connection: Connection, { folders }: Services): void {
  connection.onRequest<WorkspaceEdit | Refusal | null, unknown>(PUT_OFF, (params: PutOffParams) => {
    const place = folders.locate(params.uri);
    if (!place) return null;
    bringUpToDate(place.folder, place.path);
    const finding = place.folder
      .findings(place.path)
      .find(({ fingerprint }) => fingerprint === params.fingerprint);
    if (!finding)
      return { refused: 'This finding is gone: the file has changed. There is nothing to put off.' };
    const plan = planPutOff(place.folder, finding, params);
    return 'refused' in plan ? plan : toWorkspaceEdit(place.folder, plan);
  });
}

/** A link to the dialog; what is decided there comes back as a request. */
export function putOffAction(
  { fingerprint, ruleId, impact }: Finding,
  uri: string,
  { diagnostics, title }: Pick<CodeAction, 'diagnostics' | 'title'>,
): CodeAction {
  const target: PutOffTarget = { uri, fingerprint, ruleId, impact };
  return {
    kind: CodeActionKind.QuickFix,
    ...(diagnostics ? { diagnostics } : {}),
    title,
    command: { title, command: COMMANDS.putOff, arguments: [target] },
  };
}

function planPutOff(
  folder: Folder,
  finding: Finding,
  { owner, until, reason }: PutOffParams,
): EditPlan | Refusal {
  const problem = dayProblem(until, today());
  if (problem !== undefined) return { refused: problem };
  const before = folder.files.read(CONFIG_FILE);
  if (before === undefined && lstatSync(path.join(folder.root, CONFIG_FILE), { throwIfNoEntry: false }))
    return { refused: `${CONFIG_FILE} can’t be changed: it is no plain text file.` };
  const text = before ?? '';
  const entries = putOffTogether(finding, allFindings(folder)).map((each) => ({
    finding: each.fingerprint,
    owner,
    until,
    reason,
    note: noteOf(each),
  }));
  const after = addDeferral(text, entries);
  if (typeof after !== 'string') return after;
  const edit = { path: CONFIG_FILE, edits: [difference(text, after)] };
  return {
    title: 'Put off',
    edits: [before === undefined ? { ...edit, create: {} } : edit],
    notes: [],
  };
}

function allFindings(folder: Folder): readonly Finding[] {
  const files = new Set([...folder.results.keys(), ...folder.open.keys()]);
  return [...files].flatMap((file) => folder.findings(file));
}

/** The one edit that makes one text of another and touches as little as it can, so that an editor's cursors stay. */
function difference(before: string, after: string): EditPlan['edits'][number]['edits'][number] {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = before.length;
  let to = after.length;
  while (end > start && to > start && before[end - 1] === after[to - 1]) {
    end--;
    to--;
  }
  return { range: { start, end }, newText: after.slice(start, to) };
}
