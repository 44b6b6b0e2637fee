import { strict as assert } from 'node:assert';
import { isCheckedByHand } from '../../../server/src/core/env/checkedByHand.ts';
import { insistsOn } from '../../../server/src/core/env/insistence.ts';
import { isStartedByHand } from '../../../server/src/core/env/judging/startedByHand.ts';
import type { EnvPackage } from '../../../server/src/core/env/model.ts';
import makefile from '../../../server/src/core/env/readers/makefile.ts';
import type { Context } from '../../../server/src/core/rule.ts';
import type { EnvUse } from '../../../server/src/core/env/types.ts';
import malformedLine from '../../../server/src/core/rules/env/malformed-line.ts';
import { createDocument } from '../../../server/src/core/source.ts';
import { factsOfFiles, judgeFiles } from '../../support/wholeWorkspace.ts';
import { processorTime } from '../../support/processorTime.ts';

/** Takes time in proportion to the text, or this runs into mocha's limit. */
describe('the rules about names, with whatever somebody writes', () => {
  const LONG = 1_000_000;
  const PARTS = [
    '"scripts":{',
    'envPrefix',
    '${X',
    '(',
    '!KEY',
    ' ',
    '\n#',
    "'a',",
    'assert(',
    'apiVersion: ',
    'valueFrom: ',
  ];

  for (const part of PARTS) {
    it(`stand a megabyte of ${JSON.stringify(part)}`, () => {
      const text = part.repeat(Math.ceil(LONG / part.length));
      const files = { read: () => text };
      const at = { start: LONG / 2, end: LONG / 2 + 3, line: 1, column: LONG / 2 + 1 };
      const use: EnvUse = { name: 'KEY', at, through: 'process.env', need: 'required' };
      insistsOn(use, createDocument({ path: 'src/a.js', text }));
      isCheckedByHand(use, createDocument({ path: 'src/a.js', text }));
      isStartedByHand('src/a.js', { folder: '' } as EnvPackage, files);
      judgeFiles({
        'package.json': '{ "name": "a", "dependencies": { "vite": "7.0.0" } }',
        'src/a.ts': 'go(process.env.KEY!, import.meta.env.REACT_APP_A);\n',
        'index.html': text,
        '.env.example': 'A=\n',
        'docker-compose.yml': `services:\n  a:\n    environment:\n      A: \${KEY}\n      B: 1\n`,
      });
    });
  }

  for (const line of [
    'const { X# } = process.env;',
    'const a# = process.env.X#;',
    'need(["X#"], process.env.X#);',
  ])
    it(`stand a megabyte of ${line}`, function () {
      this.timeout(10_000);
      let text = '';
      for (let count = 0; text.length < LONG; count++) text += `${line.replaceAll('#', String(count))}\n`;
      factsOfFiles({ 'src/a.ts': text });
    });

  // What one rule takes for too long costs its findings: none of them may get near that.
  for (const part of ['a.b: 1\n', 'A=1\nno entry\n', 'A="\n'])
    it(`stand an env file of ${JSON.stringify(part)}`, () => {
      const document = createDocument({ path: '.env', text: part.repeat(Math.ceil(LONG / part.length)) });
      const start = processorTime();
      let count = 0;
      for (const _ of malformedLine.check(document, {} as Context)) if (++count === 100_000) break;
      assert.ok(count > 50_000);
      assert.ok(processorTime() - start < 3_000);
    });

  it('stand a Makefile of one line', () => {
    const text = 'node --env-file=.env a.js; '.repeat(LONG / 20);
    assert.ok((makefile.read(createDocument({ path: 'Makefile', text }))?.loads?.length ?? 0) > 10_000);
  });
});
