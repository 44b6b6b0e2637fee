import { SCRIPT_LANGUAGES } from '../../language.ts';
import { lineEndAt } from '../../lines.ts';
import { codeOf, type Code } from '../../parsers/code.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import type { MigrationReader } from '../reader.ts';
import type { SchemaPush } from '../types.ts';

/** Code that changes the schema whenever it starts: TypeORM's `synchronize: true`, Sequelize's `sync({ alter: true })`. */
export default {
  languages: SCRIPT_LANGUAGES,
  triggers: ['synchronize', '.sync('],
  reads: (path) => !NOT_PRODUCTION.test(path.toLowerCase()),
  read(document) {
    const { text } = document;
    const isTypeorm = text.includes('synchronize') && /typeorm/i.test(text);
    const isSequelize = text.includes('.sync(') && /sequelize/i.test(text);
    if (!isTypeorm && !isSequelize) return undefined;
    const code = codeOf(document);
    const pushes = [
      ...(isTypeorm ? synchronized(document, code) : []),
      ...(isSequelize ? synced(document, code) : []),
    ];
    return pushes.length > 0 ? { pushes } : undefined;
  },
} satisfies MigrationReader;

/** Tests, seeds and what developers start by hand. */
const NOT_PRODUCTION =
  /(?:^|[/._-])(?:tests?|testing|spec|e2e|seeds?|seeders?|mocks?|fixtures|dev|development|local|scripts?|examples?|demo|reset|storybook|docs)(?:[/._-]|$)/;

/** typeorm.io/docs/data-source/data-source-options: "don't use this in production". Only the plain word counts. */
function synchronized(document: Document, code: Code): readonly SchemaPush[] {
  return matches(code, /\bsynchronize["']?[ \t]{0,9}:\s{0,20}true\b/g).flatMap(({ start, end }) =>
    isConditional(code, start) || isDecorator(code, start) || isInMemory(code, start)
      ? []
      : [{ command: 'synchronize: true', at: spanOf(document, start, end), where: 'code' as const }],
  );
}

/** sequelize.org/docs/v6/core-concepts/model-basics/#synchronization-in-production */
function synced(document: Document, code: Code): readonly SchemaPush[] {
  return matches(
    code,
    /\.sync\(\s{0,40}\{[^{}]{0,200}\b(?:force|alter)\s{0,9}:\s{0,9}true\b[^{}]{0,200}\}\s{0,40}\)/g,
  ).flatMap(({ start, end }) => {
    if (isConditional(code, start) || /\bsqlite::memory:/.test(code.text)) return [];
    const isForced = /\bforce\s{0,9}:\s{0,9}true\b/.test(code.masked.slice(start, end));
    return [
      {
        command: isForced ? 'sync({ force: true })' : 'sync({ alter: true })',
        at: spanOf(document, start + 1, Math.min(end, lineEndAt(code.text, start))),
        where: 'code' as const,
        ...(isForced && { destructive: true as const }),
      },
    ];
  });
}

function matches(code: Code, pattern: RegExp): readonly { readonly start: number; readonly end: number }[] {
  return [...code.masked.matchAll(pattern)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}

/** A question about the environment shortly before, or behind: it may not be what production does. */
function isConditional(code: Code, at: number): boolean {
  const around = code.text.slice(Math.max(0, at - 400), at + 120);
  return /NODE_ENV|\bis_?(?:dev|prod|test|local)|development|\b__DEV__\b|\bif\s*\(|import\.meta\.env|\bcase\b/i.test(
    around,
  );
}

/** `@Entity({ synchronize: true })` and views: about one table, and the default. */
function isDecorator(code: Code, at: number): boolean {
  return /@\w+\([^()]{0,300}$/.test(code.masked.slice(Math.max(0, at - 320), at));
}

function isInMemory(code: Code, at: number): boolean {
  return /:memory:|["']sqljs["']/.test(code.text.slice(Math.max(0, at - 600), at + 600));
}
