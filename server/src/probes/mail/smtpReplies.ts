import type { Socket } from 'node:net';
import type { SmtpReply } from '../../core/observations/mail.ts';

/** RFC 5321 section 4.2: some lines with one code. */
export interface WholeReply extends SmtpReply {
  /** What stands behind the code of each line. */
  readonly lines: readonly string[];
}

export type ReplyProblem =
  | 'closed'
  | 'aborted'
  | 'not-smtp'
  | 'too-much'
  /** It had something to say before it was asked. */
  | 'out-of-turn';

export interface Replies {
  /** The next reply, or why there is none. `onBegun` is called when its first lines came and others are to follow. */
  next(onBegun?: () => void): Promise<WholeReply | ReplyProblem>;
  /** Bytes that belong to no reply that was asked for. */
  hasMore(): boolean;
  /** Stops listening: the connection is somebody else's now. */
  detach(): void;
}

/** RFC 5321 section 4.5.3.1.5 allows 512. */
const LONGEST_LINE = 2048;
const MOST_LINES = 100;
const LARGEST_REPLY = 16 * 1024;

/** Reads what a mail server says, up to limits. Never throws. */
export function createReplies(socket: Socket, signal: AbortSignal): Replies {
  let pending: Buffer = Buffer.alloc(0);
  let lines: Line[] = [];
  let size = 0;
  let ended: ReplyProblem | undefined;
  let waiting: ((reply: WholeReply | ReplyProblem) => void) | undefined;
  let begun: (() => void) | undefined;

  function give(reply: WholeReply | ReplyProblem): void {
    const resolve = waiting;
    waiting = undefined;
    resolve?.(reply);
  }

  function end(problem: ReplyProblem): void {
    ended ??= problem;
    socket.pause();
    give(ended);
  }

  function read(): void {
    while (waiting && ended === undefined) {
      const at = pending.indexOf(10);
      if (at > LONGEST_LINE || (at < 0 && pending.length > LONGEST_LINE)) return end('too-much');
      if (at < 0) return;
      const line = lineOf(pending.toString('latin1', 0, at));
      pending = pending.subarray(at + 1);
      size += at + 1;
      const [first] = lines;
      if (!line || (first && first.code !== line.code)) return end('not-smtp');
      lines.push(line);
      if (lines.length > MOST_LINES || size > LARGEST_REPLY) return end('too-much');
      if (line.isLast) {
        const texts = lines.map(({ text }) => text);
        lines = [];
        size = 0;
        give({ code: line.code, text: texts[0] ?? '', lines: texts });
      } else begun?.();
    }
  }

  const onData = (chunk: Buffer): void => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    read();
    if (pending.length > LARGEST_REPLY) end('too-much');
  };
  const onEnd = (): void => end('closed');
  const onAbort = (): void => end('aborted');
  socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onEnd);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });

  return {
    next(onBegun) {
      return new Promise((resolve) => {
        if (ended) return resolve(ended);
        waiting = resolve;
        begun = onBegun;
        read();
      });
    },
    hasMore: () => pending.length > 0,
    detach() {
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

interface Line {
  readonly code: number;
  readonly text: string;
  readonly isLast: boolean;
}

function lineOf(line: string): Line | undefined {
  const match = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line.replace(/\r$/, ''));
  if (!match) return undefined;
  return { code: Number(match[1]), text: plainText(match[3] ?? ''), isLast: match[2] !== '-' };
}

const LONGEST_TEXT = 200;

/** As it may be shown anywhere. */
function plainText(text: string): string {
  return text.slice(0, LONGEST_TEXT).replaceAll(/[^ -~]/g, '?');
}
