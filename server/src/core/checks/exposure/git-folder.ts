import { defineCheck } from '../../check.ts';
import { found, nothingFound } from '../../live/exposureLooks.ts';

const AT = /\/\.git\//;

export default defineCheck({
  id: 'exposure/git-folder',
  impact: 'blocker',
  stage: 'security',
  title: 'Repository that anybody can download',
  why: 'With the .git folder, programs rebuild the whole source code and its history, with every secret that was ever committed.',
  *check(observed) {
    const looks = found(observed, {
      at: AT,
      is: (body) =>
        /^ref: refs\/\S+\s*$|^[0-9a-f]{40}\s*$|^\[core\]\s*$/m.test(body.slice(0, 500)) &&
        !/<html|<!doctype/i.test(body),
    });
    for (const { url } of looks.slice(0, 1))
      yield {
        host: url.hostname,
        problem: `${url.href} can be read by anybody, and so can the rest of the repository: the source code with its history.`,
        evidence: [url.href],
        mend: {
          how: 'Deploy what was built, without the .git folder, and deny paths that begin with a dot in the web server. Replace every secret that was ever committed.',
        },
      };
    if (looks.length === 0)
      yield* nothingFound(observed, AT, `The repository is not served by ${observed.domain}.`);
  },
});
