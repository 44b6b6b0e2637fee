/** Works out the edits that give a variable another name, in all files that name it. */
import type { EditPlan, FileEdit, Refusal, TextEdit } from '../edit.ts';
import type { TextRange } from '../finding.ts';
import { codeOf, type Code } from '../parsers/code.ts';
import { placeOf } from '../place.ts';
import { createDocument, type Document } from '../source.ts';
import type { EnvModel, EnvVariable, NamePlaces } from './model.ts';
import { publicPrefixOf } from './publicPrefixes.ts';
import {
  isTelling,
  isWrittenInBraces,
  membersOfEnvironment,
  membersOfUnknown,
  namesInStrings,
  replacementFor,
  schemaReaders,
  wordsIn,
} from './renameForms.ts';
import type { Span } from './types.ts';

export interface RenameRequest {
  readonly name: string;
  readonly newName: string;
  readonly model: EnvModel;
  /** Files of the workspace by path: what names it without reading it is searched for in them. */
  readonly paths: Iterable<string>;
  readonly read: (path: string) => string | undefined;
}

/** One undoable step for all files, or words on why not. */
export function planRename(request: RenameRequest): EditPlan | Refusal {
  const { name, newName, model, read } = request;
  const refusal = refusalFor(name, model) ?? refusalForNew(request);
  if (refusal) return refusal;
  const places = model.placesOf(name);
  const edits = new Map<string, Map<number, TextEdit>>();
  const documents = new Map<string, Document>();
  for (const { file, at } of spansOf(places)) {
    const text = read(file);
    const written = text?.slice(at.start, at.end);
    if (text === undefined || written !== name) return otherForm(name, file, at, written);
    const document = documents.get(file) ?? createDocument({ path: file, text });
    documents.set(file, document);
    addTo(edits, file, at, textFor(document, at, newName));
  }
  const unknown = addMentions(edits, request, places);
  if (unknown) return unknown;
  return {
    title: `Rename ${name} to ${newName}`,
    edits: sorted(edits),
    notes: notesFor(name, newName),
  };
}

/** Why this name must stay; undefined where it can change. */
export function refusalFor(name: string, model: EnvModel): Refusal | undefined {
  const all = variablesNamed(name, model);
  const { uses, declarations } = model.placesOf(name);
  const supplied = all.find(({ suppliedBy }) => suppliedBy !== undefined)?.suppliedBy;
  if (supplied !== undefined) return { refused: `${name} can't be renamed: it is set by ${supplied}.` };
  const reader = all.find(
    ({ readBy }) => readBy !== undefined && !(uses.length > 0 && OF_MANIFESTS.test(readBy)),
  )?.readBy;
  if (reader !== undefined)
    return { refused: `${name} can't be renamed: it is read by ${reader}, which knows it by this name.` };
  if (declarations.length === 0 && /[a-z]/.test(name))
    return { refused: `${name} can't be renamed: nothing declares it, so that the build may put it in.` };
  for (const { variables, dynamics } of model.packages) {
    const found = variables.has(name)
      ? dynamics.find(({ dynamic: { prefix, suffix } }) => matches(name, prefix, suffix))
      : undefined;
    if (found)
      return {
        refused: `${name} can't be renamed: ${found.file}:${found.dynamic.at.line} puts names together when it runs, and this may be one of them.`,
      };
  }
  return undefined;
}

/** A job of one package sets what the code of another one reads. */
const OF_MANIFESTS = /^the container or job/;

/** A pattern that fits every name says nothing about this one. */
function matches(name: string, prefix: string, suffix: string): boolean {
  const length = prefix.length + suffix.length;
  return length > 0 && name.length > length && name.startsWith(prefix) && name.endsWith(suffix);
}

function refusalForNew({ name, newName, model }: RenameRequest): Refusal | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(newName))
    return { refused: 'A name is made of letters, digits and underscores, and does not start with a digit.' };
  if (newName === name) return { refused: `It is called ${name} already.` };
  const { uses, declarations } = model.placesOf(newName);
  const taken = declarations[0] ?? uses[0];
  if (taken) {
    const { line } = 'use' in taken ? taken.use.at : taken.declaration.at;
    return { refused: `There is a ${newName} already: ${taken.file}:${line}.` };
  }
  const isSecret = variablesNamed(name, model).some((variable) => variable.isSecret);
  for (const { variables, publicPrefixes } of model.packages) {
    if (!isSecret || !variables.has(name)) continue;
    const prefix = publicPrefixOf(newName, publicPrefixes);
    if (prefix !== undefined && publicPrefixOf(name, publicPrefixes) === undefined)
      return {
        refused: `${name} looks like a secret, and names that start with ${prefix} become part of what browsers load.`,
      };
  }
  return undefined;
}

function variablesNamed(name: string, { packages }: EnvModel): readonly EnvVariable[] {
  return packages.flatMap(({ variables }) => variables.get(name) ?? []);
}

interface Placed {
  readonly file: string;
  readonly at: Span;
}

/** What a CI service or a cluster holds under this name stays there: `Y: ${{ secrets.X }}`. */
function spansOf({ uses, declarations, references }: NamePlaces): readonly Placed[] {
  return [
    ...uses
      .filter(({ use: { store } }) => store === undefined)
      .map(({ file, use: { at } }) => ({ file, at })),
    ...declarations.map(({ file, declaration: { at } }) => ({ file, at })),
    ...references,
  ];
}

function otherForm(name: string, file: string, at: Span, written: string | undefined): Refusal {
  const isName = written !== undefined && /^[\w.-]{1,100}$/.test(written);
  const how = isName ? ` writes it as ${written}` : ' has changed, or writes it in another way';
  return { refused: `${name} can't be renamed for you: ${file}:${at.line}${how}. Rename it there by hand.` };
}

function textFor(document: Document, at: TextRange, newName: string): string {
  return isWrittenInBraces(document.language) ? replacementFor(codeOf(document), at, newName) : newName;
}

/**
 * What names the variable without being a place of its own: keys of schemas, tables of names, the shell of a workflow. Words
 * on it where something may read the variable that is not understood.
 */
function addMentions(
  edits: Map<string, Map<number, TextEdit>>,
  { name, newName, paths, read }: RenameRequest,
  { uses, declarations }: NamePlaces,
): Refusal | undefined {
  const schemas = new Set(uses.filter(({ use: { schema } }) => schema).map(({ file }) => file));
  const own = new Set([...uses, ...declarations].map(({ file }) => file));
  for (const path of paths) {
    const isShell = RUNS_SHELL.test(path) && (own.has(path) || isTelling(name));
    if (!isShell && !CODE.test(path)) continue;
    const text = read(path);
    if (text === undefined || !text.includes(name)) continue;
    if (isShell) {
      for (const range of wordsIn(text, name)) addTo(edits, path, range, newName);
      continue;
    }
    const document = createDocument({ path, text });
    const code = codeOf(document);
    for (const range of mentionsIn(code, name, { path, schemas }))
      addTo(edits, path, range, replacementFor(code, range, newName));
    const unknown = membersOfUnknown(code, name).find(({ start }) => !edits.get(path)?.has(start));
    if (unknown && placeOf(path) !== 'test')
      return {
        refused: `${name} can't be renamed for you: ${path}:${document.positionAt(unknown.start).line} seems to read it in a way of its own. Rename it by hand.`,
      };
  }
  return undefined;
}

function mentionsIn(
  code: Code,
  name: string,
  { path, schemas }: { path: string; schemas: ReadonlySet<string> },
): readonly TextRange[] {
  return [
    ...namesInStrings(code, name),
    ...membersOfEnvironment(code, name),
    ...(schemas.size > 0 ? schemaReaders(code, name, { hasKeys: hasKeys(path, name, schemas) }) : []),
  ];
}

/** Its own file, and tests, which put an object in the place of what the schema gives. */
function hasKeys(path: string, name: string, schemas: ReadonlySet<string>): boolean {
  return schemas.has(path) || (isTelling(name) && placeOf(path) === 'test');
}

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py|rb|php|go|rs|java|kt|cs|exs?)$/;
/** What their commands call `$X` is what they set. */
const RUNS_SHELL =
  /^\.github\/(?:workflows|actions)\/|(?:^|\/)(?:docker|container)file(?:[.-][\w.-]+)?$|\.dockerfile$|(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$|\.(?:sh|bash|zsh)$|(?:^|\/)(?:GNU)?makefile$/i;

/** A place may be a use and a declaration at once. */
function addTo(
  edits: Map<string, Map<number, TextEdit>>,
  file: string,
  range: TextRange,
  newText: string,
): void {
  const own = edits.get(file) ?? new Map<number, TextEdit>();
  edits.set(file, own);
  if (!own.has(range.start)) own.set(range.start, { range: { start: range.start, end: range.end }, newText });
}

function sorted(edits: ReadonlyMap<string, ReadonlyMap<number, TextEdit>>): readonly FileEdit[] {
  return [...edits]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, own]) => ({ path, edits: [...own.values()].sort((a, b) => a.range.start - b.range.start) }));
}

/** What the workspace can't rename. A secret of a CI service keeps its name, and is handed on under the new one. */
function notesFor(name: string, newName: string): readonly string[] {
  return [`Set ${newName} at every host of the product before you deploy: there it is still called ${name}.`];
}
