import { measure, takeSnapshot, TALKATIVE, unlocked, type Measured, type Snapshot } from './measure.ts';
import type { DatabaseError, Session } from './session.ts';

/** A session from statement to statement: the transaction that is open, and what there was after the last statement. */
export interface Connection {
  now(): Snapshot;
  /** The number of the transaction that is open. */
  transaction(): number | undefined;
  /** Goes on with the transaction that is open, or opens one of this number. */
  begin(id: number): Promise<void>;
  /** Commits the transaction that is open. */
  end(): Promise<DatabaseError | undefined>;
  /** Sends what begins or ends a transaction itself, or refuses to be in one. */
  send(sql: string, after?: { readonly opens: number }): Promise<DatabaseError | undefined>;
  /** Runs SQL inside the open transaction, so that its locks are still there to be read. A failure undoes it alone. */
  measure(sql: string, existing: Snapshot): Promise<Measured>;
}

export async function openConnection(session: Session): Promise<Connection> {
  let now = await takeSnapshot(session);
  let transaction: number | undefined;

  const end = async (how: 'COMMIT' | 'ROLLBACK'): Promise<DatabaseError | undefined> => {
    if (transaction === undefined) return undefined;
    transaction = undefined;
    const { error } = await session.run(how);
    now = error || how === 'ROLLBACK' ? await takeSnapshot(session) : unlocked(now);
    return error;
  };

  return {
    now: () => now,
    transaction: () => transaction,
    async begin(id) {
      if (transaction !== undefined) return;
      await session.run('BEGIN');
      transaction = id;
    },
    end: () => end('COMMIT'),
    async send(sql, after) {
      transaction = after?.opens;
      const { error } = await session.run(sql);
      now = await takeSnapshot(session);
      return error;
    },
    async measure(sql, existing) {
      await session.run(`SAVEPOINT launch_ready; ${TALKATIVE}`);
      const { measured, after } = await measure(session, sql, now, existing);
      if (measured.error) {
        const { error } = await session.run('ROLLBACK TO SAVEPOINT launch_ready');
        if (error) await end('ROLLBACK');
      } else {
        await session.run('RELEASE SAVEPOINT launch_ready');
        now = after;
      }
      return measured;
    },
  };
}
