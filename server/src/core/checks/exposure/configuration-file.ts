import { defineCheck } from '../../check.ts';
import { CONFIGURATION_FILES } from '../../live/exposure/configurations.ts';
import { found, nothingFound } from '../../live/exposure/looks.ts';

/** Any file may be the JSON of an account: that one is no look of its own. */
const AT = new RegExp(
  CONFIGURATION_FILES.filter(({ kind }) => kind !== 'service-account')
    .map(({ at }) => at.source)
    .join('|'),
);

export default defineCheck({
  id: 'exposure/configuration-file',
  impact: 'blocker',
  stage: 'security',
  title: 'Settings with passwords that anybody can download',
  why: 'Programs ask every new host for such files. What stands in them opens the database, the cloud account or the server.',
  *check(observed) {
    let isFound = false;
    for (const { kind, name, impact, tells, ...sought } of CONFIGURATION_FILES)
      for (const { url, answer } of found(observed, sought)) {
        isFound = true;
        yield {
          host: url.hostname,
          kind: url.pathname,
          problem: `${url.href} can be downloaded by anybody: it is ${name}; ${tells}.`,
          impact: impact(answer.body),
          // Never what it says.
          evidence: [`${url.href}: ${answer.bytes} bytes, ${kind}`],
          mend: {
            how: 'Take the file out of what is served at once, replace every key and password in it, and deny paths that begin with a dot in the web server.',
          },
        };
      }
    if (!isFound)
      yield* nothingFound(observed, AT, `No file with passwords was found on ${observed.domain}.`);
  },
});
