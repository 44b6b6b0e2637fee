import * as v from 'valibot';
import { settings } from './configSettings.ts';
import { isDay } from './deferrals.ts';
import { IMPACTS } from './finding.ts';
import { emailSchema } from './email/emailConfigSchema.ts';
import { domainsSchema } from './live/domainConfigSchema.ts';
import { loadSchema } from './load/loadConfigSchema.ts';
import { reviewSchema } from './reviewConfigSchema.ts';
import { smokeSchema } from './smoke/smokeConfigSchema.ts';
import { monitoringSchema } from './uptime/monitoringConfigSchema.ts';

/**
 * The shape of `launch-ready.yaml`. The JSON schema that editors use is generated from it. Every check has a message of
 * its own: valibot's quote the value, which may be a key that was pasted in the wrong place.
 */

const impactOrOff = v.picklist([...IMPACTS, 'off'], `Write one of ${[...IMPACTS, 'off'].join(', ')}.`);
const line = v.string('Write a line of text.');
const sentence = v.pipe(
  line,
  v.trim(),
  v.minLength(3, 'Write a reason that your team will understand in a year.'),
);
/** Short and with few wildcards: the file is hostile input, and globs turn into regular expressions. */
const glob = v.pipe(
  v.string('Write a pattern as in .gitignore.'),
  v.minLength(1, 'An empty pattern matches nothing.'),
  v.maxLength(200, 'A pattern may have 200 characters at most.'),
  v.check((pattern) => pattern.split('*').length <= 9, 'A pattern may have eight * at most.'),
);
const isoDate = v.pipe(
  v.string('Write the date as YYYY-MM-DD.'),
  v.isoDate('Write the date as YYYY-MM-DD.'),
  // What is no date at all has its message already.
  v.check((text) => isDay(text) || !/^\d{4}-\d{2}-\d{2}$/.test(text), 'There is no such day.'),
);

export const configSchema = settings({
  rules: v.optional(
    v.pipe(
      v.record(v.string(), impactOrOff, 'Write one line for each rule: its name, a colon, its impact.'),
      v.description(
        'How much each rule matters here: blocker, high, medium, low, or off. `secrets/*` sets a whole area.',
      ),
    ),
  ),
  ignore: v.optional(
    v.pipe(
      v.array(
        settings({
          paths: v.pipe(
            v.array(glob, 'Write a list of patterns.'),
            v.minLength(1, 'Write one pattern at least.'),
            v.description('Patterns in .gitignore syntax, relative to this file.'),
          ),
          rules: v.optional(
            v.pipe(
              v.array(v.string('Write the name of a rule.'), 'Write a list of rules.'),
              v.description('Rules that stay silent there; all when left out.'),
            ),
          ),
          reason: v.pipe(sentence, v.description('Why nothing there matters. Required.')),
        }),
        'Write a list of entries, each with paths and a reason.',
      ),
      v.description('Files in which findings are not wanted, with the reason.'),
    ),
  ),
  deferred: v.optional(
    v.pipe(
      v.array(
        v.pipe(
          settings({
            rule: v.optional(
              v.pipe(
                line,
                v.description('A rule, or an area (`secrets/*`): every finding of it is put off.'),
              ),
            ),
            finding: v.optional(
              v.pipe(line, v.description('The fingerprint of one finding, as launch-ready defer writes it.')),
            ),
            owner: v.pipe(line, v.minLength(1, 'Write a name.'), v.description('Who will see to it.')),
            until: v.pipe(isoDate, v.description('The day on which it comes back, one impact higher.')),
            reason: v.pipe(sentence, v.description('Why it can wait. Required.')),
          }),
          v.check(
            ({ rule, finding }) => rule !== undefined || finding !== undefined,
            'Name a rule or a finding: this puts nothing off.',
          ),
        ),
        'Write a list of entries, each with a rule or a finding, owner, until and reason.',
      ),
      v.description('Findings put off until a date, by an owner, for a reason.'),
    ),
  ),
  domains: v.optional(domainsSchema),
  email: v.optional(
    v.pipe(emailSchema, v.description('Mail of all domains; what one has otherwise stands in its entry.')),
  ),
  monitoring: v.optional(
    v.pipe(
      monitoringSchema,
      v.description('What is asked again and again, to tell you first when it is down.'),
    ),
  ),
  smoke: v.optional(
    v.pipe(
      smokeSchema,
      v.description('What has to work after a deploy: requests, and what their answers have to be.'),
    ),
  ),
  load: v.optional(v.pipe(loadSchema, v.description('What load tests ask.'))),
  review: v.optional(v.pipe(reviewSchema, v.description('What stops a commit that is reviewed.'))),
});

export type ConfigInput = v.InferOutput<typeof configSchema>;
