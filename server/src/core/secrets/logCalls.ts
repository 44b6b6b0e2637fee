/** Where a program writes to its log or its output, and what stands in the call. */

import type { TextRange } from '../finding.ts';
import type { Language } from '../language.ts';

/** A call whose arguments are worth a closer look. Offsets into the text. */
export interface LogCall {
  readonly start: number;
  /** What is written: between the parentheses, or up to the end of the line. */
  readonly args: TextRange;
  /** The last word of what is called: "error", "println". */
  readonly method: string;
}

/** Whether the arguments can matter; they are handed over as they stand in the text, at most 1,500 characters. */
export type Worth = (window: string) => boolean;

/**
 * The calls of a language's usual loggers and printers. Reads strings and brackets roughly, for speed: whoever
 * goes on with a call looks at it with the lexer. Takes time in proportion to the text, whatever it holds.
 */
export function* logCalls(text: string, language: Language, worth: Worth): Generator<LogCall> {
  const style = STYLES[language];
  if (!style) return;
  const cursors = style.anchors.map((anchor) => ({ anchor, at: text.indexOf(anchor) }));
  let budget = 4 * text.length + 10_000;
  for (let from = 0; ;) {
    const at = nextAnchor(text, cursors, from);
    if (at === -1) return;
    from = at + 1;
    const call = callAt(text, style, at);
    if (!call) continue;
    const args = argumentsAt(text, call.open, style);
    budget -= args.end - args.start;
    if (budget < 0) return;
    if (!args.closed) continue;
    from = Math.max(from, args.end);
    if (worth(text.slice(args.start, args.end))) yield { start: at, args, method: call.method };
  }
}

/** Lower-case literals, one of which every log call of a language contains. */
export const LOG_TRIGGERS: readonly string[] = [
  'console.',
  'print',
  'log.',
  'logger',
  'logging.',
  'log(',
  'log::',
  'log->',
  'error_log',
  'winston.',
  'logrus.',
  'consola.',
  'pino.',
  'var_dump',
  'dd(',
  'dump(',
  'puts ',
  'p env',
  'p params',
  'io.inspect',
  'dbg!',
  'info!',
  'warn!',
  'debug!',
  'error!',
  'trace!',
  'timber.',
];

interface Style {
  /** Sticky, at an anchor; matches what is called, up to the parenthesis or the blank behind it. */
  readonly call: RegExp;
  /** Exact pieces of text that are searched for first: a native search each. */
  readonly anchors: readonly string[];
  /** Sticky behind the arguments: a further call on the result, whose arguments are logged too. */
  readonly chains?: RegExp;
}

const LEVELS =
  'trace|debug|info|warn|warning|error|fatal|log|verbose|silly|http|notice|critical|alert|emergency|success|exception';
const JAVASCRIPT: Style = {
  anchors: ['consol', 'pino', 'log', 'Log', 'winston.', 'debug('],
  call: new RegExp(
    String.raw`(?:console\??\.(?:log|info|warn|error|debug|trace|dir|table)|(?:[lL]og(?:ger)?(?:\(\))?|winston|pino|consola)\??\.(?:${LEVELS})|log|debug)(?=\()`,
    'y',
  ),
};
const JVM: Style = {
  anchors: ['log', 'LOG', 'System.', 'print', 'Log.', 'Timber.'],
  call: new RegExp(
    String.raw`(?:(?:log|logger|LOG|LOGGER)\.(?:${LEVELS})|System\.(?:out|err)\.(?:println|printf|print)|println?|Log\.[vdiwe]|Timber\.[vdiwe])(?=\()`,
    'y',
  ),
};

const STYLES: Partial<Readonly<Record<Language, Style>>> = {
  javascript: JAVASCRIPT,
  javascriptreact: JAVASCRIPT,
  typescript: JAVASCRIPT,
  typescriptreact: JAVASCRIPT,
  vue: JAVASCRIPT,
  svelte: JAVASCRIPT,
  astro: JAVASCRIPT,
  python: {
    anchors: ['print', 'log', 'LOG'],
    call: new RegExp(
      String.raw`(?:pprint\.pprint|p?print|(?:log|logger|logging|LOG|LOGGER|_logger|_log)\.(?:${LEVELS}))(?=\()`,
      'y',
    ),
  },
  ruby: {
    anchors: ['puts', 'p ', 'pp ', 'p(', 'print ', 'logger', 'Logger'],
    call: new RegExp(String.raw`(?:puts|pp?|print|[lL]ogger\.(?:${LEVELS}))(?=[ (])`, 'y'),
  },
  php: {
    anchors: ['error_log(', 'var_dump(', 'dd(', 'dump(', 'print_r(', 'var_export(', 'log', 'Log'],
    call: new RegExp(
      String.raw`(?:error_log|var_dump|dd|dump|print_r|var_export|[lL]og(?:ger)?(?:\(\))?(?:->|::)(?:${LEVELS})|logger)(?=\()`,
      'y',
    ),
  },
  go: {
    chains: /\)\s{0,40}\.\w{1,40}\(/y,
    anchors: ['log', 'slog.', 'zlog.', 'Log', 'fmt.Print', 'zap.'],
    call: /(?:fmt\.Print(?:ln|f)?|[zs]?[lL]og(?:ger|rus)?(?:\(\))?\.(?:Trace|Debug|Info|Warn|Warning|Error|Fatal|Panic|Print|Log)(?:ln|f|w|Context)?|zap\.[LS]\(\)\.(?:Debug|Info|Warn|Error|Fatal|Panic)[fw]?|[zs]?[lL]og(?:ger|rus)?\.With(?:Fields?)?)(?=\()/y,
  },
  java: JVM,
  kotlin: JVM,
  csharp: {
    anchors: ['Console.Write', 'log', 'Log.', 'Debug.Write', 'Trace.Write'],
    call: /(?:Console\.(?:Error\.)?Write(?:Line)?|_?log(?:ger)?\.(?:Log)?(?:Trace|Debug|Information|Info|Warning|Warn|Error|Critical|Fatal)|Log\.(?:Verbose|Debug|Information|Warning|Error|Fatal)|(?:Debug|Trace)\.Write(?:Line)?)(?=\()/y,
  },
  rust: {
    anchors: ['print', 'dbg!', 'info!', 'warn!', 'debug!', 'error!', 'trace!'],
    call: /(?:e?println?|print|eprint|dbg|info|warn|debug|error|trace)!(?=\()/y,
  },
  elixir: {
    anchors: ['Logger.', 'IO.'],
    call: /(?:Logger\.(?:debug|info|notice|warn|warning|error|critical|alert)|IO\.(?:inspect|puts))(?=[ (])/y,
  },
};

interface Cursor {
  readonly anchor: string;
  /** Of its next occurrence; -1: there is none. */
  at: number;
}

/** The next place at or after `from` where one of the anchors occurs. */
function nextAnchor(text: string, cursors: readonly Cursor[], from: number): number {
  let nearest = -1;
  for (const cursor of cursors) {
    if (cursor.at !== -1 && cursor.at < from) cursor.at = text.indexOf(cursor.anchor, from);
    if (cursor.at !== -1 && (nearest === -1 || cursor.at < nearest)) nearest = cursor.at;
  }
  return nearest;
}

const DECLARES = /\b(?:function|def|defp|fn|func|fun|void)\s+$/;

function callAt(text: string, style: Style, at: number): { open: number; method: string } | undefined {
  const { call } = style;
  call.lastIndex = at;
  if (!call.test(text)) return undefined;
  const open = call.lastIndex;
  const name = text.slice(at, open);
  if (!standsAlone(text.charAt(at - 1), name) || DECLARES.test(text.slice(Math.max(0, at - 12), at))) {
    return undefined;
  }
  return { open, method: /\w+!?$/.exec(name)?.[0] ?? name };
}

/** `this.logger.info` and `auditLogger.info` log; `Math.log`, `dialog.error` and `sprint` do something else. */
function standsAlone(before: string, name: string): boolean {
  const hasOwner = /[.:>]/.test(name);
  if (name.endsWith('!')) return !/[\w$]/.test(before);
  if (!hasOwner) return !/[\w$.>:@]/.test(before);
  return name.startsWith('L') ? true : !/[A-Za-z\d]/.test(before);
}

const MOST = 1_500;

interface Arguments extends TextRange {
  readonly closed: boolean;
}

function argumentsAt(text: string, open: number, style: Style): Arguments {
  if (text[open] !== '(') return restOfStatement(text, open);
  let args = insideBrackets(text, open);
  while (args.closed && style.chains) {
    style.chains.lastIndex = args.end;
    if (!style.chains.test(text)) break;
    const more = insideBrackets(text, style.chains.lastIndex - 1);
    if (!more.closed || more.end - args.start > MOST) break;
    args = { start: args.start, end: more.end, closed: true };
  }
  return args;
}

/** From the opening bracket to the one that closes it, with strings skipped. */
function insideBrackets(text: string, open: number): Arguments {
  const limit = Math.min(text.length, open + MOST);
  let depth = 0;
  for (let at = open; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === 40 || code === 91 || code === 123) depth++;
    else if (code === 41 || code === 93 || code === 125) {
      if (--depth === 0) return { start: open + 1, end: at, closed: true };
    } else if (code === 34 || code === 39 || code === 96) at = endOfString(text, at, limit);
  }
  return { start: open + 1, end: limit, closed: false };
}

/** Offset of the closing quote. A string in plain quotes that is not closed in its line is none: it is skipped over. */
function endOfString(text: string, start: number, limit: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === 92) at++;
    else if (code === 10 && quote !== 96) return start;
  }
  return start;
}

/** Without parentheses: to the end of the line, and on where a comma ends it. */
function restOfStatement(text: string, start: number): Arguments {
  const limit = Math.min(text.length, start + MOST);
  for (let at = start; at < limit; at++) {
    if (text.charCodeAt(at) !== 10) continue;
    if (!/,[ \t\r]*$/.test(text.slice(Math.max(start, at - 20), at))) return { start, end: at, closed: true };
  }
  return { start, end: limit, closed: limit === text.length };
}
