/** Names in a shell script: which it sets itself, which it asks for, which the shell sets. */
import type { TextRange } from '../../../finding.ts';
import type { Code } from '../../../parsers/code.ts';

export interface ScriptNames {
  /** Names that the script gives a value, with the first place that does. */
  readonly assigned: ReadonlyMap<string, TextRange>;
  /** Names that it looks at before it goes on, or else ends. */
  readonly tests: ReadonlyMap<string, 'guard' | 'fatal'>;
  /** `set -u` */
  readonly stopsAtUnset: boolean;
  /** It runs other scripts in its own process, which may set variables. */
  readonly includesOthers: boolean;
}

/** The text with everything blanked in which the shell replaces nothing: comments, and what stands in single quotes. */
export function expandedText(code: Code): string {
  let text = '';
  let from = 0;
  for (const { kind, start, end, escapes, interpolates, here } of code.literals) {
    const isLiteral =
      kind === 'comment' ||
      (kind === 'string' && !interpolates && (escapes === 'none' || escapes === 'other'));
    if (!isLiteral || start < from) continue;
    text +=
      code.text.slice(from, start) + code.text.slice(start, end).replace(here ? /[^\n]/g : /[^\n'"]/g, ' ');
    from = end;
  }
  return text + code.text.slice(from);
}

const COMMAND = String.raw`(?<=^|[\n;&|({!]|\bthen |\bdo |\belse )[ \t]*`;
const ASSIGNMENT = new RegExp(
  String.raw`${COMMAND}(?:(?:export|local|readonly|declare|typeset)(?:[ \t]+-\w+){0,3}[ \t]+)?([A-Za-z_]\w{0,99})(?:\[[^\]\n]{0,60}\])?\+?=`,
  'g',
);
const OTHERS = [
  /\bread[ \t]+(?:-\w+[ \t]+(?:"[^"\n]*"[ \t]+|'[^'\n]*'[ \t]+|\d+[ \t]+)?){0,4}((?:[A-Za-z_]\w*[ \t]*){1,10})/g,
  /\bfor[ \t]+([A-Za-z_]\w*)[ \t\n]+in\b/g,
  /\bselect[ \t]+([A-Za-z_]\w*)[ \t]+in\b/g,
  /\bgetopts[ \t]+\S+[ \t]+([A-Za-z_]\w*)/g,
  /\bprintf[ \t]+-v[ \t]+([A-Za-z_]\w*)/g,
  /\b(?:mapfile|readarray)(?:[ \t]+-\w+){0,3}[ \t]+([A-Za-z_]\w*)/g,
  /\b(?:export|local|readonly|declare|typeset)(?:[ \t]+-\w+){0,3}((?:[ \t]+[A-Za-z_]\w*(?:=(?:"[^"\n]*"|'[^'\n]*'|\S*))?){1,20})/g,
];

export function scriptNames(text: string): ScriptNames {
  const assigned = new Map<string, TextRange>();
  for (const match of text.matchAll(ASSIGNMENT)) {
    const name = match[1] ?? '';
    const end = endOfCommand(text, match.index + match[0].length);
    if (isPrefixOfCommand(text, match.index + match[0].length)) continue;
    addFirst(assigned, name, match.index, end);
  }
  for (const pattern of OTHERS) {
    for (const match of text.matchAll(pattern)) {
      // `export NAME` alone hands on what it got.
      const isExport = match[0].startsWith('export');
      for (const word of (match[1] ?? '').matchAll(/([A-Za-z_]\w*)(=)?(?:"[^"\n]*"|'[^'\n]*'|\S*)/g)) {
        if (isExport && word[2] === undefined) continue;
        addFirst(assigned, word[1] ?? '', match.index, endOfCommand(text, match.index + match[0].length));
      }
    }
  }
  return {
    assigned,
    tests: testsIn(text),
    stopsAtUnset:
      /(?:^|\n)[ \t]*set[ \t]+(?:-[a-z]*u|-o[ \t]+nounset|[^\n]*-o[ \t]+nounset|-\w+[ \t]+-[a-z]*u)|^#![^\n]{0,80}[ \t]-[a-z]*u/.test(
        text,
      ),
    includesOthers: /(?:^|[\n;&|])[ \t]*(?:source|\.)[ \t]+["']?[^\s"'#]/.test(text),
  };
}

function addFirst(assigned: Map<string, TextRange>, name: string, start: number, end: number): void {
  const known = assigned.get(name);
  if (!known || known.start > start) assigned.set(name, { start, end });
}

function endOfCommand(text: string, from: number): number {
  const end = /[\n;]/.exec(text.slice(from, from + 1_000));
  return end ? from + end.index : Math.min(text.length, from + 1_000);
}

/** `X=1 command`: the script's own X stays as it was. */
function isPrefixOfCommand(text: string, valueStart: number): boolean {
  const line = text.slice(valueStart, valueStart + 400).split('\n', 1)[0] ?? '';
  return /^(?:"[^"]*"|'[^']*'|[^\s"'`;&|()<>$]*|\$\w+|\$\{[^}]*\})[ \t]+(?![#;&|)]|$)[A-Za-z_./"$]/.test(
    line,
  );
}

/** `[ -z "$X" ] && exit 1`, `if [[ -z $X ]]; then … exit 1`, `if [ -n "$X" ]` */
function testsIn(text: string): ReadonlyMap<string, 'guard' | 'fatal'> {
  const tests = new Map<string, 'guard' | 'fatal'>();
  for (const match of text.matchAll(
    /(?:\[\[?|\btest)[ \t]+([^\n\]]{1,200}?\$\{?([A-Za-z_]\w{0,99})[^\n\]]{0,200})/g,
  )) {
    const [all, condition = ''] = match;
    const names = [...condition.matchAll(/\$\{?([A-Za-z_]\w{0,99})/g)].map((found) => found[1] ?? '');
    const after = text.slice(match.index + all.length, match.index + all.length + 300);
    const isAbsent = /^(?:!\s*)?-z\b|^!\s*-n\b|==?\s*(?:""|'')\s*$/.test(condition.trim());
    const ends =
      /^\s*\]{0,2}\s*(?:&&|;?\s*then)\s*[\s{(]*(?:[^\n]*\n){0,3}?[^\n]*\b(?:exit|return)\s+(?:[1-9]|\$)/.test(
        after,
      );
    const isPresent =
      /^-n\b/.test(condition.trim()) &&
      /^\s*\]{0,2}\s*\|\|\s*[\s{(]*[^\n]*\b(?:exit|return)\s+[1-9]/.test(after);
    const isAlone =
      names.length === 1 &&
      !/\s-[ao]\s/.test(condition) &&
      !/^\s*\]{0,2}\s*(?:&&\s*\[|\|\|\s*\[)/.test(after);
    const fatal = ((isAbsent && ends) || isPresent) && isAlone;
    for (const name of names) if (fatal || !tests.has(name)) tests.set(name, fatal ? 'fatal' : 'guard');
  }
  return tests;
}

const SHELL_NAMES = new Set(
  `PATH HOME USER PWD OLDPWD SHELL LOGNAME RANDOM LINENO SECONDS IFS REPLY OPTARG OPTIND OPTERR PS1 PS2 PS3 PS4 UID EUID PPID
  TERM LANG LANGUAGE EDITOR VISUAL PAGER TMPDIR TMP TEMP SHLVL COLUMNS LINES DISPLAY MAIL HOSTNAME HOSTTYPE OSTYPE MACHTYPE GROUPS
  FUNCNAME DIRSTACK PIPESTATUS SHELLOPTS BASHOPTS BASH BASHPID BASHRC CDPATH EPOCHSECONDS EPOCHREALTIME MANPATH SUDO_USER SUDO_UID
  SUDO_GID HISTFILE HISTSIZE HISTCONTROL HISTFILESIZE PROMPT_COMMAND INFOPATH FPATH ZDOTDIR ENV COPROC MAPFILE ZSH TERM_PROGRAM
  SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION SSH_TTY LS_COLORS INPUTRC BASEPATH DBUS_SESSION_BUS_ADDRESS WINDOWID COLORTERM
  LD_LIBRARY_PATH DYLD_LIBRARY_PATH PKG_CONFIG_PATH USERPROFILE APPDATA LOCALAPPDATA SYSTEMROOT WINDIR COMSPEC PROGRAMFILES
  MSYSTEM WSL_DISTRO_NAME`.split(/\s+/),
);

/** Set by the shell, or by who started it. */
export function isShellName(name: string): boolean {
  return (
    SHELL_NAMES.has(name) || /^(?:BASH_|COMP_|COMPREPLY|LC_|XDG_|ZSH_|READLINE_|DEBIAN_FRONTEND$)/.test(name)
  );
}
