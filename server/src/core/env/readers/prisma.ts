import { createCollector } from '../manifests/manifestFacts.ts';
import type { EnvReader } from '../reader.ts';

const CALL = /\benv\([ \t]{0,9}"([A-Za-z_]\w{0,199})"/g;

/** `env("X")` in Prisma's schema. */
export default {
  triggers: ['env('],
  reads: (path) => path.endsWith('.prisma'),
  read(document) {
    const collector = createCollector(document);
    for (const match of document.text.matchAll(CALL)) {
      const line = document.lineAt(match.index);
      const before = document.text.slice(line.start, match.index);
      if (/\/\//.test(before)) continue;
      const text = match[1] ?? '';
      const start = match.index + match[0].length - 1 - text.length;
      // Only `prisma migrate dev` asks for a shadow database.
      const need = /shadowDatabaseUrl|binaryTargets/.test(before) ? 'optional' : 'required';
      collector.use({ text, start, end: start + text.length }, { through: 'prisma', need });
    }
    return collector.facts();
  },
} satisfies EnvReader;
