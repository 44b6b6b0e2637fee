/** A DNS, mail servers and web servers for the tests of a file, and what is observed of mail there. */
import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { DnsAnswer } from '../../../server/src/core/observations/dns.ts';
import { isFailure, type Failure } from '../../../server/src/core/observations/failure.ts';
import type { MailObservation, MailTarget } from '../../../server/src/core/observations/mail.ts';
import { createMailReaders } from '../../../server/src/host/mailReaders.ts';
import { addressesOf } from '../../../server/src/probes/dns/names.ts';
import { observeMail } from '../../../server/src/probes/mail/observeMail.ts';
import { createNetwork } from '../../../server/src/probes/network.ts';
import { createAuthority } from '../../support/world/certificates.ts';
import { startDnsWorld, type DnsWorldData } from '../../support/world/dnsWorld.ts';
import { startMailServer } from '../../support/world/smtpServer.ts';
import { startSilentServer, type TestServer } from '../../support/world/tlsServers.ts';
import { webServer } from '../../support/world/webServer.ts';

export interface Given {
  readonly zones: DnsWorldData['zones'];
  readonly connect?: Readonly<Record<string, string>>;
  readonly https?: Readonly<Record<string, RequestListener>>;
  readonly allowPrivate?: boolean;
  readonly resolver?: DnsWorldData['resolver'];
}

export interface Observed {
  readonly mail: MailObservation;
  readonly all: readonly MailObservation[];
  /** "MX shop.test": what the resolver was asked. */
  readonly asked: readonly string[];
  readonly requests: readonly string[];
}

const never = new AbortController().signal;
const TARGET: MailTarget = { domains: ['shop.test'], selectors: [], senders: [], providers: [] };

/** Within `describe`: servers end with the test that started them. */
export function mailWorld() {
  const root = createAuthority('Mail Root');
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function worldOf({ zones, connect = {}, https = {}, allowPrivate = true, resolver }: Given) {
    const dns = await startDnsWorld({ zones, ...(resolver && { resolver }) });
    const sites = Object.entries(https).map(([host, listener]) => {
      const { key, chain } = root.issue({ names: [host] });
      return [host, { https: listener, certificate: { key, cert: chain } }] as const;
    });
    const web = await webServer(Object.fromEntries(sites));
    const network = createNetwork({
      ...dns.settings,
      ca: [root.certificate],
      allowPrivate,
      connect: { ...web.settings.connect, ...dns.connect, ...connect },
      version: 'test',
    });
    closers.push(
      () => dns.close(),
      () => web.close(),
      () => network.close(),
    );
    return { dns, web, network };
  }

  async function observe(
    given: Given,
    target: Partial<MailTarget> = {},
    signal: AbortSignal = never,
  ): Promise<Observed> {
    const { network, web, dns } = await worldOf(given);
    const all = await observeMail(
      { ...TARGET, ...target },
      network,
      createMailReaders(),
      (host) => addressesOf(host, network.dns, signal),
      signal,
    );
    const [mail] = all;
    assert.ok(mail);
    return {
      mail,
      all,
      asked: dns.questions.filter((line) => line.startsWith('resolver ')).map((line) => line.slice(9)),
      requests: web.requests.map(({ method, url }) => `${method} ${url}`),
    };
  }

  async function mailServer(): Promise<string> {
    const server = await startMailServer({ certificate: root.issue({ names: ['mx.shop.test'] }) });
    closers.push(() => server.close());
    return `127.0.0.1:${server.port}`;
  }

  async function silentServer(): Promise<TestServer> {
    const silent = await startSilentServer();
    closers.push(() => silent.close());
    return silent;
  }

  return { observe, mailServer, silentServer };
}

export function textsIn(answer: DnsAnswer | Failure | undefined): string[] | undefined {
  if (!answer || isFailure(answer)) return undefined;
  return answer.answers.flatMap((record) => (record.type === 'TXT' ? [record.text] : []));
}
