/** What the observatory looks at. Independent of how it was asked for. */
export interface ObservatoryInput {
  /** Host name of the site, as it was asked for. */
  readonly host: string;
  /** From `http://host/`; absent: nobody answers there. */
  readonly http?: ObservedChain;
  /** From `https://host/`. */
  readonly https?: ObservedChain;
  /** Answer to an OPTIONS request with an Origin of a stranger; absent: there was none, or it was no success. */
  readonly preflight?: { readonly sentOrigin: string; readonly headers: ObservedHeaders };
  /** ISO 8601: decides which cookies are gone when a redirect is followed. */
  readonly at?: string;
}

/** The requests of one chain of redirects, in order. */
export interface ObservedChain {
  readonly hops: readonly ObservedHop[];
  /** Every certificate on the way is valid. */
  readonly isVerified: boolean;
  /** Body of the last hop. */
  readonly body: string;
}

export interface ObservedHop {
  /** Absolute, normalised. */
  readonly url: string;
  readonly status: number;
  readonly headers: ObservedHeaders;
}

/** As they came, names in any case. */
export type ObservedHeaders = readonly (readonly [name: string, value: string])[];

/** What all tests read. */
export interface Page {
  readonly input: ObservatoryInput;
  /** Of the last hop over HTTPS, over HTTP where there is no HTTPS. */
  readonly headers: ObservedHeaders;
  /** Attributes of the scripts of an HTML page. */
  readonly scripts: readonly Readonly<Record<string, string>>[];
  readonly isParseable: boolean;
  /** Whether the site was asked by HTTPS: where it ends up does not count. */
  readonly isSecure: boolean;
  readonly chain: ObservedChain;
  readonly meta: MetaHeaders;
}

/** What `<meta>` says in place of headers. */
export interface MetaHeaders {
  readonly policies: readonly string[];
  readonly referrer?: string;
}

export function lastHop(chain: ObservedChain | undefined): ObservedHop | undefined {
  return chain?.hops.at(-1);
}

/**
 * The value of a header as an HTTP client hands it out: several lines of one name are one list, but of those that can't be
 * lists the first counts (Node, `message.headers`). Undefined: not sent.
 */
export function headerValue(headers: ObservedHeaders, name: string): string | undefined {
  const values = headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value.trim());
  return name === 'content-type' ? values[0] : values.length === 0 ? undefined : values.join(', ');
}

export function headerLines(headers: ObservedHeaders, name: string): readonly string[] {
  return headers.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value);
}

/** `https://host:port/path` in the parts that the tests need; undefined for what is no absolute HTTP URL. */
export function partsOf(
  url: string,
): { readonly protocol: string; readonly hostname: string; readonly pathname: string } | undefined {
  const match = /^(https?:)\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)(?::\d*)?([^?#]*)/i.exec(url);
  if (!match) return undefined;
  const [, protocol = '', hostname = '', pathname = ''] = match;
  return {
    protocol: protocol.toLowerCase(),
    hostname: hostname.toLowerCase(),
    pathname: pathname === '' ? '/' : pathname,
  };
}
