import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EMPTY_STATE, type UptimeState } from '../../core/uptime/state.ts';
import { parseState, stateText } from '../../core/uptime/stateText.ts';

export interface StateFile {
  /** What was kept; empty where there was nothing. */
  readonly state: UptimeState;
  /** Where a file that is no state of ours was put aside. */
  readonly keptAside?: string;
  /** One at a time. Rejects where the file can't be written. */
  save(state: UptimeState): Promise<void>;
}

/** In a project, unless the user names another place. */
export const STATE_FOLDER = '.launch-ready/watch';
const STATE_FILE = 'state.json';
const LARGEST = 64 * 1024 * 1024;

/** The place in a project, with its folder: the user's alone, and not for git. Throws where it can't be made. */
export function projectStateFile(root: string): string {
  const folder = path.join(root, STATE_FOLDER);
  // A workspace may have put a link there that leads somewhere else.
  for (const each of [path.dirname(folder), folder]) {
    mkdirSync(each, { recursive: true, mode: 0o700 });
    if (!lstatSync(each).isDirectory()) throw new Error(`${each} is no folder`);
  }
  try {
    writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there already.
  }
  return path.join(folder, STATE_FILE);
}

/** Throws where there is something that can't be read. What is read and is no state is kept beside it, under another name. */
export function openStateFile(file: string): StateFile {
  const save = (state: UptimeState): Promise<void> => writeWhole(file, stateText(state), 0o600);
  const text = readIfThere(file);
  if (text === undefined) return { state: EMPTY_STATE, save };
  const state = parseState(text);
  if (state) return { state, save };
  const keptAside = `${file}.broken-${randomBytes(3).toString('hex')}`;
  renameSync(file, keptAside);
  return { state: EMPTY_STATE, keptAside, save };
}

function readIfThere(file: string): string | undefined {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) return undefined;
  if (!status.isFile()) throw new Error('it is no file');
  return status.size > LARGEST ? '' : readFileSync(file, 'utf8');
}

/** Whoever reads meanwhile sees the old file or the new one. Rejects where that can't be done. A slow disk holds nobody up. */
export async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text, { flag: 'wx', mode });
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
