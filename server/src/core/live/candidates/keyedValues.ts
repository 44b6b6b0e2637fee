/** A value with the name that stands before it. The range is that of the value's text. */
export interface KeyedValue {
  readonly key: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** It stands in quotes, or is a URL: a bare word may be code. */
  readonly isText: boolean;
  /** One of several in brackets. */
  readonly isListed: boolean;
  /** Blanks before the line that the key stands in. */
  readonly indent: number;
}

/**
 * Names and what is given to them, in whatever notation: env files, YAML, TOML, JSON, objects and assignments of code. A list
 * gives each item with the list's name. In time proportional to the text; comments are left out.
 */
export function* keyedValues(text: string): Generator<KeyedValue> {
  const state: State = {
    key: '',
    listKey: '',
    label: '',
    last: '',
    depth: 0,
    lists: 0,
    hasValue: false,
    isFresh: true,
  };
  let indent = 0;
  let keyIndent = 0;
  TOKEN.lastIndex = 0;
  const pattern = new RegExp(TOKEN);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const token = match[0];
    if (token.startsWith('\n')) {
      endLine(state);
      indent = token.length - 1;
    } else if (isComment(token, text, match.index)) {
      continue;
    } else if (SIGNS.has(token)) {
      if (readSign(state, token)) keyIndent = indent;
    } else {
      const quote = '"\'`'.includes(token.charAt(0)) ? 1 : 0;
      const start = match.index + quote;
      const value = token.slice(quote, token.length - quote);
      state.last = value;
      if (isKey(text, pattern.lastIndex)) continue;
      const isText = quote === 1 || /^https?:/i.test(token);
      yield* valuesOf(state, {
        text: value,
        start,
        end: start + value.length,
        isText,
        isListed: state.lists > 0,
        indent: keyIndent,
      });
      state.hasValue = true;
    }
  }
}

interface State {
  key: string;
  /** A key with nothing behind it: lines that begin with a dash are its items. */
  listKey: string;
  /** The value of a `name:` or `key:`, which says what the `value:` behind it is called. */
  label: string;
  last: string;
  depth: number;
  lists: number;
  hasValue: boolean;
  isFresh: boolean;
}

const TOKEN =
  /\n[ \t]*|#[^\n]*|\/\/[^\n]*|https?:\/\/[^\s"'`<>,;)\]}|]*|"[^"\n]*"|'[^'\n]*'|`[^`\n]*`|[\w$@.*][\w$@.*-]*|[=!]={1,2}|=>|:=|<<|\+=|[-=:[\](){}]/gi;
const SIGNS: ReadonlySet<string> = new Set([
  '=',
  ':',
  ':=',
  '=>',
  '<<',
  '+=',
  '-',
  '[',
  ']',
  '(',
  ')',
  '{',
  '}',
  '==',
  '===',
  '!=',
  '!==',
]);
const KEY_SIGNS: ReadonlySet<string> = new Set(['=', ':', ':=', '=>', '<<', '+=']);

/** `#` within a word is none: `a#b`, `/#/`. */
function isComment(token: string, text: string, at: number): boolean {
  return token.startsWith('//') || (token.startsWith('#') && /^$|\s/.test(text.charAt(at - 1)));
}

/** What follows makes a key of what was read. */
function isKey(text: string, at: number): boolean {
  const next = /^[ \t]*(?::(?!\/\/|:)|=(?!=)|=>|:=|<<|\+=)/.exec(text.slice(at, at + 20));
  return next !== null;
}

/** True where a key begins. */
function readSign(state: State, sign: string): boolean {
  if (KEY_SIGNS.has(sign) && state.last !== '') {
    state.key = state.last;
    state.last = '';
    state.hasValue = false;
    state.isFresh = false;
    state.depth = 0;
    state.lists = 0;
    return true;
  }
  if (sign === '-' && state.isFresh && state.depth === 0) {
    state.key = state.listKey;
    return false;
  }
  if (sign === '[') state.lists++;
  if (sign === ']') state.lists = Math.max(0, state.lists - 1);
  if ('[({'.includes(sign)) state.depth++;
  else if ('])}'.includes(sign)) state.depth = Math.max(0, state.depth - 1);
  state.isFresh = false;
  return false;
}

function endLine(state: State): void {
  if (!state.hasValue && state.key !== '') state.listKey = state.key;
  if (state.hasValue && state.depth === 0) state.key = '';
  state.last = '';
  state.isFresh = true;
}

function* valuesOf(state: State, value: Omit<KeyedValue, 'key'>): Generator<KeyedValue> {
  state.isFresh = false;
  const [whole, name, inner] = /^([A-Za-z_]\w{1,80})=(.*)$/.exec(value.text) ?? [];
  if (whole !== undefined && name !== undefined && inner !== undefined) {
    yield { ...value, key: name, text: inner, start: value.end - inner.length };
    return;
  }
  if (state.key === '') return;
  if (state.key === 'name' || state.key === 'key') state.label = value.text;
  const isLabelled = state.key === 'value' && state.label !== '';
  yield { ...value, key: isLabelled ? state.label : lastPart(state.key) };
}

/** `config.hosts` → `hosts` */
function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}
