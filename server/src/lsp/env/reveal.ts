import { randomUUID } from 'node:crypto';
import type { Connection } from 'vscode-languageserver/node';
import type { PlacedDeclaration } from '../../core/env/model.ts';
import {
  REVEAL_VALUE,
  VALUE_PLACES,
  type RevealedValue,
  type RevealTarget,
  type RevealValueParams,
  type ValuePlaces,
} from '../../protocol.ts';
import type { Folder } from '../folder.ts';
import type { Services } from '../services.ts';
import { nameAt, variableFor } from './names.ts';
import { declarationWords, hasValue, inOrderOfStrength } from './words.ts';

/** A value that the user may ask for next. */
interface Offered {
  readonly folder: Folder;
  readonly placed: PlacedDeclaration;
}

/**
 * Shows a value to the user who asked for exactly that, in trusted workspaces. The client names a variable and gets tickets;
 * each is good for one value, which is read from its file at that moment. All tickets go with the next question or answer.
 */
export function registerReveal(connection: Connection, services: Services): void {
  let offered: ReadonlyMap<string, Offered> = new Map();

  connection.onRequest(VALUE_PLACES, (target: RevealTarget): ValuePlaces | null => {
    offered = new Map();
    const found = services.isTrusted() ? declarationsFor(target, services) : undefined;
    if (!found) return null;
    const { name, folder, declarations } = found;
    const tickets = new Map(
      inOrderOfStrength(declarations).map((placed) => [randomUUID() as string, { folder, placed }]),
    );
    offered = tickets;
    const places = [...tickets].map(([ticket, { placed }]) => ({
      ticket,
      label: `${placed.file}:${placed.declaration.at.line}`,
      detail: declarationWords(placed).join(', '),
    }));
    return { name, places };
  });

  connection.onRequest(REVEAL_VALUE, ({ ticket }: RevealValueParams): RevealedValue | null => {
    const chosen = offered.get(ticket);
    offered = new Map();
    return chosen && services.isTrusted() ? valueOf(chosen) : null;
  });
}

function declarationsFor(target: RevealTarget, services: Services) {
  const named = target.position && nameAt({ textDocument: target, position: target.position }, services);
  const place = named ?? services.folders.locate(target.uri);
  const name = target.name ?? named?.name;
  const model = place?.folder.whole.model()?.env;
  if (!place || !model || name === undefined) return undefined;
  const all = model.placesOf(name).declarations.filter(hasValue);
  const here = all.filter(({ file }) => file === place.path);
  const seen = variableFor({ model, path: place.path, name })?.declarations.filter(hasValue) ?? [];
  const declarations = here.length > 0 ? here : seen.length > 0 ? seen : all;
  return { name, folder: place.folder, declarations };
}

/** Read now: the name must still stand where it stood. */
function valueOf({ folder, placed: { file, declaration } }: Offered): RevealedValue | null {
  const { name, at, valueAt } = declaration;
  const text = folder.files.read(file);
  if (text === undefined || !valueAt || text.slice(at.start, at.end) !== name) return null;
  return { value: text.slice(valueAt.start, valueAt.end) };
}
