import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isFailure } from '../core/observations/failure.ts';
import type { NetworkSettings } from '../core/observations/domain.ts';
import type { SpfVerdict } from '../core/observations/mail.ts';
import { printable } from '../core/printable.ts';
import { evaluateSpf } from '../host/spfEvaluation.ts';
import { askingSpf } from '../probes/mail/spf.ts';
import { createNetwork } from '../probes/network.ts';
import { slots } from '../probes/tls/patience.ts';
import { networkSettings, type NetworkOptions } from './network.ts';
import { paint } from './paint.ts';
import { UsageError } from './usageError.ts';

/** The options of `launch-ready spf`, as the argument parser gives them. */
export interface SpfOptions extends NetworkOptions {
  readonly format: 'text' | 'json';
  readonly ip?: string;
  readonly helo?: string;
  /** A file of questions, one JSON object a line; "-" is standard input. */
  readonly batch?: string;
}

/** Says whether a mail server may send as a sender. Exit code 0: it passes; 1: anything else. With --batch 0, once all is answered. */
export async function spf(sender: string | undefined, options: SpfOptions): Promise<number> {
  // What comes after --connect without a “=” is the sender.
  const { connect = [], ...rest } = options;
  const stray = connect.find((item) => !item.includes('='));
  const pairs = connect.filter((item) => item.includes('='));
  const { network } = networkSettings([], { ...rest, connect: pairs });
  if (options.batch !== undefined) return answerAll(readQuestions(options.batch), network);
  const question = questionOf(sender ?? stray, options);
  const verdict = await answer(question, network);
  process.stdout.write(options.format === 'json' ? asJson(question, verdict) : asText(verdict));
  return verdict.result === 'pass' ? 0 : 1;
}

interface Question {
  readonly ip: string;
  readonly sender: string;
  readonly helo: string;
}

function questionOf(sender: string | undefined, { ip, helo = '' }: SpfOptions): Question {
  if (sender === undefined || ip === undefined)
    throw new UsageError(
      'Name the sender and the address: launch-ready spf noreply@shop.example --ip 192.0.2.1',
    );
  if (isIP(ip) === 0)
    throw new UsageError(`--ip: “${printable(ip)}” is no address. Write it like 192.0.2.1.`);
  if (sender === '' && helo === '')
    throw new UsageError('Mail without a sender is judged by the name of the server: add --helo.');
  return { ip, sender, helo: helo === '' ? sender.slice(sender.lastIndexOf('@') + 1) : helo };
}

/** RFC 7208 section 4.6.4 gives an evaluation twenty seconds at least. */
const PATIENCE = 20_000;

/** A network for each question: what is remembered of one must not change the answer to another. */
async function answer(question: Question, settings: NetworkSettings): Promise<SpfVerdict> {
  const network = createNetwork(settings);
  try {
    const verdict = await askingSpf(
      { network, signal: NEVER },
      (asking) => evaluateSpf({ ...question, resolve: (name, type) => asking.ask(name, type) }),
      PATIENCE,
    );
    if (isFailure(verdict)) throw new Error(verdict.detail);
    return verdict;
  } finally {
    network.close();
  }
}

const NEVER = new AbortController().signal;

function asJson({ ip, sender, helo }: Question, verdict: SpfVerdict): string {
  return `${JSON.stringify({ schemaVersion: 1, ip, sender, helo, ...verdict })}\n`;
}

/** RFC 7208 section 4.6.4. */
const LIMITS = { lookups: 10, voids: 2 };

function asText({ result, reason, lookups, voids, explanation }: SpfVerdict): string {
  const colour = result === 'pass' ? 'green' : result === 'fail' || result === 'permerror' ? 'red' : 'yellow';
  const lines = [
    `${paint()(colour, result)}: ${printable(reason)}`,
    `DNS was asked for ${lookups} of ${LIMITS.lookups} terms; ${voids} of ${LIMITS.voids} got nothing.`,
    ...(explanation === undefined ? [] : [`The owner says: ${printable(explanation)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

const AT_A_TIME = 16;

/** The answers come in the order of the questions. */
async function answerAll(questions: readonly Question[], settings: NetworkSettings): Promise<number> {
  const inTurn = slots(AT_A_TIME);
  const lines = questions.map((question) =>
    inTurn(async () => asJson(question, await answer(question, settings))),
  );
  for (const line of lines) process.stdout.write(await line);
  return 0;
}

function readQuestions(file: string): readonly Question[] {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new UsageError(`--batch: “${printable(file)}” can’t be read.`);
  }
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [readQuestion(line, index)]));
}

function readQuestion(line: string, index: number): Question {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const { ip, sender = '', helo = '' } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof ip !== 'string' || typeof sender !== 'string' || typeof helo !== 'string')
    throw new UsageError(`--batch: line ${index + 1} should be {"ip": "…", "sender": "…", "helo": "…"}.`);
  return { ip, sender, helo };
}
