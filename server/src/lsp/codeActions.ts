import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Connection,
  type Diagnostic,
} from 'vscode-languageserver/node';
import type { EditPlan, Refusal } from '../core/edit.ts';
import type { Finding } from '../core/finding.ts';
import { planFix } from '../core/fixes/planFix.ts';
import { COMMANDS, type IgnoreTarget } from '../protocol.ts';
import { toDiagnostic } from './convert.ts';
import { FIX_ALL, fixAll } from './fixAll.ts';
import { toWorkspaceEdit, type Fixes } from './fixes.ts';
import { bringUpToDate, type Folder } from './folder.ts';
import { keyCheckActions } from './keyCheck.ts';
import { putOffAction } from './putOff.ts';
import { traceActions } from './migrationTrace.ts';
import type { Place, Services } from './services.ts';

/** What a code action needs to be resolved: the edit is made when the user has chosen. */
interface ActionData {
  readonly uri: string;
  readonly fingerprint: string;
}

export function registerCodeActions(connection: Connection, services: Services, fixes: Fixes): void {
  connection.onCodeAction((params): CodeAction[] => {
    const place = services.folders.locate(params.textDocument.uri);
    if (!place?.folder.open.has(place.path)) return [];
    const { folder, path } = place;
    bringUpToDate(folder, path);
    const wantsFixAll = params.context.only?.some(
      (kind) => FIX_ALL.startsWith(kind) && kind.startsWith('source'),
    );
    if (wantsFixAll) return fixAll(folder, path);
    const { only } = params.context;
    const [uri, trusted] = [params.textDocument.uri, services.isTrusted()];
    const fixable = !only || only.some((kind) => CodeActionKind.QuickFix.startsWith(kind));
    const found = fixable ? touched(folder, path, params) : [];
    const isWorkspace = services.folders.isWorkspaceFolder(folder);
    const isOne = new Set(found.map(({ ruleId }) => ruleId)).size === 1;
    return [
      ...found.flatMap((finding) =>
        actionsFor(finding, { folder, path, uri }, { trusted, isOne, isWorkspace }),
      ),
      ...(trusted ? traceActions({ folder, path, uri }, params.context) : []),
    ];
  });

  connection.onCodeActionResolve((action): CodeAction => {
    // Editors ask for every action that has no edit, and only fixes come to have one.
    if (!action.data) return action;
    const { uri, fingerprint } = action.data as ActionData;
    const place = services.folders.locate(uri);
    if (!place) return action;
    bringUpToDate(place.folder, place.path);
    const finding = place.folder.findings(place.path).find((item) => item.fingerprint === fingerprint);
    const document = place.folder.open.get(place.path)?.judged?.document;
    const fix = finding?.fixes[0];
    if (!finding || !fix || !document) return action;
    const plan = planFix(fix, document, place.folder.files);
    if ('refused' in plan) return action;
    const { folder, path } = place;
    fixes.madeFolders.remember(folder, plan);
    const value =
      fix.kind === 'move-to-environment' ? document.text.slice(fix.range.start, fix.range.end) : undefined;
    if (value !== undefined || plan.notes.length > 0)
      fixes.prepare({
        folder,
        finding,
        uri,
        path,
        text: document.text,
        ...(value === undefined ? {} : { value }),
        plan,
      });
    return { ...action, edit: toWorkspaceEdit(place.folder, plan) };
  });
}

function touched(folder: Folder, path: string, { range }: CodeActionParams): readonly Finding[] {
  return folder.findings(path).filter(({ suppressed, range: place }) => {
    if (suppressed || !place) return false;
    return place.start.line - 1 <= range.end.line && place.end.line - 1 >= range.start.line;
  });
}

function actionsFor(
  finding: Finding,
  { folder, path, uri }: Place & { readonly uri: string },
  {
    trusted,
    isOne,
    isWorkspace,
  }: { readonly trusted: boolean; readonly isOne: boolean; readonly isWorkspace: boolean },
): readonly CodeAction[] {
  const diagnostics: Diagnostic[] = [toDiagnostic(finding, folder.root)];
  const base = { kind: CodeActionKind.QuickFix, diagnostics };
  const line = (finding.range?.start.line ?? 1) - 1;
  const ignore = (title: string, scope: IgnoreTarget['scope']): CodeAction => {
    const target: IgnoreTarget = { uri, ruleId: finding.ruleId, line, scope };
    return { ...base, title, command: { title, command: COMMANDS.ignore, arguments: [target] } };
  };
  const page = `Open the page of ${finding.ruleId}`;
  const openPage: CodeAction = {
    ...base,
    title: page,
    command: { title: page, command: COMMANDS.openRulePage, arguments: [finding.ruleId] },
  };
  // A comment would change a file that has run, and there is nothing that could wait.
  if (finding.past) return [openPage];
  return [
    ...fixActions(finding, uri, folder, path, base),
    // What a running product answers is no matter of a comment, and a migration that has run is not to be changed for one.
    ...(finding.live || hasRun(folder, path)
      ? []
      : [
          ignore(`Ignore ${isOne ? '' : `${finding.ruleId} `}here, with a reason…`, 'next-line'),
          ignore(`Ignore ${finding.ruleId} in this file, with a reason…`, 'file'),
        ]),
    // A file outside of every folder has no configuration of its own.
    ...(isWorkspace
      ? [
          putOffAction(finding, uri, {
            diagnostics,
            title: isOne ? 'Put off…' : `Put off ${finding.ruleId}…`,
          }),
        ]
      : []),
    openPage,
    ...keyCheckActions(finding, { folder, path, uri }, diagnostics, trusted),
  ];
}

/** On the main branch as it is here: a comment would make it a migration that was changed after its release. */
function hasRun({ workspace }: Folder, path: string): boolean {
  const { released } = workspace.facts();
  return released?.ref.startsWith('origin/') === true && released.paths[path] === 'same';
}

function fixActions(
  finding: Finding,
  uri: string,
  folder: Folder,
  path: string,
  base: Pick<CodeAction, 'kind' | 'diagnostics'>,
): readonly CodeAction[] {
  const plan = planned(finding, folder, path);
  if (!plan) return [];
  const moves = finding.fixes[0]?.kind === 'move-to-environment';
  if ('refused' in plan) {
    if (!moves) return [];
    const title = 'Why this can’t be moved to the environment from here…';
    return [
      { ...base, title, command: { title, command: COMMANDS.explainRefusal, arguments: [plan.refused] } },
    ];
  }
  const data: ActionData = { uri, fingerprint: finding.fingerprint };
  // VS Code takes nothing but the edit from a resolved action, so the command is there before. It has no arguments: the
  // editor forgets those as soon as the edit makes it look for new actions, which may be before it runs the command.
  const command = { title: plan.title, command: COMMANDS.fixApplied };
  const tells = moves || plan.notes.length > 0;
  return [{ ...base, title: plan.title, isPreferred: true, data, ...(tells ? { command } : {}) }];
}

function planned(finding: Finding, folder: Folder, path: string): EditPlan | Refusal | undefined {
  const document = folder.open.get(path)?.judged?.document;
  const fix = finding.fixes[0];
  return fix && document ? planFix(fix, document, folder.files) : undefined;
}
