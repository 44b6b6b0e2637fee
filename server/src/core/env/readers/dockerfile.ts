import { lineFeedAt } from '../../lines.ts';
import { dockerInstructions, type Word } from '../../secrets/dockerInstructions.ts';
import { createCollector, partOf, type Collector, type Name } from '../manifests/manifestFacts.ts';
import { describeReferences, referencesIn } from '../manifests/references.ts';
import type { EnvReader } from '../reader.ts';
import { describeValue } from '../describeValue.ts';

/** Dockerfiles: ARG and ENV, the secrets of RUN, and `$X` that nothing in the file sets. */
export default {
  triggers: ['arg', 'env', '$'],
  reads: (_path, language) => language === 'dockerfile',
  read(document) {
    const collector = createCollector(document);
    const declared = new Set<string>();
    for (const { name, words } of dockerInstructions(document.text)) {
      if (name === 'ARG') for (const word of words) declareArgument(collector, word, declared);
      if (name === 'ENV') declareEnvironment(collector, words, declared);
    }
    readUses(collector, declared);
    return collector.facts();
  },
} satisfies EnvReader;

function declareArgument(collector: Collector, word: Word, declared: Set<string>): void {
  const equals = word.text.indexOf('=');
  const name = nameIn(word, equals === -1 ? word.text.length : equals);
  declared.add(name.text);
  if (equals === -1) collector.declare(name, { by: 'image', phase: 'build', value: { state: 'elsewhere' } });
  else collector.declare(name, { by: 'image', phase: 'build', ...valueIn(collector, word, equals + 1) });
}

/** `ENV A=1 B=2`, or `ENV A 1` as it was once written. */
function declareEnvironment(collector: Collector, words: readonly Word[], declared: Set<string>): void {
  const [first, second] = words;
  if (!first) return;
  if (!first.text.includes('=')) {
    declared.add(first.text);
    // All that follows is the value, spaces included.
    const last = words.at(-1);
    const end = second && last ? last.start + last.text.length : 0;
    const value = second && { text: collector.document.text.slice(second.start, end), start: second.start };
    const described = value ? valueIn(collector, value, 0) : { value: describeValue('') };
    collector.declare(nameIn(first, first.text.length), { by: 'image', ...described });
    return;
  }
  for (const word of words) {
    const equals = word.text.indexOf('=');
    if (equals <= 0) continue;
    const name = nameIn(word, equals);
    declared.add(name.text);
    collector.declare(name, { by: 'image', ...valueIn(collector, word, equals + 1) });
  }
}

function nameIn(word: Word, end: number): Name {
  return partOf({ text: word.text, start: word.start, end: word.start + word.text.length }, 0, end);
}

function valueIn(collector: Collector, word: Word, from: number) {
  const raw = word.text.slice(from);
  const quoted = /^(["'])[^]*\1$/.test(raw) && raw.length > 1;
  const valueAt = {
    start: word.start + from + (quoted ? 1 : 0),
    end: word.start + word.text.length - (quoted ? 1 : 0),
  };
  return { ...describeReferences(collector.document, valueAt), valueAt };
}

const INSTRUCTION = /^[ \t]*([A-Za-z]{3,12})(?=[ \t])/;
/** What a shell sets itself: `X=…`, `export X`, `for X in`, `read -r X`. */
const SET_IN_SHELL =
  /(?:^|[\s;&|("'`{])(?:([A-Za-z_]\w*)=|(?:for|export|local|readonly|declare|read(?:[ \t]+-\w+)*)[ \t]+([A-Za-z_]\w*))/g;
const SECRET_MOUNT = /--mount=type=secret,([^\s\\]{1,300})/g;

/** Names that nothing in the file sets, in capitals: others belong to the shell. */
function readUses(collector: Collector, declared: ReadonlySet<string>): void {
  const { text } = collector.document;
  const local = new Set(declared);
  for (const [, assigned, named] of text.matchAll(SET_IN_SHELL)) local.add(assigned ?? named ?? '');
  let instruction = '';
  let continues = false;
  for (let start = 0; start < text.length;) {
    const end = lineFeedAt(text, start);
    const line = text.slice(start, end);
    if (!/^\s*#/.test(line)) {
      if (!continues) instruction = INSTRUCTION.exec(line)?.[1]?.toUpperCase() ?? instruction;
      continues = /\\\s*$/.test(line);
      readLine(collector, { start, end }, instruction, local);
    }
    start = end + 1;
  }
  for (const match of text.matchAll(SECRET_MOUNT)) readSecret(collector, match[1] ?? '', match.index + 20);
}

function readLine(
  collector: Collector,
  line: { start: number; end: number },
  instruction: string,
  local: ReadonlySet<string>,
): void {
  const atStart = /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(instruction);
  for (const reference of referencesIn(collector.document.text, line)) {
    const { text } = reference.name;
    if (local.has(text) || !/^[A-Z][A-Z\d_]+$/.test(text) || OF_BASE_IMAGES.test(text)) continue;
    collector.use(reference.name, {
      through: 'Dockerfile',
      // The image that it is built on may set it.
      need: reference.operator.endsWith('?') ? 'required' : 'optional',
      ...(!atStart && { phase: 'build' as const }),
    });
  }
}

/** Set by shells, by BuildKit, and by the images that most others are built on. */
const OF_BASE_IMAGES =
  /^(?:PATH|HOME|PWD|USER|UID|GID|SHELL|IFS|OLDPWD|HOSTNAME|LANG|TERM|TMPDIR|RANDOM|LINENO|EOF|OPTARG|OPTIND|BASH_\w+|(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)|DEBIAN_FRONTEND|(?:NODE|YARN|PYTHON|PHP|RUBY|GO|GOLANG|RUST|JAVA|NGINX|GPG)_\w+|GOPATH|GOROOT|PHPIZE_DEPS|PHP_INI_DIR|JAVA_HOME|CARGO_HOME|RUSTUP_HOME|GEM_HOME|BUNDLE_\w+|VERSION_CODENAME|VERSION_ID|ID)$/;

/** `id=x,env=NAME`: the build's own machine sets the secret, RUN gets it under this name. */
function readSecret(collector: Collector, options: string, start: number): void {
  const match = /(?:^|,)env=([A-Za-z_]\w*)/.exec(options);
  const name = match?.[1];
  if (!match || name === undefined) return;
  const at = start + match.index + match[0].length - name.length;
  collector.declare(
    { text: name, start: at, end: at + name.length },
    { by: 'image', phase: 'build', value: { state: 'elsewhere' } },
  );
}
