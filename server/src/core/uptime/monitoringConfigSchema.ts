import * as v from 'valibot';
import { settings } from '../configSettings.ts';
import { hostName, hostOfAddress } from '../live/hostNames.ts';
import { durationOf } from './duration.ts';
import { hasReference, holdsLogin, isHeaderName, isHeaderValue } from './headers.ts';
import { instantOf, isZone, minutesOf, WEEKDAYS } from './window.ts';

const SECOND = 1_000;

function duration(least: number, most: number, message: string) {
  return v.pipe(
    v.string(message),
    v.check((text) => {
      const time = durationOf(text);
      return time !== undefined && time >= least && time <= most;
    }, message),
  );
}

const every = duration(SECOND, 24 * 3_600 * SECOND, 'Write a time with its unit, from 1s to 24h: 30s, 5m.');
const latency = duration(1, 60 * SECOND, 'Write a time with its unit, up to 60s: 800ms, 2s.');
const timeout = duration(100, 60 * SECOND, 'Write a time with its unit, from 100ms to 60s: 10s.');
const failures = v.pipe(
  v.number('Write a number.'),
  v.integer('Write a whole number.'),
  v.minValue(1, 'Write 1 at least.'),
  v.maxValue(20, 'Write 20 at most.'),
);

const TIMES = {
  every: v.optional(v.pipe(every, v.description('Time between the beginnings of runs; 60s when left out.'))),
  failures: v.optional(
    v.pipe(failures, v.description('Runs in a row that fail before anybody is told; 2 when left out.')),
  ),
  latency: v.optional(
    v.pipe(latency, v.description('Time in which the whole answer has to be there; 2s when left out.')),
  ),
  timeout: v.optional(
    v.pipe(timeout, v.description('Time after which nobody waits any more; 10s when left out.')),
  ),
};

const STATUS = 'Write a status (204), a class of them (2xx), or a list of both.';
const oneStatus = v.union(
  [
    v.pipe(v.number(STATUS), v.integer(STATUS), v.minValue(100, STATUS), v.maxValue(599, STATUS)),
    v.pipe(v.string(STATUS), v.regex(/^[1-5](?:\d\d|xx)$/i, STATUS)),
  ],
  STATUS,
);

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

const shortText = v.pipe(
  v.string('Write a text.'),
  v.minLength(1, 'This is empty.'),
  v.maxLength(500, 'This may have 500 characters at most.'),
);

const headers = v.pipe(
  v.record(
    v.pipe(v.string(), v.check(isHeaderName, 'This is no name of a header that can be set.')),
    v.pipe(
      v.string('Write the value of a header.'),
      v.maxLength(1_000, 'A header may have 1,000 characters at most.'),
      v.check(isHeaderValue, 'Write a line of text without special characters.'),
    ),
    'Write name: value, a line each.',
  ),
  v.maxEntries(20, 'There may be 20 headers at most.'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [name, value] of Object.entries(dataset.value))
      if (holdsLogin(name) && !hasReference(value))
        addIssue({
          message:
            'This is a secret: write the name of an environment variable that holds it, like $API_TOKEN.',
          path: [{ type: 'unknown', origin: 'value', input: dataset.value, key: name, value }],
        });
  }),
);

const endpoint = v.pipe(
  settings({
    url: v.pipe(place, v.description('A path on the canonical host (/api/health), or a URL.')),
    domain: v.optional(
      v.pipe(
        v.string('Write a domain.'),
        v.check((text) => hostName(text) !== undefined, 'Write one of the domains, without https://.'),
        v.description('The domain that a path is on; the first of `domains` when left out.'),
      ),
    ),
    name: v.optional(
      v.pipe(
        v.string('Write a name.'),
        v.trim(),
        v.minLength(1, 'This is empty.'),
        v.maxLength(80, 'A name may have 80 characters at most.'),
        v.description('What alerts call it.'),
      ),
    ),
    method: v.optional(
      v.pipe(
        v.picklist(['GET', 'HEAD', 'POST'], 'Write GET, HEAD or POST.'),
        v.description('GET when left out.'),
      ),
    ),
    headers: v.optional(
      v.pipe(
        headers,
        v.description('Sent along. $NAME stands for an environment variable: secrets are in no file.'),
      ),
    ),
    body: v.optional(
      v.pipe(
        v.string('Write a text.'),
        v.maxLength(16_384, 'A body may have 16,384 characters at most.'),
        v.description('What is posted.'),
      ),
    ),
    status: v.optional(
      v.pipe(
        v.union(
          [
            oneStatus,
            v.pipe(
              v.array(oneStatus, STATUS),
              v.minLength(1, STATUS),
              v.maxLength(20, 'There may be 20 at most.'),
            ),
          ],
          STATUS,
        ),
        v.description('What has to be answered: 204, 2xx, or a list. Anything below 400 when left out.'),
      ),
    ),
    contains: v.optional(v.pipe(shortText, v.description('A text that the answer has to have.'))),
    matches: v.optional(
      v.pipe(
        shortText,
        v.check(isPattern, 'This is no regular expression.'),
        v.description('A regular expression (JavaScript’s) that the answer has to match.'),
      ),
    ),
    ...TIMES,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const say = (key: string, message: string): void =>
      addIssue({
        message,
        path: [{ type: 'unknown', origin: 'value', input: value, key, value: undefined }],
      });
    const { method = 'GET' } = value;
    if (value.body !== undefined && method !== 'POST')
      say('body', 'Only POST has a body: write method: POST.');
    if (method === 'HEAD' && value.contains !== undefined)
      say('contains', 'The answer to HEAD has no body: leave this out, or ask with GET.');
    if (method === 'HEAD' && value.matches !== undefined)
      say('matches', 'The answer to HEAD has no body: leave this out, or ask with GET.');
    const isPlain = /^http:/i.test(value.url);
    if (isPlain && Object.values(value.headers ?? {}).some(hasReference))
      say('headers', 'A secret is not sent without encryption: write https:// in the URL.');
  }),
);

const ONCE = 'Write a time with its zone: 2027-03-01T02:00:00Z, or 2027-03-01T02:00+01:00.';
const WEEKLY = 'Write a time of the day: 02:00.';

const maintenance = v.pipe(
  settings({
    from: v.pipe(
      v.string(ONCE),
      v.check((text) => instantOf(text) !== undefined || minutesOf(text) !== undefined, ONCE),
      v.description(
        'When it begins: a time with its zone (2027-03-01T02:00:00Z), or one of the day (02:00).',
      ),
    ),
    to: v.pipe(
      v.string(ONCE),
      v.check((text) => instantOf(text) !== undefined || minutesOf(text) !== undefined, ONCE),
      v.description('When it ends, in the same way.'),
    ),
    days: v.optional(
      v.pipe(
        v.array(v.picklist(WEEKDAYS, `Write days: ${WEEKDAYS.join(', ')}.`), 'Write a list of days.'),
        v.minLength(1, `Write days: ${WEEKDAYS.join(', ')}.`),
        v.description('The days of the week on which it begins; every day when left out.'),
      ),
    ),
    zone: v.optional(
      v.pipe(
        v.string('Write a time zone: UTC, Europe/Berlin.'),
        v.check(isZone, 'There is no such time zone: write one like UTC, Europe/Berlin or +02:00.'),
        v.description('The time zone of times of the day; UTC when left out.'),
      ),
    ),
    reason: v.optional(
      v.pipe(v.string('Write a line of text.'), v.maxLength(200, 'This may have 200 characters at most.')),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    const say = (key: string, message: string): void =>
      addIssue({
        message,
        path: [{ type: 'unknown', origin: 'value', input: value, key, value: undefined }],
      });
    const [from, to] = [instantOf(value.from), instantOf(value.to)];
    // Said where it stands.
    if (from === undefined && minutesOf(value.from) === undefined) return undefined;
    if ((from === undefined) !== (to === undefined)) return say('to', from === undefined ? WEEKLY : ONCE);
    if (from === undefined) {
      if (minutesOf(value.from) === minutesOf(value.to)) say('to', 'This ends when it begins.');
      return undefined;
    }
    if (to !== undefined && to <= from) return say('to', 'This ends before it begins.');
    if (value.days) return say('days', 'Days go with times of the day (02:00), and not with a date.');
    if (value.zone !== undefined) say('zone', 'The times have their zone already.');
    return undefined;
  }),
);

const SECRET_ADDRESS =
  'Whoever has the address of a webhook can post in your name: keep it in an environment variable, and write the name of that variable in `env`.';

export const ALERT_TYPES = ['slack', 'discord', 'teams'] as const;

const alert = v.strictObject(
  {
    type: v.pipe(
      v.picklist(ALERT_TYPES, `Write one of ${ALERT_TYPES.join(', ')}.`),
      v.description('Whose form the message has; many others take Slack’s.'),
    ),
    env: v.pipe(
      v.string('Write the name of an environment variable.'),
      v.check((text) => !isAddress(text), SECRET_ADDRESS),
      v.check(
        (text) => isAddress(text) || /^[A-Za-z_]\w{0,99}$/.test(text),
        'Write the name of an environment variable, without $.',
      ),
      v.description('The environment variable that holds the address of the webhook.'),
    ),
  },
  ({ expected, path }) => {
    const key = String(path?.at(-1)?.key);
    if (expected === 'never')
      return /url|hook|address|uri/i.test(key)
        ? SECRET_ADDRESS
        : 'Unknown setting: there may be type, env here.';
    return path ? 'This setting is missing.' : 'Write settings here: type, env.';
  },
);

/** The shape of `monitoring:` in `launch-ready.yaml`. Messages never quote a value. */
export const monitoringSchema = settings({
  ...TIMES,
  endpoints: v.optional(
    v.pipe(
      v.array(endpoint, 'Write a list of entries, each with a url.'),
      v.maxLength(500, 'There may be 500 endpoints at most.'),
      v.description(
        'What is asked again and again. Left out: the home page of each domain, and its public, health and webhook endpoints.',
      ),
    ),
  ),
  certificate: v.optional(
    settings({
      days: v.pipe(
        v.number('Write a number of days.'),
        v.minValue(1, 'Write 1 at least.'),
        v.maxValue(365, 'Write 365 at most.'),
        v.description('Days before a certificate expires from which somebody is told.'),
      ),
    }),
  ),
  maintenance: v.optional(
    v.pipe(
      v.array(maintenance, 'Write a list of entries, each with from and to.'),
      v.maxLength(50, 'There may be 50 windows at most.'),
      v.description('Times in which nobody is told of failures.'),
    ),
  ),
  alerts: v.optional(
    v.pipe(
      v.array(alert, 'Write a list of entries, each with type and env.'),
      v.maxLength(10, 'There may be 10 receivers at most.'),
      v.description('Who is told.'),
    ),
  ),
});

export type MonitoringInput = v.InferOutput<typeof monitoringSchema>;

function isAddress(text: string): boolean {
  return /[:/.]/.test(text);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
