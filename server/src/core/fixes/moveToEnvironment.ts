import type { EditPlan, FileEdit, Refusal, TextEdit } from '../edit.ts';
import type { MoveToEnvironmentFix, TextRange } from '../finding.ts';
import type { Document } from '../source.ts';
import type { Files } from '../workspace.ts';
import { browserReason, publicPrefixOf } from './browserCode.ts';
import {
  addToExample,
  addToGitignore,
  declareVariable,
  environmentFileOf,
  variableFor,
  type EnvironmentFile,
  type Variable,
} from './envFiles.ts';
import { notesFor, workflowNotes } from './notes.ts';
import { isCompose, projectOf } from './project.ts';
import { isWorkflow, readerFor, type Reader } from './readers.ts';
import { existingIn, type Existing } from './readers/reader.ts';
import { androidRefusal, environmentFileRefusal, formatRefusal } from './refusals.ts';
import { isComputed, siteOf, valueOf, type Site } from './site.ts';

interface MoveRequest {
  readonly document: Document;
  readonly fix: MoveToEnvironmentFix;
  readonly files: Files;
}

/** Works out the edits against the present files, or says why it must not be done. */
export function planMoveToEnvironment({ document, fix, files }: MoveRequest): EditPlan | Refusal {
  if (document.language === 'dotenv') return { refused: environmentFileRefusal(document) };
  if (document.origin)
    return { refused: 'The file is too large to change it here: take the value out by hand.' };
  const site = siteOf(document, fix.range, projectOf(document.path, files));
  if (!site)
    return { refused: 'The value is not one piece of text here: put it into a single string first.' };
  const reader = readerFor(document);
  if (site.literal?.kind === 'comment' || reader?.isProse?.(site)) return planProse(site, fix);
  const refused = refusalFor(site, reader, fix, files);
  if (refused !== undefined || !reader) return { refused: refused ?? formatRefusal(document, fix.variable) };
  return isWorkflow(document.path) ? planWorkflow(site, reader, fix) : planCode(site, reader, fix);
}

function refusalFor(
  site: Site,
  reader: Reader | undefined,
  fix: MoveToEnvironmentFix,
  files: Files,
): string | undefined {
  const { document, project, literal, range } = site;
  const reason = browserReason(document, files, range.start) ?? androidRefusal(document, project);
  if (reason !== undefined) return reason;
  if (!reader) return formatRefusal(document, fix.variable);
  if (!literal && !BARE_WORDS.has(document.language))
    return 'The value is not in a string here: put it into one first.';
  if (isComputed(site, range))
    return 'A part of the value is worked out when the program runs: move the fixed part into a string of its own first.';
  return reader.refuses?.(site);
}

/** Languages in which a value needs no quotes. */
const BARE_WORDS: ReadonlySet<string> = new Set(['shell', 'yaml']);

/** What comes of the value: it is in the file, or it goes there. */
interface Move {
  readonly variable: Variable;
  readonly value: string;
  /** Edits of the document. */
  readonly edits: readonly TextEdit[];
}

function planCode(site: Site, reader: Reader, fix: MoveToEnvironmentFix): EditPlan | Refusal {
  const file = environmentFileOf(site.project);
  const move = moveOf(site, reader, fix, file);
  if ('refused' in move) return move;
  const { name } = move.variable;
  return planMove(
    site,
    file,
    move,
    addToExample(site.project, file.path, name),
    notesFor(site, name, file.path),
  );
}

function moveOf(
  site: Site,
  reader: Reader,
  fix: MoveToEnvironmentFix,
  file: EnvironmentFile,
): Move | Refusal {
  const inside = reader.existingInside?.(site);
  const existing = inside ?? existingIn(site, reader.existing ?? []);
  const moved = !inside && existing && site.literal ? site.literal.content : site.range;
  const value = runtimeValue(site, moved);
  if (value === undefined)
    return {
      refused: 'The value has characters that are written in a way this fix does not read: move it by hand.',
    };
  if (existing) return moveToExisting(existing, value, file);
  const fromPlace = reader.preferredName?.(site);
  const preferred = fromPlace ?? fix.variable;
  const prefix = publicPrefixOf(preferred);
  if (prefix !== undefined) return { refused: publicRefusal(preferred, prefix) };
  const variable = variableFor(file, preferred, value, fromPlace === undefined ? namesRead(site) : new Set());
  return { variable, value, edits: reader.replace(site, variable.name) };
}

/** The code reads a variable already: its name stays, and a value that it has in the file stays too. */
function moveToExisting({ name, edits }: Existing, value: string, file: EnvironmentFile): Move | Refusal {
  const prefix = publicPrefixOf(name);
  if (prefix !== undefined) return { refused: publicRefusal(name, prefix) };
  return { variable: { name, isDeclared: Boolean(file.declared.get(name)) }, value, edits };
}

function publicRefusal(name: string, prefix: string): string {
  return `Variables that start with ${prefix} are built into the code for browsers, so ${name} would stay public: read a variable without that prefix, in server code.`;
}

/** The value as the program has it; undefined where that is not certain. */
function runtimeValue(site: Site, range: TextRange): string | undefined {
  const { document, literal, text } = site;
  const source = text.slice(range.start, range.end);
  if (isComputed(site, range)) return undefined;
  if (document.language === 'shell' && !literal && /[$`\\'"]/.test(source)) return undefined;
  if (literal?.attribute && /&#?\w+;/.test(source)) return undefined;
  const value = valueOf(site, range);
  if (value === undefined || value.includes('\0')) return undefined;
  if (!isCompose(document.path)) return value;
  return /\$[A-Za-z_{]/.test(value.replaceAll('$$', '')) ? undefined : value.replaceAll('$$', '$');
}

/** Comments and docstrings describe: they get the variable's name, and nothing reads it. */
function planProse(site: Site, fix: MoveToEnvironmentFix): EditPlan | Refusal {
  const file = environmentFileOf(site.project);
  const value = site.text.slice(site.range.start, site.range.end);
  if (/[\r\n]/.test(value))
    return { refused: 'The value takes several lines of a comment: take it out by hand.' };
  const variable = variableFor(file, fix.variable, value, namesRead(site));
  const edits = [{ range: site.range, newText: variable.name }];
  return planMove(site, file, { variable, value, edits }, [], []);
}

function planMove(
  site: Site,
  file: EnvironmentFile,
  move: Move,
  examples: readonly FileEdit[],
  notes: readonly string[],
): EditPlan | Refusal {
  const { variable, value, edits } = move;
  const { name, isDeclared } = variable;
  const declaration = isDeclared ? undefined : declareVariable(file, name, value);
  if (!isDeclared && !declaration)
    return { refused: `No quotes in ${file.path} would give this value back as it is: move it by hand.` };
  return {
    title: isDeclared ? `Use ${name} from ${file.path}` : `Move to ${file.path} as ${name}`,
    edits: [
      { path: site.document.path, edits: inOrder(edits) },
      ...(declaration ? [declaration] : []),
      ...examples,
      ...addToGitignore(site.project, file.path),
    ],
    notes: [...file.notes, ...valueNotes(site, file, move), ...notes],
  };
}

/** What is particular about the value's place in the environment file. */
function valueNotes({ document }: Site, file: EnvironmentFile, { variable, value }: Move): string[] {
  const { name, isDeclared } = variable;
  if (isDeclared && file.declared.get(name) === value) return [];
  if (isDeclared) {
    return [`${file.path} sets ${name} to another value than the code did; that one is used from now on.`];
  }
  if (file.expands && /\$[\w{]/.test(value)) {
    return [
      `The $ signs of ${name} are written as \\$ in ${file.path}, because the framework replaces $NAME there; where you set it elsewhere, write them plainly.`,
    ];
  }
  const isReplaced = document.language === 'python' && value.includes('${');
  return isReplaced
    ? [`Load ${file.path} with load_dotenv(interpolate=False), or \${…} in ${name} is replaced.`]
    : [];
}

function planWorkflow(site: Site, reader: Reader, fix: MoveToEnvironmentFix): EditPlan {
  // GitHub keeps names that start with GITHUB_ for itself.
  const preferred = fix.variable.replace(/^GITHUB_/, 'GH_');
  const taken = namesRead(site);
  let name = preferred;
  for (let number = 2; taken.has(name); number++) name = `${preferred}_${number}`;
  const { name: secret, edits } = reader.existingInside?.(site) ?? {
    name,
    edits: reader.replace(site, name),
  };
  return {
    title: `Use the repository secret ${secret}`,
    edits: [{ path: site.document.path, edits: inOrder(edits) }],
    notes: workflowNotes(secret),
  };
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

const READS = [
  /\benv\??(?:\.|\[\s*["'`])([A-Za-z_]\w*)/g,
  /(?:getenv|Getenv|LookupEnv|GetEnvironmentVariable|get_env|fetch_env!|environ(?:\.get)?|ENV(?:\.fetch)?|\benv(?:\.\w+)?!?|var|\$_ENV|\$_SERVER|config|getSecret)\s*[([]\s*["'`]([A-Za-z_]\w*)["'`]/g,
  /\$\{?(?:env:)?([A-Z_][A-Z0-9_]*)/g,
  /\bsecrets\.(\w+)/g,
];

/** Names of variables that the document reads anywhere: what is read there has some value already. */
function namesRead({ text }: Site): Set<string> {
  return new Set(READS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')));
}
