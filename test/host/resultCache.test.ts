import { strict as assert } from 'node:assert';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createAnalyzer } from '../../server/src/core/analyze.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import { hash64 } from '../../server/src/core/hash.ts';
import { valueIdOf } from '../../server/src/core/postprocess.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';
import {
  checkFile,
  NEVER_CANCELLED,
  type FileResult,
  type Workspace,
} from '../../server/src/core/workspace.ts';
import { createFileReader } from '../../server/src/host/diskWorkspace.ts';
import { openResultCache, userCacheFolder, type ResultCache } from '../../server/src/host/resultCache.ts';
import { scan, type AnalyzerSettings } from '../../server/src/host/scan.ts';
import { analyzeText, TODAY } from '../support/analyzeText.ts';
import { expand } from '../support/expand.ts';
import { samplesOf } from '../support/rulePages.ts';
import { temporaryFolder, writeFiles } from '../support/temporaryFolder.ts';

/** A file with a finding that is kept, and one with a secret. */
const BOUND = "export const load = () => fetch('http://localhost:3000/api');\n";
const LEAK = expand("export const key = '{{stripe-secret-key}}';\n");
const VALUE = LEAK.slice(LEAK.indexOf("'") + 1, LEAK.lastIndexOf("'"));
const ENGINE = 'engine of the tests';
const SETTINGS: AnalyzerSettings = {
  configText: '',
  baselineText: '',
  today: TODAY,
  salt: 'salt of the tests',
};
/** Files of the tests were written just now: only later their times say for sure that they did not change. */
const later = (): number => Date.now() + 60_000;

describe('the cache of results', () => {
  it('makes a second start read no file that did not change, with the same findings', () => {
    const { root, cache, reads, start } = setUp({
      'a.ts': BOUND,
      'b.ts': 'export const b = 1;\n',
      'c.png': '',
    });
    const first = start();
    assert.deepEqual(reads.splice(0), ['a.ts', 'b.ts']);
    const second = start();
    assert.deepEqual(reads.splice(0), []);
    assert.deepEqual(second, first);
    assert.equal(second.get('a.ts')?.analysis.findings.length, 1);

    writeFiles(root, { 'b.ts': BOUND });
    assert.equal(start().get('b.ts')?.analysis.findings.length, 1);
    assert.deepEqual(reads, ['b.ts']);
    assert.equal(cache.load(root, SETTINGS).size, 3);
  });

  it('serves a whole scan', async () => {
    const { root, cache } = setUp({ 'a.ts': BOUND, 'b.ts': 'export const b = 1;\n' });
    const run = async (known: ReadonlyMap<string, FileResult>): Promise<Map<string, FileResult>> => {
      const results = new Map<string, FileResult>();
      await scan(
        { root, ...SETTINGS, facts: NO_FACTS },
        {
          paths: ['a.ts', 'b.ts'],
          known,
          cancellation: NEVER_CANCELLED,
          onResult: (name, result) => result && results.set(name, result),
        },
      );
      return results;
    };
    cache.save(root, SETTINGS, (await run(new Map())).values(), later());
    const known = cache.load(root, SETTINGS);
    const again = await run(known);
    assert.ok([...again].every(([name, result]) => known.get(name) === result));
  });

  it('sees other contents of the same size, although the time was set back', () => {
    const { root, reads, start } = setUp({ 'a.ts': BOUND });
    const file = path.join(root, 'a.ts');
    utimesSync(file, 1_000, 1_000);
    start();
    reads.splice(0);
    writeFileSync(file, '/'.repeat(BOUND.length));
    utimesSync(file, 1_000, 1_000);
    assert.equal(start().get('a.ts')?.analysis.findings.length, 0);
    assert.deepEqual(reads, ['a.ts']);
  });

  it('reads times before 1970 as what they are', () => {
    const { root, cache } = setUp({});
    const result = { path: 'a.ts', bytes: 1, analysis: { findings: [], errors: [] } };
    cache.save(root, SETTINGS, [{ ...result, stamp: '-5.5-9000-1-1' }], 8_000);
    assert.equal(cache.load(root, SETTINGS).size, 0, 'its entry changed just now');
    cache.save(root, SETTINGS, [{ ...result, stamp: '-5.5-5000-1-1' }], 8_000);
    assert.equal(cache.load(root, SETTINGS).size, 1);
  });

  it('takes no file for known that changed less than two seconds before it was read', () => {
    const { root, cache, start } = setUp({ 'a.ts': BOUND });
    const results = start();
    const changed = statSync(path.join(root, 'a.ts')).ctimeMs;
    cache.save(root, SETTINGS, results.values(), changed + 1_500);
    assert.equal(cache.load(root, SETTINGS).size, 0);
    cache.save(root, SETTINGS, results.values(), changed + 2_500);
    assert.equal(cache.load(root, SETTINGS).size, 1);
  });

  it('is good for the same engine, settings and folder only', () => {
    const { root, folder, cache, start } = setUp({ 'a.ts': BOUND });
    start();
    const loaded = (
      settings: Partial<AnalyzerSettings>,
      at = root,
      by: ResultCache | undefined = cache,
    ): number | undefined => by?.load(at, { ...SETTINGS, ...settings }).size;
    assert.equal(loaded({}), 1);
    assert.equal(loaded({ configText: 'rules: {}\n' }), 0);
    assert.equal(loaded({ baselineText: '{}' }), 0);
    assert.equal(loaded({}, `${root}/elsewhere`), 0);
    assert.equal(loaded({}, root, openResultCache({ folder, engine: 'another build' })), 0);
    assert.equal(loaded({}, root, openResultCache({ folder, engine: ENGINE })), 1);
  });

  it('keeps a check of some areas beside that of all, and takes neither for the other', () => {
    const { root, cache } = setUp({});
    const keep = (name: string, only?: readonly string[]): void =>
      cache.save(
        root,
        { ...SETTINGS, ...(only && { only }) },
        [{ path: name, stamp: '1-1-1-1', bytes: 1, analysis: { findings: [], errors: [] } }],
        later(),
      );
    const kept = (only?: readonly string[]): readonly string[] => [
      ...cache.load(root, { ...SETTINGS, ...(only && { only }) }).keys(),
    ];
    keep('all.ts');
    assert.deepEqual(kept([]), [], 'none of the areas is another thing than all of them');
    keep('secrets.ts', ['secrets']);
    assert.deepEqual([kept(), kept(['secrets']), kept(['env'])], [['all.ts'], ['secrets.ts'], []]);
  });

  it('gives back what a file without findings says of variables', () => {
    const { root, cache } = setUp({});
    const facts = { env: { loads: [] }, suppressions: [{ line: 2, rules: ['env/*'], reason: 'by hand' }] };
    const result = { path: 'a.ts', stamp: '1-1-1-1', bytes: 1 };
    cache.save(root, SETTINGS, [{ ...result, analysis: { findings: [], errors: [], facts } }], later());
    assert.deepEqual(cache.load(root, SETTINGS).get('a.ts')?.analysis, { findings: [], errors: [], facts });
    const broken = 'no facts' as unknown as typeof facts;
    cache.save(
      root,
      SETTINGS,
      [{ ...result, analysis: { findings: [], errors: [], facts: broken } }],
      later(),
    );
    assert.equal(cache.load(root, SETTINGS).size, 0);
  });

  it('is kept for no engine that changes while somebody works on it', () => {
    assert.equal(openResultCache({ folder: temporaryFolder({}) }), undefined, 'run from sources');
  });

  it('forgets on another day what depended on the day', () => {
    const token = expand('const session = "{{jwt-expired}}";\n');
    const { root, cache, start } = setUp({ 'a.ts': BOUND, 'b.ts': token });
    assert.equal(start().get('b.ts')?.analysis.dated, true);
    assert.deepEqual([...cache.load(root, { ...SETTINGS, today: '2026-11-23' }).keys()], ['a.ts']);
    assert.deepEqual([...cache.load(root, SETTINGS).keys()], ['a.ts', 'b.ts']);

    const configText =
      'deferred:\n  - rule: secrets/environment-bound-url\n    owner: me\n    until: 2026-11-23\n    reason: known\n';
    const deferring = { ...SETTINGS, configText };
    assert.ok(start(deferring).get('a.ts')?.analysis.findings[0]?.suppressed);
    const dayAfter = { ...deferring, today: '2026-11-23' };
    assert.deepEqual([...cache.load(root, dayAfter).keys()], []);
    const back = start(dayAfter).get('a.ts');
    assert.deepEqual(back?.analysis.findings[0]?.overdue, {
      owner: 'me',
      until: '2026-11-23',
      reason: 'known',
    });
    assert.deepEqual(cache.load(root, dayAfter).get('a.ts'), back, 'kept with what it was put off for');
  });

  it('takes every finding that there is in, and out again', () => {
    const { root, cache } = setUp({});
    const results = RULES.flatMap(({ id }) => samplesOf(id)).map(
      ({ path: name, text }, index): FileResult => {
        const findings = analyzeText(name, text).findings.map((finding) => withoutId(finding));
        return { path: name, stamp: `${index}-${index}-1-1`, bytes: 1, analysis: { findings, errors: [] } };
      },
    );
    const unique = new Map(results.map((result) => [result.path, result]));
    cache.save(root, SETTINGS, unique.values(), later());
    assert.deepEqual(cache.load(root, SETTINGS), unique);
  });

  it('holds neither a secret nor what one could be guessed by, and belongs to the user alone', () => {
    const password = ['trout', 4821].join('');
    const settings = { 'a.ts': LEAK, 'b.ts': BOUND, 'c.yml': `db:\n  password: ${password}\n` };
    const { root, folder, cache, reads, start } = setUp(settings);
    const results = start();
    for (const name of readdirSync(folder)) {
      const text = readFileSync(path.join(folder, name), 'utf8');
      const ids = [LEAK, password].flatMap((value) => [hash64(value), valueIdOf(value, SETTINGS.salt)]);
      for (const hint of [VALUE, VALUE.slice(10, 26), password, hash64(`\0${VALUE}`), ...ids])
        assert.ok(!text.includes(hint), name);
      if (process.platform !== 'win32')
        assert.equal(statSync(path.join(folder, name)).mode & 0o777, 0o600, name);
    }
    assert.equal(readdirSync(folder).length, 1);
    assert.ok(results.get('c.yml')?.analysis.findings[0]?.valueId);
    const kept = [...cache.load(root, SETTINGS).values()];
    assert.deepEqual(
      kept.map(({ analysis }) => analysis.findings.map(({ valueId }) => valueId)),
      [['#1'], [undefined], ['#2']],
    );
    reads.splice(0);
    start();
    assert.deepEqual(reads, []);
  });

  it('does no harm when something else is in it', () => {
    const { root, folder, cache, start } = setUp({ 'a.ts': BOUND });
    start();
    const file = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.results')) ?? '');
    const good = readFileSync(file, 'utf8');
    const [head = '', ...lines] = good.split('\n');
    for (const bad of [
      '',
      '\n',
      '\0'.repeat(1_000),
      good.slice(0, -1),
      `${good}x`,
      good.replace('medium', 'low'),
      head,
      `${head}\n`,
      lines.join('\n'),
      good.replaceAll('\n', ''),
    ]) {
      writeFileSync(file, bad);
      assert.equal(cache.load(root, SETTINGS).size, 0, JSON.stringify(bad.slice(0, 80)));
    }
    assert.equal(start().get('a.ts')?.analysis.findings.length, 1);
    assert.equal(cache.load(root, SETTINGS).size, 1);
  });

  it('claims nothing that is no finding of that file, even where somebody made the sums fit', () => {
    const { root, cache, start } = setUp({ 'a.ts': BOUND });
    const [result] = start().values();
    const [finding] = result?.analysis.findings ?? [];
    assert.ok(result && finding);
    const forged: readonly unknown[] = [
      { ...finding, impact: 'fatal' },
      { ...finding, file: '../other.ts' },
      { ...finding, message: { toString: 'x' } },
      { ...finding, range: { start: { line: -1, column: 1 }, end: { line: 1, column: 1 } } },
      { ...finding, fixes: [{ ...finding.fixes[0], range: 'all' }] },
      { ...finding, fixes: {} },
      { ...finding, more: 1 },
      { ...finding, suppressed: { by: 'nobody', reason: '' } },
      { ...finding, related: [null] },
      [],
      'finding',
    ];
    for (const one of forged) {
      const analysis = { findings: [one], errors: [] } as unknown as FileResult['analysis'];
      cache.save(root, SETTINGS, [{ ...result, analysis }], later());
      assert.equal(cache.load(root, SETTINGS).size, 0, JSON.stringify(one));
    }
  });

  it('keeps no file that could not be checked, nor one whose name breaks its lines', () => {
    const { root, cache } = setUp({});
    const errors = [{ file: 'a.ts', ruleId: '', message: 'could not be read (EACCES)' }];
    const ok = { stamp: '1-1-1-1', bytes: 1, analysis: { findings: [], errors: [] } };
    cache.save(
      root,
      SETTINGS,
      [
        { ...ok, path: 'a.ts', analysis: { findings: [], errors } },
        { ...ok, path: 'b\n1-1-1-1\t1\tc.ts' },
        { ...ok, path: 'd\te.ts' },
        { ...ok, path: 'f.ts', stamp: '' },
        { ...ok, path: 'g.ts' },
      ],
      later(),
    );
    assert.deepEqual([...cache.load(root, SETTINGS).keys()], ['g.ts']);
  });

  it('remembers a bounded number of folders: the latest', () => {
    const { folder, cache } = setUp({});
    const result = { path: 'a.ts', stamp: '1-1-1-1', bytes: 1, analysis: { findings: [], errors: [] } };
    for (let root = 0; root < 50; root++) {
      cache.save(`/root-${root}`, SETTINGS, [result], later());
      for (const name of readdirSync(folder)) {
        const file = path.join(folder, name);
        if (name.endsWith('.results')) utimesSync(file, 1, statSync(file).mtimeMs / 1_000 - 10);
      }
    }
    assert.equal(readdirSync(folder).filter((name) => name.endsWith('.results')).length, 40);
    assert.equal(cache.load('/root-49', SETTINGS).size, 1);
    assert.equal(cache.load('/root-0', SETTINGS).size, 0);
  });

  it('is done without where it can’t be the user’s alone', function () {
    if (process.platform === 'win32') return this.skip();
    const home = temporaryFolder({ plain: '' });
    assert.equal(openResultCache({ folder: undefined, engine: ENGINE }), undefined);
    assert.equal(openResultCache({ folder: path.join(home, 'plain/below'), engine: ENGINE }), undefined);
    const shared = path.join(home, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o777);
    assert.equal(openResultCache({ folder: shared, engine: ENGINE }), undefined, 'others can write there');
    const linked = path.join(home, 'linked');
    symlinkSync(temporaryFolder({}), linked);
    assert.equal(openResultCache({ folder: linked, engine: ENGINE }), undefined, 'a link');
    if (process.getuid?.() === 0) return undefined; // nothing is read-only for root
    const locked = path.join(home, 'locked');
    mkdirSync(locked, { mode: 0o500 });
    assert.equal(openResultCache({ folder: path.join(locked, 'cache'), engine: ENGINE }), undefined);
    return undefined;
  });

  it('lies where the platform keeps what can be made again', () => {
    const absolute = path.resolve('/cache');
    assert.equal(userCacheFolder({ XDG_CACHE_HOME: absolute }, 'linux'), path.join(absolute, 'launch-ready'));
    assert.equal(userCacheFolder({ LOCALAPPDATA: absolute }, 'win32'), path.join(absolute, 'launch-ready'));
    assert.equal(userCacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux'), undefined);
    assert.equal(userCacheFolder({}, 'win32'), undefined);
    assert.match(userCacheFolder({ XDG_CACHE_HOME: '' }, 'linux') ?? '', /\.cache.launch-ready$/);
    assert.match(userCacheFolder({}, 'darwin') ?? '', /Caches.launch-ready$/);
  });
});

interface SetUp {
  readonly root: string;
  readonly folder: string;
  readonly cache: ResultCache;
  /** Paths of the files whose contents were asked for. */
  readonly reads: string[];
  /** What a start of the product does: takes known results in, checks, keeps. */
  readonly start: (settings?: AnalyzerSettings) => Map<string, FileResult>;
}

function setUp(files: Readonly<Record<string, string>>): SetUp {
  const root = temporaryFolder(files);
  const folder = path.join(temporaryFolder({}), 'cache');
  const cache = openResultCache({ folder, engine: ENGINE });
  assert.ok(cache);
  const reads: string[] = [];
  const reader = createFileReader(root, () => NO_FACTS);
  const workspace: Workspace = {
    ...reader,
    open(name) {
      reads.push(name);
      return reader.open(name);
    },
  };
  return {
    root,
    folder,
    cache,
    reads,
    start(settings = SETTINGS) {
      const { config } = parseConfig(settings.configText);
      const analyzer = createAnalyzer({ ...settings, rules: RULES, config, now: () => performance.now() });
      const known = cache.load(root, settings);
      const results = new Map<string, FileResult>();
      for (const name of readdirSync(root).sort()) {
        const result = checkFile(workspace, analyzer, name, known.get(name));
        if (result) results.set(name, result);
      }
      cache.save(root, settings, results.values(), later());
      return results;
    },
  };
}

function withoutId(finding: Finding): Finding {
  const { valueId: _id, ...rest } = finding;
  return rest;
}
