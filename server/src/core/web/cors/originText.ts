/** What browsers send as Origin, and texts that can never be that. */

export type OriginFault =
  | 'slash'
  | 'path'
  | 'no-scheme'
  | 'wildcard'
  | 'star'
  | 'blank'
  | 'default-port'
  | 'upper-case'
  | 'several'
  | 'not-an-origin';

export interface FaultyOrigin {
  readonly fault: OriginFault;
  /** The origin that was meant, where that is plain. */
  readonly repaired?: string;
}

/** Undefined for what browsers could send, and for what only looks like a text: placeholders. */
export function faultOf(text: string, schemeOptional: boolean): FaultyOrigin | undefined {
  if (text === '' || text === 'null' || PLACEHOLDER.test(text)) return undefined;
  if (text.trim() !== text) return { fault: 'blank', repaired: text.trim() };
  if (/[\s,;]/.test(text)) return { fault: 'several' };
  if (text === '*') return { fault: 'star' };
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([/?#].*)?$/s.exec(text);
  if (!found) return schemeOptional ? undefined : withoutScheme(text);
  const [, scheme = '', host = '', rest] = found;
  if (host.includes('*')) return { fault: 'wildcard' };
  const repaired = `${scheme.toLowerCase()}://${plainHost(scheme, host)}`;
  if (rest !== undefined) return { fault: rest === '/' ? 'slash' : 'path', repaired };
  // Other schemes name apps and extensions: nobody changes their case.
  if (!/^https?$/i.test(scheme)) return undefined;
  if (plainHost(scheme, host) !== host.toLowerCase()) return { fault: 'default-port', repaired };
  if (repaired !== text) return { fault: 'upper-case', repaired };
  return undefined;
}

const PLACEHOLDER = /[<>{}$%]|\.\.\.|^__|__$/;

function withoutScheme(text: string): FaultyOrigin | undefined {
  if (text.includes('*')) return { fault: 'wildcard' };
  const host = /^(?:\/\/)?((?:localhost|127\.0\.0\.1|(?:[a-z0-9-]+\.)+[a-z]{2,})(?::\d+)?)(\/.*)?$/i.exec(
    text,
  )?.[1];
  if (host === undefined) return undefined;
  const scheme = isLocalHost(host.replace(/:\d+$/, '')) ? 'http' : 'https';
  return { fault: 'no-scheme', repaired: `${scheme}://${host.toLowerCase()}` };
}

function plainHost(scheme: string, host: string): string {
  const port =
    scheme.toLowerCase() === 'https' ? ':443' : scheme.toLowerCase() === 'http' ? ':80' : undefined;
  const lower = host.toLowerCase();
  return port !== undefined && lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
}

/** The host of an origin, without its port. */
export function hostOf(origin: string): string {
  const host = origin.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '');
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : host.replace(/:\d*$/, '');
}

/** The developer's own machine, or one in the same room. */
export function isLocalHost(host: string): boolean {
  return (
    /^(?:localhost|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1\]?|host\.docker\.internal|10\.0\.2\.2)$/i.test(
      host,
    ) ||
    /\.(?:localhost|local|test)$/i.test(host) ||
    /^(?:192\.168|10\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}$/.test(host)
  );
}

/** Apps in a web view call themselves so, in production as well. */
export function isAppOrigin(origin: string): boolean {
  return (
    /^(?:capacitor|ionic|tauri|app|file|chrome-extension|moz-extension|safari-web-extension|vscode-webview|exp|electron):\/\//i.test(
      origin,
    ) || /^https?:\/\/(?:tauri\.)?localhost$/i.test(origin)
  );
}

/** A name below is anybody's who opens an account. */
export function isSharedHost(host: string): boolean {
  return SHARED_HOST.test(host);
}

const SHARED_HOST =
  /(?:^|\.)(?:vercel\.app|now\.sh|netlify\.app|netlify\.com|herokuapp\.com|github\.io|gitlab\.io|pages\.dev|workers\.dev|web\.app|firebaseapp\.com|onrender\.com|fly\.dev|railway\.app|up\.railway\.app|surge\.sh|ngrok\.io|ngrok\.app|ngrok-free\.app|ngrok-free\.dev|loca\.lt|trycloudflare\.com|azurewebsites\.net|azurestaticapps\.net|cloudfront\.net|amazonaws\.com|amplifyapp\.com|glitch\.me|replit\.app|replit\.dev|repl\.co|lovable\.app|lovableproject\.com|webcontainer\.io|stackblitz\.io|csb\.app|codesandbox\.io|run\.app|appspot\.com|deno\.dev|render\.com|bolt\.new|framer\.app|framer\.website|webflow\.io|wixsite\.com|blogspot\.com)$/i;
