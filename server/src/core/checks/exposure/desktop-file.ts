import { defineCheck } from '../../check.ts';
import { found, nothingFound } from '../../live/exposure/looks.ts';

const AT = /\/\.DS_Store$/i;

export default defineCheck({
  id: 'exposure/desktop-file',
  impact: 'low',
  stage: 'security',
  title: 'File of macOS that lists a folder',
  why: 'A .DS_Store names every file of the folder that it was copied from, those that nobody links to too.',
  *check(observed) {
    const [look] = found(observed, { at: AT, is: (body) => body.slice(0, 64).includes('Bud1') });
    if (!look) {
      yield* nothingFound(observed, AT, `No .DS_Store is served by ${observed.domain}.`);
      return;
    }
    yield {
      host: look.url.hostname,
      problem: `${look.url.href} can be downloaded by anybody; it names the files of its folder.`,
      mend: {
        how: 'Delete the file, add .DS_Store to .gitignore, and deny paths that begin with a dot in the web server.',
      },
    };
  },
});
