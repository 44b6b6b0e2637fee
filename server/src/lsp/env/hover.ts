import type { Hover, HoverParams } from 'vscode-languageserver/node';
import type { EnvVariable, NamePlaces, PlacedDeclaration, PlacedUse } from '../../core/env/model.ts';
import { COMMANDS, type RevealTarget } from '../../protocol.ts';
import { toRange } from '../convert.ts';
import { uriOf } from '../folder.ts';
import type { Services } from '../services.ts';
import { escapeMarkdown, linkTo } from './markdown.ts';
import { nameAt, variableFor, type NamedPlace } from './names.ts';
import { positionsOf } from './places.ts';
import { declarationWords, hasValue, inOrderOfStrength, labelsOf } from './words.ts';

/** What is known of the variable under the pointer. Never its value. */
export function envHover(
  params: HoverParams,
  services: Services,
): (Hover & { contents: { value: string } }) | undefined {
  const named = nameAt(params, services);
  if (!named) return undefined;
  const places = named.model.placesOf(named.name);
  const value = explain(named, variableFor(named), places, services.isTrusted());
  return { range: toRange(positionsOf(named)), contents: { kind: 'markdown', value } };
}

function explain(
  named: NamedPlace,
  variable: EnvVariable | undefined,
  places: NamePlaces,
  trusted: boolean,
): string {
  const uses = variable ? inOrder([...variable.uses, ...variable.usesElsewhere]) : inOrder(places.uses);
  const declarations = variable?.declarations.length ? variable.declarations : places.declarations;
  return [
    `**${escapeMarkdown(named.name)}** · ${escapeMarkdown(labelsOf(variable).join(' · '))}`,
    reasonFor(named, variable, uses),
    publicWords(variable),
    declaredWords(named, declarations, variable),
    readWords(named, uses),
    defaultWords(named, uses),
    trusted && declarations.some(hasValue) ? revealLink(named) : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function reasonFor(
  { folder }: NamedPlace,
  variable: EnvVariable | undefined,
  uses: readonly PlacedUse[],
): string {
  if (variable?.suppliedBy !== undefined)
    return `Nobody has to set it: ${escapeMarkdown(variable.suppliedBy)} does.`;
  if (variable?.need !== 'required') return '';
  const { file, use } =
    uses.find((found) => found.place === 'product' && found.use.need === 'required' && !found.use.store) ??
    {};
  return file && use
    ? `Required: ${linkTo(folder, file, use.at)} reads it, and no default or check is in sight there.`
    : '';
}

function publicWords(variable: EnvVariable | undefined): string {
  if (variable?.publicPrefix === undefined) return '';
  const secret = variable.isSecret ? ' Its name promises a secret.' : '';
  return `Public: names that start with ${escapeMarkdown(variable.publicPrefix)} become part of what browsers load, where everybody can read the value.${secret}`;
}

const SHOWN_DECLARATIONS = 12;

function declaredWords(
  { folder }: NamedPlace,
  declarations: readonly PlacedDeclaration[],
  variable: EnvVariable | undefined,
): string {
  if (declarations.length === 0)
    return variable?.suppliedBy === undefined ? 'No file of this workspace declares it.' : '';
  const shown = inOrderOfStrength(declarations).slice(0, SHOWN_DECLARATIONS);
  const lines = shown.map((placed) => {
    const words = declarationWords(placed);
    const link = linkTo(folder, placed.file, placed.declaration.at);
    return `- ${link}${words.length > 0 ? ` (${escapeMarkdown(words.join(', '))})` : ''}`;
  });
  const more = declarations.length - shown.length;
  return ['Declared in', '', ...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

const SHOWN_USES = 5;

function readWords({ folder }: NamedPlace, uses: readonly PlacedUse[]): string {
  if (uses.length === 0) return '';
  const links = uses.slice(0, SHOWN_USES).map(({ file, use }) => linkTo(folder, file, use.at));
  const more = uses.length > SHOWN_USES ? [`and ${uses.length - SHOWN_USES} more`] : [];
  return `Read in ${uses.length === 1 ? 'one place' : `${uses.length} places`}: ${[...links, ...more].join(', ')}`;
}

/** Product code first, and code before manifests. */
function inOrder(uses: readonly PlacedUse[]): readonly PlacedUse[] {
  const ranks = { product: 0, tool: 2, test: 3, example: 4, docs: 5 } as const;
  const rank = ({ place, file }: PlacedUse): number =>
    ranks[place] + (place === 'product' && /\.(?:ya?ml|json|toml)$/.test(file) ? 1 : 0);
  return [...uses].sort((a, b) => rank(a) - rank(b));
}

function defaultWords({ folder }: NamedPlace, uses: readonly PlacedUse[]): string {
  const { file, use } = uses.find(({ use: { fallback } }) => fallback) ?? {};
  if (!file || !use?.fallback) return '';
  const where = linkTo(folder, file, use.at);
  return use.fallback.state === 'empty'
    ? `Without it, ${where} goes on with an empty text.`
    : `Without it, ${where} goes on with a default of its own.`;
}

function revealLink({ folder, path, name }: NamedPlace): string {
  const target: RevealTarget = { uri: uriOf(folder, path), name };
  const query = encodeURIComponent(JSON.stringify([target]));
  return `Its value is hidden. [Reveal value…](command:${COMMANDS.revealValue}?${query})`;
}
