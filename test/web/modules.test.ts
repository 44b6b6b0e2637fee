import { strict as assert } from 'node:assert';
import type { Value } from '../../server/src/core/web/values.ts';
import { printValue } from '../support/printValue.ts';
import { webModelOf } from '../support/wholeWorkspace.ts';

describe('values of other files', () => {
  const resolve = (
    files: Readonly<Record<string, string>>,
    file: string,
    from: string,
    name: string,
    ...path: string[]
  ): string => {
    const value: Value = { kind: 'imported', from, name, path, at: { start: 0, end: 0, line: 1, column: 1 } };
    return printValue(webModelOf(files).resolve(value, file));
  };
  const ORIGINS =
    "export const origins = ['https://a.test'];\nexport default { origin: origins, credentials: true };\n";

  for (const [title, files, file, from, name, path, expected] of [
    ['beside', { 'src/cors.ts': ORIGINS }, 'src/server.ts', './cors', 'origins', [], '["https://a.test"]'],
    [
      'with its ending',
      { 'src/cors.ts': ORIGINS },
      'src/server.ts',
      './cors.js',
      'origins',
      [],
      '["https://a.test"]',
    ],
    [
      'in a folder’s index',
      { 'src/cors/index.ts': ORIGINS },
      'src/server.ts',
      './cors',
      'origins',
      [],
      '["https://a.test"]',
    ],
    [
      'by an alias',
      { 'src/lib/cors.ts': ORIGINS },
      'src/app/api/route.ts',
      '@/lib/cors',
      'origins',
      [],
      '["https://a.test"]',
    ],
    ['by default', { 'src/cors.ts': ORIGINS }, 'src/server.ts', './cors', 'default', ['credentials'], 'true'],
    [
      'as a whole',
      { 'src/cors.ts': ORIGINS },
      'src/server.ts',
      './cors',
      '*',
      ['origins'],
      '["https://a.test"]',
    ],
    [
      'of another file again',
      {
        'src/cors.ts': "import { origins } from './origins';\nexport const cors = { origin: origins };\n",
        'src/origins.ts': ORIGINS,
      },
      'src/server.ts',
      './cors',
      'cors',
      ['origin'],
      '["https://a.test"]',
    ],
    [
      'of the nearest application',
      {
        'apps/api/src/lib/cors.ts': ORIGINS,
        'apps/web/src/lib/cors.ts': "export const origins = ['https://web.test'];\n",
      },
      'apps/web/src/server.ts',
      '@/lib/cors',
      'origins',
      [],
      '["https://web.test"]',
    ],
    [
      'that is not there',
      { 'src/cors.ts': ORIGINS },
      'src/server.ts',
      './other',
      'origins',
      [],
      './other#origins',
    ],
    [
      'in circles',
      {
        'a.ts': "import { origins as b } from './b';\nexport const origins = b;\n",
        'b.ts': "import { origins as a } from './a';\nexport const origins = a;\n",
      },
      'c.ts',
      './a',
      'origins',
      [],
      './b#origins',
    ],
  ] as const)
    it(title, () => assert.equal(resolve(files, file, from, name, ...path), expected));
});
