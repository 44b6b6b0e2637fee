import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';
import { found, LOOSE, says, type Files } from './saying.ts';

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
  says(
    'of the environment, with a default that has no star',
    list("(process.env.ORIGINS ?? 'https://shop.example').split(',')", choice('origin.endsWith(o.slice(2))')),
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

  const loop = (allowed: string, asked: string): Files => ({
    'server.ts': `import cors from 'cors';
const allowed = ${allowed};
app.use(cors({ credentials: true, origin(origin, callback) {
  for (const entry of allowed) {
${asked}
  }
  callback(new Error('refused'));
} }));
`,
  });
  const yes = (asked: string): string => `    if (${asked}) return callback(null, true);`;
  says(
    'in a loop',
    loop(
      STARS,
      `${yes('entry === origin')}\n${yes("entry.startsWith('*.') && origin.endsWith(entry.slice(2))")}`,
    ),
    `${LOOSE} server.ts:6`,
  );
  says(
    'in a loop, with its point',
    loop(
      STARS,
      `${yes('entry === origin')}\n${yes("entry.startsWith('*.') && origin.endsWith(entry.slice(1))")}`,
    ),
  );
  says('in a loop over what another function hands in, where a star alone lets in everybody', {
    'server.ts': `import cors from 'cors';
function isAllowed(origin: string, list: string[]): boolean {
  for (const entry of list) {
    if (entry === '*') return true;
    if (entry.startsWith('*.') && origin.endsWith(entry.slice(1))) return true;
  }
  return false;
}
app.use(cors({ credentials: true, origin: (origin, callback) => callback(null, isAllowed(origin, configured())) }));
`,
  });
  says(
    'compared as it is as well',
    {
      'server.ts': `import cors from 'cors';
const ORIGINS = ${STARS};
function isAllowed(origin: string): boolean {
  if (ORIGINS.includes('*') || ORIGINS.includes(origin)) return true;
  for (const entry of ORIGINS) {
    if (entry.startsWith('*.')) {
      const name = entry.slice(2);
      if (origin.endsWith(name)) return true;
    }
  }
  return false;
}
app.use(cors({ credentials: true, origin: (origin, callback) => callback(null, isAllowed(origin)) }));
`,
    },
    `${LOOSE} server.ts:8`,
  );
  says(
    'a list that is compared as it is, and nothing else',
    list(STARS, '(o) => o === origin'),
    'high impossible-origin server.ts:2',
  );

  says(
    'the one with a star, behind many others',
    list(
      `[${Array.from({ length: 40 }, (_, index) => `'https://a${index}.example'`).join()}, '*.shop.example']`,
      choice('origin.endsWith(o.slice(2))'),
    ),
    `${LOOSE} server.ts:4`,
  );

  it('takes no time where calls of calls make a text longer and longer', () => {
    const grown = `o${".replaceAll('a', 'aaaaaaaaaaaaaaaaaaaa')".repeat(40)}`;
    assert.deepEqual(found(list("['*.a.example']", `(o) => origin.endsWith(${grown})`)), []);
    assert.deepEqual(
      found(list("['*.a.example']", `(o) => origin.endsWith(${grown.replaceAll("'a'", "''")})`)),
      [],
    );
  });

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
