/** What `smoke:` and `load:` have in common: a request, as people write it. Messages never quote a value. */
import * as v from 'valibot';
import { hostOfAddress } from '../live/hostNames.ts';
import { durationOf } from '../uptime/duration.ts';
import { holdsLogin, isHeaderName, isHeaderValue } from '../uptime/headers.ts';
import { referencesIn, type Json } from './references.ts';

export const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** Whether a request changes nothing (RFC 9110 section 9.2.1). */
export function isRead(method: Method): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

const PLACE =
  'Write a path that begins with /, or a URL with https://, as a browser sends it (no blanks, no login).';

function isPlace(text: string): boolean {
  return (
    /^[!-~]+$/.test(text) &&
    (/^\/(?!\/)/.test(text) ||
      (/^https?:\/\/[^/?#@${}]+(?:[/?#]|$)/i.test(text) && hostOfAddress(text) !== undefined))
  );
}

const REQUEST = `Write a method and a path: “GET /health”. Methods are ${METHODS.join(', ')}.`;

const place = v.pipe(
  v.string(PLACE),
  v.maxLength(2_000, 'This may have 2,000 characters at most.'),
  v.check(isPlace, PLACE),
);

const longText = v.pipe(
  v.string('Write a text.'),
  v.maxLength(65_536, 'A body may have 65,536 characters at most.'),
);

export function durationBetween(least: number, most: number, message: string) {
  return v.pipe(
    v.string(message),
    v.check((text) => {
      const time = durationOf(text);
      return time !== undefined && time >= least && time <= most;
    }, message),
  );
}

const STATUS = 'Write a status (204), a class of them (2xx), or a list of both.';
const oneStatus = v.union(
  [
    v.pipe(v.number(STATUS), v.integer(STATUS), v.minValue(100, STATUS), v.maxValue(599, STATUS)),
    v.pipe(v.string(STATUS), v.regex(/^[1-5](?:\d\d|xx)$/i, STATUS)),
  ],
  STATUS,
);

export const statusSchema = v.union(
  [
    oneStatus,
    v.pipe(v.array(oneStatus, STATUS), v.minLength(1, STATUS), v.maxLength(20, 'There may be 20 at most.')),
  ],
  STATUS,
);

/** "204", "2xx": lower case. */
export function statusesOf(
  status: v.InferOutput<typeof statusSchema> | undefined,
): readonly string[] | undefined {
  if (status === undefined) return undefined;
  return (Array.isArray(status) ? status : [status]).map((one) => String(one).toLowerCase());
}

const headers = v.pipe(
  v.record(
    v.pipe(v.string(), v.check(isHeaderName, 'This is no name of a header that can be set.')),
    v.pipe(
      v.string('Write the value of a header.'),
      v.maxLength(2_000, 'A header may have 2,000 characters at most.'),
      v.check(isHeaderValue, 'Write a line of text without special characters.'),
    ),
    'Write name: value, a line each.',
  ),
  v.maxEntries(30, 'There may be 30 headers at most.'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [name, value] of Object.entries(dataset.value)) {
      const { variables, saved } = referencesIn([value]);
      if (holdsLogin(name) && variables.length === 0 && saved.length === 0)
        addIssue({
          message:
            'This is a secret: write the name of an environment variable that holds it, like $API_TOKEN.',
          path: [{ type: 'unknown', origin: 'value', input: dataset.value, key: name, value }],
        });
    }
  }),
);

/** The settings of a request; `checkRequest` says what of them does not go together. */
export const REQUEST_SETTINGS = {
  request: v.optional(
    v.pipe(
      v.string(REQUEST),
      v.maxLength(2_000, 'This may have 2,000 characters at most.'),
      v.check((text) => requestLine(text) !== undefined, REQUEST),
      v.description('The method and the path: “GET /health”; a path alone is asked with GET.'),
    ),
  ),
  method: v.optional(
    v.pipe(
      v.picklist(METHODS, `Write one of ${METHODS.join(', ')}.`),
      v.description('GET when left out; goes with path or url.'),
    ),
  ),
  path: v.optional(v.pipe(place, v.description('The path, where `request` is not used.'))),
  url: v.optional(
    v.pipe(place, v.description('A URL on a host of your domains, where `request` is not used.')),
  ),
  headers: v.optional(
    v.pipe(
      headers,
      v.description('Sent along. $NAME stands for an environment variable: secrets are in no file.'),
    ),
  ),
  body: v.optional(v.pipe(longText, v.description('What is sent, as it is.'))),
  json: v.optional(v.pipe(v.any(), v.description('What is sent, as JSON.'))),
  form: v.optional(
    v.pipe(
      v.record(
        v.string(),
        v.union([longText, v.number(), v.boolean()], 'Write a text or a number.'),
        'Write name: value, a line each.',
      ),
      v.maxEntries(100, 'There may be 100 fields at most.'),
      v.description('What is sent, as a form of a page sends it.'),
    ),
  ),
};

export interface RequestInput {
  readonly request?: string | undefined;
  readonly method?: Method | undefined;
  readonly path?: string | undefined;
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** What of a request does not go together: the setting, and why. */
export function* requestProblems(
  input: RequestInput,
): Iterable<{ key: keyof RequestInput; message: string }> {
  const { request, path, url } = input;
  const places = (['request', 'path', 'url'] as const).filter((key) => input[key] !== undefined);
  const [first, second] = places;
  if (second) yield { key: second, message: 'Write one of request, path and url.' };
  if (request !== undefined && input.method !== undefined)
    yield { key: 'method', message: 'The method stands in request already.' };
  const bodies = (['body', 'json', 'form'] as const).filter((key) => input[key] !== undefined);
  const [body, other] = bodies;
  if (other) yield { key: other, message: 'Write one of body, json and form.' };
  const { method } = requestOf(input);
  if (body && isRead(method))
    yield { key: body, message: `${method} has no body: write POST, PUT, PATCH or DELETE.` };
  const isPlain = /^(?:\w+ +)?http:/i.test(request ?? url ?? path ?? '');
  const texts = [...Object.values(input.headers ?? {}), request ?? url ?? path ?? ''];
  if (isPlain && referencesIn(texts).variables.length > 0)
    yield {
      key: input.headers ? 'headers' : (first ?? 'request'),
      message: 'A secret is not sent without encryption: write https:// in the URL.',
    };
}

export type RequestBody =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>> };

/** A request as it is configured: references are not filled in. */
export interface RequestPlan {
  readonly method: Method;
  /** A path, or an absolute URL. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody;
}

/** A URL that nobody wrote is the home page. */
export function requestOf(input: RequestInput): RequestPlan {
  const { request, method = 'GET', path, url, headers: sent = {} } = input;
  const line = request === undefined ? undefined : requestLine(request);
  const body = bodyOf(input);
  return {
    ...(line ?? { method, url: path ?? url ?? '/' }),
    headers: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])),
    ...(body ? { body } : {}),
  };
}

function bodyOf({ body, json, form }: RequestInput): RequestBody | undefined {
  if (body !== undefined) return { kind: 'text', text: body };
  if (json !== undefined) return { kind: 'json', value: json as Json };
  if (form === undefined) return undefined;
  const fields = Object.entries(form).map(([name, value]) => [name, String(value)] as const);
  return { kind: 'form', fields: Object.fromEntries(fields) };
}

/** "POST /login", "/health". */
export function requestLine(text: string): { readonly method: Method; readonly url: string } | undefined {
  const match = /^(?:([A-Za-z]{3,7}) +)?(\S+)$/.exec(text.trim());
  const name = match?.[1]?.toUpperCase() ?? 'GET';
  const method = METHODS.find((each) => each === name);
  const url = match?.[2];
  return method && url !== undefined && isPlace(url) ? { method, url } : undefined;
}

/** Every text of a request in which a reference may stand. */
export function textsOf({ url, headers: sent, body }: RequestPlan): readonly string[] {
  const fixed = [url, ...Object.values(sent)];
  if (body?.kind === 'text') return [...fixed, body.text];
  if (body?.kind === 'form') return [...fixed, ...Object.values(body.fields)];
  return body ? [...fixed, JSON.stringify(body.value)] : fixed;
}
