/** Where code reads a variable by way of a schema's key: `env.X`. Searched for when somebody asks, and not kept. */
import { codeOf } from '../parsers/code.ts';
import { createDocument } from '../source.ts';
import type { EnvModel } from './model.ts';
import { schemaReaders } from './renameForms.ts';
import { spanOf } from '../span.ts';
import type { Span } from './types.ts';

export interface SchemaReadsRequest {
  readonly name: string;
  readonly model: EnvModel;
  /** Files of the workspace. */
  readonly paths: Iterable<string>;
  readonly read: (path: string) => string | undefined;
}

/** In the order of the paths; none where no schema has the name. */
export function schemaReads({
  name,
  model,
  paths,
  read,
}: SchemaReadsRequest): readonly { readonly file: string; readonly at: Span }[] {
  const { uses } = model.placesOf(name);
  if (!uses.some(({ use }) => use.schema)) return [];
  const known = new Set(uses.map(({ file, use }) => `${use.at.start} ${file}`));
  const found: { file: string; at: Span }[] = [];
  for (const file of paths) {
    const text = MAY_READ.test(file) ? read(file) : undefined;
    if (text === undefined || !text.includes(name)) continue;
    const document = createDocument({ path: file, text });
    for (const { start, end } of schemaReaders(codeOf(document), name, { hasKeys: false }))
      if (!known.has(`${start} ${file}`)) found.push({ file, at: spanOf(document, start, end) });
  }
  return found;
}

const MAY_READ = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|py)$/;
