/** A resolver on loopback that has everything itself: lines with whole names, and what it does with some of them. */
import type { Packet } from 'dns-packet';
import { parseRecord, plain, type Plain } from './dnsRecords.ts';
import { REFUSED, reply, SERVFAIL, startDnsServer } from './dnsServer.ts';

export interface PlainResolver {
  /** `address:port` */
  readonly address: string;
  /** "TXT shop.test", as they came. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

/**
 * Lines are records ("shop.test MX 10 mx.shop.test"), or say what becomes of the questions for a name, or for one type of it:
 * "slow.test TIMEOUT", "slow.test SERVFAIL TXT", "slow.test REFUSED". Aliases are followed, and names below "*" answered.
 * A TXT record of several strings has them between quotes.
 */
export async function startPlainResolver(lines: readonly string[]): Promise<PlainResolver> {
  const fates = lines.flatMap(fateOf);
  const records = lines.filter((line) => fateOf(line).length === 0).map(recordOf);
  const names = new Set(records.flatMap((record) => ancestors(plain(record.name))));
  const questions: string[] = [];

  function ownersOf(name: string): readonly string[] {
    return names.has(name) ? [name] : ancestors(name).map((each) => each.replace(/^[^.]+/, '*'));
  }

  function lookUp(name: string, type: string, depth = 0): Pick<Packet, 'answers'> & { rcode: number } {
    const owner = ownersOf(name).find((each) => names.has(each));
    const own = owner === undefined ? [] : records.filter((record) => plain(record.name) === owner);
    const found = own
      .filter((record) => record.type === type)
      .map((record) => Object.assign({}, record, { name }));
    if (found.length > 0) return { rcode: 0, answers: found };
    const alias = own.find((record) => record.type === 'CNAME');
    if (alias?.type !== 'CNAME' || depth > 8)
      return { rcode: owner === undefined ? NXDOMAIN : 0, answers: [] };
    const { rcode, answers = [] } = lookUp(plain(alias.data), type, depth + 1);
    return { rcode, answers: [Object.assign({}, alias, { name }), ...answers] };
  }

  const server = await startDnsServer((query) => {
    const [question] = query.questions ?? [];
    if (!question) return undefined;
    const name = plain(question.name);
    questions.push(`${question.type} ${name}`);
    const fate = fates.find((each) => each.name === name && (each.type ?? question.type) === question.type);
    if (fate?.what === 'TIMEOUT') return undefined;
    if (fate) return reply(query, { rcode: RCODES[fate.what] ?? REFUSED, isRecursive: true });
    return reply(query, { ...lookUp(name, question.type), isRecursive: true });
  });
  return { address: `127.0.0.1:${server.port}`, questions, close: () => server.close() };
}

const NXDOMAIN = 3;
const RCODES: Readonly<Record<string, number>> = { SERVFAIL, REFUSED, NXDOMAIN };

interface Fate {
  readonly name: string;
  readonly what: string;
  readonly type: string | undefined;
}

function fateOf(line: string): readonly Fate[] {
  const [name = '', what = '', type] = line.split(' ');
  return /^(?:TIMEOUT|SERVFAIL|REFUSED|NXDOMAIN)$/.test(what) ? [{ name, what, type }] : [];
}

function recordOf(line: string): Plain {
  const [name = '', type = '', ...words] = line.split(' ');
  return parseRecord(`${name} ${type} ${words.join(' ')}`, '');
}

/** "a.b.test" → "a.b.test", "b.test", "test" */
function ancestors(name: string): readonly string[] {
  const labels = name.split('.');
  return labels.map((_, at) => labels.slice(at).join('.'));
}
