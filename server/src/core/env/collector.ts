import { createTriggerLists, type Collector } from '../collector.ts';
import { keepLast } from '../keepLast.ts';
import type { Document } from '../source.ts';
import { isCheckedByHand } from './checkedByHand.ts';
import { insistsOn } from './insistence.ts';
import { ENV_READERS } from './readers.ts';
import type { EnvReader } from './reader.ts';
import type { EnvFacts, EnvUse } from './types.ts';

/** What files say about environment variables, each kind of file by its own reader. */
export const ENV_COLLECTOR: Collector = {
  id: 'env',
  triggers: [...new Set(ENV_READERS.flatMap(({ triggers }) => triggers))],
  classes: ['source', 'ignored-env', 'generated'],
  wants(path, language) {
    // Repositories have hundreds of them, and none says a thing about variables.
    if (language === 'sql') return 'never';
    const readers = readersOf(path, language);
    if (readers.some((reader) => reader.always?.(path, language) === true)) return 'always';
    return readers.length > 0 ? 'triggered' : 'never';
  },
  triggersFor: (path, language) => triggersOf(readersOf(path, language)),
  collect(document) {
    const readers = readersOf(document.path, document.language);
    const found = readers.flatMap((reader) => reader.read(document) ?? []);
    return found.length === 0 ? undefined : { env: withSurroundings(merge(found), document) };
  },
};

const triggersOf = createTriggerLists();

const readersOf = keepLast((path, language): readonly EnvReader[] =>
  ENV_READERS.filter((reader) => reader.reads(path, language) || reader.always?.(path, language) === true),
);

/** What stands round a use says how much the code needs it. Looked at here, where the text is at hand. */
function withSurroundings(facts: EnvFacts, document: Document): EnvFacts {
  if (!facts.uses?.some(({ need }) => need === 'required')) return facts;
  return { ...facts, uses: facts.uses.map((use) => judged(use, document)) };
}

function judged(use: EnvUse, document: Document): EnvUse {
  if (use.need !== 'required') return use;
  const insists = insistsOn(use, document);
  const checked = use.schema === undefined && isCheckedByHand(use, document);
  return insists || checked
    ? Object.assign({}, use, insists ? { insists: true } : {}, checked ? { checked: true } : {})
    : use;
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
