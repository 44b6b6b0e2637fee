import { parseDotenv, type DotenvEntry, type DotenvFile } from '../../parsers/dotenv.ts';
import type { DotenvReference } from '../../parsers/dotenvReferences.ts';
import type { Document } from '../../source.ts';
import { describeValue } from '../describeValue.ts';
import { envFileRoleOf } from '../envFileRole.ts';
import type { EnvReader } from '../reader.ts';
import { spanOf } from '../../span.ts';
import type { EnvDeclaration, EnvReference } from '../types.ts';

/** Env files: what they declare, and what their values refer to. */
export default {
  triggers: [],
  reads: (path: string) => envFileRoleOf(path) !== undefined,
  always: (path: string) => envFileRoleOf(path) !== undefined,
  read(document: Document) {
    const file = document.parsed(parseDotenv);
    const names = new Set(file.entries.map(({ name }) => name));
    const declarations = file.entries
      .filter((entry) => isDeclaration(entry, file))
      .map((entry) => declarationOf(entry, { file, names, document }));
    if (envFileRoleOf(document.path)?.template) {
      for (const declaration of commentedOut(file, document))
        if (!names.has(declaration.name)) declarations.push(declaration);
    }
    return { declarations };
  },
} satisfies EnvReader;

/** Whatever else stands before an equals sign is a line that was meant otherwise, and may be a part of a value. */
function isDeclaration({ name, value, quote }: DotenvEntry, { text }: DotenvFile): boolean {
  if (!/^\w[\w.-]{0,199}$/.test(name)) return false;
  // "q83vASNF==": the end of something in base64.
  return quote !== undefined || text.slice(value.start, value.end) !== '=' || /_/.test(name);
}

interface Reading {
  readonly file: DotenvFile;
  /** All that the file declares. */
  readonly names: ReadonlySet<string>;
  readonly document: Document;
}

function declarationOf(entry: DotenvEntry, { file, names, document }: Reading): EnvDeclaration {
  const { name, nameRange, value, range } = entry;
  const references = entry.references.filter((reference) => isMeant(reference, entry, names));
  return {
    name,
    at: spanOf(document, nameRange.start, nameRange.end),
    value: describeValue(file.text.slice(value.start, value.end)),
    valueAt: value,
    entry: range,
    by: 'env-file',
    ...(references.length > 0
      ? { references: references.map((reference) => referenceOf(reference, document)) }
      : {}),
  };
}

/**
 * `$word` is often a part of a password, and in single quotes nobody means it. What facts hold must be no part of a value:
 * without braces it has to be a name of the file, or to look like one.
 */
function isMeant(
  { name, braces }: DotenvReference,
  { quote }: DotenvEntry,
  names: ReadonlySet<string>,
): boolean {
  if (braces) return name.length <= 200;
  return quote !== 'single' && /^[A-Z][A-Z0-9_]*$/.test(name) && (names.has(name) || USUAL_NAME.test(name));
}

/** Words in capitals, or several with digits in them. */
const USUAL_NAME = /^(?:[A-Z]{1,16}|[A-Z][A-Z0-9]{0,15}(?:_[A-Z0-9]{1,16}){1,8})$/;

function referenceOf({ name, nameRange, operator }: DotenvReference, document: Document): EnvReference {
  const isRequired = operator === undefined || operator === '?' || operator === ':?';
  return {
    name,
    at: spanOf(document, nameRange.start, nameRange.end),
    need: isRequired ? 'required' : 'optional',
  };
}

/** `# NAME=value` in a template: a variable that may be set. Nothing is known of its value, so that none is missed. */
function commentedOut({ text, comments }: DotenvFile, document: Document): EnvDeclaration[] {
  return comments.flatMap(({ start, end }) => {
    const [whole, lead = '', name = ''] = COMMENTED.exec(text.slice(start, Math.min(end, start + 200))) ?? [];
    if (whole === undefined) return [];
    const nameStart = start + lead.length;
    const at = spanOf(document, nameStart, nameStart + name.length);
    return [{ name, at, value: { state: 'unknown' }, by: 'env-file' }];
  });
}

const COMMENTED = /^(#+[ \t]{0,8}(?:export[ \t]{1,8})?)([A-Z][A-Z0-9_]{1,80})[ \t]{0,8}=(?!=(?:\s|$))/;
