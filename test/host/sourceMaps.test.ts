import { strict as assert } from 'node:assert';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import {
  expressionEnd,
  parseSourceMap,
  sourceCandidates,
  sourceMapUrl,
} from '../../server/src/core/sourceMap.ts';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { createFileCheck } from '../../server/src/host/scan.ts';
import { TODAY } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { temporaryFolder, writeFiles } from '../support/temporaryFolder.ts';

const KEY = expand('{{stripe-secret-key}}');
const PAY = `// payments\nexport function pay(amount: number) {\n  return post(process.env.STRIPE_SECRET_KEY, amount);\n}\ndeclare function post(key: unknown, amount: number): void;\n`;

function findingsOf(root: string, file: string): readonly Finding[] {
  const check = createFileCheck({
    root,
    configText: '',
    baselineText: '',
    today: TODAY,
    salt: 's',
    facts: { ...NO_FACTS, built: [{ folder: 'dist', served: true }] },
  });
  return check(file)?.analysis.findings ?? [];
}

/** The text of the source that a finding is traced to, by its file and line. */
function placesOf(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ related }) =>
    related.map(({ file, range: { start, end } }) => `${file}:${start.line}:${start.column}-${end.column}`),
  );
}

describe('findings in built code', () => {
  async function built(
    sourcemap: 'linked' | 'inline' | 'external',
    options: { minify?: boolean } = {},
  ): Promise<string> {
    const root = temporaryFolder({
      'src/pay.ts': PAY,
      'src/main.ts': "import { pay } from './pay';\npay(1);\n",
    });
    await build({
      absWorkingDir: root,
      entryPoints: ['src/main.ts'],
      outdir: 'dist/assets',
      bundle: true,
      sourcemap,
      define: { 'process.env.STRIPE_SECRET_KEY': JSON.stringify(KEY) },
      ...options,
    });
    return root;
  }

  for (const kind of ['linked', 'inline', 'external'] as const) {
    it(`are traced to the line they come from by a map that is ${kind}`, async () => {
      const root = await built(kind, { minify: true });
      const findings = findingsOf(root, 'dist/assets/main.js');
      assert.deepEqual(placesOf(findings), ['src/pay.ts:3:15-44']);
      assert.match(findings[0]?.message ?? '', /build again\. It comes from src\/pay\.ts, line 3\.$/);
      assert.equal(findings[0]?.related[0]?.message, 'Built from here');
    });
  }

  it('are traced inside the map as well', () => {
    const root = temporaryFolder({
      'src/a.ts': `// "quoted"\nconst key = '${KEY}';\n`,
      'dist/a.js.map': JSON.stringify({
        version: 3,
        sources: ['../src/gone.ts', '../src/a.ts'],
        sourcesContent: [null, `// "quoted"\nconst key = '${KEY}';\n`],
        mappings: '',
      }),
    });
    assert.deepEqual(placesOf(findingsOf(root, 'dist/a.js.map')), [`src/a.ts:2:14-${14 + KEY.length}`]);
  });

  it('stay as they are where the map is missing, elsewhere, outside or nonsense', () => {
    const outside = temporaryFolder({
      'a.map': '{"version":3,"sources":["src/a.ts"],"mappings":"AAAA"}',
      'secret.ts': 'x',
    });
    const root = temporaryFolder({ 'src/a.ts': 'const a = 1;\n' });
    const urls = [
      'missing.js.map',
      'https://example.com/a.js.map',
      `../../${path.basename(outside)}/a.map`,
      `/${outside}/a.map`,
      'linked/a.map',
      'notamap.map',
      'data:application/json;base64,bm90IGpzb24=',
      'folder.map',
      '%E0%A4%A.map',
    ];
    mkdirSync(path.join(root, 'dist/folder.map'), { recursive: true });
    if (process.platform !== 'win32') symlinkSync(outside, path.join(root, 'dist/linked'));
    writeFileSync(path.join(root, 'dist/notamap.map'), '{"mappings": 3}');
    for (const url of urls) {
      writeFiles(root, { 'dist/a.js': `a("${KEY}")\n//# sourceMappingURL=${url}\n` });
      assert.deepEqual(placesOf(findingsOf(root, 'dist/a.js')), [], url);
      assert.equal(findingsOf(root, 'dist/a.js').length, 1, url);
    }
  });

  it('are not traced to files outside the folder, whatever a map says', () => {
    const outside = temporaryFolder({ 'secret.ts': 'x\n' });
    const root = temporaryFolder();
    const names = [
      `${outside}/secret.ts`,
      `../../${path.basename(outside)}/secret.ts`,
      'linked/secret.ts',
      `file://${outside}/secret.ts`,
    ];
    mkdirSync(path.join(root, 'dist'));
    if (process.platform !== 'win32') symlinkSync(outside, path.join(root, 'dist/linked'));
    for (const sourceRoot of ['', outside, '../..', '/']) {
      const map = JSON.stringify({ version: 3, sourceRoot, sources: names, mappings: 'AAAA' });
      writeFiles(root, { 'dist/a.js': `a("${KEY}")\n//# sourceMappingURL=a.js.map\n`, 'dist/a.js.map': map });
      assert.deepEqual(placesOf(findingsOf(root, 'dist/a.js')), []);
    }
  });
});

describe('a source map', () => {
  const at = (map: unknown, line: number, column: number): string | undefined => {
    const found = parseSourceMap(JSON.stringify(map))?.sourceAt({ line, column });
    return found && `${found.source}:${found.position.line}:${found.position.column}`;
  };

  it('gives the last place before the one that is asked about, on the same line', () => {
    // Column 0 is a.ts:1:1, column 5 is b.ts:3:3, column 8 is nothing; the second line starts at column 2 with b.ts:4:3.
    const map = { version: 3, sources: ['a.ts', 'b.ts'], mappings: 'AAAA,KCEE,G;ECCA' };
    assert.equal(at(map, 1, 1), 'a.ts:1:1');
    assert.equal(at(map, 1, 5), 'a.ts:1:1');
    assert.equal(at(map, 1, 6), 'b.ts:3:3');
    assert.equal(at(map, 1, 9), undefined);
    assert.equal(at(map, 2, 1), undefined);
    assert.equal(at(map, 3, 1), undefined);
    assert.equal(at({ ...map, sourceRoot: 'x/' }, 1, 1), 'x/a.ts:1:1');
  });

  it('may be made of sections', () => {
    const section = (line: number, column: number, source: string): unknown => ({
      offset: { line, column },
      map: { version: 3, sources: [source], mappings: 'AAAA' },
    });
    const map = {
      version: 3,
      sections: [section(0, 0, 'a.ts'), section(0, 10, 'b.ts'), section(2, 0, 'c.ts')],
    };
    assert.equal(at(map, 1, 10), 'a.ts:1:1');
    assert.equal(at(map, 1, 11), 'b.ts:1:1');
    assert.equal(at(map, 3, 4), 'c.ts:1:1');
  });

  it('may be hostile', () => {
    const texts = [
      '',
      'null',
      '[]',
      '{"sources":[],"mappings":"AAAA"}',
      '{"sources":[1,null,{}],"mappings":"AAAA"}',
      '{"sources":["a"],"mappings":"////////////////////////"}',
      '{"sources":["a"],"mappings":"AAAAAAAAAA"}',
      '{"sources":["a"],"mappings":"ADDD"}',
      '{"sources":["a"],"mappings":"é,,;;"}',
      '{"sections":[{"offset":null,"map":null},{"map":{"sections":[]}},7,null]}',
      '{"sections":'.repeat(2_000),
      '['.repeat(100_000),
      `{"sources":["a"],"mappings":"${'+////D'.repeat(100_000)}"}`,
      `{"sources":["a"],"mappings":"${';'.repeat(1_000_000)}"}`,
      `{"sources":["a"],"mappings":"${'AAAA,'.repeat(200_000)}"}`,
    ];
    for (const text of texts) {
      const map = parseSourceMap(text);
      for (const position of [
        { line: 1, column: 1 },
        { line: 2 ** 31, column: 2 ** 31 },
        { line: 1, column: 2 ** 40 },
      ])
        map?.sourceAt(position);
    }
  });

  it('is named by the last comment', () => {
    assert.equal(sourceMapUrl('a\n//# sourceMappingURL=x.map\n//# sourceMappingURL=a.js.map\n'), 'a.js.map');
    assert.equal(sourceMapUrl('a{}/*# sourceMappingURL=a.css.map */'), 'a.css.map');
    assert.equal(sourceMapUrl('const a = 1;'), undefined);
    assert.equal(sourceMapUrl('//# sourceMappingURL='), undefined);
  });

  it('names files in the way of each bundler', () => {
    const folders = ['apps/web/dist', 'apps/web', 'apps', ''];
    const first = (source: string, exists: string): boolean =>
      sourceCandidates(source, 'apps/web/dist/assets', folders).includes(exists);
    assert.ok(first('../../src/pay.ts', 'apps/web/src/pay.ts'));
    assert.ok(first('webpack://web/./src/pay.ts', 'apps/web/src/pay.ts'));
    assert.ok(first('webpack://_N_E/./app/pay.ts?1a2b', 'apps/web/app/pay.ts'));
    assert.ok(first('webpack:///./src/pay.ts', 'apps/web/src/pay.ts'));
    assert.ok(first('turbopack:///[project]/apps/web/app/pay.ts', 'apps/web/app/pay.ts'));
    assert.ok(first('/src/pay.ts', 'apps/web/src/pay.ts'));
    for (const source of [
      '../../../../../../etc/passwd',
      'file:///etc/passwd',
      'https://a.b/c.js',
      'a\\..\\b',
      'a\0b',
    ])
      for (const file of sourceCandidates(source, 'dist', ['']))
        assert.ok(!file.startsWith('/') && !file.split('/').includes('..'), file);
    assert.deepEqual(sourceCandidates('webpack://web/./node_modules/a/b.js', 'dist', ['']), []);
  });

  it('leads to a whole expression', () => {
    assert.equal(expressionEnd('  return post(process.env.KEY, 1)', 15), 30);
    assert.equal(expressionEnd('const a = "b c";', 11), 16);
    assert.equal(expressionEnd('', 1), 1);
  });
});
