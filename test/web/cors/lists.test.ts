import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import { LOOSE, says, type Files } from './saying.ts';

const list = (allowed: string, asked: string): Files => ({
  'server.ts': `import cors from 'cors';
const allowed = ${allowed};
app.use(cors({ credentials: true, origin(origin, callback) {
  const ok = allowed.some(${asked});
  callback(null, ok);
} }));
`,
});

const STARS = "['*.shop.example', 'https://shop.example']";
const FROM_ENV = "process.env.ORIGINS.split(',')";

describe('lists with stars, taken apart in code', () => {
  const choice = (asked: string): string => `(o) => o.startsWith('*.') ? ${asked} : o === origin`;
  says('end of a name', list(STARS, choice('origin.endsWith(o.slice(2))')), `${LOOSE} server.ts:4`);
  says('end of a name, with its point', list(STARS, choice('origin.endsWith(o.slice(1))')));
  says(
    'replaced by a text',
    list(STARS, choice("origin.endsWith(o.replace('*.', ''))")),
    `${LOOSE} server.ts:4`,
  );
  says(
    'replaced by a pattern',
    list(STARS, choice("origin.endsWith(o.replace(/^\\*\\./, ''))")),
    `${LOOSE} server.ts:4`,
  );
  says(
    'replaced by a pattern, with its point',
    list(STARS, choice("origin.endsWith(o.replace(/\\*/g, ''))")),
  );
  says('no entry has a star', list("['https://shop.example']", choice('origin.endsWith(o.slice(2))')));
  says(
    'in statements',
    list(
      STARS,
      "(o) => {\n  if (o === origin) return true;\n  if (o[0] === '*') {\n  const name = o.substring(2);\n  return origin.endsWith(name);\n  }\n  return false;\n}",
    ),
    `${LOOSE} server.ts:4`,
  );
  says(
    'in statements, with its point',
    list(
      STARS,
      "(o) => {\n  if (o.startsWith('*')) return origin?.endsWith(o.slice(1));\n  return o === origin;\n}",
    ),
  );
  says(
    'a pattern made of it',
    list(
      "['https://*.shop.example']",
      "(o) => o.includes('*') ? new RegExp('^' + o.replace('*', '.*') + '$').test(origin) : o === origin",
    ),
    `${LOOSE} server.ts:4`,
  );
  says(
    'a pattern made of it, with its points',
    list(
      "['https://*.shop.example']",
      "(o) => new RegExp('^' + o.replace(/\\./g, '\\\\.').replace('*', '[a-z]+') + '$').test(origin)",
    ),
  );
  says(
    'of the environment: where an entry has a star',
    list(FROM_ENV, choice('origin.endsWith(o.slice(2))')),
    'medium loose-origin-pattern server.ts:4',
  );
  says('of the environment, with its point', list(FROM_ENV, choice('origin.endsWith(o.slice(1))')));
  says(
    'what is given back for an entry is no answer',
    list(
      "[{ name: 'a', at: ['https://shop.example'] }]",
      '(site) => {\n  return site.at.includes(origin);\n}',
    ),
  );

  it('says what an entry has to be', () => {
    const finding = judgeFiles(list(FROM_ENV, choice('origin.endsWith(o.slice(2))'))).find(
      ({ ruleId }) => ruleId === 'cors/loose-origin-pattern',
    );
    assert.match(
      finding?.message ?? '',
      /^“https:\/\/evilexample\.com” passes this check too where an entry is “\*\.example\.com”, because only the end/,
    );
  });
});
