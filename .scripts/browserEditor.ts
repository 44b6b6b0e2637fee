import { randomUUID } from 'node:crypto';
import { installServer } from '../test/support/editor/codeServer.ts';
import { createProfile } from '../test/support/editor/profile.ts';
import { installVsix, startServer } from '../test/support/editor/serverProcess.ts';

/** Serves VS Code to the browser of whoever runs it, on this machine only, until Ctrl+C. */
export async function openBrowserEditor(folder: string, vsix: string): Promise<void> {
  const log = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  log('\nThere is no `code` on the PATH: a VS Code for the browser is used instead.');
  const editor = await installServer(log);
  const profile = createProfile({});
  await installVsix(editor, profile, vsix);
  const token = randomUUID();
  const server = await startServer(editor, { profile, flags: [], env: {}, token });
  const query = new URLSearchParams({ tkn: token, folder });
  log(`\nOpen http://127.0.0.1:${server.port}/?${query.toString()} in your browser. Ctrl+C ends it.`);
  await new Promise((resolve) => process.once('SIGINT', resolve));
  await server.stop();
}
