/**
 * Variables of a request, which `Header` asks for: `SetEnvIf Origin "…" NAME=$0`, `RewriteRule … [E=NAME:%{HTTP:Origin}]`.
 * https://httpd.apache.org/docs/2.4/mod/mod_setenvif.html
 */
import type { ApacheDirective, ApacheWord } from '../../parsers/apache.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { Condition, Value } from '../values.ts';
import { conditionOf } from './expressions.ts';
import { spanOfWord, type ApacheSection } from './sections.ts';

interface Assignment {
  readonly when: readonly Condition[];
  readonly gives: Value;
}

/** A variable that something in this file sets. */
export interface RequestVariable {
  /** What holds where it is set. */
  readonly when: readonly Condition[];
  readonly gives: Value;
}

export type Environment = ReadonlyMap<string, RequestVariable>;

const MOST_ASSIGNMENTS = 50;

export function environmentOf(document: Document, sections: readonly ApacheSection[]): Environment {
  const environment = new Map<string, Assignment[]>();
  const add = (name: string, assignment: Assignment): void => {
    const known = environment.get(name);
    if (!known) environment.set(name, [assignment]);
    else if (known.length < MOST_ASSIGNMENTS) known.push(assignment);
  };
  for (const section of sections) {
    let conditions: ApacheDirective[] = [];
    for (const directive of section.directives) {
      const name = directive.name.text.toLowerCase();
      if (name === 'setenvif' || name === 'setenvifnocase') readSetEnvIf(document, directive, add);
      else if (name === 'setenvifexpr') readSetEnvIfExpr(document, directive, add);
      else if (name === 'setenv') readSetEnv(document, directive, add);
      else if (name === 'passenv') readPassEnv(document, directive, add);
      else if (name === 'rewritecond') conditions.push(directive);
      else if (name === 'rewriterule') {
        readRewrite(document, directive, conditions, add);
        conditions = [];
      }
    }
  }
  return new Map([...environment].map(([name, assignments]) => [name, variableOf(assignments)]));
}

function variableOf([first, ...more]: readonly Assignment[]): RequestVariable {
  const { when = [], gives = { kind: 'unknown', at: NOWHERE } } = first ?? {};
  if (!first || more.length === 0) return { when, gives };
  const all = [first, ...more];
  const of = all.map((one): Condition => {
    const [only] = one.when;
    return only && one.when.length === 1 ? only : { kind: 'all', of: one.when, at: one.gives.at };
  });
  const { at } = gives;
  const kinds = new Set(all.map((one) => JSON.stringify({ ...one.gives, at })));
  const options = all.map((one): { when: 'unknown'; value: Value } => ({
    when: 'unknown',
    value: one.gives,
  }));
  return {
    when: [{ kind: 'any', of, at }],
    gives: kinds.size === 1 ? gives : { kind: 'choice', options, at },
  };
}

const NOWHERE = { start: 0, end: 0, line: 1, column: 1 };

type Add = (name: string, assignment: Assignment) => void;

function readSetEnvIf(document: Document, { name, args }: ApacheDirective, add: Add): void {
  const [attribute, pattern, ...names] = args;
  if (!attribute || !pattern) return;
  const at = spanOfWord(document, pattern);
  const isOrigin = /^\^?origin\$?$/i.test(attribute.text);
  const flags = name.text.toLowerCase().endsWith('nocase') ? 'i' : '';
  for (const word of names)
    readName(document, word, isOrigin ? { source: pattern.text, flags, at } : { at }, add);
}

function readSetEnvIfExpr(document: Document, { args }: ApacheDirective, add: Add): void {
  const [expression, ...names] = args;
  if (!expression) return;
  const asked = conditionOf(document, expression);
  const at = spanOfWord(document, expression);
  const condition = asked.kind === 'condition' ? asked.condition : undefined;
  const pattern =
    condition?.kind === 'origin' && condition.test.kind === 'matches' ? condition.test.pattern : undefined;
  for (const word of names) {
    if (pattern?.kind === 'pattern') readName(document, word, pattern, add);
    else if (condition) add(nameIn(word), { when: [condition], gives: { kind: 'text', text: '1', at } });
  }
}

interface Tested {
  readonly source?: string;
  readonly flags?: string;
  readonly at: Condition['at'];
}

/** `NAME`, `NAME=value`, `NAME=$0`; `!NAME` takes it away. */
function readName(document: Document, word: ApacheWord, tested: Tested, add: Add): void {
  if (word.text.startsWith('!')) return;
  const name = nameIn(word);
  const given = word.text.includes('=') ? word.text.slice(name.length + 1) : '1';
  const start = Math.min(word.end, word.start + word.text.length - given.length);
  const valueAt = spanOf(document, start, word.end);
  const isCaught = /^\$\d$/.test(given);
  const { at, source, flags = '' } = tested;
  if (source === undefined) {
    const gives: Value = isCaught ? { kind: 'request', what: 'other', at: valueAt } : textOf(given, valueAt);
    add(name, { when: [{ kind: 'other', at }], gives });
    return;
  }
  // What was caught is sent back: browsers take it only where it is all of the origin.
  const how = isCaught ? 'full' : 'search';
  const pattern: Value = { kind: 'pattern', source, flags, at };
  const condition: Condition = {
    kind: 'origin',
    negated: false,
    at,
    test: { kind: 'matches', pattern, how },
  };
  const gives: Value = isCaught ? { kind: 'request', what: 'origin', at: valueAt } : textOf(given, valueAt);
  add(name, { when: [condition], gives });
}

function nameIn({ text }: ApacheWord): string {
  const equals = text.indexOf('=');
  return equals === -1 ? text : text.slice(0, equals);
}

function textOf(text: string, at: Condition['at']): Value {
  return { kind: 'text', text, at };
}

function readSetEnv(document: Document, { args }: ApacheDirective, add: Add): void {
  const [name, value] = args;
  if (name && value) add(name.text, { when: [], gives: textOf(value.text, spanOfWord(document, value)) });
}

/** `PassEnv NAME`: from the environment that Apache was started in. */
function readPassEnv(document: Document, { args }: ApacheDirective, add: Add): void {
  for (const word of args) {
    const at = spanOfWord(document, word);
    add(word.text, { when: [], gives: { kind: 'variable', name: word.text, mayBeUnset: true, at } });
  }
}

/** `RewriteCond %{HTTP:Origin} …` above `RewriteRule … [E=NAME:…]`. */
function readRewrite(
  document: Document,
  { args }: ApacheDirective,
  conditions: readonly ApacheDirective[],
  add: Add,
): void {
  const flags = args[2];
  if (!flags) return;
  for (const match of flags.text.matchAll(/\b(?:E|env)=(\w{1,100}):([^,\]]{0,200})/gi)) {
    const [all, name = '', value = ''] = match;
    const start = flags.start + match.index + all.length - value.length;
    const at = spanOf(document, start, Math.min(start + value.length, flags.end));
    const isCaught = /^%\d$/.test(value);
    const when = conditions.slice(0, 20).map((condition) => rewriteCondition(document, condition, isCaught));
    const isOrigin =
      /^%\{HTTP:Origin\}$/i.test(value) || (isCaught && when.some(({ kind }) => kind === 'origin'));
    const gives: Value = isOrigin
      ? { kind: 'request', what: 'origin', at }
      : value.includes('%{') || isCaught
        ? { kind: 'request', what: 'other', at }
        : textOf(value, at);
    add(name, { when, gives });
  }
}

function rewriteCondition(
  document: Document,
  { args, start }: ApacheDirective,
  isCaught: boolean,
): Condition {
  const [asked, pattern, flags] = args;
  const at = spanOfWord(document, pattern ?? asked ?? { start, end: start });
  if (!asked || !pattern || !/^%\{HTTP:Origin\}$/i.test(asked.text)) return { kind: 'other', at };
  const negated = pattern.text.startsWith('!');
  const source = negated ? pattern.text.slice(1) : pattern.text;
  if (/^[=<>]/.test(source)) {
    const value: Value = { kind: 'text', text: source.slice(1), at };
    return { kind: 'origin', negated, at, test: { kind: 'equals', value } };
  }
  const ignoresCase = /\bNC\b|nocase/i.test(flags?.text ?? '') ? 'i' : '';
  const value: Value = { kind: 'pattern', source, flags: ignoresCase, at };
  const how = isCaught ? 'full' : 'search';
  return { kind: 'origin', negated, at, test: { kind: 'matches', pattern: value, how } };
}
