import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runCommandLine, type Log } from './commandLine.ts';
import { onDriverExit } from './driverExit.ts';
import { findNode24Headers, node24, nodeArchPackage, nodeArchSpec } from './node24.ts';
import { findChromium, installBuildPackages, installChromium } from './systemPackages.ts';

const VERSION = '4.139.1';
const SERVER_MAIN = join('node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');

/** A real VS Code whose window is a web page: code-server brings VS Code's server, Chromium shows the window. */
export interface CodeServerEditor {
  readonly kind: 'code-server';
  /** Node 24. */
  readonly node: string;
  /** VS Code's own server. code-server's entry point would drop flags that the tests need. */
  readonly serverMain: string;
  readonly chromium: string;
}

/** Per-user folder for what the tests download. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'launch-ready');
}

/** What an earlier run has installed; undefined when something is missing. */
export function findCodeServer(): CodeServerEditor | undefined {
  const chromium = findChromium();
  const serverMain = join(installFolder(), SERVER_MAIN);
  if (chromium === undefined || !existsSync(serverMain)) return undefined;
  return { kind: 'code-server', node: node24(), serverMain, chromium };
}

/** Installs what is missing: seconds for Chromium, some minutes and 620 MB for code-server, once per user. */
export async function installCodeServer(log: Log): Promise<CodeServerEditor> {
  const chromium = await installChromium(log);
  return { kind: 'code-server', ...(await installServer(log)), chromium };
}

/** VS Code's server alone, for whoever brings a browser. */
export type EditorProgram = Pick<CodeServerEditor, 'node' | 'serverMain'>;

export async function installServer(log: Log): Promise<EditorProgram> {
  if (!existsSync(join(installFolder(), SERVER_MAIN))) await installPackage(log);
  return { node: node24(), serverMain: join(installFolder(), SERVER_MAIN) };
}

function installFolder(): string {
  return join(cacheFolder(), `code-server-${VERSION}-node24`);
}

/** Works in a sibling folder and renames it at the end, so that nobody ever finds half an install. */
async function installPackage(log: Log): Promise<void> {
  await installBuildPackages(log);
  mkdirSync(cacheFolder(), { recursive: true });
  const stage = mkdtempSync(`${installFolder()}.partial-`);
  const removeStage = () => rmSync(stage, { recursive: true, force: true });
  const forget = onDriverExit(removeStage);
  try {
    await npmInstall(log, stage);
    await runCommandLine(log, node24(), [join(stage, SERVER_MAIN), '--version']);
    moveIntoPlace(stage);
  } finally {
    forget();
    removeStage();
  }
}

async function npmInstall(log: Log, stage: string): Promise<void> {
  log(`installing code-server ${VERSION} into ${installFolder()}: some minutes, once`);
  writeFileSync(join(stage, 'package.json'), '{ "private": true }\n');
  const headers = findNode24Headers();
  // npm unpacks every package before it runs the first post-install, so the headers are there in time.
  const packages = [`code-server@${VERSION}`, ...(headers === undefined ? [nodeArchSpec] : [])];
  const env = npmEnvironment(headers ?? join(stage, 'node_modules', nodeArchPackage));
  const args = ['install', '--no-audit', '--no-fund', '--foreground-scripts', ...packages];
  await runCommandLine(log, 'npm', args, { cwd: stage, env });
}

function npmEnvironment(nodeHeaders: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: [dirname(node24()), process.env['PATH']].join(delimiter),
    npm_config_nodedir: nodeHeaders,
  };
  // Set by an outer `npm test`, perhaps on another Node; code-server's post-install reads Node's version from it.
  delete env['npm_config_user_agent'];
  return env;
}

function moveIntoPlace(stage: string): void {
  try {
    renameSync(stage, installFolder());
  } catch (error) {
    // Another run was faster: its install is as good as this one.
    if (!existsSync(join(installFolder(), SERVER_MAIN))) throw error;
  }
}
