import * as v from 'valibot';
import { settings } from '../configSettings.ts';
import { referencesIn } from '../smoke/references.ts';
import {
  durationBetween,
  REQUEST_SETTINGS,
  requestProblems,
  requestOf,
  statusSchema,
  textsOf,
} from '../smoke/requestSchema.ts';

const endpoint = v.pipe(
  settings({
    name: v.optional(
      v.pipe(
        v.string('Write a name.'),
        v.trim(),
        v.minLength(1, 'This is empty.'),
        v.maxLength(80, 'A name may have 80 characters at most.'),
        v.description('What reports call it.'),
      ),
    ),
    ...REQUEST_SETTINGS,
    status: v.optional(
      v.pipe(statusSchema, v.description('What has to be answered: 204, 2xx, or a list. 2xx when left out.')),
    ),
    threshold: v.optional(
      v.pipe(
        durationBetween(1, 10_000, 'Write a time with its unit, up to 10s: 300ms, 1s.'),
        v.description(
          'Time in which 95 of 100 answers have to be there. 300ms when left out; 800ms for what changes something.',
        ),
      ),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value } = dataset;
    for (const { key, message } of requestProblems(value))
      addIssue({
        message,
        path: [{ type: 'unknown', origin: 'value', input: value, key, value: value[key] }],
      });
    if (value.request === undefined && value.path === undefined && value.url === undefined)
      addIssue({ message: 'Write the request: “GET /products”.' });
    if (referencesIn(textsOf(requestOf(value))).saved.length > 0)
      addIssue({ message: 'Nothing is saved in a load test: {{…}} stands for nothing here.' });
  }),
);

/** The shape of `load:` in `launch-ready.yaml`. Messages never quote a value. */
export const loadSchema = settings({
  endpoints: v.pipe(
    v.array(endpoint, 'Write a list of endpoints, each with a request.'),
    v.minLength(1, 'Write one endpoint at least.'),
    v.maxLength(20, 'There may be 20 endpoints at most.'),
    v.description('What is put under load, one after the other.'),
  ),
});

export type LoadInput = v.InferOutput<typeof loadSchema>;
