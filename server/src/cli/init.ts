import { lstatSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, parseConfig } from '../core/config.ts';
import { hostName, hostOfAddress } from '../core/live/hostNames.ts';
import { proposedTargets } from '../core/live/targets.ts';
import { printable } from '../core/printable.ts';
import { wrap } from '../core/report/text.ts';
import { openHookRepository } from '../host/hooks/repository.ts';
import { hookStatus } from '../host/hooks/status.ts';
import { repositoryTop } from '../host/ignoreRules.ts';
import { readSmallText } from '../host/readSources.ts';
import { configMistakes } from './configMistakes.ts';
import { installHook } from './hook.ts';
import { idleSettings } from './idleSettings.ts';
import { openQuestions, type Questions } from './questions.ts';
import { folderModel } from './readFolder.ts';
import { sectionsOfConfig, starterConfig } from './starterConfig.ts';
import { configuredRoot } from './target.ts';
import { UsageError } from './usageError.ts';

export interface InitOptions {
  readonly domain?: string;
  /** Undefined where it is to be asked. */
  readonly hook?: boolean;
  readonly yes: boolean;
}

/** Whether commits are reviewed already, and whether they can be. */
type HookState = 'installed' | 'possible' | 'no-repository';

/**
 * Asks what it was not told, writes launch-ready.yaml where there is none, and installs the hook. Gives the exit code; throws
 * UsageError where nobody can be asked, and before anything is written where an answer can't be used.
 */
export async function init(options: InitOptions): Promise<number> {
  const { root, file } = placeOf(process.cwd());
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  const given = options.domain === undefined ? undefined : domainIn(options.domain);
  if (options.domain !== undefined && given === undefined) throw new UsageError(`--domain: ${WRONG_DOMAIN}`);
  const hook = await hookStateOf();
  if (options.hook === true && hook === 'no-repository')
    throw new UsageError(
      '--hook: there is no git repository here, so there are no commits to review. Run git init first.',
    );
  const questions = questionsFor(options, { isThere, hook });
  try {
    const domain = isThere ? undefined : (given ?? (await chooseDomain(root, questions)));
    const wantsHook = hook === 'possible' && (options.hook ?? (await chooseHook(questions)));
    questions?.close();
    if (isThere) say(whatIsThere(file));
    else writeConfig(file, domain);
    const isReviewed = wantsHook
      ? await installed()
      : hook !== 'installed' || said('Commits are reviewed already.');
    say(nextSteps(domain));
    return isReviewed ? 0 : 2;
  } finally {
    questions?.close();
  }
}

/** Above the present folder where a configuration counts there, else at the top of the repository. */
function placeOf(cwd: string): { readonly root: string; readonly file: string } {
  const configured = configuredRoot(cwd);
  const isThere = lstatSync(path.join(configured, CONFIG_FILE), { throwIfNoEntry: false }) !== undefined;
  const root = isThere ? configured : (repositoryTop(cwd) ?? cwd);
  return { root, file: path.join(root, CONFIG_FILE) };
}

/** Who is asked; undefined where nothing has to be. */
function questionsFor(
  { domain, hook, yes }: InitOptions,
  { isThere, hook: state }: { readonly isThere: boolean; readonly hook: HookState },
): Questions | undefined {
  const isAnswered = (isThere || domain !== undefined) && (state !== 'possible' || hook !== undefined);
  if (yes || isAnswered) return undefined;
  if (process.stdin.isTTY && process.stdout.isTTY) return openQuestions(process.stdin, process.stdout);
  throw new UsageError(
    'launch-ready init asks two questions, and nobody can answer here. Say it at once: launch-ready init --yes --domain shop.example --hook (or --no-hook).',
  );
}

async function hookStateOf(): Promise<HookState> {
  try {
    const { place } = hookStatus(await openHookRepository(process.cwd()));
    return place ? 'installed' : 'possible';
  } catch {
    return 'no-repository';
  }
}

async function chooseDomain(root: string, questions: Questions | undefined): Promise<string | undefined> {
  const found = await proposedDomains(root);
  const [first, ...others] = found;
  if (!questions) {
    if (first !== undefined)
      said(`Your files name ${first}: it is taken for your domain. --domain names another.`);
    return first;
  }
  if (others.length > 0) said(`Your files name ${found.join(', ')}.`);
  const question =
    first === undefined
      ? 'Which domain is yours? (Enter for none yet) '
      : `Which domain is yours? (Enter for ${first}, “none” for none yet) `;
  for (;;) {
    const answer = await answerTo(questions, question);
    if (answer === '') return first;
    if (/^(none|no|n|-)$/i.test(answer)) return undefined;
    const domain = domainIn(answer);
    if (domain !== undefined) return domain;
    said(WRONG_DOMAIN);
  }
}

async function chooseHook(questions: Questions | undefined): Promise<boolean> {
  if (!questions) return true;
  for (;;) {
    const answer = await answerTo(
      questions,
      'Review every commit before it is made (a pre-commit hook)? (Y/n) ',
    );
    if (/^(y|yes)?$/i.test(answer)) return true;
    if (/^(n|no)$/i.test(answer)) return false;
    said('Write y or n.');
  }
}

async function answerTo(questions: Questions, question: string): Promise<string> {
  const answer = await questions.ask(question);
  if (answer === undefined) throw new UsageError('\nStopped: nothing was written.');
  return answer;
}

const WRONG_DOMAIN =
  'write the name that customers type, such as shop.example: no path, and letters beyond a-z as DNS has them (“xn--…”).';

/** The name in what was typed, which may be an address of a browser. What the configuration can't have is none. */
function domainIn(typed: string): string | undefined {
  const name = (hostName(typed) ?? hostOfAddress(typed))?.replace(/^www\.(?=[^.]+\.)/, '');
  return name !== undefined && parseConfig(starterConfig(name)).problems.length === 0 ? name : undefined;
}

const MOST_PROPOSED = 3;

/** Those that files name, the surest first. What can't be read says nothing. */
async function proposedDomains(root: string): Promise<readonly string[]> {
  const { model } = await folderModel('init', root);
  return proposedTargets({ ...model.live, senders: model.mail.senders }, [])
    .filter(({ environment, domain }) => environment === undefined && domainIn(domain) === domain)
    .slice(0, MOST_PROPOSED)
    .map(({ domain }) => domain);
}

/** Never over what has come to be there meanwhile, a link included. */
function writeConfig(file: string, domain: string | undefined): void {
  try {
    writeFileSync(file, starterConfig(domain), { flag: 'wx' });
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${shown(file)} could not be written (${code}): nothing was changed.`, {
      cause: error,
    });
  }
  said(`Wrote ${shown(file)}${domain === undefined ? '' : `, with ${domain}`}.`);
}

function whatIsThere(file: string): readonly string[] {
  const text = readSmallText(file);
  if (text === undefined)
    return [`${shown(file)} is there already, and is no plain text file under 1 MB: look at it.`];
  const { present, missing } = sectionsOfConfig(text);
  const mistakes = [...configMistakes(text), ...idleSettings(text)];
  const has = present.length === 0 ? 'has no settings yet' : `has ${present.join(', ')}`;
  return [
    `${shown(file)} is there already, and stays as it is. It ${has}.`,
    ...mistakes.map(({ line, message }) => `  Line ${line} is wrong: ${message}`),
    ...(missing.length === 0 ? [] : ['It could have:']),
    ...missing.flatMap(({ name, what }) => {
      const [first = '', ...others] = wrap(what, 64);
      return [`  ${`${name}:`.padEnd(13)}${first}`].concat(others.map((line) => ' '.repeat(15) + line));
    }),
  ];
}

/** False where it can't be installed; the configuration is written by then. */
async function installed(): Promise<boolean> {
  try {
    return (await installHook({ dryRun: false })) === 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`The hook was not installed: ${error.message}\n`);
    return false;
  }
}

function nextSteps(domain: string | undefined): readonly string[] {
  return [
    '',
    'Next: launch-ready check       what blocks your launch',
    domain === undefined
      ? '      launch-ready doctor      what of this machine and project works'
      : `      launch-ready live --yes  what ${domain} answers`,
  ];
}

function shown(file: string): string {
  return printable(path.relative(process.cwd(), file));
}

function said(line: string): true {
  say([line]);
  return true;
}

function say(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''));
}
