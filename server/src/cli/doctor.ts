import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { BASELINE_FILE, parseBaseline } from '../core/baseline.ts';
import { CONFIG_FILE, parseConfig } from '../core/config.ts';
import { printable } from '../core/printable.ts';
import { plural } from '../core/report/text.ts';
import { git, GitError } from '../host/git.ts';
import { openHookRepository } from '../host/hooks/repository.ts';
import { hookStatus } from '../host/hooks/status.ts';
import { repositoryTop } from '../host/ignoreRules.ts';
import { readSmallText } from '../host/readSources.ts';
import { openResultCache, userCacheFolder } from '../host/resultCache.ts';
import { findPglite } from '../host/trace/findPglite.ts';
import { VERSION } from '../host/version.ts';
import { configMistakes, type ConfigMistake } from './configMistakes.ts';
import { idleSettings } from './idleSettings.ts';
import { paint } from './paint.ts';
import { statusOf } from './statusOf.ts';
import { configuredRoot } from './target.ts';

export interface DoctorOptions {
  readonly format: 'text' | 'json';
}

/** `broken`: something does not work until it is mended; `advice`: it works, and could do more. */
type State = 'fine' | 'advice' | 'broken';

interface Line {
  readonly about: string;
  readonly state: State;
  /** A sentence; what to do is in it. */
  readonly text: string;
  /** Each thing that is to be mended, where that is several places of a file. */
  readonly problems?: readonly (ConfigMistake & { readonly file: string })[];
}

/** Says what of this machine and project works. Gives 1 where something is broken. Writes nothing, and asks no network. */
export async function doctor({ format }: DoctorOptions): Promise<number> {
  const root = configuredRoot(realpathSync(process.cwd()));
  const lines = [
    node(),
    await gitState(root),
    configuration(root),
    baseline(root),
    await hook(),
    cache(),
    pglite(root),
  ];
  const broken = lines.filter(({ state }) => state === 'broken').length;
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify({ schemaVersion: 1, version: VERSION, lines }, null, 2)}\n`
      : asText(lines, broken),
  );
  return broken > 0 ? 1 : 0;
}

const MARKS: Readonly<Record<State, readonly [mark: string, style: 'green' | 'yellow' | 'red']>> = {
  fine: ['✔', 'green'],
  advice: ['▲', 'yellow'],
  broken: ['✖', 'red'],
};

function asText(lines: readonly Line[], broken: number): string {
  const mark = paint();
  const shown = lines.flatMap(({ about, state, text, problems = [] }) => {
    const [sign, style] = MARKS[state];
    return [
      `${mark(style, sign)} ${mark('bold', about)}: ${printable(text)}`,
      // A terminal makes a link of the place.
      ...problems.map(
        ({ file, line, column, message }) => `    ${printable(`${file}:${line}:${column}: ${message}`)}`,
      ),
    ];
  });
  const end = broken === 0 ? 'Nothing is broken.' : `${plural(broken, 'thing')} to mend, see above.`;
  return `${[...shown, '', end].join('\n')}\n`;
}

/** What package.json's `engines` say. */
const OLDEST_NODE = [20, 19] as const;

function node(): Line {
  const about = 'Node.js';
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isNewEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const version = `${process.versions.node} on ${process.platform} ${process.arch}`;
  if (isNewEnough) return { about, state: 'fine', text: `${version}; Launch Ready ${VERSION}.` };
  return {
    about,
    state: 'broken',
    text: `${version} is too old. Install ${OLDEST_NODE.join('.')} or later.`,
  };
}

async function gitState(root: string): Promise<Line> {
  const about = 'git';
  try {
    const version = (await git(root, ['--version']))
      .toString()
      .trim()
      .replace(/^git version /, '');
    const listed = await git(root, ['ls-files', '-z', '--cached']);
    const tracked = listed.toString('latin1').split('\0').length - 1;
    return { about, state: 'fine', text: `${version}; this repository has ${plural(tracked, 'file')}.` };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (!error.absent)
      return { about, state: 'broken', text: `git can’t read this repository: ${error.message}.` };
    const isMissing = /not (?:installed|be started)/.test(error.message);
    return {
      about,
      state: 'advice',
      text: isMissing
        ? 'It is not installed, so that nobody knows what would be committed. Install git.'
        : 'This folder is in no repository: all files that no ignore file names are checked, and commits can’t be reviewed. Run: git init',
    };
  }
}

function configuration(root: string): Line {
  const about = CONFIG_FILE;
  const file = path.join(root, CONFIG_FILE);
  if (!statusOf(file))
    return { about, state: 'fine', text: 'There is none, and none is needed. launch-ready init writes one.' };
  const text = readSmallText(file);
  if (text === undefined)
    return { about, state: 'broken', text: 'It can’t be used: it must be a plain text file under 1 MB.' };
  const shown = seenFromHere(file);
  const fatal = configMistakes(text);
  const problems = [...fatal, ...idleSettings(text)]
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .map((mistake) => Object.assign({ file: shown }, mistake));
  if (problems.length === 0) return { about, state: 'fine', text: `Read from ${shown}.` };
  const count = plural(problems.length, 'mistake');
  const consequence =
    fatal.length > 0
      ? parseConfig(text).isUsed
        ? 'Entries with a mistake are left out until it is mended, the rest is used'
        : 'Nothing of it is used until that is mended'
      : 'What stands there changes nothing, the rest is used';
  return { about, state: 'broken', text: `It has ${count}. ${consequence}.`, problems };
}

function baseline(root: string): Line {
  const about = 'Baseline';
  const file = path.join(root, BASELINE_FILE);
  if (!statusOf(file)) return { about, state: 'fine', text: 'There is none: all findings count.' };
  const { problem, fingerprints } = parseBaseline(readSmallText(file, LARGEST_BASELINE) ?? 'unreadable');
  return problem
    ? { about, state: 'broken', text: `${BASELINE_FILE} is not used: ${problem}.` }
    : { about, state: 'fine', text: `${plural(fingerprints.size, 'finding')} accepted in ${BASELINE_FILE}.` };
}

const LARGEST_BASELINE = 16 * 1024 * 1024;

async function hook(): Promise<Line> {
  const about = 'Review of commits';
  if (repositoryTop(process.cwd()) === undefined)
    return { about, state: 'advice', text: 'There is no repository here to install it in.' };
  try {
    const { place, problems } = hookStatus(await openHookRepository(process.cwd()));
    if (!place) return { about, state: 'advice', text: 'It is not installed: launch-ready hook install' };
    return problems.length === 0
      ? { about, state: 'fine', text: `Installed (${place.manager}).` }
      : {
          about,
          state: 'broken',
          text: `Installed (${place.manager}), but would not run: ${problems.join(' ')}`,
        };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { about, state: 'advice', text: `git can’t tell: ${error.message}.` };
  }
}

function cache(): Line {
  const about = 'Cache';
  const folder = userCacheFolder();
  const opened = openResultCache({ folder, engine: 'doctor' });
  if (folder === undefined || !opened)
    return {
      about,
      state: 'advice',
      text: 'There is no folder that only you can write: every check reads all files again. Set XDG_CACHE_HOME, or use --cache-location.',
    };
  const bytes = readdirSync(folder).reduce(
    (sum, name) => sum + (statusOf(path.join(folder, name))?.size ?? 0),
    0,
  );
  return {
    about,
    state: 'fine',
    text: `${(bytes / 1e6).toFixed(1)} MB in ${folder}; it may be deleted at any time.`,
  };
}

function pglite(root: string): Line {
  const about = 'Scratch PostgreSQL';
  return findPglite([process.cwd(), root])
    ? {
        about,
        state: 'fine',
        text: 'PGlite is installed: launch-ready migrate --trace runs migrations in memory.',
      }
    : {
        about,
        state: 'fine',
        text: 'PGlite is not installed here. Only launch-ready migrate --trace wants it (npm i -D @electric-sql/pglite), or a server.',
      };
}

function seenFromHere(file: string): string {
  return path.relative(process.cwd(), file);
}
