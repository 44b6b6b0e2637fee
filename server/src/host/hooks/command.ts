/**
 * What a hook runs, in the shell language that dash, busybox, bash 3.2, zsh and the sh of Git for Windows have in common.
 * Of the program's exit codes only 1 stops a commit. Where it is not installed, or can't be started (126, 127: no Node on the
 * PATH of a graphical client), that is said and the commit passes. Node's own failures give 1 too, where it is too old or a file
 * is missing: what can't tell its version has not reviewed anything.
 *
 * - No double quotes: on Windows lefthook hands the text to `sh -c "…"` as it is (its exec_windows.go).
 * - No colon before a space: in YAML it would end a plain scalar.
 * - `.cmd`: sh on Windows finds a program without its extension only if that is .exe.
 * - An assignment is not split at spaces, so that $PATH needs no quotes.
 */
const STEPS: readonly string[] = [
  'PATH=node_modules/.bin:$PATH',
  'for name in launch-ready launch-ready.cmd; do',
  'command -v $name >/dev/null 2>&1 || continue',
  '$name hook run && exit 0',
  'code=$?',
  '[ $code -eq 1 ] && $name --version >/dev/null 2>&1 && exit 1',
  `echo 'Launch Ready could not be run, so this commit was not reviewed. Exit code' $code >&2`,
  'exit 0',
  'done',
  `echo 'Launch Ready is not installed here, so this commit was not reviewed. Install it with npm install --save-dev launch-ready' >&2`,
];

/** On one line, with the exit code 0 or 1: for what takes a command. */
export const COMMAND_LINE = `(${STEPS.map((step) => (step.endsWith(' do') ? `${step} ` : `${step}; `))
  .join('')
  .slice(0, -2)})`;

/** COMMAND_LINE as this and other versions of Launch Ready write it. */
export const ANY_COMMAND_LINE =
  /\(PATH=[^"';$]*node_modules\/\.bin:\$PATH; for name in launch-ready [^"\\\n]*?>&2\)/;

/**
 * As lines of a script, which goes on behind them unless the review stops the commit. Each ends with a comment: where a
 * checkout made the line ends CRLF, it is the comment that takes the CR.
 */
export const COMMAND_BLOCK: readonly string[] = ['(', ...indented(STEPS), ') || exit 1'].map(
  (line) => `${line} #`,
);

function indented(steps: readonly string[]): readonly string[] {
  const loop = steps.indexOf('done');
  return steps.map((step, at) => (at > 1 && at < loop ? `    ${step}` : `  ${step}`));
}
