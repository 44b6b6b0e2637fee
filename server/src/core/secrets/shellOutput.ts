/** Secrets that shell scripts and build pipelines print: `echo "$TOKEN"`, `echo ${{ secrets.TOKEN }}`, `printenv`. */

import type { Impact, TextRange } from '../finding.ts';
import type { Document } from '../source.ts';
import { sensitiveName } from './sensitiveNames.ts';

export interface PrintedSecret extends TextRange {
  readonly what: string;
  /** How it is named in a message. */
  readonly shown: string;
  readonly impact: Impact;
}

export const SHELL_TRIGGERS: readonly string[] = ['echo ', 'printf ', 'printenv', 'run: env'];

const PIPELINE =
  /(?:^|\/)(?:\.github\/workflows\/[^/]+|action|\.gitlab-ci|azure-pipelines|bitbucket-pipelines|\.circleci\/config|\.buildkite\/[^/]+|\.drone|\.woodpecker|buildspec|cloudbuild|appveyor|\.travis)\.ya?ml$/i;

/** True for the files that `shellOutput` reads. */
export function isShellOutput({ language }: Document): boolean {
  return language === 'shell' || language === 'yaml';
}

export function* shellOutput(document: Document): Generator<PrintedSecret> {
  const { text, path, language } = document;
  const isPipeline = PIPELINE.test(path);
  if (language === 'yaml' && !isPipeline) return;
  const commands = new RegExp(COMMAND);
  for (let match = commands.exec(text); match; match = commands.exec(text)) {
    const start = match.index + match[0].length;
    const command = commandAt(text, start);
    commands.lastIndex = Math.max(command.end, start);
    if (command.redirected || isCaptured(text, match.index, command.end)) continue;
    if (isComment(text, match.index)) continue;
    for (const value of printedIn(text, { start, end: command.end })) {
      if (isPipeline) yield value;
      else if (!isResult(text, start, command.end, value))
        yield { ...value, impact: impactInScript(path, text, value) };
    }
  }
  if (isPipeline) yield* wholeEnvironment(text);
}

/** Names of variables are printed to say which one is missing. */
const NAMED =
  /^[^\n]{0,3}\s*(?:environment variable|env(?:ironment)? var|variable|is (?:not set|missing|required)|was set)/i;

const COMMAND = /(?:^|[\s;&|({"'!])(?:echo|printf)[ \t]+/gm;
/** A script that a machine runs has its output kept. */
const RUN_BY_MACHINES =
  /(?:^|[/_.-])(?:deploy\w*|release|entrypoint|docker-entrypoint|start|run|ci|build|boot\w*|cron)(?:[/_.-]|$)/i;
const ANNOUNCES =
  /generat|save (?:this|it)|copy (?:this|it|the)|write (?:this|it) down|your (?:new )?\w+ ?(?:password|key|token|secret)|login with|log in with/i;

function impactInScript(path: string, text: string, value: PrintedSecret): Impact {
  const before = text.slice(Math.max(0, value.start - 200), value.start);
  if (value.impact === 'low') return 'low';
  return RUN_BY_MACHINES.test(path) && !ANNOUNCES.test(before) ? 'medium' : 'low';
}

/** `echo "$token"` on its own is how a shell function returns its result. */
function isResult(text: string, start: number, end: number, value: TextRange): boolean {
  const rest = text.slice(start, value.start) + text.slice(value.end, end);
  return /^(?:-[neE]+|['"]?%s(?:\\n)?['"]?|["\s])*$/.test(rest);
}

function isComment(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 300), at);
  return /^\s*(?:-\s+)?#/.test(before.slice(before.lastIndexOf('\n') + 1)) || text[at] === '#';
}

const MOST = 1_000;

/** Where a command ends, and whether its output goes elsewhere: into a file, to another program. */
function commandAt(text: string, start: number): { readonly end: number; readonly redirected: boolean } {
  const limit = Math.min(text.length, start + MOST);
  let quote = '';
  for (let at = start; at < limit; at++) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === '\n') return { end: at, redirected: false };
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (text.startsWith('${{', at)) at += Math.max(0, text.slice(at, at + 200).indexOf('}}'));
    else if (character === '>') {
      if (!/^>\s*(?:&[12]|\/dev\/(?:stderr|stdout|tty))/.test(text.slice(at, at + 16)))
        return { end: at, redirected: true };
    } else if (character === '|') return { end: at, redirected: text[at + 1] !== '|' };
    else if (character === ';' || character === '&' || character === ')' || character === '`') {
      if (text.charAt(at - 1) !== '>') return { end: at, redirected: false };
    }
  }
  return { end: limit, redirected: limit < text.length };
}

/** `$(echo …)`, or the lines of a group whose output is redirected as a whole. */
function isCaptured(text: string, at: number, end: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at + 1);
  if (/\$\($|`$|<\($/.test(before)) return true;
  return /\n[ \t]*(?:\}|\)|done|fi)[ \t]*(?:>|\|(?!\|))/.test(text.slice(end, end + 600));
}

const VALUE =
  /\$\{\{\s*([^{}]{1,200}?)\s*\}\}|\$\{([A-Za-z_]\w{0,80})(:?[-=?][^{}]{0,80})?\}|\$([A-Za-z_]\w{0,80})/g;

function* printedIn(text: string, { start, end }: TextRange): Generator<PrintedSecret> {
  const command = withoutSubstitutions(text.slice(start, end));
  if (command.includes('add-mask')) return;
  for (const match of command.matchAll(VALUE)) {
    const from = start + match.index;
    const range = { start: from, end: from + match[0].length };
    if (isQuoted(command, match.index) && match[1] === undefined) continue;
    if (NAMED.test(text.slice(range.end, range.end + 40))) continue;
    const printed = match[1] === undefined ? variable(match[2] ?? match[4] ?? '') : expression(match[1]);
    if (printed) yield { ...range, ...printed };
  }
}

/** What stands in `$(…)` goes to another command; blanked, so that offsets stay. */
function withoutSubstitutions(command: string): string {
  let depth = 0;
  let rest = '';
  for (let at = 0; at < command.length; at++) {
    const character = command.charAt(at);
    if (command.startsWith('$(', at) || (depth > 0 && character === '('))
      depth += depth > 0 && character === '$' ? 0 : 1;
    rest += depth > 0 ? ' ' : character;
    if (character === ')' && depth > 0) depth--;
  }
  return rest;
}

/** Within single quotes a shell leaves variables alone. */
function isQuoted(command: string, at: number): boolean {
  let quote = '';
  for (let index = 0; index < at; index++) {
    const character = command.charAt(index);
    if (character === '\\') index++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
  }
  return quote === "'";
}

type Printed = Pick<PrintedSecret, 'what' | 'shown' | 'impact'>;

function variable(name: string): Printed | undefined {
  // Where the shell stands.
  if (name === 'PWD' || name === 'OLDPWD') return undefined;
  const sensitive = sensitiveName(name);
  if (!sensitive || (sensitive.ambiguous && !/token$/i.test(name))) return undefined;
  // Pipelines get their secrets under names in capitals; others are made up on the way.
  return { what: sensitive.what, shown: name, impact: /[a-z]/.test(name) ? 'low' : 'medium' };
}

function expression(source: string): Printed | undefined {
  if (/^toJSON\(\s*secrets\s*\)$/i.test(source)) {
    return { what: 'every secret of the repository', shown: 'secrets', impact: 'high' };
  }
  const secret = /^secrets\.(\w+)$/.exec(source)?.[1];
  if (secret !== undefined && ADDRESS.test(secret)) return undefined;
  if (secret !== undefined) return { what: 'a secret', shown: secret, impact: 'medium' };
  const name = /^(?:inputs|env|steps\.[\w-]+\.outputs|github\.event\.inputs)\.([\w-]+)$/.exec(source)?.[1];
  return name === undefined ? undefined : variable(name);
}

/** People keep addresses among the secrets, too; those of databases and webhooks open what they lead to. */
const ADDRESS =
  /^(?!.*(?:DATABASE|DB|REDIS|MONGO|POSTGRES|PG|MYSQL|AMQP|RABBIT|WEBHOOK|HOOK|CONNECTION|DSN|SMTP|MAIL)).*_(?:URL|URI|HOST|DOMAIN)$/i;

const PRINTS_ENVIRONMENT =
  /^[ \t]*(?:-[ \t]+)?(?:(?:run|script):[ \t]*)?((?:printenv|env)(?:[ \t]*\|[ \t]*sort)?)[ \t]*$/gm;

/** Only where secrets are in the environment at all. */
function* wholeEnvironment(text: string): Generator<PrintedSecret> {
  if (!/\bsecrets\.(?!GITHUB_TOKEN\b)\w/.test(text)) return;
  for (const match of text.matchAll(PRINTS_ENVIRONMENT)) {
    const command = match[1] ?? '';
    const start = match.index + match[0].indexOf(command);
    yield {
      start,
      end: start + command.length,
      what: 'every variable of this job, secrets among them,',
      shown: command,
      impact: 'low',
    };
  }
}
