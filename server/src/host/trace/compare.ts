/** What is said of a statement without running it, beside what it did. */
import { lockOf, strongest, type LockMode, type LockVerdict } from '../../core/migrations/locks.ts';
import { isWeak, lockName } from '../../core/migrations/lockModes.ts';
import type { Step } from '../../core/migrations/model.ts';
import type { ObjectName, OperationKind } from '../../core/migrations/operation.ts';
import type { Measured } from './measure.ts';

export interface Comparison {
  /**
   * `unsaid`: what decides is not in the migrations (a function that is called, a block of code), so that nothing is claimed.
   * `differs` is a mistake of ours.
   */
  readonly agreement: 'agrees' | 'differs' | 'unsaid';
  readonly said: readonly LockVerdict[];
  /** Sentences, each with both answers. */
  readonly differences: readonly string[];
}

export function compareVerdict(
  steps: readonly Step[],
  measured: Measured,
  serverVersion: number,
): Comparison {
  const names = measured.known;
  const verdicts = steps.flatMap((step) => lockOf(step.operation, { ...step, serverVersion }) ?? []);
  // What this migration has made itself, nobody uses yet.
  const said = verdicts.filter(({ on, also }) => names.has(on) || also.some((one) => names.has(one.on)));
  const isOnOld = said.some(({ on }) => names.has(on));
  const differences = [
    ...lockDifferences(said, measured, names),
    ...(isOnOld
      ? workDifferences(
          said.filter(({ on }) => names.has(on)),
          measured,
        )
      : []),
  ];
  const isOpen =
    steps.length === 0 ||
    steps.some(({ operation }) => operation.nested === true || OPEN_KINDS.has(operation.kind)) ||
    verdicts.some(({ certain }) => !certain);
  const agreement =
    differences.length === 0
      ? isOpen && said.length === 0
        ? 'unsaid'
        : 'agrees'
      : isOpen
        ? 'unsaid'
        : 'differs';
  return { agreement, said, differences: agreement === 'differs' ? differences : [] };
}

/** Operations that may lock what they don't name. */
const OPEN_KINDS: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'unknown',
  'other',
  'call',
  'data-code',
  'comment',
  'grant',
  'revoke',
  'drop-schema',
  'rename-schema',
  'drop-sequence',
  'create-sequence',
  'drop-extension',
  'create-extension',
  'drop-function',
  'alter-function',
  'drop-owned',
  'drop-type',
  'alter-domain',
  'statistics',
  'insert',
  'update',
  'delete',
]);

function lockDifferences(
  said: readonly LockVerdict[],
  { locks, held }: Measured,
  names: ReadonlySet<ObjectName>,
): readonly string[] {
  const claimed = new Map<ObjectName, LockMode>();
  for (const { on, lock } of said.flatMap((one) => [one, ...one.also])) {
    const before = claimed.get(on);
    if (names.has(on)) claimed.set(on, before ? strongest(before, lock) : lock);
  }
  return [...new Set([...claimed.keys(), ...locks.keys()])].flatMap((name) => {
    // What the transaction holds already is not taken again.
    const [claim, took] = [claimed.get(name), locks.get(name)].map((lock) => withHeld(lock, held.get(name)));
    return claim === took
      ? []
      : [
          `“${name}”: we say ${claim ? lockName(claim) : 'no lock'}, it took ${took ? lockName(took) : 'none'}`,
        ];
  });
}

/** Locks that no reader or writer waits for are not told apart. */
function withHeld(lock: LockMode | undefined, held: LockMode | undefined): LockMode | undefined {
  const both = lock && held ? strongest(lock, held) : (lock ?? held);
  return both === undefined || isWeak(both) ? undefined : both;
}

function workDifferences(said: readonly LockVerdict[], measured: Measured): readonly string[] {
  const claims = {
    rewrite: said.some(({ rewrite }) => rewrite),
    scan: said.some(({ scan }) => scan),
    index: said.some(({ buildsIndex }) => buildsIndex),
  };
  const isRewritten = measured.rewritten.length > 0;
  if (claims.rewrite !== isRewritten)
    return [
      `we say that the table is ${claims.rewrite ? '' : 'not '}rewritten, and it was${isRewritten ? '' : ' not'}`,
    ];
  // A rewrite reads all rows and builds all indexes as it goes.
  if (isRewritten) return [];
  return [
    ...(claims.scan === measured.scanned
      ? []
      : [
          `we say that rows are ${claims.scan ? '' : 'not '}checked, and they were${measured.scanned ? '' : ' not'}`,
        ]),
    ...(claims.index === measured.indexed
      ? []
      : [
          `we say that ${claims.index ? 'an' : 'no'} index is built, and ${measured.indexed ? 'one' : 'none'} was`,
        ]),
  ];
}
