import type { EditPlan, Refusal } from '../edit.ts';
import { envFileRoleOf } from '../env/envFileRole.ts';
import type { DeclareVariableFix } from '../finding.ts';
import { nextLineAt } from '../lines.ts';
import { parseDotenv, type DotenvEntry, type DotenvFile } from '../parsers/dotenv.ts';
import { withLineFeeds } from '../parsers/dotenvText.ts';
import { nameOf } from '../paths.ts';
import { TOKEN_FORMATS } from '../secrets/tokenFormats.ts';
import type { Files } from '../workspace.ts';
import { lineBreakOf } from './site.ts';

/**
 * Adds `NAME=` to an env file, without a value: beside its kin, in order where the file is in order, at the end otherwise.
 * Nothing else of the file changes.
 */
export function planDeclareVariable(
  { title, variable, file }: DeclareVariableFix,
  files: Files,
): EditPlan | Refusal {
  if (!PLAIN_NAME.test(variable)) return { refused: 'This name can’t be written into an env file.' };
  const isTemplate = envFileRoleOf(file)?.template ?? false;
  const text = files.read(file);
  if (text === undefined) {
    const newText = `${headingOf(file, isTemplate)}\n${startOf(file, [])}${variable}=\n`;
    return {
      title,
      edits: [
        {
          path: file,
          create: isTemplate ? {} : { mode: 0o600 },
          edits: [{ range: { start: 0, end: 0 }, newText }],
        },
      ],
      notes: isTemplate ? [] : notesOn(variable, file, files),
    };
  }
  const parsed = parseDotenv(text);
  if (parsed.entries.some(({ name }) => name === variable))
    return { refused: `${variable} is in ${file} already.` };
  const edit = editFor(variable, { file, isTemplate, parsed });
  if (!keepsTheRest(parsed, edit, variable)) return { refused: `${file} has a mistake: correct that first.` };
  const range = { start: edit.at, end: edit.at };
  return {
    title,
    edits: [{ path: file, edits: [{ range, newText: edit.newText }] }],
    notes: isTemplate ? [] : notesOn(variable, file, files),
  };
}

/** Every loader takes such a name. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/;

function headingOf(file: string, isTemplate: boolean): string {
  const name = nameOf(file);
  if (!isTemplate) return '# Values for this environment alone. Keep this file out of git.';
  const copy = name.replace(/[._-](?:example|sample|template|dist|tpl)/, '').replace(/^env/, '.env');
  return `# What the product reads from its environment. Copy this file to ${copy} and fill it in there.`;
}

function notesOn(variable: string, file: string, files: Files): string[] {
  const notes = [`Write the value of ${variable} into ${file}.`];
  if (!files.isIgnored(file)) notes.push(`Git does not ignore ${file}: keep secrets out of it.`);
  return notes;
}

interface Insertion {
  readonly at: number;
  readonly newText: string;
}

interface Target {
  readonly file: string;
  readonly isTemplate: boolean;
  readonly parsed: DotenvFile;
}

function editFor(variable: string, { file, isTemplate, parsed }: Target): Insertion {
  const { text, entries } = parsed;
  const lineBreak = lineBreakOf(text);
  const comments = isTemplate && explainsMost(parsed) ? helpOn(variable) : [];
  const lines = [...comments, `${startOf(file, entries)}${variable}=`];
  const place = placeFor(variable, parsed);
  // A file that doesn't end its last line is left that way.
  if (place.at === text.length && !/(?:^\uFEFF?|[\r\n])$/.test(text))
    return {
      at: place.at,
      newText: [...(place.apart ? ['', ''] : ['']), ...lines].join(lineBreak),
    };
  const apart = place.apart && !/(?:^\uFEFF?|\n\r?\n)$/.test(text.slice(0, place.at)) ? lineBreak : '';
  return { at: place.at, newText: apart + lines.map((line) => line + lineBreak).join('') };
}

/** `export`, where the file writes it before every name. */
function startOf(file: string, entries: readonly DotenvEntry[]): string {
  const always =
    entries.length === 0 ? /(?:^|\/)\.envrc/.test(file) : entries.every(({ exported }) => exported);
  return always ? 'export ' : '';
}

interface Place {
  readonly at: number;
  /** A blank line belongs before it: it starts a part of its own. */
  readonly apart: boolean;
}

function placeFor(variable: string, parsed: DotenvFile): Place {
  const { text, entries } = parsed;
  const blocks = blocksOf(parsed);
  const kin = nearestKin(variable, entries);
  const block = kin ? blocks.find((each) => each.includes(kin)) : undefined;
  if (kin && block)
    return { at: isSorted(block) ? sortedPlace(variable, block, parsed) : kin.range.end, apart: false };
  const [only] = blocks;
  if (only && blocks.length === 1 && isSorted(only))
    return { at: sortedPlace(variable, only, parsed), apart: false };
  return { at: text.length, apart: blocks.length > 1 && !isLooseEnd(blocks, parsed) };
}

/** In a file of parts with headings, a last part of mere names: what is added one by one stands together there. */
function isLooseEnd(blocks: readonly (readonly DotenvEntry[])[], parsed: DotenvFile): boolean {
  const hasHeading = ([first]: readonly DotenvEntry[]): boolean =>
    first !== undefined && startOfComments(first.range.start, parsed) < first.range.start;
  const last = blocks.at(-1) ?? [];
  const isBare = last.every(({ value, comment }) => value.start === value.end && comment === undefined);
  return isBare && !hasHeading(last) && blocks.some(hasHeading);
}

/** Entries with no blank line between them. */
function blocksOf({ text, entries }: DotenvFile): readonly (readonly DotenvEntry[])[] {
  const blocks: DotenvEntry[][] = [];
  let end = 0;
  for (const entry of entries) {
    const between = withLineFeeds(text.slice(end, entry.range.start));
    const last = blocks.at(-1);
    if (last && !/^[ \t]*\n/m.test(between)) last.push(entry);
    else blocks.push([entry]);
    end = entry.range.end;
  }
  return blocks;
}

/**
 * The last of the entries that share the most words at the start: STRIPE_SECRET_KEY beside STRIPE_WEBHOOK_SECRET.
 * Undefined where such entries stand in several places: APP and NEXT_PUBLIC say nothing of what a variable is for.
 */
function nearestKin(variable: string, entries: readonly DotenvEntry[]): DotenvEntry | undefined {
  const words = variable.split('_');
  if (words[0] === '') return undefined;
  const shared = entries.map(({ name }) => sharedWords(words, name.split('_')));
  const most = shared.reduce((longest, count) => Math.max(longest, count), 1);
  const first = shared.indexOf(most);
  const last = shared.lastIndexOf(most);
  return shared.slice(first, last).every((count) => count === most) ? entries[last] : undefined;
}

function sharedWords(words: readonly string[], others: readonly string[]): number {
  const count = words.findIndex((word, index) => word !== others[index]);
  return count === -1 ? words.length : count;
}

/** Three in order may be chance in a file of many; two say nothing. */
function isSorted(block: readonly DotenvEntry[]): boolean {
  return (
    block.length >= 3 &&
    block.every(({ name }, index) => index === 0 || (block[index - 1]?.name ?? '') <= name)
  );
}

function sortedPlace(variable: string, block: readonly DotenvEntry[], parsed: DotenvFile): number {
  const before = block.findLast(({ name }) => name < variable);
  if (before) return before.range.end;
  const start = block[0]?.range.start ?? 0;
  return explainsMost(parsed) ? startOfComments(start, parsed) : start;
}

/** Where the comment lines directly above an entry begin. */
function startOfComments(start: number, { text, comments }: DotenvFile): number {
  let at = start;
  for (const comment of comments.toReversed()) {
    if (comment.start > at) continue;
    if (nextLineAt(text, comment.end) !== at) break;
    at = comment.start;
    while (at > 0 && /[ \t]/.test(text.charAt(at - 1))) at--;
  }
  return at;
}

/** Whether at least half of the entries have a comment of their own. */
function explainsMost({ text, entries, comments }: DotenvFile): boolean {
  const ends = new Set(comments.map(({ end }) => nextLineAt(text, end)));
  const explained = entries.filter(({ range, comment }) => comment !== undefined || ends.has(range.start));
  return explained.length >= 2 && explained.length * 2 >= entries.length;
}

/** Where its value comes from, for the variables of providers. */
function helpOn(variable: string): readonly string[] {
  const format = TOKEN_FORMATS.find((each) => each.variable === variable);
  return format ? [`# ${format.provider}: ${format.kind}. ${format.rotate.url}`] : [];
}

/** Whether a reader finds all that was there before, and the new name, empty. */
function keepsTheRest(before: DotenvFile, { at, newText }: Insertion, variable: string): boolean {
  const after = parseDotenv(before.text.slice(0, at) + newText + before.text.slice(at));
  const isNew = ({ name }: DotenvEntry): boolean => name === variable;
  const added = after.entries.find(isNew);
  if (!added || added.value.end > added.value.start) return false;
  const describe = (file: DotenvFile, { name, value }: DotenvEntry): string =>
    `${name}=${file.text.slice(value.start, value.end)}`;
  const kept = after.entries.filter((entry) => !isNew(entry)).map((entry) => describe(after, entry));
  const wanted = before.entries.map((entry) => describe(before, entry));
  return wanted.length === kept.length && wanted.every((entry, index) => entry === kept[index]);
}
