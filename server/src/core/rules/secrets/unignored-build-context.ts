import { parseDockerIgnore } from '../../dockerignore.ts';
import type { WorkspaceFacts } from '../../facts.ts';
import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import { insideOf, join } from '../../paths.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';
import { isForDevelopment } from '../../secrets/reach.ts';
import { buildContextsOf } from '../../secrets/buildContexts.ts';
import { dockerInstructions, type Instruction } from '../../secrets/dockerInstructions.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/unignored-build-context',
  impact: 'high',
  stage: 'security',
  title: 'Secrets copied into the image',
  why: 'An image is pulled by servers, contractors and registries. What was copied into one of its layers can be read there, also when a later step deletes it.',
  triggers: ['copy', 'add'],
  appliesTo: ['dockerfile'],
  *check(document, { facts }) {
    const place = placeOf(document.path);
    if (place === 'test' || place === 'docs') return;
    const copies = wholeCopies(document);
    const reported = copies.find(({ ships }) => ships) ?? copies[0];
    if (!reported) return;
    const found = judge(reported, document, facts);
    if (found) yield found;
  },
});

/** A `COPY` that takes a folder of the build context along, with all that is in it. */
interface WholeCopy extends TextRange {
  /** Relative to the context; "" for all of it. */
  readonly source: string;
  /** Whether what it copies ends up in the image that is made. */
  readonly ships: boolean;
}

function wholeCopies(document: Document): WholeCopy[] {
  const { text } = document;
  const instructions = document.parsed(dockerInstructions);
  const shipped = shippedStages(instructions);
  return instructions.flatMap((instruction) => {
    if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return [];
    const words = argumentsOf(instruction);
    if (instruction.words.some((word) => /^--(?:from|exclude)=/.test(word.text))) return [];
    const [first, last] = [instruction.words[0], instruction.words.at(-1)];
    const source = words.slice(0, -1).find((word) => /^\.?\/*$|^\.\/\*$|^\*$/.test(word));
    if (source === undefined || !first || !last) return [];
    const before = /(?:copy|add)[ \t]+$/i.exec(text.slice(Math.max(0, first.start - 40), first.start));
    const start = first.start - (before?.[0].length ?? 0);
    const end = last.start + last.text.length;
    return [{ source: '', start, end, ships: shipped.has(instruction.stage) }];
  });
}

/** Without options; of the form in brackets, what the quotes hold. */
function argumentsOf({ words }: Instruction): string[] {
  return words
    .map(({ text }) => text.replace(/^\[?\s*["']?|["']?\s*,?\s*\]?$/g, ''))
    .filter((text) => text !== '' && !text.startsWith('--'));
}

/** The last stage, the stages that it builds on, and those that it takes whole folders from. */
function shippedStages(instructions: readonly Instruction[]): ReadonlySet<number> {
  const last = instructions.reduce((most, { stage }) => Math.max(most, stage), 0);
  const names = new Map<string, number>();
  const bases = new Map<number, string>();
  for (const { name, words, stage } of instructions) {
    if (name !== 'FROM') continue;
    const plain = words.filter(({ text }) => !text.startsWith('--')).map(({ text }) => text.toLowerCase());
    bases.set(stage, plain[0] ?? '');
    names.set(String(stage - 1), stage);
    if (plain[1] === 'as') names.set(plain[2] ?? '', stage);
  }
  const shipped = new Set([last]);
  // A set that grows while it is walked shows what was added.
  for (const stage of shipped) {
    const base = names.get(bases.get(stage) ?? '');
    if (base !== undefined && base < stage) shipped.add(base);
    for (const instruction of instructions) {
      if (instruction.stage !== stage || instruction.name !== 'COPY') continue;
      const from = instruction.words
        .find(({ text }) => text.startsWith('--from='))
        ?.text.slice(7)
        .toLowerCase();
      const source = names.get(from ?? '');
      const [folder = ''] = argumentsOf(instruction);
      if (source !== undefined && source < stage && WHOLE_FOLDER.test(folder)) shipped.add(source);
    }
  }
  return shipped;
}

/** The folders in which images keep the whole product. */
const WHOLE_FOLDER =
  /^(?:\.|\.?\/|\/?(?:app|src|code|web|workspace|repo|srv|project|usr\/src\/app|usr\/app|var\/www(?:\/html)?|opt\/app|home\/\w+(?:\/app)?)\/?\.?)$/;

function judge(copy: WholeCopy, document: Document, facts: WorkspaceFacts): RawFinding | undefined {
  const contexts = buildContextsOf(document.path, facts);
  const covered = coverage(document.path, contexts, facts);
  const leaking = facts.sensitive.filter(
    (file) =>
      facts.tracked[file] !== true &&
      HOLDS_SECRETS.test(file) &&
      placeOf(file) === 'product' &&
      contexts.some((folder) => isIn(file, folder)) &&
      !covered(file),
  );
  const certain = leaking.length > 0;
  const template = facts.envTemplates?.find(
    (folder) => contexts.includes(folder) && !covered(folder === '' ? '.env' : `${folder}/.env`),
  );
  if (!certain && template === undefined) return undefined;
  const development = isForDevelopment(document.path);
  const impact: Impact = certain
    ? copy.ships && !development
      ? 'high'
      : 'low'
    : copy.ships && !development && !hasIgnoreFile(document.path, contexts, facts)
      ? 'medium'
      : 'low';
  const names = [...leaking]
    .sort((a, b) => a.length - b.length)
    .slice(0, 3)
    .join(', ');
  const what = certain
    ? `${names}${leaking.length > 3 ? ` and ${leaking.length - 3} more` : ''} included`
    : 'the .env file of whoever builds it included';
  const where = copy.ships
    ? 'into the image'
    : 'into a stage of the build, whose layers may be kept in caches';
  return {
    range: { start: copy.start, end: copy.end },
    impact,
    kind: certain ? 'found' : 'possible',
    message: `This copies the whole folder ${where}, ${what}. Anyone who can pull the image can read it. Add a .dockerignore with the lines .env*, **/.env* and .git, and hand secrets over when the container starts.`,
  };
}

/** By name alone: env files but those of tests, keys, logins. */
const HOLDS_SECRETS =
  /(?:^|\/)(?:\.env(?!\.(?:test|ci))[\w.-]*|\.dev\.vars|\.netrc|\.pgpass|\.git-credentials|id_\w+|[^/]*(?:service[-_]?account|credentials?|client[-_]secret|firebase[-_]adminsdk)[^/]*\.json)$|\.(?:pem|key|p12|pfx|jks|keystore|p8|ppk|kdbx|tfstate)$/;

/** Where nothing says which folder is the context, the ignore file of any of them counts. */
function coverage(
  path: string,
  contexts: readonly string[],
  facts: WorkspaceFacts,
): (file: string) => boolean {
  const ignores = contexts.flatMap((folder) => {
    const text =
      facts.dockerignores[`${path}.dockerignore`] ?? facts.dockerignores[join(folder, '.dockerignore')];
    return text === undefined ? [] : [{ folder, rules: parseDockerIgnore(text) }];
  });
  return (file) =>
    ignores.some(({ folder, rules }) => isIn(file, folder) && rules.ignores(insideOf(file, folder)));
}

function hasIgnoreFile(
  path: string,
  contexts: readonly string[],
  { dockerignores }: WorkspaceFacts,
): boolean {
  return [`${path}.dockerignore`, ...contexts.map((folder) => join(folder, '.dockerignore'))].some((file) =>
    Object.hasOwn(dockerignores, file),
  );
}

function isIn(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}
