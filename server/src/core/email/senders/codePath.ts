import type { Code } from '../../parsers/code.ts';

/** What a value in code is given to, from the inside out: `from` of `send({ from: 'a' })`, then `send`. */
export interface Receiver {
  readonly kind: 'key' | 'variable' | 'call' | 'alternative';
  /** As written; of a chain of names the last. */
  readonly name: string;
  /** Of a call: which argument it is, from 0. */
  readonly index?: number;
  /** Of a call: the arguments before it that are one string each, without quotes. */
  readonly before?: readonly string[];
}

const MOST = 8;
const FURTHEST = 6_000;

/** Goes backwards from the place of a value, over alternatives, brackets and calls. Needs no more than what stands before it. */
export function receiversOf(code: Code, start: number): readonly Receiver[] {
  const found: Receiver[] = [];
  let at = start;
  for (let step = 0; step < 24 && found.length < MOST && start - at < FURTHEST; step++) {
    at = blankBefore(code.masked, at);
    const next = stepBack(code, at, found.length === 0);
    if (!next) break;
    if (next.receiver) found.push(next.receiver);
    if (next.at >= at) break;
    at = next.at;
  }
  return found;
}

interface Step {
  readonly at: number;
  readonly receiver?: Receiver;
}

function stepBack(code: Code, at: number, isInnermost: boolean): Step | undefined {
  const { masked } = code;
  const two = masked.slice(at - 2, at);
  const last = masked.charAt(at - 1);
  if (two === '=>') return given(code, at - 2, 'key');
  if (two === '||' || two === '??' || two === '?:') return alternative(code, at - 2);
  if (/(?<![\w$])or$/.test(masked.slice(Math.max(0, at - 3), at))) return alternative(code, at - 2);
  if (/(?<![\w$])(?:new|await|return)$/.test(masked.slice(Math.max(0, at - 7), at)))
    return { at: wordStart(masked, at) };
  if (last === ':') {
    if (masked.charAt(at - 2) === ':') return undefined;
    return choiceBefore(code, at - 1) ?? given(code, at - 1, 'key');
  }
  if (last === '=') {
    if ('=!<>'.includes(masked.charAt(at - 2))) return undefined;
    const isShort = masked.charAt(at - 2) === ':' || '+|?'.includes(masked.charAt(at - 2));
    let name = at - (isShort ? 2 : 1);
    if (masked.slice(at - 3, at - 1) === '||' || masked.slice(at - 3, at - 1) === '??') name = at - 3;
    return given(code, name, 'variable');
  }
  if (last === '?') return { at: conditionStart(masked, at - 1) };
  if (last === '(' || last === ',' || last === '[' || last === '{') return inBrackets(code, at);
  // `default from: "…"` has its key before it; `from "…"` of Ruby is a call without brackets.
  const word = wordStart(masked, at);
  const isCall =
    isInnermost && word < at && masked.slice(at, at + 1) === ' ' && /^[a-z_]+$/.test(masked.slice(word, at));
  return isCall
    ? { at: word, receiver: { kind: 'call', name: masked.slice(word, at), index: 0, before: [] } }
    : undefined;
}

/** The name or the quoted key that ends before `at`: `from`, `"From"`, `msg["From"]`, `const from: string`. */
function given(code: Code, before: number, kind: 'key' | 'variable'): Step | undefined {
  const { masked, text } = code;
  let at = blankBefore(masked, before);
  if (masked.charAt(at - 1) === ']') {
    const open = code.partnerOf(at - 1);
    if (open === -1) return undefined;
    const name = text
      .slice(open + 1, at - 1)
      .trim()
      .replace(/^[:"'`]+|["'`]+$/g, '');
    return { at: wordStart(masked, open), receiver: { kind, name: name.slice(0, 80) } };
  }
  if (/["'`]/.test(masked.charAt(at - 1))) {
    const open = text.lastIndexOf(masked.charAt(at - 1), at - 2);
    if (open === -1 || at - open > 80) return undefined;
    return { at: open, receiver: { kind, name: text.slice(open + 1, at - 1) } };
  }
  let start = wordStart(masked, at);
  if (start === at) return undefined;
  // A type stands between: `const from: string =`.
  const typed = kind === 'variable' ? blankBefore(masked, start) : 0;
  if (kind === 'variable' && masked.charAt(typed - 1) === ':' && masked.charAt(typed - 2) !== ':') {
    at = blankBefore(masked, typed - 1);
    start = wordStart(masked, at);
    if (start === at) return undefined;
  }
  const name = text.slice(start, at);
  if (
    kind === 'key' &&
    /^(?:case|default)$/.test(name) &&
    masked.charAt(blankBefore(masked, start) - 1) !== ','
  )
    return name === 'default' ? { at: start, receiver: { kind, name } } : undefined;
  return { at: chainBefore(masked, start), receiver: { kind, name } };
}

/** What is tried first: `process.env.MAIL_FROM` of `process.env.MAIL_FROM || 'a@shop.com'`. */
function alternative(code: Code, before: number): Step {
  const { masked, text } = code;
  const at = blankBefore(masked, before);
  let from = at;
  for (let parts = 0; parts < 12; parts++) {
    const last = masked.charAt(from - 1);
    if (last === ')' || last === ']' || last === '}') {
      const open = code.partnerOf(from - 1);
      if (open === -1) break;
      from = open;
    } else if (/[\w$@.?!"'`\u00b7]/.test(last)) from--;
    else if (/\sas\s{1,4}$/.test(masked.slice(Math.max(0, from - 8), from)))
      from = blankBefore(masked, blankBefore(masked, from) - 2);
    else break;
    if (/[\w$@.?!"'`\u00b7]/.test(masked.charAt(from - 1))) {
      while (from > 0 && at - from < 300 && /[\w$@.?!"'`\u00b7]/.test(masked.charAt(from - 1))) from--;
    }
  }
  const names = text.slice(from, at).match(/[A-Za-z_]\w{1,79}/g) ?? [];
  const told = names.filter(
    (name) => !/^(?:string|String|trim|toString|as|get|env|ENV|os|process)$/.test(name),
  );
  return { at: from, receiver: { kind: 'alternative', name: told.at(-1) ?? '' } };
}

/** `condition ? "a" : "b"`: of the second, what stands before the condition. */
function choiceBefore({ masked }: Code, colon: number): Step | undefined {
  const end = blankBefore(masked, colon);
  let from = end;
  while (from > 0 && end - from < 200 && /[\w$.@"'`\u00b7<> -]/.test(masked.charAt(from - 1))) from--;
  return masked.charAt(from - 1) === '?' && masked.charAt(from - 2) !== '?'
    ? { at: conditionStart(masked, from - 1) }
    : undefined;
}

/** Behind what a condition is given to. */
function conditionStart(masked: string, at: number): number {
  let from = at;
  let depth = 0;
  while (from > 0 && at - from < 400) {
    const last = masked.charAt(from - 1);
    if (')]}'.includes(last)) depth++;
    else if ('([{'.includes(last)) {
      if (depth === 0) break;
      depth--;
    } else if (depth === 0 && (last === ',' || last === ';' || last === ':')) break;
    else if (
      depth === 0 &&
      last === '=' &&
      !/[=!<>]$/.test(masked.slice(0, from - 1).slice(-1)) &&
      masked.charAt(from) !== '=' &&
      masked.charAt(from) !== '>'
    )
      break;
    from--;
  }
  return from;
}

/** Among arguments, or the items of a list or an object. */
function inBrackets(code: Code, at: number): Step | undefined {
  const { masked, text } = code;
  const before: string[] = [];
  let index = 0;
  let end = at;
  let open = -1;
  for (let from = at - 1; from >= 0 && at - from < FURTHEST; from--) {
    const character = masked.charAt(from);
    if (character === ')' || character === ']' || character === '}') {
      const partner = code.partnerOf(from);
      if (partner === -1) return undefined;
      from = partner;
    } else if (character === '(' || character === '[' || character === '{') {
      open = from;
      break;
    } else if (character === ',') {
      if (from !== at - 1) before.unshift(plainString(text.slice(from + 1, end)));
      end = from;
      index++;
    }
  }
  if (open === -1) return undefined;
  before.unshift(plainString(text.slice(open + 1, end)));
  if (masked.charAt(open) !== '(') return { at: open };
  const nameEnd = blankBefore(masked, open);
  const start = wordStart(masked, nameEnd);
  if (start === nameEnd) return { at: open };
  const name = collectionBefore(masked, start, masked.slice(start, nameEnd));
  if (/^(?:if|while|for|switch|return)$/.test(name)) return undefined;
  return {
    at: chainStartBefore(code, start),
    receiver: { kind: 'call', name, index, before: before.slice(0, index) },
  };
}

/** `message.From.Add(…)` is about `From`. */
function collectionBefore(masked: string, start: number, name: string): string {
  if (!/^(?:add|push|append)$/i.test(name) || masked.charAt(start - 1) !== '.') return name;
  return masked.slice(wordStart(masked, start - 1), start - 1);
}

function plainString(text: string): string {
  return /^\s*["'`]([\w.: -]{0,80})["'`]\s*$/.exec(text)?.[1] ?? '';
}

/** Where the chain of calls that a name ends begins: `z.string().default(…)`. */
function chainStartBefore(code: Code, start: number): number {
  const { masked } = code;
  let at = start;
  for (let links = 0; links < 12; links++) {
    const dot = blankBefore(masked, at);
    if (!/(?:\.|->|::|\|>)$/.test(masked.slice(Math.max(0, dot - 2), dot))) break;
    let from = blankBefore(masked, dot - (/(?:->|::|\|>)$/.test(masked.slice(dot - 2, dot)) ? 2 : 1));
    if (masked.charAt(from - 1) === '?') from--;
    while (/[)\]]/.test(masked.charAt(from - 1))) {
      const open = code.partnerOf(from - 1);
      if (open === -1) return at;
      from = blankBefore(masked, open);
    }
    const word = wordStart(masked, from);
    if (word === from) return from;
    at = word;
  }
  return at;
}

/** `config.mailer` of `config.mailer.sender`, and what declares a variable. */
function chainBefore(masked: string, start: number): number {
  let at = start;
  while (at > 0 && start - at < 200 && /[\w$@.]/.test(masked.charAt(at - 1))) at--;
  return at;
}

function blankBefore(masked: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < 400 && /\s/.test(masked.charAt(from - 1))) from--;
  return from;
}

function wordStart(masked: string, at: number): number {
  let from = at;
  while (from > 0 && at - from < 100 && /[\w$@]/.test(masked.charAt(from - 1))) from--;
  return from;
}
