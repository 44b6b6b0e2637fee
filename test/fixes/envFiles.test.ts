import { strict as assert } from 'node:assert';
import { parseEnv as parseWithNode } from 'node:util';
import dotenv from 'dotenv';
import {
  escapeDollars,
  parseEnv,
  unescapeDollars,
  writeEnvValue,
} from '../../server/src/core/fixes/envSyntax.ts';
import { move, planned, refusal, SECRET, type Setup } from './move.ts';

const CODE = `const key = '«§»';\n`;
const LINE = `STRIPE_SECRET_KEY=${SECRET}\n`;
const NEXT = { 'package.json': '{"dependencies":{"next":"16.0.0"}}' };
const HOSTING = "Add STRIPE_SECRET_KEY to your hosting's environment variables before the next deploy.";

describe('Move to environment beside the code', () => {
  it('creates .env for its owner alone, .env.example and .gitignore', () => {
    const { plan, texts, title } = move('src/pay.js', CODE, { files: NEXT, ignored: [] });
    assert.equal(title, 'Move to .env as STRIPE_SECRET_KEY');
    assert.deepEqual(plan.edits.slice(1), [
      { path: '.env', create: { mode: 0o600 }, edits: [{ range: { start: 0, end: 0 }, newText: LINE }] },
      {
        path: '.env.example',
        create: {},
        edits: [{ range: { start: 0, end: 0 }, newText: 'STRIPE_SECRET_KEY=\n' }],
      },
      { path: '.gitignore', create: {}, edits: [{ range: { start: 0, end: 0 }, newText: '.env\n' }] },
    ]);
    assert.equal(texts['src/pay.js'], 'const key = process.env.STRIPE_SECRET_KEY;\n');
  });

  it('says what is left to do, and how .env is loaded where nothing does it', () => {
    assert.deepEqual(move('src/pay.js', CODE, { files: NEXT }).notes, [HOSTING]);
    assert.deepEqual(
      move('src/pay.js', CODE, {
        files: { 'package.json': '{"scripts":{"start":"node --env-file=.env ."}}' },
      }).notes,
      [HOSTING],
    );
    assert.deepEqual(move('src/pay.js', CODE, { files: { 'package.json': '{}' } }).notes, [
      'This project doesn\'t load .env by itself: start it with "node --env-file=.env", or import dotenv/config first.',
      HOSTING,
    ]);
  });

  const appended: readonly (readonly [what: string, before: string, after: string])[] = [
    ['a file that ends with a line break', 'A=1\n', `A=1\n${LINE}`],
    ['a file that does not', 'A=1', `A=1\n${LINE}`],
    ['an empty file', '', LINE],
    ['a file of Windows', 'A=1\r\nB=2\r\n', `A=1\r\nB=2\r\n${LINE.replace('\n', '\r\n')}`],
    [
      'a file of Windows without its last line break',
      'A=1\r\nB=2',
      `A=1\r\nB=2\r\n${LINE.replace('\n', '\r\n')}`,
    ],
    ['a byte order mark', '\uFEFFA=1\n', `\uFEFFA=1\n${LINE}`],
    [
      'an empty variable of that name',
      'STRIPE_SECRET_KEY= # from the dashboard\nA=1\n',
      `STRIPE_SECRET_KEY=${SECRET} # from the dashboard\nA=1\n`,
    ],
    ['an empty variable of that name in quotes', 'STRIPE_SECRET_KEY=""\n', LINE],
  ];
  for (const [what, before, after] of appended) {
    it(`adds to ${what}`, () =>
      assert.equal(move('pay.js', CODE, { files: { '.env': before } }).texts['.env'], after));
  }

  it('adds the name to the example that is there', () => {
    const { texts } = move('pay.js', CODE, { files: { '.env.sample': 'A=\r\n' } });
    assert.equal(texts['.env.sample'], 'A=\r\nSTRIPE_SECRET_KEY=\r\n');
    assert.equal(texts['.env.example'], undefined);
  });

  it('leaves an example alone that has the name, and creates none that git ignores', () => {
    assert.equal(
      move('pay.js', CODE, { files: { '.env.example': 'STRIPE_SECRET_KEY=x\n' } }).texts['.env.example'],
      undefined,
    );
    assert.equal(
      move('pay.js', CODE, { ignored: ['.env', '.env.example'] }).texts['.env.example'],
      undefined,
    );
  });

  describe('chooses the folder', () => {
    const cases: readonly (readonly [what: string, path: string, env: string, setup: Setup])[] = [
      [
        'of the nearest package',
        'apps/web/src/pay.js',
        'apps/web/.env',
        { files: { 'package.json': '{}', 'apps/web/package.json': '{}' } },
      ],
      [
        'of the nearest .env',
        'apps/web/pay.js',
        'apps/.env',
        { files: { 'package.json': '{}', 'apps/.env': '' } },
      ],
      [
        'of another manifest',
        'api/a/pay.py',
        'api/.env',
        { files: { 'package.json': '{}', 'api/pyproject.toml': '' } },
      ],
      ['at the root', 'a/b/c/pay.js', '.env', {}],
      ['beside a compose file', 'deploy/compose.yaml', 'deploy/.env', { files: { 'package.json': '{}' } }],
      [
        'beside the functions of Supabase',
        'supabase/functions/pay/index.js',
        'supabase/functions/.env',
        { files: { 'package.json': '{}' } },
      ],
    ];
    for (const [what, path, env, setup] of cases) {
      it(what, () => {
        const code = path.endsWith('.yaml') ? 'a: «§»\n' : path.endsWith('.py') ? 'k = "«§»"\n' : CODE;
        assert.equal(move(path, code, setup).title, `Move to ${env} as STRIPE_SECRET_KEY`);
      });
    }
  });

  describe('chooses the file', () => {
    it('.env.local where that is all there is', () => {
      const { title, texts } = move('pay.js', CODE, { files: { ...NEXT, '.env.local': 'A=1\n' } });
      assert.equal(title, 'Move to .env.local as STRIPE_SECRET_KEY');
      assert.equal(texts['.env.local'], `A=1\n${LINE}`);
    });

    it('.env.local in Next.js where git would take .env', () => {
      const { title, texts, notes } = move('pay.js', CODE, {
        files: { ...NEXT, '.env': 'A=1\n' },
        ignored: [],
      });
      assert.equal(title, 'Move to .env.local as STRIPE_SECRET_KEY');
      assert.equal(texts['.gitignore'], '.env.local\n');
      assert.equal(
        notes[0],
        '.env is not ignored by git, so the value goes to .env.local, which Next.js reads first.',
      );
    });

    it('.env elsewhere even where git would take it, with a warning', () => {
      const { title, texts, notes } = move('pay.js', CODE, {
        files: { 'package.json': '{}', '.env': 'A=1\n', '.gitignore': 'dist' },
        ignored: [],
      });
      assert.equal(title, 'Move to .env as STRIPE_SECRET_KEY');
      assert.equal(texts['.gitignore'], 'dist\n.env\n');
      assert.match(notes[0] ?? '', /git rm --cached \.env/);
    });

    it('.dev.vars for Workers', () => {
      const files = { 'package.json': '{}', 'wrangler.toml': '' };
      assert.equal(move('src/a.js', CODE, { files }).title, 'Move to .dev.vars as STRIPE_SECRET_KEY');
      assert.match(move('src/a.js', CODE, { files }).notes.join(), /wrangler secret put STRIPE_SECRET_KEY/);
      assert.equal(
        move('src/a.js', CODE, { files: { ...files, '.env': '' } }).title,
        'Move to .env as STRIPE_SECRET_KEY',
      );
    });
  });

  describe('writes .gitignore', () => {
    it('in the nearest folder that has one', () => {
      const files = { 'apps/web/package.json': '{}', 'apps/.gitignore': 'dist\r\n', '.gitignore': '' };
      const { texts } = move('apps/web/pay.js', CODE, { files, ignored: [] });
      assert.equal(texts['apps/.gitignore'], 'dist\r\n.env\r\n');
      assert.equal(texts['.gitignore'], undefined);
    });

    it('in the package where there is none', () => {
      const { texts } = move('apps/web/pay.js', CODE, {
        files: { 'apps/web/package.json': '{}' },
        ignored: [],
      });
      assert.equal(texts['apps/web/.gitignore'], '.env\n');
    });

    it('not where git ignores the file, nor twice where git tracks it all the same', () => {
      assert.equal(move('pay.js', CODE, { files: { '.gitignore': '' } }).texts['.gitignore'], undefined);
      const tracked = move('pay.py', 'k = "«§»"\n', {
        files: { '.gitignore': '.env\n', '.env': '' },
        ignored: [],
      });
      assert.equal(tracked.texts['.gitignore'], undefined);
    });
  });

  describe('names the variable', () => {
    const name = (setup: Setup, code = CODE, path = 'pay.js'): string => move(path, code, setup).title;

    it('with a number where the name has another value', () => {
      assert.equal(
        name({ files: { '.env': 'STRIPE_SECRET_KEY=a\nSTRIPE_SECRET_KEY_2=b\n' } }),
        'Move to .env as STRIPE_SECRET_KEY_3',
      );
      assert.equal(
        name({ files: { '.env': '', '.env.local': 'STRIPE_SECRET_KEY=a\n' } }),
        'Move to .env as STRIPE_SECRET_KEY_2',
      );
    });

    it('with a number where the code reads that name already', () => {
      assert.equal(
        name({}, `f(process.env.STRIPE_SECRET_KEY);\n${CODE}`),
        'Move to .env as STRIPE_SECRET_KEY_2',
      );
      assert.equal(
        name({}, `import os\nf(os.getenv("STRIPE_SECRET_KEY"))\nk = "«§»"\n`, 'a.py'),
        'Move to .env as STRIPE_SECRET_KEY_2',
      );
    });

    it('as one that has the value', () => {
      const reused = move('pay.js', `f(process.env.PAY);\n${CODE}`, {
        files: { '.env': `A=1\nPAY='${SECRET}'\n`, '.env.example': 'PAY=\n' },
      });
      assert.equal(reused.title, 'Use PAY from .env');
      assert.deepEqual(Object.keys(reused.texts), ['pay.js']);
      assert.match(reused.texts['pay.js'] ?? '', /const key = process\.env\.PAY;/);
    });

    it('but not as a public one', () => {
      assert.equal(
        name({ files: { '.env': `NEXT_PUBLIC_PAY=${SECRET}\n` } }),
        'Move to .env as STRIPE_SECRET_KEY',
      );
      assert.match(refusal('pay.js', CODE, { variable: 'VITE_KEY' }), /start with VITE_/);
    });

    it('as the code has it in a fallback, whose value in .env stays', () => {
      const code = `k = process.env.PAY || '«§»';\n`;
      assert.equal(name({}, code), 'Move to .env as PAY');
      const kept = move('pay.js', code, { files: { '.env': 'PAY=other\n' } });
      assert.equal(kept.title, 'Use PAY from .env');
      assert.equal(kept.texts['.env'], undefined);
      assert.equal(
        kept.notes[0],
        '.env sets PAY to another value than the code did; that one is used from now on.',
      );
    });
  });

  it('escapes $ where the framework would replace it, and says so', () => {
    const code = `const key = '«pa$$word$1»';\n`;
    const { texts, notes } = move('pay.js', code, { files: NEXT });
    assert.equal(texts['.env'], "STRIPE_SECRET_KEY='pa$\\$word\\$1'\n");
    assert.match(notes[0] ?? '', /written as \\\$ in \.env/);
    assert.equal(move('pay.js', code).texts['.env'], "STRIPE_SECRET_KEY='pa$$word$1'\n");
  });

  it('refuses what no quotes can hold, and a file whose last quote is open', () => {
    assert.match(refusal('pay.js', `k = "«a'b\\"c\`d#e»";\n`), /No quotes in \.env/);
    assert.match(
      refusal('pay.js', `k = "«#a b»";\n`, { files: { '.env': 'A="open' } }),
      /No quotes in \.env/,
    );
  });

  it('refuses a piece of a large file', () => {
    assert.ok('refused' in planned('a.js', "k = '«»';\n"));
  });
});

describe('environment files', () => {
  /** Repeatable numbers below `limit`: a linear congruential generator. */
  function random(seed: number): (limit: number) => number {
    let state = seed;
    return (limit) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * limit);
    };
  }

  const ALPHABET = [
    ...Array.from('abcXYZ019_-./:@ \t#$\\\'"`{}()=;&|!?*~^%<>\n'),
    '\r',
    '\\n',
    '${A}',
    '$B',
    'é',
    '🔑',
    '\u2028',
    '\u00a0',
  ];

  function randomText(next: (limit: number) => number, length: number): string {
    return Array.from({ length }, () => ALPHABET[next(ALPHABET.length)]).join('');
  }

  it('write values that dotenv reads back, for 3000 random ones', () => {
    const next = random(7);
    let refused = 0;
    for (let round = 0; round < 3000; round++) {
      const value = randomText(next, 1 + next(12));
      const written = writeEnvValue(value);
      if (written === undefined) {
        refused++;
        assert.ok(value.includes('\u2028') || cannotBeWritten(value), JSON.stringify(value));
        continue;
      }
      const text = `A="a"\nKEY=${written}\nB='b'\n`;
      assert.deepEqual(dotenv.parse(text), { A: 'a', KEY: value, B: 'b' }, JSON.stringify(value));
      assert.equal(dotenv.parse(text.replaceAll('\n', '\r\n'))['KEY'], value, JSON.stringify(value));
    }
    assert.ok(refused < 600, `${refused} refused`);
  });

  /** No way to quote it that dotenv reads back. */
  function cannotBeWritten(value: string): boolean {
    const ways = ['"', "'", '`', ''].map((quote) => quote + value + quote);
    return ways.every((written) => {
      const { A, B, C, D } = dotenv.parse(`A=${written}\nB="b"\nC='c'\nD=\`d\`\n`);
      return A !== value || B !== 'b' || C !== 'c' || D !== 'd';
    });
  }

  it('write the usual values so that Node reads them too', () => {
    for (const value of [
      'abc',
      'a b',
      'a#b',
      'p$w',
      'https://c.example.com/d?e=f&g',
      "it's",
      'say "x"',
      'a\nb\n',
      'a\\b',
    ]) {
      const text = `KEY=${writeEnvValue(value)}\nB=b\n`;
      assert.equal(parseWithNode(text)['KEY'], value, text);
    }
  });

  it('escape dollar signs so that dotenv-expand gives the value back', () => {
    const next = random(11);
    for (let round = 0; round < 2000; round++) {
      const value = randomText(next, 1 + next(12));
      assert.equal(expand(escapeDollars(value)), value, JSON.stringify(value));
    }
  });

  /** What dotenv-expand 12 and Next.js do to a value when nothing is set. */
  function expand(value: string): string {
    assert.ok(!/(?<!\\)\$(?:\{[^{}]+\}|\w)/.test(value), `${JSON.stringify(value)} would be expanded`);
    return unescapeDollars(value);
  }

  it('are read as dotenv reads them', () => {
    const next = random(3);
    const pieces = [
      'A=',
      'B =',
      'export C=',
      'D: ',
      '# c',
      "'x'",
      '"y"',
      '`z`',
      '"',
      "'",
      '\\',
      '\n',
      '\n',
      '\r\n',
      ' ',
      'v',
      '#',
      '\\n',
      "'a\nb'",
      'E',
    ];
    let same = 0;
    for (let round = 0; round < 3000; round++) {
      const text = Array.from({ length: 1 + next(10) }, () => pieces[next(pieces.length)]).join('');
      const ours = Object.fromEntries(parseEnv(text).map(({ name, value }) => [name, value]));
      if (JSON.stringify(ours) === JSON.stringify({ ...dotenv.parse(text) })) same++;
    }
    // dotenv lets a name and its value stand on different lines, which nobody writes.
    assert.ok(same > 2700, `${same} of 3000 alike`);
  });

  it('give positions of values with their quotes', () => {
    const text = `\uFEFFA=1 # one\r\n  export B = "two # \\n" # x\r\nC=\r\n`;
    assert.deepEqual(
      parseEnv(text).map(({ name, value, range }) => [name, value, text.slice(range.start, range.end)]),
      [
        ['A', '1', '1'],
        ['B', 'two # \n', '"two # \\n"'],
        ['C', '', ''],
      ],
    );
  });
});
