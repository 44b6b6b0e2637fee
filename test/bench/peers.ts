import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../support/editor/codeServer.ts';
import { findOnPath } from '../support/editor/commandLine.ts';

/** A command line to measure. */
export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Kept in step with the rules that the product itself carries. */
const SECRETLINT = '13.0.6';
const DOTENV_DIFF = '2.8.1';
const SQUAWK = '2.70.0';
const GITLEAKS = '8.28.0';
const DOTENV_LINTER = '4.0.0';

/** The peers that can run here; the others are named and skipped. */
export function findPeers(folder: string, say: (line: string) => void): readonly Peer[] {
  return [
    secretlint(folder, say),
    gitleaks(folder, ['dir', folder, '--no-banner', '--log-level', 'fatal'], say),
  ].filter((peer) => peer !== undefined);
}

/** From npm, into the per-user cache: it is no dependency of ours. */
function secretlint(folder: string, say: (line: string) => void): Peer | undefined {
  const bin = installed(
    `secretlint-${SECRETLINT}`,
    'secretlint/bin/secretlint.js',
    [`secretlint@${SECRETLINT}`, `@secretlint/secretlint-rule-preset-recommend@${SECRETLINT}`],
    say,
  );
  if (bin === undefined) return undefined;
  const home = path.join(cacheFolder(), `secretlint-${SECRETLINT}`);
  const config = path.join(home, 'secretlintrc.json');
  writeFileSync(config, '{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}\n');
  return {
    name: `secretlint ${SECRETLINT}`,
    command: process.execPath,
    args: [
      bin,
      '--secretlintrc',
      config,
      '--secretlintignore',
      path.join(folder, '.gitignore'),
      '--no-color',
      `${folder}/**/*`,
    ],
    cwd: home,
  };
}

/** What compares the variables of code with one env file: the nearest that there is to `launch-ready env`. */
export function dotenvDiff(folder: string, say: (line: string) => void): Peer | undefined {
  const name = `dotenv-diff ${DOTENV_DIFF}`;
  const bin = installed(
    `dotenv-diff-${DOTENV_DIFF}`,
    'dotenv-diff/dist/bin/dotenv-diff.js',
    [`dotenv-diff@${DOTENV_DIFF}`],
    say,
  );
  return bin === undefined
    ? undefined
    : {
        name,
        command: process.execPath,
        args: [bin, '--ci', '--example', 'packages/part-0/.env.example'],
        cwd: folder,
      };
}

/** From PyPI, whose package is the same native program that its other packages bring. */
export function squawk(
  folder: string,
  files: readonly string[],
  say: (line: string) => void,
): Peer | undefined {
  const home = path.join(cacheFolder(), `squawk-${SQUAWK}`);
  const command = built(`squawk ${SQUAWK}`, path.join(home, 'bin', 'squawk'), say, [
    'python3',
    ['-m', 'pip', 'install', '--quiet', '--target', home, `squawk-cli==${SQUAWK}`],
  ]);
  return command === undefined
    ? undefined
    : { name: `squawk ${SQUAWK}`, command, args: [...files], cwd: folder };
}

/** As it is installed, or built from its source. */
export function gitleaks(
  folder: string,
  args: readonly string[],
  say: (line: string) => void,
): Peer | undefined {
  const home = path.join(cacheFolder(), `gitleaks-${GITLEAKS}`);
  const command =
    findOnPath('gitleaks') ??
    built(
      `gitleaks ${GITLEAKS}`,
      path.join(home, 'gitleaks'),
      say,
      ['go', ['install', `github.com/zricethezav/gitleaks/v8@v${GITLEAKS}`]],
      { GOBIN: home },
    );
  return command === undefined ? undefined : { name: 'gitleaks', command, args, cwd: folder };
}

/** As it is installed, or built from its source. */
export function dotenvLinter(
  folder: string,
  files: readonly string[],
  say: (line: string) => void,
): Peer | undefined {
  const home = path.join(cacheFolder(), `dotenv-linter-${DOTENV_LINTER}`);
  const command =
    findOnPath('dotenv-linter') ??
    built(`dotenv-linter ${DOTENV_LINTER}`, path.join(home, 'bin', 'dotenv-linter'), say, [
      'cargo',
      ['install', '--quiet', '--locked', '--root', home, `dotenv-linter@${DOTENV_LINTER}`],
    ]);
  return command === undefined
    ? undefined
    : { name: 'dotenv-linter', command, args: ['check', ...files], cwd: folder };
}

/** What a package manager of another language puts into the per-user cache; undefined where it can't. */
function built(
  name: string,
  file: string,
  say: (line: string) => void,
  [manager, args]: readonly [string, readonly string[]],
  env: Readonly<Record<string, string>> = {},
): string | undefined {
  const command = process.platform === 'win32' ? `${file}.exe` : file;
  if (existsSync(command)) return command;
  say(`${name} is installed with ${manager}; this takes a while, once.`);
  spawnSync(manager, [...args], { stdio: 'ignore', env: { ...process.env, ...env } });
  if (existsSync(command)) return command;
  say(`${name} could not be installed with ${manager}: left out`);
  return undefined;
}

/** A script of packages from npm, in the per-user cache; undefined where they can't be had. */
function installed(
  folder: string,
  script: string,
  packages: readonly string[],
  say: (line: string) => void,
): string | undefined {
  const home = path.join(cacheFolder(), folder);
  const bin = path.join(home, 'node_modules', script);
  if (existsSync(bin)) return bin;
  mkdirSync(home, { recursive: true });
  writeFileSync(path.join(home, 'package.json'), '{"private":true}\n');
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', ...packages], {
    cwd: home,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  if (status === 0 && existsSync(bin)) return bin;
  say(`${packages[0]} could not be installed from npm: left out`);
  return undefined;
}
