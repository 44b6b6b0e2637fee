import * as v from 'valibot';
import { settings } from '../configSettings.ts';
import { emailSchema } from '../email/emailConfigSchema.ts';
import { hostName, hostOfAddress, ipAddress, isLabel, isWithin } from './hostNames.ts';

const ENDPOINT_KINDS = ['public', 'authenticated', 'health', 'webhook'] as const;

const hostOnly = v.pipe(
  v.string('Write a host’s name.'),
  v.check(
    (text) => hostName(text) !== undefined,
    'Write a host’s name that others can reach, without https:// (letters beyond a-z as DNS has them: “xn--…”).',
  ),
);
/** A label, or the whole name. */
const subdomain = v.pipe(
  v.string('Write a name.'),
  v.check(
    (text) => isLabel(text) || hostName(text) !== undefined,
    'Write a name below the domain: “app”, or “app.example.com”.',
  ),
);
/** A path, or an absolute URL. What logs in has no place in a file that is committed. */
const place = v.pipe(
  v.string('Write a path or a URL.'),
  v.maxLength(500, 'This may have 500 characters at most.'),
  v.check(
    (text) =>
      /^[!-~]+$/.test(text) &&
      (/^\/(?!\/)/.test(text) ||
        (/^https?:\/\/[^/?#@]+(?:[/?#]|$)/.test(text) && hostOfAddress(text) !== undefined)),
    'Write a path that begins with /, or a URL with https://, as a browser sends it (no blanks, no login).',
  ),
);

/** The shape of `domains:` in `launch-ready.yaml`. Messages never quote a value. */
export const domainsSchema = v.pipe(
  v.array(
    v.pipe(
      settings({
        domain: v.pipe(hostOnly, v.description('The name that customers type, without https:// and www.')),
        canonical: v.optional(
          v.pipe(
            hostOnly,
            v.description('The host on which people should end up: the domain itself, or its www.'),
          ),
        ),
        subdomains: v.optional(
          v.pipe(
            v.array(
              v.union(
                [
                  subdomain,
                  settings({
                    host: subdomain,
                    target: v.optional(
                      v.pipe(
                        v.string('Write a name or an address.'),
                        v.check(
                          (text) => hostName(text) !== undefined || ipAddress(text) !== undefined,
                          'Write the name or the address that it points to.',
                        ),
                        v.description('What it has to point to: a name (CNAME), or an address.'),
                      ),
                    ),
                  }),
                ],
                'Write a name below the domain (“app” or “app.example.com”), or its host and target.',
              ),
              'Write a list of names.',
            ),
            v.maxLength(60, 'There may be 60 subdomains at most.'),
            v.description(
              'Names below the domain that have to work, with what they point to if that matters.',
            ),
          ),
        ),
        legacy: v.optional(
          v.union(
            [
              v.pipe(
                v.record(place, place, 'Write old: new, a line each.'),
                v.maxEntries(100, 'There may be 100 old addresses at most.'),
              ),
              v.pipe(
                v.array(settings({ from: place, to: place }), 'Write a list of from and to.'),
                v.maxLength(100, 'There may be 100 old addresses at most.'),
              ),
            ],
            'Write old: new, a line each: paths that begin with /, or URLs with https:// (100 at most).',
          ),
        ),
        environments: v.optional(
          v.pipe(
            v.record(
              v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/, 'Write a short name: letters, digits, - and _.')),
              v.pipe(
                v.string('Write a host or an address with https://.'),
                v.check(
                  (text) => hostOfAddress(text) !== undefined,
                  'Write a host, or a URL with https://, that others can reach.',
                ),
              ),
              'Write name: host, a line each.',
            ),
            v.maxEntries(20, 'There may be 20 environments at most.'),
            v.description('Where each environment is: production, staging …, as a host or a URL.'),
          ),
        ),
        endpoints: v.optional(
          v.pipe(
            v.array(
              settings({
                url: v.pipe(
                  place,
                  v.description(
                    'A path on the canonical host (/api/health), or a URL on a host of the domain.',
                  ),
                ),
                kind: v.pipe(
                  v.picklist(ENDPOINT_KINDS, `Write one of ${ENDPOINT_KINDS.join(', ')}.`),
                  v.description('Who it is for: decides what its answer has to look like.'),
                ),
              }),
              'Write a list of entries, each with url and kind.',
            ),
            v.maxLength(12, 'There may be 12 endpoints at most.'),
            v.description(
              'Addresses that are asked beside the home page, with GET, HEAD and OPTIONS; a webhook with POST and an empty object.',
            ),
          ),
        ),
        email: v.optional(
          v.pipe(
            emailSchema,
            v.description('Mail of this domain, where it is not as `email` at the top says.'),
          ),
        ),
        origins: v.optional(
          v.pipe(
            v.array(
              v.pipe(
                v.string('Write an IP address.'),
                v.check((text) => ipAddress(text) !== undefined, 'Write an IP address, without port.'),
              ),
              'Write a list of IP addresses.',
            ),
            v.maxLength(4, 'There may be four origins at most.'),
            v.description('Addresses of the server behind the CDN, which should not answer everybody.'),
          ),
        ),
      }),
      v.rawCheck(({ dataset, addIssue }) => {
        if (!dataset.typed) return;
        const domain = hostName(dataset.value.domain);
        if (domain === undefined) return;
        for (const { message, keys } of strangersIn(dataset.value, domain))
          addIssue({ message, path: pathTo(dataset.value, keys) });
      }),
    ),
    'Write a list of entries, each with a domain.',
  ),
  v.maxLength(500, 'There may be 500 domains at most.'),
  v.description('The domains of the product, for the live checks.'),
);

export type DomainInput = v.InferOutput<typeof domainsSchema>[number];

/** What names a host that is not the domain's: it would be asked although nobody said whose it is. */
function* strangersIn(
  { canonical, subdomains = [], endpoints = [], legacy = [] }: DomainInput,
  domain: string,
): Iterable<{ message: string; keys: Keys }> {
  const old = Array.isArray(legacy) ? legacy.map(({ from }) => from) : Object.keys(legacy);
  const named: readonly (readonly [host: string | undefined, keys: Keys])[] = [
    [hostName(canonical ?? ''), ['canonical']],
    ...subdomains.map((one, index) =>
      typeof one === 'string'
        ? ([hostName(one), ['subdomains', index]] as const)
        : ([hostName(one.host), ['subdomains', index, 'host']] as const),
    ),
    ...endpoints.map(({ url }, index) => [hostOfUrl(url), ['endpoints', index, 'url']] as const),
    ...old.map(
      (from, index) =>
        [hostOfUrl(from), Array.isArray(legacy) ? ['legacy', index, 'from'] : ['legacy', from]] as const,
    ),
  ];
  for (const [host, keys] of named)
    if (host !== undefined && !isWithin(host, domain))
      yield { message: 'This has to be the domain, or lie below it.', keys };
}

type Keys = readonly (string | number)[];

function hostOfUrl(text: string): string | undefined {
  return text.startsWith('/') ? undefined : hostOfAddress(text);
}

/** Valibot wants every step of a path with what it leads through. */
function pathTo(input: object, keys: Keys): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const steps: v.IssuePathItem[] = [];
  let at: unknown = input;
  for (const key of keys) {
    const value: unknown = (at as Record<string | number, unknown>)[key];
    steps.push({ type: 'unknown', origin: 'value', input: at, key, value });
    at = value;
  }
  return steps as [v.IssuePathItem, ...v.IssuePathItem[]];
}
