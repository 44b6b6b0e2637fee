import { defineCheck } from '../../check.ts';
import { found, nothingFound } from '../../live/exposure/looks.ts';

const AT = /\/\.(?:git|svn|hg|bzr)\//;

export default defineCheck({
  id: 'exposure/git-folder',
  impact: 'blocker',
  stage: 'security',
  title: 'Repository that anybody can download',
  why: 'With the .git folder, programs rebuild the whole source code and its history, with every secret that was ever committed.',
  *check(observed) {
    const looks = found(observed, {
      at: AT,
      is: (body, _, { pathname }) => isRepository(body.slice(0, 500), pathname),
    });
    for (const { url } of looks.slice(0, 1))
      yield {
        host: url.hostname,
        problem: `${url.href} can be read by anybody, and so can the rest of the repository: the source code with its history.`,
        evidence: [url.href],
        mend: {
          how: 'Deploy what was built, without the folder of the repository, and deny paths that begin with a dot in the web server. Replace every secret that was ever committed.',
        },
      };
    if (looks.length === 0)
      yield* nothingFound(observed, AT, `The repository is not served by ${observed.domain}.`);
  },
});

/** HEAD and config of Git; "entries" and the database of Subversion; the list of what Mercurial or Bazaar stores. */
function isRepository(head: string, pathname: string): boolean {
  if (/<html|<!doctype/i.test(head)) return false;
  if (pathname.includes('/.git/'))
    return (
      /^ref: refs\/\S+\s*$|^[0-9a-f]{40}(?:[0-9a-f]{24})?\s*$|^\[core\]\s*$/m.test(head) ||
      head.startsWith('DIRC')
    );
  if (pathname.includes('/.svn/'))
    return /^(?:SQLite format 3|<\?xml[^>]*>\s*<wc-entries)|^\d{1,2}\r?\n(?:\s*$|[\s\S]*\bdir\b)/.test(head);
  return /^(?:revlogv1|Bazaar|BzrDir|data\/\S+|dotencode|fncache|store|generaldelta)\b/m.test(head);
}
