import type { Collector } from '../collector.ts';
import { ENV_READERS } from './readers.ts';
import type { EnvReader } from './reader.ts';
import type { EnvFacts } from './types.ts';

/** What files say about environment variables, each kind of file by its own reader. */
export const ENV_COLLECTOR: Collector = {
  triggers: [...new Set(ENV_READERS.flatMap(({ triggers }) => triggers))],
  classes: ['source', 'ignored-env', 'generated'],
  wants(path, language) {
    let wanted = false;
    for (const reader of ENV_READERS) {
      if (reader.always?.(path, language) === true) return 'always';
      wanted ||= reader.reads(path, language);
    }
    return wanted ? 'triggered' : 'never';
  },
  collect(document) {
    const found = ENV_READERS.flatMap((reader) => read(reader, document) ?? []);
    return found.length === 0 ? undefined : { env: merge(found) };
  },
};

function read(reader: EnvReader, document: Parameters<EnvReader['read']>[0]): EnvFacts | undefined {
  const { path, language } = document;
  return reader.reads(path, language) || reader.always?.(path, language) === true
    ? reader.read(document)
    : undefined;
}

/** Most files have one reader; a Rails `config/database.yml`, say, may have two. */
function merge(found: readonly EnvFacts[]): EnvFacts {
  const [first] = found;
  if (first && found.length === 1) return first;
  const all = <T>(pick: (facts: EnvFacts) => readonly T[] | undefined): readonly T[] =>
    found.flatMap((facts) => pick(facts) ?? []);
  const single: EnvFacts = Object.assign({}, ...found);
  return {
    ...single,
    uses: all(({ uses }) => uses),
    declarations: all(({ declarations }) => declarations),
    dynamics: all(({ dynamics }) => dynamics),
    helpers: all(({ helpers }) => helpers),
    calls: all(({ calls }) => calls),
    loads: all(({ loads }) => loads),
    validations: all(({ validations }) => validations),
    publicPrefixes: all(({ publicPrefixes }) => publicPrefixes),
  };
}
