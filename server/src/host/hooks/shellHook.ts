/** The review in a hook that is a shell script. A hook of somebody else keeps doing what it did, and ends as it did. */
import { COMMAND_BLOCK } from './command.ts';
import { beforeMarked, insertLines, marked } from './marks.ts';
import { lastStatement, type Statement } from './shellScript.ts';
import type { Edited, Refused } from './types.ts';

export const NEW_SHELL_HOOK = ['#!/bin/sh', ...marked(COMMAND_BLOCK, 'whole file'), ''].join('\n');

/** The script with the review behind all that it does. The script must not have the review yet. */
export function withReview(script: string): Edited {
  const refused = otherLanguage(script);
  if (refused) return refused;
  const last = lastStatement(script);
  if (last?.unreachable !== undefined) return { refused: cannotBeReached(last) };
  const ending = last && exitOf(last);
  if (last && ending === 'never passes')
    return { refused: cannotBeReached({ ...last, unreachable: `ends with “${last.text}”` }) };
  const at = ending === undefined ? script.length : (last?.start ?? script.length);
  const lines = ending === 'with a status' ? COMMAND_BLOCK : [...KEEP_STATUS, ...COMMAND_BLOCK];
  return { text: insertLines(script, at, marked(lines, 'part')), notes: doubtsAbout(script) };
}

/** Where a script may end before the review behind it. */
function doubtsAbout(script: string): readonly string[] {
  const ends = lastStatement(script)?.earlierEnds ?? [];
  return ends.map((line) => `Line ${line} of the hook may end it before the review.`);
}

/** Whether a script that has the review comes to it: somebody may have written more into it since. */
export function comesToReview(script: string): {
  readonly problem?: string;
  readonly notes: readonly string[];
} {
  // Something stands behind what is there: ":" does nothing.
  const before = `${beforeMarked(script)}\n:\n`;
  const last = lastStatement(before);
  if (last?.unreachable === undefined) return { notes: doubtsAbout(before) };
  return {
    problem: `The hook ${last.unreachable} (line ${last.line}), and the review behind it is not run.`,
    notes: [],
  };
}

/**
 * Without `set -e` a script ends as its last command did. Whoever puts lines behind that command has to see to it that the
 * script still does.
 */
const KEEP_STATUS = ['launch_ready=$? #', '[ $launch_ready -eq 0 ] || exit $launch_ready #'];

/** What the last statement hands to git, where it is an `exit`: what went before it, or something of its own. */
function exitOf({ text }: Statement): 'as before' | 'with a status' | 'never passes' | undefined {
  const status = /^exit(?:\s+(.*))?$/.exec(text);
  if (!status) return undefined;
  const value = (status[1] ?? '').replaceAll('"', '').trim();
  if (value === '' || value === '$?') return 'as before';
  return /^0*[1-9]\d*$/.test(value) ? 'never passes' : 'with a status';
}

function cannotBeReached({ line, unreachable }: Statement): string {
  return `The hook ${unreachable} (line ${line}), so that nothing behind it is run. Change that line, or call “launch-ready hook run || exit 1” before it yourself.`;
}

// A file without a first line of this kind is run by sh: by git itself, and by husky.
const SHELL =
  /^#![ \t]*(?:\S*\/)?(?:env[ \t]+(?:-S[ \t]+)?)?(?:\S*\/)?(?:busybox[ \t]+)?(?:ba|da|z|a|k|mk)?sh(?:\.exe)?(?:[ \t]+-\S+)*[ \t]*\r?$/;

function otherLanguage(script: string): Refused | undefined {
  if (script.includes('\0'))
    return {
      refused:
        'The hook is a compiled program, or no text. Let it call “launch-ready hook run”, and fail if that gives 1.',
    };
  const [first = ''] = script.split('\n', 1);
  if (!first.startsWith('#!') || SHELL.test(first)) return undefined;
  const program = first.slice(2).trim();
  return {
    refused: `The hook is written for ${program}, not for a shell. Let it call “launch-ready hook run”, and fail if that gives 1.`,
  };
}
