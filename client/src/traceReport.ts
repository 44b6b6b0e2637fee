import * as vscode from 'vscode';

/** Reports of runs, read-only and kept as long as their editors are open: `launch-ready-trace:/1/Migrations on PostgreSQL`. */
const SCHEME = 'launch-ready-trace';
const reports = new Map<string, TraceReport>();
let reportCount = 0;

export interface TraceReport {
  readonly text: string;
  /** What to look at first, 0-based. */
  readonly line: number;
  /** URI of the folder that the migrations in it are relative to. */
  readonly folder: string;
}

export function registerTraceReports(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) =>
        reports.get(uri.toString())?.text ??
        vscode.l10n.t('This report is gone. Run the migrations again to see one.'),
    }),
    vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, { provideDocumentLinks: linksOf }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void reports.delete(uri.toString())),
  );
}

export async function showTraceReport(report: TraceReport): Promise<void> {
  const name = vscode.l10n.t('Migrations on PostgreSQL');
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${++reportCount}/${name}` });
  reports.set(uri.toString(), report);
  const selection = new vscode.Range(report.line, 0, report.line, 0);
  const editor = await vscode.window.showTextDocument(uri, { preview: true, selection });
  editor.revealRange(selection, vscode.TextEditorRevealType.AtTop);
}

/** From each migration to its file, and from each statement to its line. */
function linksOf({ uri }: vscode.TextDocument): vscode.DocumentLink[] {
  const { text, folder } = reports.get(uri.toString()) ?? { text: '', folder: '' };
  let file: vscode.Uri | undefined;
  return text.split('\n').flatMap((line, at) => {
    const { migration, statement } = LINKED.exec(line)?.groups ?? {};
    const named = migration ?? statement;
    if (migration !== undefined) file = vscode.Uri.joinPath(vscode.Uri.parse(folder), migration);
    if (named === undefined || !file) return [];
    const range = new vscode.Range(at, line.indexOf(named), at, line.length);
    return [new vscode.DocumentLink(range, statement ? file.with({ fragment: `L${statement}` }) : file)];
  });
}

const LINKED = /^ {2}[✔✘] (?<migration>.+)$|^ {4} *(?<statement>\d+) {2}/;
