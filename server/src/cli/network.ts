import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import type { NetworkSettings } from '../core/observations/domain.ts';
import { printable } from '../core/printable.ts';
import { VERSION } from '../host/version.ts';
import { UsageError } from './usageError.ts';

/** The options that say how the network is reached, as the argument parser gives them. */
export interface NetworkOptions {
  readonly resolver?: string;
  /** Files of PEM certificates. */
  readonly ca?: readonly string[];
  readonly allowPrivate: boolean;
  readonly connect?: readonly string[];
}

/** Reads them, and the domains that the user named. `--connect` takes several values: those without “=” are domains that came after it. */
export function networkSettings(
  named: readonly string[],
  { resolver, ca = [], allowPrivate, connect = [] }: NetworkOptions,
): { readonly domains: readonly string[]; readonly network: NetworkSettings } {
  const pairs = connect.filter((item) => item.includes('='));
  const domains = [...named, ...connect.filter((item) => !item.includes('='))].map(domainName);
  return {
    domains: [...new Set(domains)],
    network: {
      ...(resolver === undefined ? {} : { resolver: checkedResolver(resolver) }),
      ca: ca.map(readCertificates),
      allowPrivate,
      connect: Object.fromEntries(pairs.map(connectPair)),
      version: VERSION,
    },
  };
}

/** As DNS has it: lower case, ASCII. A URL is taken for its host. */
function domainName(given: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? hostOf(given) : given;
  const ascii = domainToASCII(host.replace(/\.$/, '').toLowerCase());
  if (isIP(host) !== 0 || !HOST_NAME.test(ascii))
    throw new UsageError(`“${printable(given)}” is no domain. Write it like shop.example.`);
  return ascii;
}

/** RFC 1123 section 2.1, with the underscore that some hosts have, and two labels at least. */
const HOST_NAME =
  /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return url;
  }
}

function checkedResolver(text: string): string {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const address = match?.[1] ?? match?.[2] ?? text;
  if (isIP(address) === 0 || Number(match?.[3] ?? 53) > 65_535)
    throw new UsageError(
      `--resolver: “${printable(text)}” is no address. Write it like 1.1.1.1 or 127.0.0.1:5300.`,
    );
  return text;
}

function readCertificates(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--ca: “${printable(file)}” can’t be read.`);
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca: “${printable(file)}” has no certificate in PEM form.`);
  return text;
}

function connectPair(text: string): [string, string] {
  const at = text.indexOf('=');
  const [from, to] = [text.slice(0, at).toLowerCase(), text.slice(at + 1)];
  const address = /^\[(.+)\](?::\d+)?$/.exec(to)?.[1] ?? (isIP(to) === 6 ? to : to.replace(/:\d+$/, ''));
  if (from === '' || isIP(address) === 0)
    throw new UsageError(
      `--connect: “${printable(text)}” should be host=address:port, like shop.example=127.0.0.1:8443.`,
    );
  return [from, to];
}
