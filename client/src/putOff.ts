import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { PUT_OFF, type PutOffParams, type PutOffTarget } from '../../server/src/protocol.ts';
import { dayIn, isDayAhead, isoDay, lastDay } from './days.ts';
import { plain } from './plain.ts';
import { gitApi, userNameOf } from './review/gitApi.ts';

type ServerEdit = Parameters<LanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];

/**
 * *Put off…*: asks who will see to it, until when it can wait and why, and writes that into launch-ready.yaml. A step that is left
 * leaves everything as it was.
 */
export async function putOff(
  context: vscode.ExtensionContext,
  client: LanguageClient,
  target: PutOffTarget,
): Promise<void> {
  const owner = await askOwner(context, target);
  const until = owner === undefined ? undefined : await askDay(target);
  const reason = until === undefined ? undefined : await askReason(target, until);
  if (owner === undefined || until === undefined || reason === undefined) return;
  await context.globalState.update(LAST_OWNER, owner);
  const { uri, fingerprint } = target;
  const params: PutOffParams = { uri, fingerprint, owner, until, reason };
  const answer = await client.sendRequest<ServerEdit | { refused: string } | null>(PUT_OFF, params);
  if (!answer) return;
  if ('refused' in answer) {
    void vscode.window.showInformationMessage(plain(answer.refused));
    return;
  }
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer);
  if (edit) await apply(edit);
}

const LAST_OWNER = 'launchReady.putOff.owner';

/** The command line and the hook read the file from disk: it is saved, unless it held edits of the user's own. */
async function apply(edit: vscode.WorkspaceEdit): Promise<void> {
  const files = edit.entries().map(([uri]) => uri);
  const isDirty = (uri: vscode.Uri): boolean => documentOf(uri)?.isDirty === true;
  const untouched = files.filter((uri) => !isDirty(uri));
  if (!(await vscode.workspace.applyEdit(edit))) return;
  for (const uri of untouched) await documentOf(uri)?.save();
  const [file] = files;
  if (!file) return;
  const open = vscode.l10n.t('Open launch-ready.yaml');
  void vscode.window
    .showInformationMessage(vscode.l10n.t('Put off: launch-ready.yaml says so. Commit it.'), open)
    .then((choice) => (choice === open ? vscode.window.showTextDocument(file) : undefined));
}

function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function titleOf({ ruleId }: PutOffTarget, step: number): string {
  return vscode.l10n.t('Put off {0} ({1}/3)', ruleId, step);
}

async function askOwner(context: vscode.ExtensionContext, target: PutOffTarget): Promise<string | undefined> {
  const owner = await vscode.window.showInputBox({
    title: titleOf(target, 1),
    prompt:
      target.impact === 'blocker'
        ? vscode.l10n.t(
            'Who will see to it? This is a blocker: until its day neither a check nor a commit stops for it, and customers may meet it.',
          )
        : vscode.l10n.t('Who will see to it?'),
    value: (await gitName(target)) ?? context.globalState.get<string>(LAST_OWNER, ''),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('A name is required.') : undefined),
  });
  return owner?.trim();
}

/** As git knows whoever works here; undefined where it does not. */
async function gitName({ uri }: PutOffTarget): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  try {
    const repository = (await gitApi())?.getRepository(vscode.Uri.parse(uri));
    return repository ? await userNameOf(repository) : undefined;
  } catch {
    return undefined; // a setting that is missing is an error to git
  }
}

async function askDay(target: PutOffTarget): Promise<string | undefined> {
  const days = [
    { label: vscode.l10n.t('In a week'), day: dayIn({ days: 7 }) },
    { label: vscode.l10n.t('In two weeks'), day: dayIn({ days: 14 }) },
    { label: vscode.l10n.t('In a month'), day: dayIn({ months: 1 }) },
  ].map(({ label, day }) => ({ label, description: spoken(day), day: isoDay(day) }));
  const other = { label: vscode.l10n.t('Another day…'), description: '', day: undefined };
  const choice = await vscode.window.showQuickPick([...days, other], {
    title: titleOf(target, 2),
    placeHolder: vscode.l10n.t('Until when can it wait? On that day it is back, one impact higher.'),
    ignoreFocusOut: true,
  });
  return choice === other ? typeDay(target) : choice?.day;
}

async function typeDay(target: PutOffTarget): Promise<string | undefined> {
  const day = await vscode.window.showInputBox({
    title: titleOf(target, 2),
    prompt: vscode.l10n.t('The day on which it is back: YYYY-MM-DD.'),
    placeHolder: isoDay(dayIn({ months: 2 })),
    ignoreFocusOut: true,
    validateInput: (value) =>
      isDayAhead(value.trim()) ? undefined : vscode.l10n.t('Write a day after today, up to {0}.', lastDay()),
  });
  return day?.trim();
}

async function askReason(target: PutOffTarget, until: string): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title: titleOf(target, 3),
    prompt: vscode.l10n.t(
      'Why can it wait until {0}? The reason is written into launch-ready.yaml, for whoever looks at it then.',
      until,
    ),
    placeHolder: vscode.l10n.t('For example: the supplier changes the account in January'),
    ignoreFocusOut: true,
    validateInput: (value) => (value.trim().length < 3 ? vscode.l10n.t('A reason is required.') : undefined),
  });
  return reason?.trim();
}

function spoken(day: Date): string {
  const weekday = new Intl.DateTimeFormat(vscode.env.language, { weekday: 'long' }).format(day);
  return `${weekday}, ${isoDay(day)}`;
}
