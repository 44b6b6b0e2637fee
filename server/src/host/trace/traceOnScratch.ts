import type { History, Migration } from '../../core/migrations/model.ts';
import { printable } from '../../core/printable.ts';
import { openScratch, PgliteMissing, type ScratchTarget } from './scratch.ts';
import { traceHistory, type HistoryTrace } from './trace.ts';

/** The database is not to be had. The message is for people, says why, and holds no password. */
export class ScratchUnavailable extends Error {}

export interface ScratchRun {
  readonly target: ScratchTarget;
  readonly read: (file: string) => string | undefined;
  readonly onMigration?: (migration: Migration) => void;
  /** Ends what is running, and takes the database away. */
  readonly signal?: AbortSignal;
}

/** Runs a history on a database that is made for it and goes with it. Throws `PgliteMissing` and `ScratchUnavailable`. */
export async function traceOnScratch(
  history: History,
  { target, read, onMigration, signal }: ScratchRun,
): Promise<HistoryTrace> {
  const extensions = history.steps.flatMap(({ operation }) =>
    operation.kind === 'create-extension' ? [operation.name] : [],
  );
  const session = await openScratch(target, [...new Set(extensions)], signal).catch((error: unknown) => {
    if (error instanceof PgliteMissing) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScratchUnavailable(`The scratch database could not be opened: ${printable(reason)}.`);
  });
  try {
    return await traceHistory(history, {
      session,
      isShared: target.kind === 'server',
      read,
      ...(onMigration ? { onMigration } : {}),
    });
  } finally {
    // Once given up, the process takes away by itself what it has made.
    if (!signal?.aborted) await session.close();
  }
}
