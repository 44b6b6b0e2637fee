import { parseDotenv, type DotenvEntry, type DotenvFile } from '../../parsers/dotenv.ts';
import type { DotenvReference } from '../../parsers/dotenvReferences.ts';
import type { Document } from '../../source.ts';
import { describeValue } from '../describeValue.ts';
import { envFileRoleOf } from '../envFileRole.ts';
import type { EnvReader } from '../reader.ts';
import { spanOf } from '../span.ts';
import type { EnvDeclaration, EnvReference } from '../types.ts';

/** Env files: what they declare, and what their values refer to. */
export default {
  triggers: [],
  reads: (path: string) => envFileRoleOf(path) !== undefined,
  always: (path: string) => envFileRoleOf(path) !== undefined,
  read(document: Document) {
    const file = document.parsed(parseDotenv);
    const declarations = file.entries.map((entry) => declarationOf(entry, file, document));
    if (envFileRoleOf(document.path)?.template) {
      const declared = new Set(file.entries.map(({ name }) => name));
      declarations.push(...commentedOut(file, document).filter(({ name }) => !declared.has(name)));
    }
    return { declarations };
  },
} satisfies EnvReader;

function declarationOf(entry: DotenvEntry, file: DotenvFile, document: Document): EnvDeclaration {
  const { name, nameRange, value, range } = entry;
  const references = entry.references.filter((reference) => isMeant(reference, entry));
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

/** `$word` is often a part of a password, and in single quotes nobody means it. */
function isMeant({ name, braces }: DotenvReference, { quote }: DotenvEntry): boolean {
  return braces || (quote !== 'single' && /^[A-Z][A-Z0-9_]*$/.test(name));
}

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

const COMMENTED = /^(#+[ \t]{0,8}(?:export[ \t]{1,8})?)([A-Z][A-Z0-9_]{1,80})[ \t]{0,8}=/;
