import { spawn, type ChildProcess } from 'node:child_process';
import type { EditorProgram } from './codeServer.ts';
import { runCommandLine } from './commandLine.ts';
import { onDriverExit } from './driverExit.ts';
import type { Profile } from './profile.ts';
import { until } from './until.ts';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 3_000;

/** VS Code's server with its extension host, reachable on 127.0.0.1 alone. */
export interface EditorServer {
  readonly port: number;
  /** Ends it and everything that it has started. */
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly profile: Profile;
  readonly flags: readonly string[];
  /** What a browser must bring; without one, everybody on this machine is let in. */
  readonly token?: string;
  /** Added to the environment of the extension host. */
  readonly env: NodeJS.ProcessEnv;
}

export async function startServer(editor: EditorProgram, options: ServerOptions): Promise<EditorServer> {
  const { profile, flags, env } = options;
  const args = [editor.serverMain, '--host', '127.0.0.1', '--port', '0', ...access(options.token)];
  const child = spawn(editor.node, [...args, ...profileFlags(profile), ...flags], {
    env: environment(profile, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, so that the extension host and language servers end with it.
    detached: true,
  });
  const forget = onDriverExit(() => signalGroup(child, 'SIGKILL'));
  const stop = async () => {
    await stopGroup(child);
    forget();
  };
  try {
    return { port: await listeningPort(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Installs a packaged extension the way a user does. */
export async function installVsix(editor: EditorProgram, profile: Profile, vsix: string): Promise<void> {
  const output: string[] = [];
  const args = [editor.serverMain, '--install-extension', vsix, ...profileFlags(profile)];
  await runCommandLine((line) => output.push(line), editor.node, args, { env: environment(profile, {}) });
  // Its exit code is 0 for some failures too.
  if (!output.some((line) => line.includes('successfully installed'))) throw new Error(output.join('\n'));
}

function access(token: string | undefined): string[] {
  return token === undefined ? ['--without-connection-token'] : ['--connection-token', token];
}

function profileFlags(profile: Profile): string[] {
  return [
    `--server-data-dir=${profile.serverData}`,
    `--user-data-dir=${profile.userData}`,
    `--extensions-dir=${profile.extensions}`,
    '--telemetry-level=off',
    '--accept-server-license-terms',
  ];
}

function environment(profile: Profile, extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|XDG_|NODE_OPTIONS$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: profile.home,
    TMPDIR: profile.temporary,
    // Otherwise code-server asks the extension gallery of the internet.
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
}

async function listeningPort(child: ChildProcess): Promise<number> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => (output += data.toString()));
  let failure: unknown;
  child.once('error', (error) => (failure = error));
  const port = await until(
    "VS Code's server to listen",
    () => {
      const exited = child.exitCode !== null || child.signalCode !== null || failure !== undefined;
      return exited ? 'exited' : /Extension host agent listening on (\d+)/.exec(output)?.[1];
    },
    START_TIMEOUT_MS,
  );
  if (port === 'exited') throw new Error(`VS Code's server ended at once: ${output}`, { cause: failure });
  return Number(port);
}

async function stopGroup(child: ChildProcess): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const exited = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  await until("VS Code's server to end", exited, STOP_TIMEOUT_MS).catch(() => undefined);
  // Also for what the server has left behind.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}
