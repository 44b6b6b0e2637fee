import type { ServerAddress } from './session.ts';

/** Undefined for what is no URL of a PostgreSQL server. */
export function parseAddress(text: string): ServerAddress | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return undefined;
  const { searchParams } = url;
  // libpq and its kin let a parameter overrule what stands before it: whoever reads only the front is deceived.
  const host = searchParams.get('host') ?? decoded(url.hostname.replace(/^\[(?<inside>.*)\]$/, '$<inside>'));
  const port = Number(searchParams.get('port') ?? (url.port || 5432));
  const user = searchParams.get('user') ?? decoded(url.username);
  const password = searchParams.get('password') ?? decoded(url.password);
  if (!Number.isInteger(port) || host.includes(',')) return undefined;
  const named = host === '' ? 'localhost' : host;
  return {
    host: named,
    port,
    ...(user === '' ? {} : { user }),
    ...(password === '' ? {} : { password }),
    database: decoded(url.pathname.replace(/^\//, '')) || 'postgres',
    ssl: sslOf(searchParams.get('sslmode') ?? '', isLoopback(named)),
  };
}

/** What to say of a text that is no address. It doesn't repeat the text, which may hold a password. */
export const WRONG_ADDRESS = 'The database must be a URL such as postgres://user@localhost:5432/postgres.';

/** This machine: its own addresses, and sockets in its file system. */
export function isLoopback(host: string): boolean {
  return (
    host.startsWith('/') ||
    host === '::1' ||
    host.toLowerCase() === 'localhost' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

function sslOf(mode: string, isHere: boolean): ServerAddress['ssl'] {
  switch (mode) {
    case 'disable':
    case 'allow':
      return 'off';
    case 'require':
    case 'no-verify':
      return 'unverified';
    case 'verify-ca':
    case 'verify-full':
      return 'verified';
    default:
      return isHere ? 'off' : 'verified';
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
