import { lowerNameOf } from '../../paths.ts';
import { createCollector } from '../manifests/manifestFacts.ts';
import type { EnvReader } from '../reader.ts';

const INCLUDE =
  /^[ \t]*-?s?include[ \t]+(?:\$\(CURDIR\)\/|\.\/)?([\w./-]{0,200}\.env[\w.-]{0,60}|[\w./-]{0,200}\/env\.[\w.-]{1,60})[ \t]*$/gm;
const ENV_FILE_OPTION = /--env-file(?:-if-exists)?[= \t]([\w./-]{1,200})/g;

/** Characters before an option that are looked at for the program that gets it. */
const LONGEST_COMMAND = 1_000;

/** Makefiles: env files that they include or hand on. What their variables are is left to make. */
export default {
  triggers: ['.env', '--env-file'],
  reads: (path) => /^(?:gnu)?makefile$|\.mk$|^justfile$|^taskfile\.ya?ml$/.test(lowerNameOf(path)),
  read(document) {
    const { text } = document;
    const collector = createCollector(document);
    for (const match of text.matchAll(INCLUDE)) {
      const file = match[1] ?? '';
      const start = match.index + match[0].lastIndexOf(file);
      collector.load({ text: file, start, end: start + file.length }, { dialect: 'shell' });
    }
    for (const match of text.matchAll(ENV_FILE_OPTION)) {
      const file = match[1] ?? '';
      const start = match.index + match[0].length - file.length;
      const { start: lineStart } = document.lineAt(match.index);
      const isDocker = /\b(?:docker|podman|docker-compose|compose)\b/.test(
        text.slice(Math.max(lineStart, match.index - LONGEST_COMMAND), match.index),
      );
      collector.load(
        { text: file, start, end: start + file.length },
        { dialect: isDocker ? 'compose' : 'node' },
      );
    }
    return collector.facts();
  },
} satisfies EnvReader;
