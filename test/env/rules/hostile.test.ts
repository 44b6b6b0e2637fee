import { insistsOn } from '../../../server/src/core/env/judging/insistence.ts';
import { isStartedByHand } from '../../../server/src/core/env/judging/startedByHand.ts';
import type { EnvPackage, PlacedUse } from '../../../server/src/core/env/model.ts';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

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
      const use: PlacedUse = {
        file: 'src/a.js',
        use: { name: 'KEY', at, through: 'process.env', need: 'required' },
        place: 'product',
      };
      insistsOn(use, files);
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
});
