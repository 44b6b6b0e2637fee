import {
  CompletionItemKind,
  type CompletionItem,
  type CompletionParams,
  type Connection,
} from 'vscode-languageserver/node';
import { completionPlaceAt, type CompletionPlace } from '../../core/env/completionPlace.ts';
import type { EnvModel, EnvPackage, EnvVariable } from '../../core/env/model.ts';
import { parseDotenv } from '../../core/parsers/dotenv.ts';
import type { Folder } from '../folder.ts';
import type { Services } from '../services.ts';
import { declarationWords, inOrderOfStrength, labelsOf } from './words.ts';

/** Offers names of variables where one is being typed, in code and in env files; silent everywhere else. Never a value. */
export function registerEnvCompletion(connection: Connection, services: Services): void {
  connection.onCompletion((params): CompletionItem[] | null => {
    const file = services.folders.locate(params.textDocument.uri);
    const text = file?.folder.open.get(file.path)?.text;
    if (!file || !text) return null;
    const { folder, path } = file;
    const offset = text.offsetAt(params.position);
    const place = completionPlaceAt(path, text.getText(), offset);
    const model = place && folder.whole.model()?.env;
    if (!place || !model) return null;
    const offered =
      place.kind === 'key' ? missingKeys(folder, path, offset, model) : namesFor(place, path, model);
    const known = offered.filter((variable) => !isBeingTyped(variable, path, place));
    return known.map((variable) => itemFor(variable, place, params, text.getText(), offset));
  });
}

/** Characters after which a name may start. */
export const COMPLETION_TRIGGERS: readonly string[] = ['.', '"', "'", '`', '[', '{', '('];

/** The beginning of a name at the cursor counts as one itself. */
function isBeingTyped(
  { name, uses, declarations }: EnvVariable,
  path: string,
  { typed }: CompletionPlace,
): boolean {
  if (name.length !== typed.end - typed.start || uses.length + declarations.length !== 1) return false;
  const found = uses[0] ?? declarations[0];
  const at = found && ('use' in found ? found.use.at : found.declaration.at);
  return found?.file === path && at?.start === typed.start;
}

/** What the package reads, or what its env files have. */
function namesFor({ only }: CompletionPlace, path: string, model: EnvModel): readonly EnvVariable[] {
  const { publicPrefixes, variables, envFiles } = model.packageOf(path);
  const known = new Map(variables);
  // What the files above this package declare, nobody in it has read yet.
  for (const file of envFiles)
    for (const name of file.byName.keys()) {
      const variable = known.has(name) ? undefined : model.packageOf(file.path).variables.get(name);
      if (variable) known.set(name, variable);
    }
  const isPublic = ({ name }: EnvVariable): boolean =>
    publicPrefixes.some((prefix) => name.startsWith(prefix));
  const all = [...known.values()];
  if (only === undefined || publicPrefixes.length === 0) return all;
  return all.filter((variable) => isPublic(variable) === (only === 'public'));
}

/** What the packages that run with this file read, and what it doesn't have yet. */
function missingKeys(folder: Folder, path: string, offset: number, model: EnvModel): readonly EnvVariable[] {
  const text = folder.open.get(path)?.text.getText() ?? '';
  const { entries } = parseDotenv(text);
  if (entries.some(({ value }) => value.start <= offset && offset <= value.end && value.start !== value.end))
    return [];
  const present = new Set(entries.map(({ name }) => name));
  const found = new Map<string, EnvVariable>();
  for (const reader of packagesWith(path, model)) {
    for (const variable of reader.variables.values()) {
      if (present.has(variable.name) || variable.suppliedBy !== undefined) continue;
      if (!isReadByProduct(variable)) continue;
      if (found.get(variable.name)?.need !== 'required') found.set(variable.name, variable);
    }
  }
  return [...found.values()];
}

function packagesWith(path: string, model: EnvModel): readonly EnvPackage[] {
  const own = model.packageOf(path);
  const others = model.packages.filter(({ envFiles }) => envFiles.some((file) => file.path === path));
  return [...new Set([own, ...others])];
}

function isReadByProduct({ uses, usesElsewhere }: EnvVariable): boolean {
  return [...uses, ...usesElsewhere].some(({ place }) => place === 'product' || place === 'tool');
}

function itemFor(
  variable: EnvVariable,
  { kind, typed }: CompletionPlace,
  { position }: CompletionParams,
  text: string,
  offset: number,
): CompletionItem {
  const { name } = variable;
  const start = { line: position.line, character: position.character - (typed.end - typed.start) };
  const hasSign = /^[\w.-]{0,100}[ \t]{0,20}[=:]/.test(text.slice(offset, offset + 130));
  const newText = kind === 'key' && !hasSign ? `${name}=` : name;
  return {
    label: name,
    kind: CompletionItemKind.Constant,
    labelDetails: { description: labelsOf(variable).join(' · ') },
    detail: declaredWords(variable),
    sortText: `${rankOf(variable)}${name}`,
    filterText: name,
    textEdit: { range: { start, end: position }, newText },
  };
}

function rankOf({ need, suppliedBy }: EnvVariable): number {
  if (suppliedBy !== undefined) return 3;
  return need === 'required' ? 0 : need === 'optional' ? 1 : 2;
}

/** "Declared in .env, .env.example (template, empty)" */
function declaredWords({ declarations }: EnvVariable): string {
  if (declarations.length === 0) return 'Not declared anywhere';
  const ordered = inOrderOfStrength(declarations);
  const places = ordered.slice(0, SHOWN).map((placed) => {
    const words = declarationWords(placed).filter((word) => word === 'empty' || word === 'template');
    return words.length > 0 ? `${placed.file} (${words.join(', ')})` : placed.file;
  });
  const more = ordered.length > SHOWN ? [`${ordered.length - SHOWN} more`] : [];
  return `Declared in ${[...new Set([...places, ...more])].join(', ')}`;
}

const SHOWN = 4;
