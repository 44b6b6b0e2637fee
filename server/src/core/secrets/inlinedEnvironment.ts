/** Finds configuration and pages that copy variables of the environment into what browsers are sent. */

import type { TextRange } from '../finding.ts';
import { nameOf } from '../paths.ts';
import { objectEntries, type ObjectEntry } from './objectEntries.ts';
import { publicVariables } from './publicVariables.ts';
import { serverSecretStrength, type SecretStrength } from './serverSecrets.ts';

export interface Inlined {
  /** The variable; undefined where it is the whole environment. */
  readonly name: string | undefined;
  readonly range: TextRange;
  /** How it gets there, up to the verb: "`env` in next.config writes". */
  readonly by: string;
  readonly strength: SecretStrength;
}

/** `code` is the text with comments and strings blanked, of the same length. In order of the places that are looked at. */
export function inlinedEnvironment(path: string, text: string, code: string): readonly Inlined[] {
  const name = nameOf(path);
  const file: File = { name, text, code };
  return BLOCKS.flatMap((block) => (block.files.test(name) ? inBlock(file, block) : [])).concat(
    directly(file),
    inLoop(file),
    onPages(file),
    CONFIGURATION.test(name) ? [] : sentWhole(file),
  );
}

interface File {
  readonly name: string;
  readonly text: string;
  readonly code: string;
}

/** A literal whose entries reach browsers. */
interface Block {
  readonly files: RegExp;
  /** Ends before the opening brace or bracket. */
  readonly before: RegExp;
  /** A literal with this key inside the other one. */
  readonly inside?: string;
  readonly by: string;
  /** True where keys are expressions to replace: only those of the environment count. */
  readonly replaces?: true;
  /** True where the list of names is all there is. */
  readonly namesOnly?: true;
}

const CONFIGURATION =
  /\.config\.[cm]?[jt]s$|^(?:webpack|rspack|vite|rollup|esbuild|craco|config-overrides|build)[\w.-]*\.[cm]?[jt]s$/;

const BLOCKS: readonly Block[] = [
  // nextjs.org/docs/app/api-reference/config/next-config-js/env
  { files: /^next\.config\./, before: /(?<![\w$.])env\s*:\s*(?=\{)/g, by: '`env` in next.config writes' },
  {
    files: /^next\.config\./,
    before: /(?<![\w$.])publicRuntimeConfig\s*:\s*(?=\{)/g,
    by: '`publicRuntimeConfig` hands',
  },
  // vite.dev/config/shared-options#define, and the options of the same name of esbuild, Rsbuild, tsup and Astro
  {
    files: CONFIGURATION,
    before: /(?<![\w$.])define\s*:\s*(?=\{)/g,
    by: '`define` in the build configuration writes',
    replaces: true,
  },
  {
    files: CONFIGURATION,
    before: /\bDefinePlugin\s*\(\s*(?=\{)/g,
    by: 'DefinePlugin writes',
    replaces: true,
  },
  {
    files: CONFIGURATION,
    before: /(?<![\w$.])replace\s*\(\s*(?=\{)/g,
    by: 'The replace plugin writes',
    replaces: true,
  },
  {
    files: CONFIGURATION,
    before: /\bEnvironmentPlugin\s*\(\s*(?=[[{])/g,
    by: 'EnvironmentPlugin writes',
    namesOnly: true,
  },
  // nuxt.com/docs/guide/going-further/runtime-config
  {
    files: /^nuxt\.config\./,
    before: /(?<![\w$.])runtimeConfig\s*:\s*(?=\{)/g,
    inside: 'public',
    by: '`runtimeConfig.public` hands',
  },
  // docs.expo.dev/versions/latest/config/app: "extra" is part of the app that people install.
  { files: /^app\.config\./, before: /(?<![\w$.])extra\s*:\s*(?=\{)/g, by: '`extra` in app.config hands' },
];

/** Of one kind in a file: configuration has one or two. */
const MOST_BLOCKS = 40;

function inBlock(file: File, block: Block): Inlined[] {
  const { code, text } = file;
  // A bundle for Node never leaves the server.
  if (block.replaces && FOR_NODE.test(text)) return [];
  const found: Inlined[] = [];
  for (const match of [...code.matchAll(block.before)].slice(0, MOST_BLOCKS)) {
    let entries = objectEntries(code, match.index + match[0].length);
    if (block.inside !== undefined) {
      const inner = entries.find(({ key }) => text.slice(key.start, key.end) === block.inside);
      entries = inner && code[inner.value.start] === '{' ? objectEntries(code, inner.value.start) : [];
    }
    for (const entry of entries) found.push(...judgeEntry(file, block, entry));
  }
  return found;
}

/** `env: process.env` without braces. */
function directly({ code, name }: File): Inlined[] {
  const direct = DIRECT.find(({ files }) => files.test(name));
  return direct
    ? [...code.matchAll(direct.pattern)].slice(0, MOST_BLOCKS).map((match) => {
        const end = match.index + match[0].length;
        return whole({ start: end - (match[1] ?? '').length, end }, direct.by);
      })
    : [];
}

const DIRECT = [
  {
    files: /^next\.config\./,
    pattern: /(?<![\w$.])(?:env|publicRuntimeConfig)\s*:\s*(process\s*\.\s*env)(?=\s*[,}\n])/g,
    by: 'This setting hands',
  },
  {
    files: /^app\.config\./,
    pattern: /(?<![\w$.])extra\s*:\s*(process\s*\.\s*env)(?=\s*[,}\n])/g,
    by: '`extra` in app.config hands',
  },
];

/** A loop that writes a replacement for every name that a .env file or the environment has. */
function inLoop({ text, name }: File): Inlined[] {
  const all = /\.parsed\b|Object\s*\.\s*(?:keys|entries)\s*\(\s*process\s*\.\s*env\s*\)/.test(text);
  if (
    !CONFIGURATION.test(name) ||
    !all ||
    FOR_NODE.test(text) ||
    /\.filter\s*\(|startsWith|\.test\s*\(/.test(text)
  )
    return [];
  const key = /\[\s*(`process\.env\.\$\{\w{1,40}\}`|["']process\.env\.["']\s*\+\s*\w{1,40})\s*\]/.exec(text);
  if (!key?.[1]) return [];
  const start = key.index + key[0].indexOf(key[1]);
  return [whole({ start, end: start + key[1].length }, 'This loop writes')];
}

const FOR_NODE = /\b(?:platform|target)\s*:\s*\[?\s*["'](?:node|async-node|electron-main)/;

function judgeEntry(file: File, { by, replaces, namesOnly }: Block, { key, value }: ObjectEntry): Inlined[] {
  const { text, code } = file;
  const name = text.slice(key.start, key.end);
  const range = key.end > key.start ? key : value;
  if (namesOnly) return named(/^\w+$/.test(name) ? name : '', range, by);
  if (replaces && key.end > key.start) {
    const target = /^(?:process|import\.meta)\.env(?:\.(\w+))?$/.exec(name);
    if (!target) return [...named(variableIn(text, value), range, by)];
    if (isLiteral(text, value)) return [];
    if (target[1] !== undefined) {
      const byName = named(target[1], range, by);
      return byName.length > 0 ? byName : named(variableIn(text, value), range, by);
    }
    if (code[value.start] === '{') {
      const inner = objectEntries(code, value.start);
      return inner.flatMap((entry) =>
        takesAll(file, entry.value)
          ? [whole(entry.value, by)]
          : isLiteral(text, entry.value)
            ? []
            : named(text.slice(entry.key.start, entry.key.end), entry.key, by),
      );
    }
  }
  if (takesAll(file, value)) return [whole(range, by)];
  if (replaces && key.end > key.start) return [];
  const variable = variableIn(text, value);
  if (key.end === key.start) return [];
  // A name of one's own for the page says less than the variable that it is filled from.
  // What a template puts in has no name either.
  const ownName = variable === '' && !isLiteral(text, value) && text[value.start] !== '`';
  return named(variable !== '' ? variable : ownName && value.end > value.start ? name : '', range, by);
}

/** A value that is written out: a secret there is found as what it is. */
function isLiteral(text: string, { start, end }: TextRange): boolean {
  const value = text.slice(start, Math.min(end, start + 300));
  return (
    /^(?:["'\d]|(?:true|false|null|undefined)\b)/.test(value) ||
    (value.startsWith('`') && !value.includes('${'))
  );
}

function whole(range: TextRange, by: string): Inlined {
  return { name: undefined, range, by, strength: 'certain' };
}

function named(name: string, range: TextRange, by: string): Inlined[] {
  // Names with a public prefix are another rule's.
  if (name === '' || publicVariables(name).length > 0) return [];
  const strength = serverSecretStrength(name);
  return strength === undefined || strength === 'unsure' ? [] : [{ name, range, by, strength }];
}

/** The one variable that a value reads; "" for none and for several. */
function variableIn(text: string, { start, end }: TextRange): string {
  const names = [
    ...text
      .slice(start, Math.min(end, start + 2_000))
      .matchAll(/(?:process\.env|import\.meta\.env|(?<![\w$.])env)(?:\.|\[["'])([A-Za-z_]\w{1,100})/g),
  ].map((match) => match[1] ?? '');
  return names.length === 1 ? (names[0] ?? '') : '';
}

/** `process.env` as a whole, or a variable that holds all that a loader found. */
function takesAll({ text, code }: File, { start, end }: TextRange): boolean {
  const value = code.slice(start, Math.min(end, start + 2_000));
  if (WHOLE.test(value) || LOADED.test(value)) return true;
  const holder =
    /^(?:JSON\s*\.\s*stringify\s*\(\s*)?(?:\{\s*\.\.\.\s*)?([A-Za-z_$][\w$]*)(?:\.parsed)?\s*[})]*$/.exec(
      value,
    )?.[1];
  if (holder === undefined) return false;
  const escaped = holder.replaceAll('$', '\\$');
  const declared = new RegExp(
    `\\b(?:const|let|var)\\s+${escaped}\\s*=\\s*(?:loadEnv\\s*\\([^()]{0,100}(?:\\([^()]{0,50}\\))?[^()]{0,50},\\s*["'\`]["'\`]\\s*\\)|(?:require\\(["']dotenv["']\\)|dotenv)\\s*\\.\\s*(?:config|parse)\\s*\\(|\\{?\\s*(?:\\.\\.\\.)?\\s*process\\.env\\s*[;}\\r\\n])`,
  );
  return declared.test(text);
}

/** Not followed by a name, and not what is copied from. */
const WHOLE = /(?<![\w$]|(?<!\.\.)\.)process\s*\.\s*env(?!\s*(?:\?\.|\.|\[)|\w)/;
/** All that a .env file holds. */
const LOADED = /\bdotenv\s*\.\s*config\s*\([^()]{0,200}\)\s*\.\s*parsed(?!\s*[?.[])/;
const EVERY_WHOLE = new RegExp(WHOLE.source, 'g');

/** How far before `process.env` the call stands that sends it. */
const WINDOW = 240;

/** The whole environment in an answer of the server, in the data of a page, or in a script that is written into it. */
function sentWhole({ text, code }: File): Inlined[] {
  const found: Inlined[] = [];
  const isLoader = /\bexport\s+(?:async\s+)?(?:const|function)\s+(?:loader|load)\b/.test(code);
  for (const match of text.matchAll(EVERY_WHOLE)) {
    const range = { start: match.index, end: match.index + match[0].length };
    if (code.slice(range.start, range.end) !== match[0]) continue; // in a string or a comment
    const windowStart = Math.max(0, range.start - WINDOW);
    const before = code.slice(windowStart, range.start);
    // What the strings before it hold counts here: "window.ENV = ${…".
    const shown = text.slice(windowStart, range.start);
    const by = senderOf(before, shown, isLoader);
    if (by !== undefined) found.push(whole(range, by));
  }
  return found;
}

function senderOf(before: string, shown: string, isLoader: boolean): string | undefined {
  if (WRITES_SCRIPT.test(shown)) return 'This script writes';
  if (ANSWERS.test(before)) return 'This answer sends';
  if (GIVES_PROPS.test(before)) return 'The props of this page hand';
  const key = LOADS.exec(before)?.[1];
  // Options of a child process look the same: `return { env: { ...process.env } }`.
  return key === 'ENV' || (key === 'env' && isLoader) ? 'This loader hands' : undefined;
}

/** What may stand between a call and the environment: `JSON.stringify(`, `{ env: `, `{ ...`. */
const WRAPPED =
  /(?:JSON\s*\.\s*stringify\s*\(\s*)?(?:\{\s*(?:\w{1,40}\s*:\s*(?:\{\s*\.\.\.\s*)?|\.\.\.\s*))?$/.source;
const WRITES_SCRIPT =
  /\bwindow(?:\.\w{1,40}|\[["'`]\w{1,40}["'`]\])\s*=\s*(?:["'`]\s*\+\s*|\$\{\s*)?(?:JSON\.stringify|serialize|serializeJavascript|devalue|uneval)\s*\(\s*(?:\{\s*\.\.\.\s*)?$/;
const ANSWERS = new RegExp(
  `(?<![\\w$.])(?:(?:res|response|reply|ctx|c|context)(?:\\s*\\.\\s*status\\s*\\([^()]{0,40}\\))?\\s*\\.\\s*(?:json|send|jsonp|end|write)|(?:NextResponse|Response)\\s*\\.\\s*json|new\\s+(?:Next)?Response)\\s*\\(\\s*${WRAPPED}`,
);
const GIVES_PROPS = /\bprops\s*:\s*\{(?:[^{}]{0,200},)?\s*(?:\w{1,40}\s*:\s*(?:\{\s*\.\.\.\s*)?|\.\.\.\s*)$/;
const LOADS =
  /\breturn\s+(?:(?:json|defer|data)\s*\(\s*)?\{(?:[^{}]{0,120},)?\s*(ENV|env)\s*:\s*(?:\{\s*\.\.\.\s*)?$/;

/** `window.ENV = …` and `ENV: { … }` of a loader, with names one by one. */
function onPages({ text, code, name }: File): Inlined[] {
  if (CONFIGURATION.test(name)) return [];
  const found: Inlined[] = [];
  const anchors = [...code.matchAll(/(?<![\w$.])(?:ENV|props)\s*:\s*(?=\{)/g)].map((match) => ({
    open: match.index + match[0].length,
    by: match[0].startsWith('ENV') ? 'This loader hands' : 'The props of this page hand',
  }));
  for (const match of text.matchAll(/\bwindow\.\w{1,40}\s*=\s*(?:\$\{\s*)?JSON\.stringify\s*\(\s*(?=\{)/g)) {
    anchors.push({ open: match.index + match[0].length, by: 'This script writes' });
  }
  for (const { open, by } of anchors.slice(0, MOST_BLOCKS)) {
    for (const { key, value } of objectEntries(code, open)) {
      const variable =
        /^process\.env(?:\.|\[["'])([A-Za-z_]\w{1,100})(?:["']\])?!?(?:\s*(?:\?\?|\|\|)[^]{0,60})?$/.exec(
          text.slice(value.start, Math.min(value.end, value.start + 300)),
        );
      if (variable) found.push(...named(variable[1] ?? '', key, by));
    }
  }
  return found;
}
