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
import { judgeOpenFile, type Folder } from './folder.ts';
import { keyCheckActions } from './keyCheck.ts';
import type { Services } from './services.ts';

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
    if (params.context.only && !params.context.only.some((kind) => CodeActionKind.QuickFix.startsWith(kind)))
      return [];
    return touched(folder, path, params).flatMap((finding) =>
      actionsFor(finding, params.textDocument.uri, folder, path, services.isTrusted()),
    );
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
    if (fix.kind === 'move-to-environment') {
      const value = document.text.slice(fix.range.start, fix.range.end);
      fixes.prepare({ folder: place.folder, finding, uri, text: document.text, value, plan });
    }
    return { ...action, edit: toWorkspaceEdit(place.folder, plan) };
  });
}

/** An action can be asked for between a keystroke and its judgement: the offsets must be those of the present text. */
function bringUpToDate(folder: Folder, path: string): void {
  const file = folder.open.get(path);
  if (file && file.judged?.version !== file.text.version) judgeOpenFile(folder, path);
}

function touched(folder: Folder, path: string, { range }: CodeActionParams): readonly Finding[] {
  return folder.findings(path).filter(({ suppressed, range: place }) => {
    if (suppressed || !place) return false;
    return place.start.line - 1 <= range.end.line && place.end.line - 1 >= range.start.line;
  });
}

function actionsFor(
  finding: Finding,
  uri: string,
  folder: Folder,
  path: string,
  trusted: boolean,
): readonly CodeAction[] {
  const diagnostics: Diagnostic[] = [toDiagnostic(finding, folder.root)];
  const base = { kind: CodeActionKind.QuickFix, diagnostics };
  const line = (finding.range?.start.line ?? 1) - 1;
  const ignore = (title: string, scope: IgnoreTarget['scope']): CodeAction => {
    const target: IgnoreTarget = { uri, ruleId: finding.ruleId, line, scope };
    return { ...base, title, command: { title, command: COMMANDS.ignore, arguments: [target] } };
  };
  const page = `Open the page of ${finding.ruleId}`;
  return [
    ...fixActions(finding, uri, folder, path, base),
    ignore('Ignore here, with a reason…', 'next-line'),
    ignore(`Ignore ${finding.ruleId} in this file, with a reason…`, 'file'),
    {
      ...base,
      title: page,
      command: { title: page, command: COMMANDS.openRulePage, arguments: [finding.ruleId] },
    },
    ...keyCheckActions(finding, { folder, path, uri }, diagnostics, trusted),
  ];
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
  return [{ ...base, title: plan.title, isPreferred: true, data, ...(moves ? { command } : {}) }];
}

function planned(finding: Finding, folder: Folder, path: string): EditPlan | Refusal | undefined {
  const document = folder.open.get(path)?.judged?.document;
  const fix = finding.fixes[0];
  return fix && document ? planFix(fix, document, folder.files) : undefined;
}
