import type { Position } from 'vscode-languageserver/node';
import type { EnvModel, EnvVariable } from '../../core/env/model.ts';
import { schemaReaders } from '../../core/env/renameForms.ts';
import type { Span } from '../../core/env/types.ts';
import type { TextRange } from '../../core/finding.ts';
import { codeOf } from '../../core/parsers/code.ts';
import { createDocument } from '../../core/source.ts';
import { judgeOpenFile, type Folder } from '../folder.ts';
import type { Services } from '../services.ts';

/** The name of a variable that stands somewhere in a file. */
export interface NamedPlace {
  readonly folder: Folder;
  readonly path: string;
  readonly name: string;
  /** Exactly what is to be read as the name there; a field of a settings class may be written in lower case. */
  readonly range: TextRange;
  readonly kind: 'use' | 'declaration' | 'reference';
  readonly model: EnvModel;
}

interface Asked {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

/** The variable under the cursor; undefined where there is none, and before all files were read. */
export function nameAt({ textDocument, position }: Asked, services: Services): NamedPlace | undefined {
  const place = services.folders.locate(textDocument.uri);
  const text = place && openText(place.folder, place.path);
  const offset = place?.folder.open.get(place.path)?.text.offsetAt(position);
  if (!place || text === undefined || offset === undefined) return undefined;
  const model = place.folder.whole.model()?.env;
  const pointed = { text, offset };
  const found =
    model &&
    (statedAt(place.folder, place.path, pointed) ??
      calledAt(model, place.path, pointed) ??
      readBySchemaAt(model, place.path, pointed));
  return found && { ...place, ...found, model };
}

/** What an open editor shows, after it was judged as it stands now: places are those of this very text. */
export function openText(folder: Folder, path: string): string | undefined {
  const file = folder.open.get(path);
  if (file && file.judged?.version !== file.text.version) judgeOpenFile(folder, path);
  return file?.text.getText();
}

/** What is known of a variable by the package that a file is in, or else by another one that has it. */
export function variableFor({
  model,
  path,
  name,
}: Pick<NamedPlace, 'model' | 'path' | 'name'>): EnvVariable | undefined {
  const own = model.packageOf(path).variables.get(name);
  if (own) return own;
  for (const { variables } of model.packages) {
    const variable = variables.get(name);
    if (variable) return variable;
  }
  return undefined;
}

interface Pointed {
  readonly text: string;
  readonly offset: number;
}

type Found = Pick<NamedPlace, 'name' | 'range' | 'kind'>;

/** What the file itself says. */
function statedAt({ open, results }: Folder, path: string, pointed: Pointed): Found | undefined {
  const facts = (open.get(path)?.judged?.facts ?? results.get(path)?.analysis.facts)?.env;
  const use = facts?.uses?.find(({ at, name }) => isAt(at, pointed, name));
  if (use) return { name: use.name, range: use.at, kind: 'use' };
  for (const { name, at, references } of facts?.declarations ?? []) {
    if (isAt(at, pointed, name)) return { name, range: at, kind: 'declaration' };
    const reference = references?.find((item) => isAt(item.at, pointed, item.name));
    if (reference) return { name: reference.name, range: reference.at, kind: 'reference' };
  }
  return undefined;
}

/** The argument of a helper that another file defines: `requireEnv("X")`. */
function calledAt(model: EnvModel, path: string, pointed: Pointed): Found | undefined {
  const name = wordAt(pointed);
  if (name === '') return undefined;
  const found = model
    .placesOf(name)
    .uses.find(({ file, use }) => file === path && isAt(use.at, pointed, name));
  return found && { name, range: found.use.at, kind: 'use' };
}

/** `env.X`, where a schema says that the environment has X. */
function readBySchemaAt(model: EnvModel, path: string, { text, offset }: Pointed): Found | undefined {
  const name = wordAt({ text, offset });
  const schema = name === '' ? undefined : model.placesOf(name).uses.find(({ use }) => use.schema);
  if (!schema) return undefined;
  const code = codeOf(createDocument({ path, text }));
  const hasKeys = model.placesOf(name).uses.some(({ file, use }) => file === path && use.schema);
  const range = schemaReaders(code, name, { hasKeys }).find(
    ({ start, end }) => start <= offset && offset <= end,
  );
  return range && { name, range, kind: 'use' };
}

function wordAt({ text, offset }: Pointed): string {
  const before = /\w{0,200}$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
  return before + (/^\w{0,200}/.exec(text.slice(offset, offset + 200))?.[0] ?? '');
}

/** While somebody types, places may be those of an older text: what stands there must still be the name, or all of a word. */
function isAt({ start, end }: Span, { text, offset }: Pointed, name: string): boolean {
  if (offset < start || offset > end) return false;
  const written = text.slice(start, end);
  if (written.toLowerCase() === name.toLowerCase()) return true;
  return (
    /^\w+$/.test(written) &&
    !/^\w/.test(text.slice(end, end + 1)) &&
    !/\w$/.test(text.slice(Math.max(0, start - 1), start))
  );
}
