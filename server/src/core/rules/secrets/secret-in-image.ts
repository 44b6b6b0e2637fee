import { isSensitiveName, type WorkspaceFacts } from '../../facts.ts';
import type { Impact, RawFinding, TextRange } from '../../finding.ts';
import { lineFeedAt } from '../../lines.ts';
import { nameOf, resolve } from '../../paths.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';
import { buildContextsOf } from '../../secrets/buildContexts.ts';
import { dockerInstructions, type Instruction } from '../../secrets/dockerInstructions.ts';
import { sensitiveName } from '../../secrets/sensitiveNames.ts';
import type { Document } from '../../source.ts';

export default defineRule({
  id: 'secrets/secret-in-image',
  impact: 'high',
  stage: 'deployment',
  title: 'Secret built into an image',
  why: 'What an image is built with stays in its layers and its history: everyone who can pull the image can read it, even after a later step deletes it.',
  triggers: ['arg ', 'env ', 'copy ', 'add ', 'args:', 'arg\t', 'env\t'],
  appliesTo: ['dockerfile', 'yaml'],
  *check(document, { facts }) {
    const place = placeOf(document.path);
    if (place === 'test' || place === 'docs') return;
    const found = document.language === 'yaml' ? inCompose(document) : inDockerfile(document, facts);
    for (const raw of found) yield place === 'example' ? { ...raw, impact: 'low' } : raw;
  },
});

const MOUNT =
  'Pass it to the one step that needs it, and keep it out of the image: ' +
  '`RUN --mount=type=secret,id=NAME,env=NAME …`, built with `--secret id=NAME`.';
const AT_START =
  'Give it to the container when it starts instead, as a variable or a secret of your platform.';

function* inDockerfile(document: Document, facts: WorkspaceFacts): Generator<RawFinding> {
  const instructions = document.parsed(dockerInstructions);
  const lastStage = instructions.at(-1)?.stage ?? 0;
  const args = new Set<string>();
  const kept = variablesOfStages(instructions);
  for (const instruction of instructions) {
    const shipped = instruction.stage === lastStage;
    if (instruction.name === 'ARG') yield* inArguments(instruction, shipped, kept, args);
    else if (instruction.name === 'ENV') yield* inVariables(instruction, shipped, args);
    else if (instruction.name === 'COPY' || instruction.name === 'ADD') {
      for (const raw of inCopy(instruction, shipped))
        if (!isEnvFileOfGit(raw.kind ?? '', document.path, facts)) yield raw;
    }
  }
}

// --- ARG and ENV ---

/** Which stage has which variable: "2 NPM_TOKEN". */
function variablesOfStages(instructions: readonly Instruction[]): ReadonlySet<string> {
  const variables = instructions.filter(({ name }) => name === 'ENV');
  return new Set(variables.flatMap((each) => variablesOf(each).map(({ name }) => `${each.stage} ${name}`)));
}

function* inArguments(
  { words, stage }: Instruction,
  shipped: boolean,
  kept: ReadonlySet<string>,
  args: Set<string>,
): Generator<RawFinding> {
  for (const { text, start } of words) {
    const name = /^[A-Za-z_]\w*/.exec(text)?.[0];
    const value = text.slice((name?.length ?? 0) + 1);
    if (name === undefined || !isSecret(name)) continue;
    args.add(name);
    // A value that is written here is another rule's; an ENV of the same name says more.
    if (/[^"']/.test(value) && !value.includes('$')) continue;
    // Before the first FROM an argument only fills in the FROM lines.
    if (stage === 0 || kept.has(`${stage} ${name}`)) continue;
    yield {
      range: { start, end: start + name.length },
      impact: shipped ? 'high' : 'low',
      kind: name,
      message: shipped
        ? `The build argument ${name} stays in the history of the image: everyone who can pull the image can read it there. ${MOUNT}`
        : `The build argument ${name} stays in the build cache and in the provenance that is published with the image. ${MOUNT}`,
    };
  }
}

function* inVariables(
  instruction: Instruction,
  shipped: boolean,
  args: ReadonlySet<string>,
): Generator<RawFinding> {
  for (const { name, value, start } of variablesOf(instruction)) {
    if (!isSecret(name) || !/^["']?\$\{?\w+/.test(value)) continue;
    // `ENV KEY=$OTHER` of a variable that no argument fills is empty.
    const source = /\$\{?(\w+)/.exec(value)?.[1] ?? '';
    if (!args.has(source) && source !== name) continue;
    yield {
      range: { start, end: start + name.length },
      impact: shipped ? 'high' : 'low',
      kind: name,
      message: shipped
        ? `${name} becomes a part of the image: everyone who can pull the image can read it. ${AT_START}`
        : `${name} is a variable of a build stage: it stays in the build cache. ${MOUNT}`,
    };
  }
}

interface Variable {
  readonly name: string;
  readonly value: string;
  readonly start: number;
}

/** `ENV NAME=value …` and the old `ENV NAME value`. */
function variablesOf({ words }: Instruction): readonly Variable[] {
  const [first, second] = words;
  if (first && !first.text.includes('=')) {
    return second ? [{ name: first.text, value: second.text, start: first.start }] : [];
  }
  return words.map(({ text, start }) => {
    const equals = text.indexOf('=');
    return { name: text.slice(0, equals), value: text.slice(equals + 1), start };
  });
}

/** Not what names a file, and not what the name of a mounted secret says. */
function isSecret(name: string): boolean {
  if (/_FILE$|_PATH$|^SECRET_KEY_BASE_DUMMY$|DUMMY/i.test(name)) return false;
  const sensitive = sensitiveName(name);
  return (
    sensitive !== undefined && (!sensitive.ambiguous || /token$/i.test(name)) && sensitive.what !== 'a cookie'
  );
}

// --- COPY and ADD ---

function* inCopy({ words, name }: Instruction, shipped: boolean): Generator<RawFinding> {
  if (words.some(({ text }) => text.startsWith('--from'))) return;
  const sources = words.filter(({ text }) => !text.startsWith('--')).slice(0, -1);
  for (const { text, start } of sources) {
    const path = text.replace(/^[["',\s]+|["',\]\s]+$/g, '');
    const impact = impactOfFile(path, shipped);
    if (!impact) continue;
    const offset = start + text.indexOf(path);
    yield {
      range: { start: offset, end: offset + path.length },
      impact,
      kind: path,
      message:
        `${name} puts ${path} into the image: everyone who can pull the image can read it, even if a later step deletes it. ` +
        (/\.env/.test(path) ? AT_START : MOUNT),
    };
  }
}

/** An env file that git has is judged by what is in it, where it stands. */
function isEnvFileOfGit(copied: string, dockerfile: string, facts: WorkspaceFacts): boolean {
  return (
    nameOf(copied).includes('.env') &&
    buildContextsOf(dockerfile, facts).some((folder) => {
      const file = resolve(folder, copied);
      return file !== undefined && facts.tracked[file] === true;
    })
  );
}

/** Certificates, and settings that often hold no more than the address of a registry. */
const MAYBE_PUBLIC =
  /^\.npmrc$|(?:cert|chain|ca|root|public|bundle)[\w.-]*\.pem$|\.asc$|\.gpg$|\.crt$|\.mobileprovision$/i;

function impactOfFile(path: string, shipped: boolean): Impact | undefined {
  const name = nameOf(path).replaceAll('*', 'x');
  if (name === '' || !isSensitiveName(name) || MAYBE_PUBLIC.test(name) || /\$/.test(path)) return undefined;
  if (!shipped) return 'low';
  if (/^\.env$|^id_/.test(name)) return 'blocker';
  return /.\.env$/.test(name) ? 'medium' : 'high';
}

// --- compose files ---

const ARGS = /^([ \t]*)args:[ \t]*(?:#[^\n]*)?\r?$/gm;
const ENTRY = /^([ \t]*)(?:-[ \t]+["']?)?([A-Za-z_]\w*)[ \t]*(?:$|["']?[ \t]*$|[=:][ \t]*(.*))/;

/** `build: args:` hands secrets to the build. */
function* inCompose({ text, path }: Document): Generator<RawFinding> {
  if (!/(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i.test(path)) return;
  for (const match of text.matchAll(ARGS)) {
    const indent = match[1]?.length ?? 0;
    const found = [...entriesBelow(text, match.index + match[0].length + 1, indent)];
    if (found.length > 0 && isOfBuild(text, match.index, indent)) yield* found;
  }
}

function* entriesBelow(text: string, from: number, indent: number): Generator<RawFinding> {
  for (let at = from; at < text.length;) {
    const end = lineFeedAt(text, at);
    const line = text.slice(at, Math.min(end, at + 500)).replace(/\r$/, '');
    const entry = ENTRY.exec(line);
    const isBlank = /^\s*(?:#.*)?$/.test(line);
    if (!isBlank && /^[ \t]*/.exec(line)?.[0].length === indent && !line.trimStart().startsWith('-')) return;
    if (!isBlank && (/^[ \t]*/.exec(line)?.[0].length ?? 0) < indent) return;
    const found = entry && buildArgument(line, at, entry[2] ?? '', entry[3] ?? '');
    if (found) yield found;
    at = end + 1;
  }
}

function buildArgument(line: string, at: number, name: string, value: string): RawFinding | undefined {
  if (!isSecret(name) || (value !== '' && !/^["']?\$\{?\w/.test(value))) return undefined;
  const start = at + line.indexOf(name);
  const range: TextRange = { start, end: start + name.length };
  const message = `The build argument ${name} stays in the history of the image: everyone who can pull the image can read it there. Use \`build: secrets:\` and \`RUN --mount=type=secret\` instead.`;
  return { range, impact: 'medium', kind: name, message };
}

/** True where the nearest line with less indentation is `build:`. */
function isOfBuild(text: string, at: number, indent: number): boolean {
  const lines = text
    .slice(Math.max(0, at - 1_000), at)
    .split('\n')
    .reverse();
  const parent = lines.find(
    (line) => /^\s*[\w-]+:/.test(line) && (/^ */.exec(line)?.[0].length ?? 0) < indent,
  );
  return /^\s*build:/.test(parent ?? '');
}
