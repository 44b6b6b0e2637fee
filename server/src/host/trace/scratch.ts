import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Answer, OpenSession, ScratchReply, ScratchRequest, ServerAddress } from './session.ts';

/** Where migrations are run. */
export type ScratchTarget =
  | {
      readonly kind: 'pglite';
      /** Beside whose node_modules it is looked for. */ readonly folders: readonly string[];
    }
  | { readonly kind: 'server'; readonly server: ServerAddress };

/** PGlite is nowhere to be found. */
export class PgliteMissing extends Error {}

/**
 * A fresh, empty database. What it is called on a server is a name that nobody has; `close` takes it away, and so does the
 * signal, which ends whatever is running as well.
 */
export async function openScratch(
  target: ScratchTarget,
  extensions: readonly string[] = [],
  signal?: AbortSignal,
): Promise<OpenSession> {
  signal?.throwIfAborted();
  const ask = startProcess(target.kind === 'pglite');
  signal?.addEventListener('abort', () => ask.abandon('it was cancelled'), { once: true });
  const opened = await ask(
    target.kind === 'pglite'
      ? { open: { folders: target.folders, extensions } }
      : { open: { server: target.server, name: `launch_ready_scratch_${randomBytes(6).toString('hex')}` } },
    OPENING,
  );
  if (!('opened' in opened)) {
    ask.end();
    if ('missing' in opened) throw new PgliteMissing();
    throw new Error('failed' in opened ? opened.failed : 'it gave no answer');
  }
  return {
    version: opened.opened,
    run: async (sql) => answerOf(await ask({ run: sql }, LONGEST)),
    createRole: async (name) => answerOf(await ask({ role: name }, LONGEST)),
    async close() {
      const reply = await ask({ close: true }, OPENING);
      ask.end();
      if ('failed' in reply) throw new Error(reply.failed);
    },
  };
}

/** Milliseconds until a database must be there, and until a statement on empty tables must have ended. */
const OPENING = 60_000;
const LONGEST = 120_000;

function answerOf(reply: ScratchReply): Answer {
  if ('answer' in reply) return reply.answer;
  const message = 'failed' in reply ? reply.failed : 'it gave no answer';
  return { rows: [], notices: [], error: { message, code: '' } };
}

interface Ask {
  (request: ScratchRequest, patience: number): Promise<ScratchReply>;
  /** The process drops what it has made, and ends. */
  end(): void;
  /** The same in the middle of something: whoever waits is told why. */
  abandon(reason: string): void;
}

/** `inMemory`: it may be ended at any time, since nothing is left of it. */
function startProcess(inMemory: boolean): Ask {
  const child = fork(fileURLToPath(processFile()), {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Beside a desktop editor the program is Electron, which is Node only where it is told so.
    env: process.versions['electron'] ? { ...process.env, ELECTRON_RUN_AS_NODE: '1' } : process.env,
  });
  let waiting: ((reply: ScratchReply) => void) | undefined;
  let over: string | undefined;
  const settle = (reply: ScratchReply): void => {
    const settled = waiting;
    waiting = undefined;
    settled?.(reply);
  };
  const stop = (reason: string): void => {
    over ??= reason;
    settle({ failed: over });
  };
  child.on('message', (reply) => settle(reply as ScratchReply));
  child.on('error', () => stop('the process of the scratch database could not be started'));
  child.on('exit', () => stop('the process of the scratch database ended'));
  const end = (): void => {
    if (inMemory) child.kill('SIGKILL');
    else if (child.connected) child.disconnect();
  };
  const abandon = (reason: string): void => {
    stop(reason);
    end();
  };
  const ask = (request: ScratchRequest, patience: number): Promise<ScratchReply> =>
    new Promise((resolve) => {
      if (over !== undefined || !child.connected)
        return resolve({ failed: over ?? 'the connection is closed' });
      const late = setTimeout(() => {
        abandon(`it took longer than ${patience / 1000} seconds`);
      }, patience);
      waiting = (reply) => {
        clearTimeout(late);
        resolve(reply);
      };
      child.send(request);
    });
  return Object.assign(ask, { end, abandon });
}

/** As it is from source, and in the bundle. */
function processFile(): URL {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './scratchMain.ts' : './scratch.mjs', here);
}
