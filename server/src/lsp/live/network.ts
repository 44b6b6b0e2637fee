import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import type { NetworkSettings } from '../../core/observations/domain.ts';
import { VERSION } from '../../host/version.ts';
import { requestFailure } from '../requestFailure.ts';

/** A setting of the user's that can't be meant like that; the message is for the user. */
export class NetworkSettingError extends Error {}

/** What the client read from the user's own settings (`LiveNetwork`). People mistype settings: nothing of it is taken on trust. */
export function networkOf(given: unknown): NetworkSettings {
  const settings: Record<string, unknown> = typeof given === 'object' && given !== null ? { ...given } : {};
  const { resolver, connect, certificateAuthorities, allowPrivateAddresses } = settings;
  return {
    ...(typeof resolver === 'string' && resolver !== '' ? { resolver: checkedResolver(resolver) } : {}),
    ca: Array.isArray(certificateAuthorities) ? certificateAuthorities.map(readCertificates) : [],
    allowPrivate: allowPrivateAddresses === true,
    connect: isRecord(connect) ? Object.fromEntries(Object.entries(connect).map(checkedConnection)) : {},
    version: VERSION,
  };
}

/** The same for a request: a setting that can't be meant like that is its answer. */
export function networkFor({ network }: { readonly network?: unknown }): NetworkSettings {
  try {
    return networkOf(network);
  } catch (error) {
    if (error instanceof NetworkSettingError) throw requestFailure(error.message);
    throw error;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkedResolver(text: string): string {
  if (isEndpoint(text)) return text;
  throw new NetworkSettingError(
    'The setting launchReady.live.resolver has to be an address such as 1.1.1.1 or 127.0.0.1:5300.',
  );
}

function checkedConnection([from, to]: readonly [string, unknown]): [string, string] {
  const key = from.toLowerCase();
  if (/^(?:[a-z\d_.-]+|\*)(?::\d{1,5})?$/.test(key) && typeof to === 'string' && isEndpoint(to))
    return [key, to];
  throw new NetworkSettingError(
    'The setting launchReady.live.connect has to have entries such as "shop.example": "127.0.0.1:8443".',
  );
}

/** An address with or without a port. */
function isEndpoint(text: string): boolean {
  const match = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(text) ?? /^([^:]+)(?::(\d{1,5}))?$/.exec(text);
  return isIP(match?.[1] ?? text) !== 0 && Number(match?.[2] ?? 1) <= 65_535;
}

const LARGEST = 4 * 1024 * 1024;

function readCertificates(file: unknown): string {
  const wrong = (what: string): NetworkSettingError =>
    new NetworkSettingError(`The setting launchReady.live.certificateAuthorities names ${what}.`);
  if (typeof file !== 'string' || !path.isAbsolute(file)) throw wrong('a file without its whole path');
  let text = '';
  try {
    const status = statSync(file);
    if (status.isFile() && status.size <= LARGEST) text = readFileSync(file, 'utf8');
  } catch {
    throw wrong('a file that can’t be read');
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw wrong('a file without a certificate in PEM form');
  return text;
}
