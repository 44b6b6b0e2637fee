import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { lexed } from '../../server/src/core/fixes/literals.ts';
import { createDocument } from '../../server/src/core/source.ts';
import { move, refusal } from './move.ts';

type Case = readonly [what: string, before: string, after: string];

const CASES: readonly Case[] = [
  ['a constant', `import os\nKEY = "«§»"\n`, `import os\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`],
  [
    'an argument',
    `import os\nf(key='«§»', a=1)\n`,
    `import os\nf(key=os.environ["STRIPE_SECRET_KEY"], a=1)\n`,
  ],
  [
    'a value of a dictionary',
    `import os\nd = {'key': '«§»'}\n`,
    `import os\nd = {'key': os.environ["STRIPE_SECRET_KEY"]}\n`,
  ],
  [
    'a word directly before',
    `import os\ndef f():\n    return"«§»"\n`,
    `import os\ndef f():\n    return os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'a string with text',
    `import os\nh = "Bearer «§»"\n`,
    `import os\nh = f"Bearer {os.environ['STRIPE_SECRET_KEY']}"\n`,
  ],
  [
    'a string with braces',
    `import os\nh = '{«§»}'\n`,
    `import os\nh = f'{{{os.environ["STRIPE_SECRET_KEY"]}}}'\n`,
  ],
  ['an f-string', `import os\nh = f"{a} «§»"\n`, `import os\nh = f"{a} {os.environ['STRIPE_SECRET_KEY']}"\n`],
  [
    'an f-string that is all secret',
    `import os\nh = f'«§»'\n`,
    `import os\nh = f'{os.environ["STRIPE_SECRET_KEY"]}'\n`,
  ],
  [
    'a raw string',
    `import os\nh = r"\\d «§»"\n`,
    `import os\nh = rf"\\d {os.environ['STRIPE_SECRET_KEY']}"\n`,
  ],
  ['bytes', `import os\nh = b"«§»"\n`, `import os\nh = os.environ["STRIPE_SECRET_KEY"].encode()\n`],
  [
    'bytes with text',
    `import os\nh = b"Bearer «§»"\n`,
    `import os\nh = b"Bearer " + os.environ["STRIPE_SECRET_KEY"].encode()\n`,
  ],
  [
    'strings side by side',
    `import os\nf("a "\n  "«§»")\n`,
    `import os\nf("a "\n  f"{os.environ['STRIPE_SECRET_KEY']}")\n`,
  ],
  ['a triple-quoted value', `import os\nk = """«§»"""\n`, `import os\nk = os.environ["STRIPE_SECRET_KEY"]\n`],
  [
    'a docstring',
    `def f():\n    """Uses «§».\n    """\n`,
    `def f():\n    """Uses STRIPE_SECRET_KEY.\n    """\n`,
  ],
  ['a comment', `f()  # it's «§»\n`, `f()  # it's STRIPE_SECRET_KEY\n`],
  // The import
  ['a file without imports', `KEY = "«§»"\n`, `import os\n\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`],
  [
    'a shebang and a coding line',
    `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nKEY = "«§»"\n`,
    `#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nimport os\n\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'a module docstring',
    `"""About.\n\nimport os\n"""\nKEY = "«§»"\n`,
    `"""About.\n\nimport os\n"""\n\nimport os\n\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'an import from __future__',
    `"""About."""\nfrom __future__ import annotations\n\nKEY = "«§»"\n`,
    `"""About."""\nfrom __future__ import annotations\n\nimport os\n\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'imports to sort into',
    `import json\nimport sys\nfrom a import b\n\nKEY = "«§»"\n`,
    `import json\nimport os\nimport sys\nfrom a import b\n\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'an import from only',
    `from __future__ import annotations\nfrom a import (\n    b,\n)\nKEY = "«§»"\n`,
    `from __future__ import annotations\nimport os\nfrom a import (\n    b,\n)\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'os among others',
    `import sys, os\nKEY = "«§»"\n`,
    `import sys, os\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'os by another name',
    `import os as o\nKEY = "«§»"\n`,
    `import os as o\nKEY = o.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  ['os.path', `import os.path\nKEY = "«§»"\n`, `import os.path\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`],
  [
    'environ itself',
    `from os import environ, getcwd\nKEY = "«§»"\n`,
    `from os import environ, getcwd\nKEY = environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'environ by another name',
    `from os import (\n    environ as env,\n)\nKEY = "«§»"\n`,
    `from os import (\n    environ as env,\n)\nKEY = env["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'getenv only',
    `from os import getenv\nKEY = "«§»"\n`,
    `import os\nfrom os import getenv\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`,
  ],
  [
    'line breaks of Windows',
    `import sys\r\nKEY = "«§»"\r\n`,
    `import os\r\nimport sys\r\nKEY = os.environ["STRIPE_SECRET_KEY"]\r\n`,
  ],
  ['a byte order mark', `\uFEFFKEY = "«§»"\n`, `\uFEFFimport os\n\nKEY = os.environ["STRIPE_SECRET_KEY"]\n`],
  // What reads a variable already
  [
    'environ.get',
    `import os\nk = os.environ.get("PAY_KEY", "«§»")\n`,
    `import os\nk = os.environ["PAY_KEY"]\n`,
  ],
  [
    'getenv',
    `import os\nk = f(os.getenv('PAY_KEY', default='«§»'), 1)\n`,
    `import os\nk = f(os.environ["PAY_KEY"], 1)\n`,
  ],
  ['getenv or', `import os\nk = os.getenv('PAY_KEY') or '«§»'\n`, `import os\nk = os.environ["PAY_KEY"]\n`],
  [
    'getenv by itself',
    `from os import getenv\nk = getenv('PAY_KEY', '«§»')\n`,
    `import os\nfrom os import getenv\nk = os.environ["PAY_KEY"]\n`,
  ],
  ['decouple', `k = config('PAY_KEY', default='«§»', cast=str)\n`, `k = config('PAY_KEY', cast=str)\n`],
  ['django-environ', `k = env.str("PAY_KEY", "«§»")\n`, `k = env.str("PAY_KEY")\n`],
  [
    'an assignment',
    `import os\nos.environ["PAY_KEY"] = "«§»"\n`,
    `import os\nassert "PAY_KEY" in os.environ, "set PAY_KEY in the environment"\n`,
  ],
  [
    'setdefault',
    `import os\nif a:\n    os.environ.setdefault("PAY_KEY", "«§»")\n`,
    `import os\nif a:\n    assert "PAY_KEY" in os.environ, "set PAY_KEY in the environment"\n`,
  ],
];

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('Move to environment in Python', () => {
  for (const [what, before, after] of CASES) {
    it(`changes ${what}`, () => assert.equal(move('app/pay.py', before).texts['app/pay.py'], after));
  }

  it('leaves files that parse', () => {
    const texts = CASES.map(([, , after]) => after.replace('\uFEFF', ''));
    if (hasPython) {
      const check = 'import ast, json, sys\nfor text in json.load(sys.stdin): ast.parse(text)';
      const { status, stderr } = spawnSync('python3', ['-c', check], {
        input: JSON.stringify(texts),
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    }
    for (const text of texts) {
      const { literals } = lexed(createDocument({ path: 'a.py', text }));
      assert.ok(
        literals.every(({ kind, content, end }) => kind === 'comment' || end > content.end),
        `closed strings in ${text}`,
      );
    }
  });

  it('refuses a case pattern', () => {
    assert.match(refusal('a.py', `match a:\n    case "«§»":\n        pass\n`), /case pattern/);
  });

  it('refuses a type', () => assert.match(refusal('a.py', `a: Literal["b", "«§»"]\n`), /A type/));

  it('says how .env is loaded where nothing does it', () => {
    assert.match(move('a.py', `k = "«§»"\n`).notes[0] ?? '', /python-dotenv/);
    const files = { 'requirements.txt': 'flask\npython-dotenv==1.0\n' };
    assert.deepEqual(move('a.py', `k = "«§»"\n`, { files }).notes, [
      "Add STRIPE_SECRET_KEY to your hosting's environment variables before the next deploy.",
    ]);
  });
});
