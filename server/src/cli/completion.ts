import type { Command } from 'commander';
import { LIVE_AREAS } from '../core/observations/domain.ts';
import { RULE_INFOS } from '../core/rules/registry.ts';
import { areaOf } from '../core/rule.ts';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

/** Prints what a shell needs to complete the command line. It is made of the very program that reads the arguments. */
export async function completion(program: Command, shell: Shell): Promise<number> {
  const [own, ...below] = commandsIn(program);
  if (own === undefined) return 0;
  const help = program
    .createHelp()
    .visibleCommands(program)
    .find((one) => one.name() === HELP);
  const specs =
    help === undefined
      ? [own, ...below]
      : [{ ...own, words: [...own.words, HELP] }, ...below, helpOf(help, own)];
  process.stdout.write(WRITERS[shell](specs));
  return 0;
}

/** A command, or the program itself (""), with what can stand behind it. */
interface Spec {
  /** "hook install" */
  readonly name: string;
  readonly about: string;
  /** The words that may come next: commands below this one, or what its first argument may be. */
  readonly words: readonly string[];
  readonly options: readonly OptionSpec[];
}

interface OptionSpec {
  /** With its dashes. */
  readonly names: readonly string[];
  readonly about: string;
  /** What may stand behind it; empty for any text, undefined where nothing does. */
  readonly values: readonly string[] | undefined;
  /** Several values can stand behind it, separated by commas. */
  readonly isList: boolean;
}

const HELP = 'help';

/** `launch-ready help COMMAND`. */
function helpOf(help: Command, { words }: Spec): Spec {
  return { name: HELP, about: help.description(), words, options: [] };
}

function commandsIn(command: Command, before: readonly string[] = []): readonly Spec[] {
  const below = command.commands.filter((one) => one.name() !== HELP);
  const name = before.join(' ');
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const words = name === 'explain' ? namesOfRules() : [...below.map((one) => one.name()), ...choices];
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ short, long, description, argChoices, required, optional }): OptionSpec => {
      const listed = long === '--only' ? LISTED[name]?.() : undefined;
      return {
        names: [short, long].filter((one) => one !== undefined),
        about: description,
        values: required || optional ? (listed ?? argChoices ?? []) : undefined,
        isList: listed !== undefined,
      };
    });
  const help = { names: ['-h', '--help'], about: 'show help', values: undefined, isList: false };
  const own = { name, about: command.description(), words, options: [...options, help] };
  return [own, ...below.flatMap((one) => commandsIn(one, [...before, one.name()]))];
}

/** What `--only` takes, by command. */
const LISTED: Readonly<Record<string, () => readonly string[]>> = {
  check: namesOfRules,
  live: () => LIVE_AREAS,
};

/** Areas, and the rules of each. */
function namesOfRules(): readonly string[] {
  return [...new Set(RULE_INFOS.flatMap(({ id }) => [areaOf(id), id]))].sort();
}

const WRITERS: Readonly<Record<Shell, (specs: readonly Spec[]) => string>> = {
  bash,
  zsh: (specs) => `autoload -U +X bashcompinit && bashcompinit\n${bash(specs)}`,
  fish,
  powershell,
};

/** For bash 3.2 and later, and for zsh, which understands it. */
function bash(specs: readonly Spec[]): string {
  const cases = specs.map(
    ({ name, words, options }) =>
      `    ${quoted(name)}) words=${quoted(words.join(' '))}; options=${quoted(options.flatMap(({ names }) => names).join(' '))} ;;`,
  );
  const values = specs.flatMap(({ name, options }) =>
    options.flatMap(({ names, values: known, isList }) =>
      known === undefined
        ? []
        : names.map(
            (option) =>
              `    ${quoted(`${name} ${option}`)}) values=${quoted(known.join(' '))}; takes=1${isList ? '; list=1' : ''} ;;`,
          ),
    ),
  );
  return `_launch_ready() {
  local current previous before command words options values takes list word index
  current="\${COMP_WORDS[COMP_CWORD]}"
  previous="\${COMP_WORDS[COMP_CWORD-1]}"
  before=
  # --option=value is three words in bash, and one in zsh.
  case "$current" in
    =) current= ;;
    --*=*) previous="\${current%%=*}"; before="$previous="; current="\${current#*=}" ;;
    *) [ "$previous" = = ] && previous="\${COMP_WORDS[COMP_CWORD-2]}" ;;
  esac
  command=
  index=1
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[index]}"
    case "\${command:+$command }$word" in
${specs
  .filter(({ name }) => name !== '')
  .map(({ name }) => `      ${quoted(name)}) command=${quoted(name)} ;;`)
  .join('\n')}
    esac
    index=$((index + 1))
  done
  words= options= values= takes= list=
  case "$command" in
${cases.join('\n')}
  esac
  case "$command $previous" in
${values.join('\n')}
  esac
  # Of a list only what stands behind its last comma is completed.
  case "$list$current" in
    1*,*) before="$before\${current%,*},"; current="\${current##*,}" ;;
  esac
  COMPREPLY=()
  if [ -n "$takes" ]; then
    if [ -n "$values" ]; then
      COMPREPLY=( $(compgen -P "$before" -W "$values" -- "$current") )
    elif [ -n "$before" ]; then
      # In zsh what stands before = is a part of the word, which the files that it proposes by itself would not fit.
      for word in "$current"*; do
        [ -e "$word" ] && COMPREPLY+=( "$before$word" )
      done
    fi
  elif [ "\${current#-}" != "$current" ]; then
    COMPREPLY=( $(compgen -W "$options" -- "$current") )
  else
    COMPREPLY=( $(compgen -W "$words" -- "$current") )
  fi
}
complete -o default -F _launch_ready launch-ready
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function fish(specs: readonly Spec[]): string {
  const lines = specs.flatMap(({ name, words, options }) => {
    const when = conditionOf(name, specs);
    const abouts = new Map(specs.map((spec) => [spec.name, spec.about]));
    const next = words.map((word) => {
      const about = abouts.get([name, word].filter((part) => part !== '').join(' '));
      return `complete -c launch-ready ${when} -f -a ${quoted(word)}${about === undefined ? '' : ` -d ${quoted(about)}`}`;
    });
    const flags = options.map(({ names, about, values, isList }) => {
      const forms = names.map((option) =>
        option.startsWith('--') ? `-l ${option.slice(2)}` : `-s ${option.slice(1)}`,
      );
      const known = (values ?? []).join(' ');
      const proposed = isList ? `(__launch_ready_list ${known})` : known;
      const taken = values === undefined ? '' : values.length > 0 ? ` -x -a ${quoted(proposed)}` : ' -r';
      return `complete -c launch-ready ${when} ${forms.join(' ')}${taken} -d ${quoted(about)}`;
    });
    return [...next, ...flags];
  });
  return `${FISH_LIST}${lines.join('\n')}\n`;
}

/** Proposes words behind the last comma of what is being typed, which may be --option=value. */
const FISH_LIST = `function __launch_ready_list
  set -l typed (string replace -r -- '^--[a-z-]+=' '' (commandline -ct))
  set -l before (string match -r -- '^.*,' "$typed")
  for word in $argv
    echo "$before$word"
  end
end
`;

/** That this command is being typed, and none below it. */
function conditionOf(name: string, specs: readonly Spec[]): string {
  if (name === '') return '-n __fish_use_subcommand';
  const seen = name.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`);
  const below = specs.flatMap((spec) =>
    spec.name.startsWith(`${name} `) ? spec.name.slice(name.length + 1) : [],
  );
  const none = below.length > 0 ? [`not __fish_seen_subcommand_from ${below.join(' ')}`] : [];
  return `-n ${quoted([...seen, ...none].join('; and '))}`;
}

function powershell(specs: readonly Spec[]): string {
  const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const list = (items: readonly string[]): string => `@(${items.map(literal).join(', ')})`;
  const tables = specs.map(
    ({ name, words, options }) =>
      `    ${literal(name)} = @{ words = ${list(words)}; options = ${list(options.flatMap(({ names }) => names))} }`,
  );
  const values = specs.flatMap(({ name, options }) =>
    options.flatMap(({ names, values: known }) =>
      known === undefined
        ? []
        : names.map((option) => `    ${literal(`${name} ${option}`)} = ${list(known)}`),
    ),
  );
  const lists = specs.flatMap(({ name, options }) =>
    options.flatMap(({ names, isList }) => (isList ? names.map((option) => `${name} ${option}`) : [])),
  );
  // PowerShell hands over the last value of a list or all of it, by version: what stands before its last comma stays.
  return `Register-ArgumentCompleter -Native -CommandName launch-ready -ScriptBlock {
  param($current, $ast, $position)
  $commands = @{
${tables.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $lists = ${list(lists)}
  $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $command = ''
  foreach ($word in ($typed | Select-Object -Skip 1)) {
    $longer = "$command $word".Trim()
    if ($commands.ContainsKey($longer)) { $command = $longer }
  }
  $previous = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  $key = "$command $previous"
  $known = if ($values.ContainsKey($key)) { $values[$key] } elseif ($current -like '-*') { $commands[$command].options } else { $commands[$command].words }
  $comma = if ($lists -contains $key) { $current.LastIndexOf(',') } else { -1 }
  $before = $current.Substring(0, $comma + 1)
  $part = $current.Substring($comma + 1)
  $known | Where-Object { $_.StartsWith($part, 'OrdinalIgnoreCase') } | ForEach-Object { [System.Management.Automation.CompletionResult]::new("$before$_", $_, 'ParameterValue', $_) }
}
`;
}
