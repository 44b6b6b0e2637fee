import * as v from 'valibot';
import { settings } from '../configSettings.ts';
import { jsonPath } from './jsonPath.ts';
import { referencesIn } from './references.ts';
import {
  durationBetween,
  REQUEST_SETTINGS,
  requestProblems,
  requestOf,
  statusSchema,
  textsOf,
} from './requestSchema.ts';

const name = v.pipe(
  v.string('Write a name.'),
  v.trim(),
  v.minLength(1, 'This is empty.'),
  v.maxLength(80, 'A name may have 80 characters at most.'),
);
const shortText = v.pipe(
  v.string('Write a text.'),
  v.minLength(1, 'This is empty.'),
  v.maxLength(1_000, 'This may have 1,000 characters at most.'),
);
const texts = v.union(
  [shortText, v.pipe(v.array(shortText, 'Write a text.'), v.maxLength(20, 'There may be 20 at most.'))],
  'Write a text, or a list of texts.',
);
const PATH = 'Write where it stands in the JSON: user.name, or items[0].id.';
const pathInJson = v.pipe(
  v.string(PATH),
  v.maxLength(500, 'This may have 500 characters at most.'),
  v.check((text) => jsonPath(text) !== undefined, PATH),
);
const headerName = v.pipe(
  v.string('Write the name of a header.'),
  v.regex(/^[!#$%&'*+.^_`|~\w-]{1,100}$/, 'This is no name of a header.'),
);
const savedName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z][\w-]{0,39}$/, 'Write a short name that begins with a letter: token.'),
);
const SAVED = 'Write where it comes from: json, header or cookie, with its path or name.';

const expectation = settings({
  status: v.optional(
    v.pipe(statusSchema, v.description('What has to be answered: 204, 2xx, or a list. 2xx when left out.')),
  ),
  header: v.optional(
    v.pipe(
      v.record(
        headerName,
        v.union(
          [shortText, v.boolean()],
          'Write the value, or true where it has to be there, or false where it must not.',
        ),
        'Write name: value, a line each.',
      ),
      v.maxEntries(30, 'There may be 30 headers at most.'),
      v.description('Headers of the answer: a value, true (it is there) or false (it is not).'),
    ),
  ),
  contains: v.optional(v.pipe(texts, v.description('What the answer has to have, a text or several.'))),
  'not-contains': v.optional(v.pipe(texts, v.description('What the answer must not have.'))),
  matches: v.optional(
    v.pipe(
      shortText,
      v.check(isPattern, 'This is no regular expression.'),
      v.description('A regular expression (JavaScript’s) that the answer has to match.'),
    ),
  ),
  json: v.optional(
    v.pipe(
      v.record(pathInJson, v.any(), 'Write path: value, a line each.'),
      v.maxEntries(50, 'There may be 50 at most.'),
      v.description('Values in the JSON of the answer, by where they stand: user.name, items[0].id.'),
    ),
  ),
  redirect: v.optional(
    v.pipe(
      shortText,
      v.check(
        (text) => /^\/(?!\/)\S*$|^https?:\/\/\S+$/.test(text),
        'Write a path that begins with /, or a URL with https://.',
      ),
      v.description('Where the answer has to send people: a path on the same host, or a URL.'),
    ),
  ),
  latency: v.optional(
    v.pipe(
      durationBetween(1, 10_000, 'Write a time with its unit, up to 10s: 800ms, 2s.'),
      v.description('Time in which the whole answer has to be there.'),
    ),
  ),
});

const saving = v.pipe(
  v.record(
    savedName,
    v.union(
      [
        settings({
          json: v.optional(pathInJson),
          header: v.optional(headerName),
          cookie: v.optional(v.pipe(shortText, v.maxLength(200, 'This may have 200 characters at most.'))),
        }),
        pathInJson,
      ],
      SAVED,
    ),
    'Write name: json, header or cookie, a line each.',
  ),
  v.maxEntries(20, 'There may be 20 at most.'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of Object.entries(dataset.value))
      if (typeof value !== 'string' && Object.values(value).filter((each) => each !== undefined).length !== 1)
        addIssue({
          message: SAVED,
          path: [{ type: 'unknown', origin: 'value', input: dataset.value, key, value }],
        });
  }),
  v.description('Values of the answer for the steps after it, which write {{name}}.'),
);

const STEP_SETTINGS = {
  ...REQUEST_SETTINGS,
  follow: v.optional(
    v.pipe(
      v.boolean('Write true or false.'),
      v.description('Follow redirects on the same host; they are not followed when left out.'),
    ),
  ),
  expect: v.optional(
    v.pipe(expectation, v.description('What the answer has to be; any status of 2xx when left out.')),
  ),
  save: v.optional(saving),
};

const step = v.pipe(
  settings({
    name: v.optional(v.pipe(name, v.description('What reports call it.'))),
    ...STEP_SETTINGS,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed)
      for (const problem of stepProblems(dataset.value)) addIssue(issueAt(dataset.value, problem));
  }),
);

const flow = v.pipe(
  settings({
    name: v.pipe(name, v.description('What reports call it.')),
    environments: v.optional(
      v.pipe(
        v.array(name, 'Write a list of names.'),
        v.minLength(1, 'Write one name at least.'),
        v.maxLength(20, 'There may be 20 environments at most.'),
        v.description('The environments against which it may be run; all when left out.'),
      ),
    ),
    steps: v.optional(
      v.pipe(
        v.array(step, 'Write a list of requests.'),
        v.minLength(1, 'Write one request at least.'),
        v.maxLength(30, 'A flow may have 30 steps at most.'),
        v.description('Requests one after the other; cookies are kept among them.'),
      ),
    ),
    ...STEP_SETTINGS,
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const problem of flowProblems(dataset.value)) addIssue(issueAt(dataset.value, problem));
  }),
);

/** The shape of `smoke:` in `launch-ready.yaml`. Messages never quote a value. */
export const smokeSchema = v.pipe(
  v.array(flow, 'Write a list of flows, each with a name and a request, or steps.'),
  v.maxLength(100, 'There may be 100 flows at most.'),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const known = new Set<string>();
    for (const [index, value] of dataset.value.entries()) {
      if (known.has(value.name))
        addIssue({
          message: 'Another flow has this name.',
          path: [
            { type: 'unknown', origin: 'value', input: dataset.value, key: index, value },
            { type: 'unknown', origin: 'value', input: value, key: 'name', value: value.name },
          ],
        });
      known.add(value.name);
    }
  }),
);

export type FlowInput = v.InferOutput<typeof smokeSchema>[number];
export type StepInput = v.InferOutput<typeof step>;

interface Problem {
  readonly keys: readonly (string | number)[];
  readonly message: string;
}

function* stepProblems(value: StepInput): Iterable<Problem> {
  for (const { key, message } of requestProblems(value)) yield { keys: [key], message };
  if (value.request === undefined && value.path === undefined && value.url === undefined)
    yield { keys: [], message: 'Write the request: “GET /health”.' };
  const { expect, follow } = value;
  if (follow === true && expect?.redirect !== undefined)
    yield {
      keys: ['expect', 'redirect'],
      message: 'A redirect that is followed is not seen: leave out follow.',
    };
  if (requestOf(value).method !== 'HEAD' || !expect) return;
  for (const key of ['contains', 'not-contains', 'matches', 'json'] as const)
    if (expect[key] !== undefined)
      yield {
        keys: ['expect', key],
        message: 'The answer to HEAD has no body: leave this out, or ask with GET.',
      };
}

function* flowProblems(value: FlowInput): Iterable<Problem> {
  const { name: _name, environments: _environments, steps, ...single } = value;
  const extra = Object.entries(single).find(([, setting]) => setting !== undefined)?.[0];
  if (!steps) {
    yield* stepProblems(single);
    yield* savedProblems([single], []);
    return;
  }
  if (extra !== undefined)
    yield { keys: [extra], message: 'This flow has steps: write this in one of them.' };
  yield* savedProblems(steps, ['steps']);
}

/** What a step takes from a step before it has to be saved there. */
function* savedProblems(steps: readonly StepInput[], keys: readonly string[]): Iterable<Problem> {
  const known = new Set<string>();
  for (const [index, value] of steps.entries()) {
    const { expect } = value;
    const expected = JSON.stringify([expect?.contains, expect?.json, expect?.header, expect?.redirect]);
    const { saved } = referencesIn([...textsOf(requestOf(value)), expected]);
    if (saved.some((each) => !known.has(each)))
      yield {
        keys: keys.length > 0 ? [...keys, index] : [],
        message: 'This uses a {{value}} that no step before it saves.',
      };
    for (const key of Object.keys(value.save ?? {})) known.add(key);
  }
}

/** Valibot wants every step of a path with what it leads through. */
function issueAt(input: object, { keys, message }: Problem) {
  const path: v.IssuePathItem[] = [];
  let at: unknown = input;
  for (const key of keys) {
    const value = (at as Record<string | number, unknown> | undefined)?.[key];
    path.push({ type: 'unknown', origin: 'value', input: at, key, value });
    at = value;
  }
  const [first, ...rest] = path;
  return first ? { message, path: [first, ...rest] as [v.IssuePathItem, ...v.IssuePathItem[]] } : { message };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
