/** How code names a variable, and what has to stand there when the variable gets another name. */
import type { TextRange } from '../finding.ts';
import { SCRIPT_LANGUAGES, type Language } from '../language.ts';
import { isInString, type Code } from '../parsers/code.ts';

/** Languages in which `{ X }` stands for `{ X: X }`. */
export function isWrittenInBraces(language: Language): boolean {
  return (SCRIPT_LANGUAGES as readonly Language[]).includes(language);
}

/** `{ X }` becomes `{ Y: X }`, and `import { X }` becomes `import { Y as X }`: the code goes on with its own X. */
export function replacementFor(code: Code, { start, end }: TextRange, newName: string): string {
  if (isInString(code, start)) return newName;
  const { masked } = code;
  const before = lastBefore(masked, start);
  const after = firstAfter(masked, end);
  const isAlone =
    after === ',' || after === '}' || (after === '=' && !/^\s*=[=>]/.test(masked.slice(end, end + 200)));
  if ((before !== '{' && before !== ',') || !isAlone) return newName;
  const open = openBrace(code, start);
  if (open === undefined) return newName;
  const name = masked.slice(start, end);
  const isModule =
    /(?:^|[^\w$.])(?:import|export)\s{1,40}(?:type\s{1,40})?(?:[\w$]{1,60}\s{0,40},\s{0,40})?$/.test(
      masked.slice(Math.max(0, open - 200), open),
    );
  return isModule ? `${newName} as ${name}` : `${newName}: ${name}`;
}

/**
 * Places that read a key of a schema by its name: `env.X`, `const { X } = env`, and in the schema's own file the keys of
 * its other parts (`runtimeEnv: { X: process.env.X }`).
 */
export function schemaReaders(
  code: Code,
  name: string,
  { hasKeys }: { hasKeys: boolean },
): readonly TextRange[] {
  const found: TextRange[] = [];
  const { masked } = code;
  for (let start = masked.indexOf(name); start !== -1; start = masked.indexOf(name, start + name.length)) {
    const end = start + name.length;
    if (/[\w$]/.test(masked.charAt(start - 1)) || /[\w$]/.test(masked.charAt(end)) || isInString(code, start))
      continue;
    if (
      isProperty(masked, start, name) ||
      isTakenApart(code, start) ||
      (hasKeys && isKey(masked, { start, end }))
    )
      found.push({ start, end });
  }
  return found;
}

/**
 * Texts that are the name and nothing else, in tables of names and in tests, or a path to it: `patch("settings.X")`. An
 * everyday word may mean something else.
 */
export function namesInStrings({ text, literals }: Code, name: string): readonly TextRange[] {
  if (!isTelling(name)) return [];
  return literals.flatMap(({ kind, content: { start: from, end } }) => {
    const start = end - name.length;
    if (kind !== 'string' || start < from || !text.startsWith(name, start)) return [];
    const path = text.slice(from, start);
    return path === '' || (path.length < 200 && /^\w+(?:\.\w+)*\.$/.test(path)) ? [{ start, end }] : [];
  });
}

/** `delete process.env.X`, and whatever else is neither a use nor a declaration. */
export function membersOfEnvironment(code: Code, name: string): readonly TextRange[] {
  return membersOf(code, name, /(?<![\w$.])(?:globalThis\.)?(?:process|import\.meta|Bun)\.env\??\.$/);
}

/** `env.X` of an object that nobody knows: it may be made of the environment. */
export function membersOfUnknown(code: Code, name: string): readonly TextRange[] {
  return isTelling(name) ? membersOf(code, name, /(?<![\w$.])(?:env|environment|ENV)\??\.$/) : [];
}

function membersOf({ masked }: Code, name: string, object: RegExp): readonly TextRange[] {
  const found: TextRange[] = [];
  for (let start = masked.indexOf(`.${name}`); start !== -1; start = masked.indexOf(`.${name}`, start + 1)) {
    const end = start + 1 + name.length;
    if (/[\w$]/.test(masked.charAt(end)) || !object.test(masked.slice(Math.max(0, start - 40), start + 1)))
      continue;
    found.push({ start: start + 1, end });
  }
  return found;
}

/** `$X`, `X=…` and `env.X` in commands. What a CI service holds (`secrets.X`) keeps its name. */
export function wordsIn(text: string, name: string): readonly TextRange[] {
  const found: TextRange[] = [];
  for (let start = text.indexOf(name); start !== -1; start = text.indexOf(name, start + name.length)) {
    const end = start + name.length;
    const before = text.slice(Math.max(0, start - 8), start);
    if (/[\w-]$/.test(before) || /[\w-]/.test(text.charAt(end))) continue;
    if (before.endsWith('.') && !/(?:^|[^\w.])env\.$/.test(before)) continue;
    found.push({ start, end });
  }
  return found;
}

/** An everyday word such as PORT may stand for anything. */
export function isTelling(name: string): boolean {
  return /[A-Z]_[A-Z0-9]/.test(name);
}

/** `env.X`; of an everyday name only where the object is called so. */
function isProperty(masked: string, start: number, name: string): boolean {
  if (masked[start - 1] !== '.') return false;
  if (isTelling(name)) return true;
  return OF_ENVIRONMENT.test(masked.slice(Math.max(0, start - 80), start - 1));
}

const OF_ENVIRONMENT = /(?:env|config|settings|secrets)(?:\(\))?\??$/i;

/** `const { X } = env` */
function isTakenApart(code: Code, start: number): boolean {
  const before = lastBefore(code.masked, start);
  if (before !== '{' && before !== ',') return false;
  const open = openBrace(code, start);
  const close = open === undefined ? -1 : code.partnerOf(open);
  if (close < 0) return false;
  const source = /^\s{0,40}=\s{0,40}([\w$.]{1,80})/.exec(code.masked.slice(close + 1, close + 200))?.[1];
  return source !== undefined && OF_ENVIRONMENT.test(source);
}

function isKey(masked: string, { start, end }: TextRange): boolean {
  const before = lastBefore(masked, start);
  const isFirst =
    before === '{' ||
    before === ',' ||
    before === ';' ||
    /\n[ \t]*$/.test(masked.slice(Math.max(0, start - 80), start));
  return isFirst && /^\??\s{0,9}:(?!:)/.test(masked.slice(end, end + 20));
}

/** The brace that the place stands in directly, with nothing else open between. */
function openBrace(code: Code, start: number): number | undefined {
  const { masked } = code;
  const limit = Math.max(0, start - FAR);
  for (let at = start - 1; at >= limit; at--) {
    const character = masked[at];
    if (character === '{') return at;
    if (character === '(' || character === '[' || character === ';') return undefined;
    if (character === '}' || character === ')' || character === ']') {
      const partner = code.partnerOf(at);
      if (partner < 0) return undefined;
      at = partner;
    }
  }
  return undefined;
}

const FAR = 4_000;

function lastBefore(masked: string, start: number): string {
  return /(\S)\s{0,400}$/.exec(masked.slice(Math.max(0, start - 401), start))?.[1] ?? '';
}

function firstAfter(masked: string, end: number): string {
  return /^\s{0,400}(\S)/.exec(masked.slice(end, end + 401))?.[1] ?? '';
}
