/**
 * A process of its own that talks to the scratch database: PGlite needs half a gigabyte, and a statement that never ends can
 * be ended from outside. It is told what to do by messages, so that no password stands in a list of processes.
 */
import { openPglite } from './pgliteSession.ts';
import { openOnServer } from './postgresSession.ts';
import { errorFrom, type OpenSession, type ScratchReply, type ScratchRequest } from './session.ts';

let session: OpenSession | undefined;
/** Settled once there is a session, or can be none: the database may be there before the session is. */
let opening: Promise<OpenSession | undefined> = Promise.resolve(undefined);
let work: Promise<void> = Promise.resolve();

process.on('message', (request: ScratchRequest) => {
  work = work.then(async () => {
    const reply = await answer(request).catch((error: unknown): ScratchReply => ({
      failed: errorFrom(error).message,
    }));
    if (process.connected) process.send?.(reply);
  });
});

// Whoever asked is gone, or was interrupted: what was created goes too. The same key that ends the other reaches this process.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => {
  const end = (): void => process.exit();
  opening.then((opened) => opened?.close()).then(end, end);
});

async function answer(request: ScratchRequest): Promise<ScratchReply> {
  if ('run' in request) {
    if (!session) throw new Error('no database is open');
    return { answer: await session.run(request.run) };
  }
  if ('role' in request) {
    if (!session) throw new Error('no database is open');
    return { answer: await session.createRole(request.role) };
  }
  if ('close' in request) {
    const closing = session;
    session = undefined;
    opening = Promise.resolve(undefined);
    await closing?.close();
    return { closed: true };
  }
  opening =
    'server' in request.open
      ? openOnServer(request.open.server, request.open.name)
      : openPglite(request.open);
  session = await opening;
  return session ? { opened: session.version } : { failed: 'PGlite is not installed', missing: true };
}
