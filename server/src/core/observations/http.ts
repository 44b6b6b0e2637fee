/** What web servers answered. Plain data: it crosses threads. */
import type { Failure } from './failure.ts';

/** An absolute URL in its parts, as the WHATWG standard normalises it. */
export interface UrlParts {
  readonly href: string;
  readonly protocol: string;
  /** Lower case, without port; IPv6 in brackets. */
  readonly hostname: string;
  /** The number, also where it is the scheme's own. */
  readonly port: number;
  /** With the slash at its beginning. */
  readonly pathname: string;
  /** With its question mark, or "". */
  readonly search: string;
  readonly origin: string;
}

export type HttpMethod = 'GET' | 'HEAD' | 'OPTIONS';

/** One request and what came back. Redirects are never followed by it. */
export interface HttpExchange {
  readonly method: HttpMethod;
  readonly url: UrlParts;
  /** What we sent beyond the usual: Origin and its kin. Lower-case names. */
  readonly sent: Readonly<Record<string, string>>;
  readonly outcome: HttpAnswer | Failure;
  readonly timings: HttpTimings;
}

/** Milliseconds, from the first one. */
export interface HttpTimings {
  /** Time until the connection (and its TLS) stood; absent where one was used again. */
  readonly connected?: number;
  readonly firstByte?: number;
  readonly total: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** As they came, in their order, names in lower case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Where a redirect leads, resolved; absent where there is none or it can't be read. */
  readonly location?: UrlParts;
  /** Decoded text, cut at the limit; "" for what is no text, for HEAD, and where nobody needs it. */
  readonly body: string;
  /** Bytes that were transferred, before decompression. */
  readonly bytes: number;
  readonly isCut: boolean;
  /** The address that was connected to. */
  readonly address: string;
  /** Negotiated: "http/1.1" … */
  readonly alpn?: string;
}

/** What a chain of redirects comes to. The first hop is what was asked for. */
export interface HttpChain {
  readonly hops: readonly HttpExchange[];
  readonly end:
    | 'answer'
    /** An address came twice. */
    | 'loop'
    /** More hops than we follow. */
    | 'too-many'
    /** The next hop leads to a host that the user did not confirm. */
    | 'off-host'
    /** The last hop failed, or leads where nobody can go. */
    | 'failed';
}

/** What an HTML page loads and says. URLs are resolved against the page and its base. */
export interface PageObservation {
  readonly url: UrlParts;
  readonly title: string;
  readonly resources: readonly PageResource[];
  /** `<meta http-equiv>` and `<meta name>`, names in lower case. */
  readonly metas: readonly {
    readonly kind: 'http-equiv' | 'name';
    readonly name: string;
    readonly content: string;
  }[];
  readonly forms: readonly {
    readonly action: UrlParts;
    readonly method: string;
    readonly hasPassword: boolean;
  }[];
  /** `<link rel=canonical>` */
  readonly canonical?: UrlParts;
}

export interface PageResource {
  readonly kind:
    'script' | 'stylesheet' | 'image' | 'frame' | 'media' | 'object' | 'font' | 'manifest' | 'other';
  readonly url: UrlParts;
  readonly integrity?: string;
  /** Absent: no attribute. */
  readonly crossorigin?: string;
}

/** One request about CORS. */
export interface CorsObservation {
  readonly kind:
    | 'hostile'
    | 'null'
    | 'suffix'
    | 'prefix'
    | 'subdomain'
    | 'plain-http'
    /** Another host of the product. */
    | 'sibling'
    | 'preflight'
    | 'none';
  /** The Origin that was sent; absent for `none`. */
  readonly origin?: string;
  readonly exchange: HttpExchange;
}

/** One look for something that nobody should see. */
export interface ExposureObservation {
  /** Key of the table of what is looked for: "env-file", "git-head" … */
  readonly kind: string;
  readonly exchange: HttpExchange;
}

/** Everything that was asked of one endpoint: the home page, or what the configuration names. */
export interface EndpointObservation {
  readonly url: UrlParts;
  readonly kind: 'home' | 'public' | 'authenticated' | 'health' | 'webhook';
  readonly exchange: HttpExchange;
  readonly cors: readonly CorsObservation[];
  /** The page or its scripts name it, no configuration does: it was asked about CORS alone, and never without an Origin. */
  readonly found?: true;
}

/** The home page of the product in another environment. */
export interface EnvironmentObservation {
  readonly name: string;
  /** Redirects are followed on its own host alone: any other is where it ends (`off-host`). */
  readonly chain: HttpChain;
  /** Where the chain ends in HTML. */
  readonly page?: PageObservation;
}

/** What a host answers over HTTP. */
export interface HttpObservation {
  /** The host that everything but redirects was asked of: where the domain's home page is in the end. */
  readonly canonicalHost: string;
  /** From `http://` and `https://` of the domain and of its "www", each as far as it leads; by the URL that was asked. */
  readonly chains: readonly HttpChain[];
  /** The same for a deep path with a query, by HTTP. */
  readonly deep?: HttpChain;
  /** The same by HTTPS of the host (the domain or its "www") that leads to the other. */
  readonly twinDeep?: HttpChain;
  /** Old addresses of the configuration's map, with where they should lead. */
  readonly legacy: readonly { readonly from: string; readonly to: string; readonly chain: HttpChain }[];
  /** The home page, where it is HTML. */
  readonly page?: PageObservation;
  readonly endpoints: readonly EndpointObservation[];
  /** Those of the configuration that are not the domain itself; absent where nobody wanted to know. */
  readonly environments?: readonly EnvironmentObservation[];
  /** Scripts and stylesheets of the page on confirmed hosts. */
  readonly assets: readonly HttpExchange[];
  /** A path that nothing can be at: how the server says "not found". */
  readonly notFound?: HttpExchange;
  readonly robots?: HttpExchange;
  readonly exposures: readonly ExposureObservation[];
  /** Of named subdomains: what they answer over HTTPS (and where that fails, HTTP). */
  readonly subdomains: readonly HttpChain[];
  /** Of the same: what they answer without encryption, and where that leads. */
  readonly subdomainEntrances?: readonly HttpChain[];
  /** Of the same: whether the page that they end at lets a strange website in. */
  readonly subdomainCors?: readonly CorsObservation[];
  /** Addresses that the configuration says are the origin behind the CDN, asked directly by HTTPS and by HTTP. */
  readonly origins: readonly { readonly address: string; readonly exchange: HttpExchange }[];
  readonly requests: number;
}
