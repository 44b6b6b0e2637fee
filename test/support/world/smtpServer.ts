/** Mail servers on loopback: one that does all as it should, and those that say whatever a test wants. */
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { startRawServer, type TestServer } from './tlsServers.ts';

export interface MailServer {
  readonly port: number;
  /** What came in the clear, command by command: "EHLO [127.0.0.1]". */
  readonly commands: readonly string[];
  /** How many connections there were so far. */
  connections(): number;
  close(): Promise<void>;
}

export interface MailServerOptions {
  readonly name?: string;
  /** PEM, as `Issued` has it. Absent: STARTTLS is not offered. */
  readonly certificate?: { readonly chain: string; readonly key: string };
  readonly more?: SMTPServerOptions;
}

/** Takes whatever comes, over STARTTLS or not. */
export async function startMailServer({
  name = 'mx.shop.test',
  certificate,
  more = {},
}: MailServerOptions = {}): Promise<MailServer> {
  const commands: string[] = [];
  let count = 0;
  const server = new SMTPServer({
    name,
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ['AUTH', ...(certificate ? [] : ['STARTTLS'])],
    logger: false,
    ...(certificate && { cert: certificate.chain, key: certificate.key }),
    ...more,
  });
  // Whoever leaves in the middle of a handshake is nothing to be told of.
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    count++;
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      if (/^[A-Z]{4}/.test(text)) commands.push(...text.split('\r\n').filter((line) => line !== ''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    port: (server.server.address() as AddressInfo).port,
    commands,
    connections: () => count,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Says a greeting, and to each command what stands under its first word; nothing to others. */
export function startScriptedServer(
  greeting: string | Buffer,
  replies: Readonly<Record<string, string | Buffer | ((socket: Socket) => void)>> = {},
): Promise<TestServer> {
  return startRawServer((socket) => {
    if (greeting.length > 0) socket.write(greeting);
    socket.on('data', (chunk: Buffer) => {
      const reply = replies[/^[A-Z]*/.exec(chunk.toString('latin1'))?.[0] ?? ''];
      if (typeof reply === 'function') reply(socket);
      else if (reply !== undefined) socket.write(reply);
    });
  });
}
