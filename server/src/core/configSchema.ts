import * as v from 'valibot';
import { IMPACTS } from './finding.ts';

/** The shape of `launch-ready.yaml`. The JSON schema that editors use is generated from it. */

const impactOrOff = v.picklist([...IMPACTS, 'off']);
const sentence = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(3, 'Write a reason that your team will understand in a year.'),
);
/** Short and with few wildcards: the file is hostile input, and globs turn into regular expressions. */
const glob = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200, 'A pattern may have 200 characters at most.'),
  v.check((pattern) => pattern.split('*').length <= 9, 'A pattern may have eight * at most.'),
);
const isoDate = v.pipe(v.string(), v.isoDate('Write the date as YYYY-MM-DD.'));

export const configSchema = v.strictObject({
  rules: v.optional(
    v.pipe(
      v.record(v.string(), impactOrOff),
      v.description(
        'How much each rule matters here: blocker, high, medium, low, or off. `secrets/*` sets a whole area.',
      ),
    ),
  ),
  ignore: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          paths: v.pipe(
            v.array(glob),
            v.minLength(1),
            v.description('Patterns in .gitignore syntax, relative to this file.'),
          ),
          rules: v.optional(
            v.pipe(v.array(v.string()), v.description('Rules that stay silent there; all when left out.')),
          ),
          reason: v.pipe(sentence, v.description('Why nothing there matters. Required.')),
        }),
      ),
      v.description('Files in which findings are not wanted, with the reason.'),
    ),
  ),
  deferred: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          rule: v.optional(v.pipe(v.string(), v.description('A rule id; every finding of it is put off.'))),
          finding: v.optional(v.pipe(v.string(), v.description('The fingerprint of one finding.'))),
          owner: v.pipe(v.string(), v.minLength(1), v.description('Who will see to it.')),
          until: v.pipe(isoDate, v.description('The day on which it comes back.')),
          reason: v.pipe(sentence, v.description('Why it can wait. Required.')),
        }),
      ),
      v.description('Findings put off until a date, by an owner, for a reason.'),
    ),
  ),
});

export type ConfigInput = v.InferOutput<typeof configSchema>;
