import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { expand } from '../../support/expand.ts';
import { until } from '../../support/editor/until.ts';

const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");

describe('the extension', () => {
  const folder = (): vscode.Uri =>
    vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');

  before(async () => {
    const extension = vscode.extensions.getExtension('launch-ready.launch-ready');
    assert.ok(extension, 'launch-ready.launch-ready is not installed');
    await extension.activate();
  });

  it('registers its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    const wanted = [
      'checkWorkspace',
      'checkHistory',
      'stopChecking',
      'showOutput',
      'restartServer',
      'migrations.trace',
      'revealValue',
    ];
    for (const command of wanted) assert.ok(commands.includes(`launchReady.${command}`), command);
  });

  it('shows what it finds as a diagnostic with a link, and takes it back', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'pay.ts');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(LEAK));
    const editor = await vscode.window.showTextDocument(uri);
    const [diagnostic] = await until('the diagnostic', () => atLeastOne(uri));
    assert.equal(diagnostic?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(diagnostic?.source, 'Launch Ready');
    assert.ok(typeof diagnostic?.code === 'object' && diagnostic.code.value === 'secrets/provider-token');
    assert.equal(editor.document.getText(diagnostic.range), LEAK.slice(20, -3));
    await editor.edit((edit) => edit.replace(diagnostic.range, 'none'));
    await until('no diagnostic', () => ours(uri).length === 0);
  });

  it('offers its quick fixes, the preferred one first', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'mail.ts');
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode(expand("export const key = '{{resend-api-key}}';\n")),
    );
    await vscode.window.showTextDocument(uri);
    const [diagnostic] = await until('the diagnostic', () => atLeastOne(uri));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      diagnostic?.range,
      'quickfix',
    );
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        'Move to .env as RESEND_API_KEY',
        'Ignore here, with a reason…',
        'Ignore secrets/provider-token in this file, with a reason…',
        'Put off…',
        'Open the page of secrets/provider-token',
        'Check whether this key is live…',
      ],
    );
    assert.equal(actions[0]?.isPreferred, true);
  });

  it('finds what no editor shows, and follows the disk', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'lib', 'closed.ts');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(LEAK));
    await until('the diagnostic of a closed file', () => ours(uri).length === 1);
    await vscode.workspace.fs.delete(uri);
    await until('no diagnostic of a deleted file', () => ours(uri).length === 0);
  });

  it('explains a finding on hover', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'hover.ts');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(LEAK));
    await vscode.window.showTextDocument(uri);
    await until('the diagnostic', () => atLeastOne(uri));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      new vscode.Position(0, 24),
    );
    const text = hovers
      .flatMap(({ contents }) => contents.map((item) => (typeof item === 'string' ? item : item.value)))
      .join('\n');
    assert.match(text, /do not launch with this/);
  });

  it('leads from code to env files, and gives a variable another name in both', async () => {
    const code = vscode.Uri.joinPath(folder(), 'mail.py');
    const env = vscode.Uri.joinPath(folder(), '.env.example');
    const write = (uri: vscode.Uri, text: string) =>
      vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await write(env, 'SMTP_LOGIN=\n');
    await write(code, 'import os\nlogin = os.environ["SMTP_LOGIN"]\n');
    await vscode.window.showTextDocument(code);
    const place = new vscode.Position(1, 22);
    const [definition] = await until('the definition', async () => {
      const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        'vscode.executeDefinitionProvider',
        code,
        place,
      );
      return found.length > 0 ? found : undefined;
    });
    assert.ok(definition && 'uri' in definition);
    assert.equal(definition.uri.toString(), env.toString());
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      code,
      place,
      'SMTP_USER',
    );
    assert.equal(edit.size, 2);
    await vscode.workspace.applyEdit(edit);
    const texts = await Promise.all([code, env].map((uri) => vscode.workspace.openTextDocument(uri)));
    assert.deepEqual(
      texts.map((document) => document.getText()),
      ['import os\nlogin = os.environ["SMTP_USER"]\n', 'SMTP_USER=\n'],
    );
  });

  it('obeys the settings when they change', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'login.ts');
    const text = "export const signIn = (password: string) => console.log('sign-in', password);\n";
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(uri);
    await until('the diagnostic', () => atLeastOne(uri));
    const set = (impact: string | undefined) =>
      vscode.workspace
        .getConfiguration('launchReady')
        .update('minimumImpact', impact, vscode.ConfigurationTarget.Global);
    await set('blocker');
    await until('no diagnostic', () => ours(uri).length === 0);
    await set(undefined);
    await until('the diagnostic again', () => atLeastOne(uri));
  });

  it('goes on after a restart of the server', async () => {
    const uri = vscode.Uri.joinPath(folder(), 'restart.ts');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(LEAK));
    await vscode.window.showTextDocument(uri);
    await until('the diagnostic', () => atLeastOne(uri));
    await vscode.commands.executeCommand('launchReady.restartServer');
    await until('the diagnostic after the restart', () => atLeastOne(uri));
  });
});

function ours(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Launch Ready');
}

function atLeastOne(uri: vscode.Uri): readonly vscode.Diagnostic[] | undefined {
  const found = ours(uri);
  return found.length > 0 ? found : undefined;
}
