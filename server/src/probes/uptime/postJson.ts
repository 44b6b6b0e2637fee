/** Tells a receiver of alerts something. */
import { request as requestPlain, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { isFailure, type Failure } from '../../core/observations/failure.ts';
import { endpointFor } from '../connect.ts';
import { CANCELLED, failure, failureOf } from '../http/failures.ts';
import { urlParts } from '../http/url.ts';
import { patientTimer } from '../tls/patience.ts';
import type { AddressBook } from './addressBook.ts';

export interface PostOrder {
  /** Absolute, http or https. It is a secret: it is in no failure. */
  readonly url: string;
  /** JSON. */
  readonly body: string;
  readonly settings: NetworkSettings;
  readonly addresses: AddressBook;
  /** Milliseconds for all of it; 30 seconds where nothing is said. Who is given up on too early may have taken it, and gets it twice. */
  readonly timeout?: number;
}

export interface PostAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** 16 kB at most. */
  readonly body: string;
}

/**
 * One request, no redirect. The certificate has to be trusted: whoever reads the address can post. Private addresses may be
 * asked, as it is the user who names the receiver. Never rejects.
 */
export function postJson(order: PostOrder, signal: AbortSignal): Promise<PostAnswer | Failure> {
  return new Promise((resolve) => {
    const url = urlParts(order.url);
    if (!url) return resolve(failure('protocol', 'its address is none that can be asked'));
    const { hostname, port, protocol } = url;
    const { settings, addresses, body, timeout = PATIENCE } = order;
    const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
    const place = endpointFor(hostname, port, undefined, settings);
    const mapped = isFailure(place) ? undefined : place;
    const isSecure = protocol === 'https:';
    const options: RequestOptions = {
      method: 'POST',
      host,
      port: mapped?.port ?? port,
      path: url.pathname + url.search,
      agent: false,
      setHost: false,
      lookup: lookupOf(mapped ? async () => [mapped.address] : () => addresses.addressesOf(hostname, signal)),
      headers: {
        host: port === (isSecure ? 443 : 80) ? hostname : `${hostname}:${port}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': `LaunchReady/${settings.version}`,
      },
    };
    // Who is reached by an address needs no look-up, and then none is asked for.
    if (mapped && isIP(host) !== 0) options.host = mapped.address;
    const sent = isSecure
      ? requestSecure({
          ...options,
          ...(isIP(host) === 0 ? { servername: host } : {}),
          ca: [...rootCertificates, ...settings.ca],
          rejectUnauthorized: true,
        })
      : requestPlain(options);
    const finish = (result: PostAnswer | Failure): void => {
      stopTimer();
      signal.removeEventListener('abort', cancel);
      resolve(result);
      sent.destroy();
    };
    const cancel = (): void => finish(CANCELLED);
    const stopTimer = patientTimer(timeout, () =>
      finish(failure('timeout', `it did not answer within ${timeout / 1000} seconds`)),
    );
    sent.on('error', (error) => finish(failureOf(error, 'the receiver', port)));
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      // What was decided is in the head: a body that never ends changes nothing of it.
      const whole = (): void =>
        finish({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).subarray(0, LARGEST).toString('utf8'),
        });
      if (response.statusCode !== 429) return whole();
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > LARGEST) whole();
      });
      response.on('end', whole);
      response.on('error', whole);
      response.on('close', whole);
    });
    if (signal.aborted) return cancel();
    signal.addEventListener('abort', cancel, { once: true });
    sent.end(body);
  });
}

const PATIENCE = 30_000;
const LARGEST = 16 * 1024;

function lookupOf(addressesOf: () => Promise<readonly string[] | Failure>): LookupFunction {
  return (_host, options, done) => {
    const look = async (): Promise<void> => {
      const found = await addressesOf();
      const [first] = isFailure(found) ? [] : found;
      if (isFailure(found) || first === undefined)
        done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
      else if (options.all)
        done(
          null,
          found.map((address) => ({ address, family: isIP(address) })),
        );
      else done(null, first, isIP(first));
    };
    void look();
  };
}
