import {
  chmodSync,
  constants,
  closeSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { HookPlan, HookRepository, Refused } from './types.ts';

const LARGEST = 1024 * 1024;

/** A file as one character for each byte, undefined where there is none; or why it is left alone. */
export function readHookFile(repository: HookRepository, file: string): string | undefined | Refused {
  const name = shownIn(repository, file);
  try {
    const real = realFile(repository, file);
    if (real === undefined)
      return { refused: `${name} leads out of this repository, so nothing is written through it.` };
    if (lstatSync(real, { throwIfNoEntry: false }) === undefined) return undefined;
    // Not blocking: it may be a pipe.
    const descriptor = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fstatSync(descriptor);
      if (!fstatSync(descriptor).isFile() || size > LARGEST)
        return { refused: `${name} is no plain file under 1 MB.` };
      return readFileSync(descriptor, 'latin1');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return { refused: `${name} can’t be read${reason(error)}.` };
  }
}

/** Writes the file of a plan in one step, with the mode that it had. Gives why it could not. */
export function writeHookFile(repository: HookRepository, plan: HookPlan): Refused | undefined {
  const { file } = plan.place;
  const name = shownIn(repository, file);
  const present = readHookFile(repository, file);
  if (typeof present === 'object') return present;
  if (present !== plan.before) return { refused: `${name} has changed meanwhile. Run the command again.` };
  try {
    const real = realFile(repository, file);
    if (real === undefined) return { refused: `${name} leads out of this repository.` };
    if (plan.after === undefined) rmSync(real);
    else replaceFile(real, plan.after, plan.place.form === 'shell' ? 0o755 : 0o644);
    return undefined;
  } catch (error) {
    return { refused: `${name} can’t be written${reason(error)}.` };
  }
}

/** How a file is named to people: relative to the top of the work tree, if it lies in there. */
export function shownIn({ top }: HookRepository, file: string): string {
  const relative = path.relative(top, file);
  return isOutside(relative) ? file : relative.split(path.sep).join('/');
}

/** Whether git runs this file: Windows has no such mode, and git looks for none there. */
export function isExecutable(file: string): boolean {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
  return process.platform === 'win32' || (mode & 0o111) !== 0;
}

function replaceFile(file: string, text: string, newMode: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const mode = modeOf(file);
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { encoding: 'latin1', flag: 'wx', mode: mode ?? newMode });
    if (mode !== undefined) chmodSync(temporary, mode); // the umask had its say
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function modeOf(file: string): number | undefined {
  const mode = lstatSync(file, { throwIfNoEntry: false })?.mode;
  return mode === undefined ? undefined : mode & 0o7777;
}

/** Where a file really lies, or will; undefined outside of the work tree and of git's own folder. */
function realFile({ top, commonFolder }: HookRepository, file: string): string | undefined {
  const real = realOf(file);
  const isInside = [top, commonFolder].some(
    (folder) => !isOutside(path.relative(realpathSync(folder), real)),
  );
  return isInside ? real : undefined;
}

function realOf(file: string): string {
  if (lstatSync(file, { throwIfNoEntry: false })) return realpathSync(file);
  return path.dirname(file) === file ? file : path.join(realOf(path.dirname(file)), path.basename(file));
}

function isOutside(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? '' : ` (${code})`;
}
