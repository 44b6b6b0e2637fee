/** Facts of one kind, by the paths of the files that have any. */
export type FactsByPath<Facts extends object> = readonly (readonly [path: string, facts: Facts])[];

/**
 * A way of joining facts that gives the model from before where no file says anything else now: an edit changes the facts of one
 * file, and those of one or two kinds. `rest` is what else the model is made from. The facts are not changed by anybody.
 */
export function rejoining<Facts extends object, Model extends object>(
  join: (files: FactsByPath<Facts>, rest: readonly string[]) => Model,
): (files: FactsByPath<Facts>, before: Model | undefined, rest?: readonly string[]) => Model {
  const madeFrom = new WeakMap<Model, { files: FactsByPath<Facts>; rest: readonly string[] }>();
  return (files, before, rest = []) => {
    const known = before && madeFrom.get(before);
    const isKnown = known && isSame(known.files, files) && known.rest.join('\0') === rest.join('\0');
    const model = before && isKnown ? before : join(files, rest);
    // What was read anew is compared with by itself the next time, and not by its text.
    madeFrom.set(model, { files, rest });
    return model;
  };
}

function isSame<Facts extends object>(before: FactsByPath<Facts>, now: FactsByPath<Facts>): boolean {
  if (before.length !== now.length) return false;
  let compared = 0;
  return now.every(([path, facts], index) => {
    const [pathBefore, factsBefore] = before[index] ?? [];
    if (path !== pathBefore) return false;
    return (
      facts === factsBefore || (compared++ < MOST && JSON.stringify(facts) === JSON.stringify(factsBefore))
    );
  });
}

/** Files whose facts are compared word for word: where more were read anew, joining takes no longer than that. */
const MOST = 8;
