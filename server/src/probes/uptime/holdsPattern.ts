import { createContext, Script, type Context } from 'node:vm';

/**
 * Whether a text matches a regular expression. One that goes back and forth over the text for too long is stopped, in which case the
 * answer is `slow`, and is so for a minute without another try: nothing else runs meanwhile.
 */
export function holdsPattern(pattern: string, text: string): boolean | 'slow' | 'invalid' {
  const now = performance.now();
  if ((slowUntil.get(pattern) ?? 0) > now) return 'slow';
  slowUntil.delete(pattern);
  context ??= createContext(Object.create(null) as Context);
  script ??= new Script('new RegExp(pattern).test(text)');
  Object.assign(context, { pattern, text });
  try {
    // Time on the clock: on a machine that is busy with other things, the first try may get none of it.
    for (const timeout of [50, 250]) {
      const result = tryWithin(script, context, timeout);
      if (result !== 'slow') return result;
    }
  } finally {
    Object.assign(context, { pattern: '', text: '' });
  }
  if (slowUntil.size > MOST_REMEMBERED) slowUntil.clear();
  slowUntil.set(pattern, performance.now() + REST);
  return 'slow';
}

let context: Context | undefined;
let script: Script | undefined;

const slowUntil = new Map<string, number>();
const MOST_REMEMBERED = 1_000;
/** Milliseconds. */
const REST = 60_000;

function tryWithin(compiled: Script, within: Context, timeout: number): boolean | 'slow' | 'invalid' {
  try {
    return compiled.runInContext(within, { timeout }) === true;
  } catch (error) {
    const isSlow = (error as NodeJS.ErrnoException | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return isSlow ? 'slow' : 'invalid';
  }
}
