import * as vscode from 'vscode';
import { dayIn, isDayAhead, isoDay, lastDay } from './days.ts';

/** What is asked of whoever puts findings off, wherever they do so. */
export interface PutOffQuestions {
  /** What is put off; the number of the step is added. */
  readonly title: string;
  /** A blocker is among them: what that means is said at the first step. */
  readonly isBlocker: boolean;
  /** Who is proposed: as git knows whoever works here. "" for nobody. */
  readonly owner: string;
  /** They become part of a commit at once, and the reason with them. */
  readonly isForCommit: boolean;
}

export interface PutOffAnswers {
  readonly owner: string;
  /** YYYY-MM-DD */
  readonly until: string;
  readonly reason: string;
}

/** Asks who will see to it, until when it can wait and why. Undefined where a step was left. Enter takes what is proposed. */
export async function askToPutOff(questions: PutOffQuestions): Promise<PutOffAnswers | undefined> {
  const owner = await askOwner(questions);
  const until = owner === undefined ? undefined : await askDay(questions);
  const reason = until === undefined ? undefined : await askReason(questions, until);
  return owner === undefined || until === undefined || reason === undefined
    ? undefined
    : { owner, until, reason };
}

function step({ title }: PutOffQuestions, number: number): string {
  return `${title} (${number}/3)`;
}

async function askOwner(questions: PutOffQuestions): Promise<string | undefined> {
  const owner = await vscode.window.showInputBox({
    title: step(questions, 1),
    prompt: questions.isBlocker
      ? vscode.l10n.t(
          'Who will see to it? This is a blocker: until its day neither a check nor a commit stops for it, and customers may meet it.',
        )
      : vscode.l10n.t('Who will see to it?'),
    value: questions.owner,
    ignoreFocusOut: true, // to look at the code while one thinks
    validateInput: (value) => (value.trim() === '' ? vscode.l10n.t('A name is required.') : undefined),
  });
  return owner?.trim();
}

async function askDay(questions: PutOffQuestions): Promise<string | undefined> {
  const days = [
    { label: vscode.l10n.t('In a week'), day: dayIn({ days: 7 }) },
    { label: vscode.l10n.t('In two weeks'), day: dayIn({ days: 14 }) },
    { label: vscode.l10n.t('In a month'), day: dayIn({ months: 1 }) },
  ].map(({ label, day }) => ({ label, description: spoken(day), day: isoDay(day) }));
  const other = { label: vscode.l10n.t('Another day…'), description: '', day: undefined };
  const choice = await vscode.window.showQuickPick([...days, other], {
    title: step(questions, 2),
    placeHolder: vscode.l10n.t('Until when can it wait? On that day it is back, one impact higher.'),
    ignoreFocusOut: true,
  });
  return choice === other ? typeDay(questions) : choice?.day;
}

async function typeDay(questions: PutOffQuestions): Promise<string | undefined> {
  const day = await vscode.window.showInputBox({
    title: step(questions, 2),
    prompt: vscode.l10n.t('The day on which it is back: YYYY-MM-DD.'),
    placeHolder: isoDay(dayIn({ months: 2 })),
    ignoreFocusOut: true,
    validateInput: (value) =>
      isDayAhead(value.trim())
        ? undefined
        : vscode.l10n.t('Write a day as YYYY-MM-DD, after today and up to {0}.', lastDay()),
  });
  return day?.trim();
}

async function askReason(questions: PutOffQuestions, until: string): Promise<string | undefined> {
  const reason = await vscode.window.showInputBox({
    title: step(questions, 3),
    prompt: questions.isForCommit
      ? vscode.l10n.t(
          'Why can it wait until {0}? The reason is committed with it, in launch-ready.yaml, for whoever looks at it then.',
          until,
        )
      : vscode.l10n.t(
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
