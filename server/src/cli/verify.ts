import path from 'node:path';
import { parseConfig } from '../core/config.ts';
import type { Finding, Impact } from '../core/finding.ts';
import type { KeyObservation } from '../core/observations.ts';
import { valueIdOf } from '../core/postprocess.ts';
import { plural } from '../core/report/text.ts';
import { TOKEN_FORMATS } from '../core/secrets/tokenFormats.ts';
import { wholeToken } from '../core/secrets/wholeToken.ts';
import { createDocument } from '../core/source.ts';
import { readSmallText } from '../host/readSources.ts';
import type { AnalyzerSettings } from '../host/scan.ts';
import { VERSION } from '../host/version.ts';
import { checkKey, hostFor, questionFor, type KeyCheckOrder } from '../probes/keyCheck.ts';

export interface VerifySettings {
  readonly root: string;
  /** Those that the findings were made under: the salt tells whether a file still has the value. */
  readonly settings: Pick<AnalyzerSettings, 'configText' | 'salt'>;
  /** Says on standard error whom we are about to ask. */
  readonly tell: (line: string) => void;
  readonly ask?: (order: KeyCheckOrder) => Promise<KeyObservation>;
}

/**
 * Asks the providers which of the keys found are live, each distinct key once, and gives the findings with what they said:
 * in the message, as `verification`, and in the impact. Only for `--verify`.
 */
export async function verifyFindings(
  findings: readonly Finding[],
  { root, settings, tell, ask = checkKey }: VerifySettings,
): Promise<readonly Finding[]> {
  const read = createReader(root);
  const orders = new Map<string, Order>();
  const observations = new Map<string, KeyObservation>();
  for (const finding of findings) {
    const key = keyOf(finding);
    const host = hostFor(finding.kind ?? '');
    if (key === undefined || host === undefined || orders.has(key)) continue;
    const value = valueOf(finding, settings.salt, read);
    const order = value === undefined ? undefined : orderFor(finding, value);
    if (order && orders.size >= MOST_KEYS)
      observations.set(key, { state: 'unknown', host, reason: TOO_MANY });
    else if (order) orders.set(key, order);
    if (value === undefined) observations.set(key, { state: 'unknown', host, reason: CHANGED });
  }
  tell(announcement([...orders.values()]));
  await inParallel([...orders], async ([key, { formatId, value }]) => {
    observations.set(key, await ask({ formatId, key: value, userAgent: `launch-ready/${VERSION}` }));
  });
  const { config } = parseConfig(settings.configText);
  return findings.map((finding) => {
    const observation = observations.get(keyOf(finding) ?? '');
    return observation ? judged(finding, observation, config.impactOf(finding.ruleId)) : finding;
  });
}

/** Nobody leaks as many: a repository full of made-up keys shall not make this machine knock at every provider's door. */
const MOST_KEYS = 200;
const TOO_MANY = `only the first ${MOST_KEYS} keys are asked about`;

/** One key that will be sent to one host. */
interface Order {
  readonly formatId: string;
  readonly value: string;
  readonly host: string;
}

/** The same for the same key; undefined for what is not asked about: what is silenced, and what stands in the history. */
function keyOf({ area, kind, valueId, suppressed, commit }: Finding): string | undefined {
  if (area !== 'secrets' || kind === undefined || valueId === undefined) return undefined;
  return suppressed || commit ? undefined : `${kind} ${valueId}`;
}

const CHANGED = 'its file could not be read again as it was';

/** A finding has no secret: the file is read again, and must still have the very value that was found. */
function valueOf({ file, range, valueId }: Finding, salt: string, read: Reader): string | undefined {
  const document = file === null ? undefined : read(file);
  if (!document || !range) return undefined;
  const value = document.text.slice(document.offsetAt(range.start), document.offsetAt(range.end));
  return valueIdOf(value, salt) === valueId ? value : undefined;
}

function orderFor({ kind = '' }: Finding, value: string): Order | undefined {
  const question = wholeToken(kind, value) && questionFor(kind, value);
  return question && { formatId: kind, value, host: question.host };
}

type Reader = (file: string) => ReturnType<typeof createDocument> | undefined;

/** Bytes. Keys in larger files are reported as ever, and not asked about. */
const LARGEST = 16 * 1024 * 1024;

/** Remembers the last file only: findings come file by file. */
function createReader(root: string): Reader {
  let last: { readonly file: string; readonly document: ReturnType<Reader> } | undefined;
  return (file) => {
    if (last?.file !== file) {
      const text = readSmallText(path.join(root, file), LARGEST);
      last = { file, document: text === undefined ? undefined : createDocument({ path: file, text }) };
    }
    return last.document;
  };
}

function announcement(orders: readonly Order[]): string {
  if (orders.length === 0)
    return '--verify: no key was found that anybody can be asked about. Nothing is sent.';
  const hosts = new Map<string, number>();
  for (const { host } of orders) hosts.set(host, (hosts.get(host) ?? 0) + 1);
  const list = [...hosts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([host, count]) => `${host} (${count})`);
  return `--verify: sending ${plural(orders.length, 'key')}, each once, to the host that issued it: ${list.join(', ')}.`;
}

/** Providers are asked side by side, and none is flooded. */
const AT_ONCE = 4;

async function inParallel<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await action(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

function judged(
  finding: Finding,
  observation: KeyObservation,
  configured: Impact | 'off' | undefined,
): Finding {
  const { state, host } = observation;
  return {
    ...finding,
    // What launch-ready.yaml says of the rule stands.
    impact: configured === undefined ? impactOf(finding, state) : finding.impact,
    message: `${finding.message} ${saying(observation)}.`,
    verification: { state, host },
  };
}

/** A live key is a leak wherever it stands, unless it opens a sandbox only. One that was refused opens nothing. */
function impactOf({ impact, kind }: Finding, state: KeyObservation['state']): Impact {
  if (state === 'unknown') return impact;
  if (state === 'refused') return 'low';
  const mode = TOKEN_FORMATS.find(({ id }) => id === kind)?.mode;
  return mode === 'test' ? impact : 'blocker';
}

function saying({ state, host, reason }: KeyObservation): string {
  switch (state) {
    case 'live':
      return `Checked with ${host}: it is live`;
    case 'refused':
      return `Checked with ${host}: it refused the key, which no longer works there, or never did`;
    case 'unknown':
      return `Could not tell whether it is live: ${reason}`;
  }
}
