import { strict as assert } from 'node:assert';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { gitIn, readTemplates, sampleTemplates, unpackSample } from './sample.ts';

type Place = { file: string; line: number; text: string; what: string };
type Defect = Place & { id: string };

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const defects: Defect[] = JSON.parse(await readFile(fixture('sample.defects.json'), 'utf8'));
const nearMisses: Place[] = JSON.parse(await readFile(fixture('sample.near-misses.json'), 'utf8'));

describe('the sample project', () => {
  let temporary: string;
  let root: string;
  let files: Map<string, string>;

  before(async () => {
    temporary = await mkdtemp(path.join(tmpdir(), 'launch-ready-sample-'));
    root = await unpackSample(path.join(temporary, 'first'));
    files = new Map();
    for (const file of (await readTemplates()).keys()) {
      files.set(file, await readFile(path.join(root, file), 'utf8'));
    }
  });
  after(() => rm(temporary, { recursive: true, force: true, maxRetries: 3 }));

  const lineAt = (place: Place) => files.get(place.file)?.split('\n')[place.line - 1];

  it('has a defect for every static row of the catalogue that one state of the files can show', () => {
    const rows =
      'S1 S3 S4 S5 S6 S7 E1 E2 E3 E4 E5 E6 E7 E8 M1 M2 M3 M4 M5 M6 M7 Q1 Q2 H1 H2 H3 C1 C2 C3 ' +
      'R1 R2 R3 R4 D1 D2 D3 D4 D5 O1 O2 A1';
    assert.deepEqual(new Set(defects.map((defect) => defect.id)), new Set(rows.split(' ')));
  });

  for (const place of defects) {
    it(`has ${place.id} at ${place.file}:${place.line}`, () => assertShows(lineAt(place), place));
  }

  it('has the near misses at their lines, and none of them is a secret as well', () => {
    for (const place of nearMisses) assertShows(lineAt(place), place);
    const secrets = new Set(defects.filter((defect) => /^S[1346]$/.test(defect.id)).map(placeName));
    assert.deepEqual(
      nearMisses.map(placeName).filter((name) => secrets.has(name)),
      [],
    );
  });

  it('leaves no placeholder unresolved', () => {
    for (const [file, text] of files) {
      // GitHub's own `${{ … }}` stays
      assert.doesNotMatch(text, /(?<!\$)\{\{/, file);
    }
  });

  it('has JSON and YAML files that parse', () => {
    for (const [file, text] of files) {
      if (file.endsWith('.json')) assert.doesNotThrow(() => JSON.parse(text), file);
      if (/\.ya?ml$/.test(file)) assert.deepEqual(parseDocument(text).errors, [], file);
    }
  });

  it('keeps its list of defects to itself', async () => {
    const unpacked = await readdir(root, { recursive: true });
    assert.deepEqual(
      unpacked.filter((name) => /defects|near-misses|\.tmpl$|dot-/.test(name)),
      [],
    );
  });

  it('is a repository with a history, a clean work tree and an ignored .env', async () => {
    const git = gitIn(root);
    assert.equal(await git('status', '--porcelain'), '');
    assert.equal((await git('log', '--format=%s')).trim().split('\n').length, 3);
    const tracked = new Set((await git('ls-files', '-z')).split('\0'));
    assert.deepEqual(
      [...files.keys()].filter((file) => !tracked.has(file)),
      ['.env'],
    );
  });

  it('is the same in every run, and replaces an earlier sample', async () => {
    const again = await unpackSample(path.join(temporary, 'again'));
    await writeFile(path.join(again, 'left-over.txt'), '');
    await unpackSample(again);
    assert.equal(await gitIn(again)('rev-parse', 'HEAD'), await gitIn(root)('rev-parse', 'HEAD'));
    assert.equal(await gitIn(again)('status', '--porcelain'), '');
  });

  it('refuses a folder that holds something else', async () => {
    const other = await mkdtemp(path.join(temporary, 'other-'));
    await writeFile(path.join(other, 'thesis.txt'), 'mine');
    await assert.rejects(unpackSample(other), /stays as it is/);
    assert.deepEqual(await readdir(other), ['thesis.txt']);
  });

  it("is deaf to the user's git settings", async () => {
    const settings = path.join(temporary, 'gitconfig');
    await writeFile(
      settings,
      '[commit]\n  gpgSign = true\n[user]\n  name = Somebody\n[gpg]\n  program = false\n',
    );
    const hostile = { GIT_CONFIG_GLOBAL: settings, GIT_DIR: temporary, GIT_AUTHOR_NAME: 'Somebody' };
    const previous = Object.keys(hostile).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, hostile);
    try {
      const deaf = await unpackSample(path.join(temporary, 'deaf'));
      assert.equal(await gitIn(deaf)('rev-parse', 'HEAD'), await gitIn(root)('rev-parse', 'HEAD'));
    } finally {
      for (const [name, value] of previous) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it('stores nothing that looks like a key', async () => {
    const stored = (await readdir(sampleTemplates, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const ours = ['sample.defects.json', 'sample.near-misses.json', '../support/sample.ts'].map(fixture);
    for (const file of [...stored, ...ours]) {
      const text = await readFile(file, 'utf8');
      for (const shape of keyShapes) assert.doesNotMatch(text, shape, file);
    }
  });

  it('has all these keys once it is unpacked, so the shapes are right', () => {
    const everything = [...files.values()].join('\n');
    for (const shape of keyShapes) assert.match(everything, shape);
  });
});

const keyShapes = [
  /\b[srp]k_(?:live|test)_[0-9A-Za-z]{16}/,
  /\bwhsec_[0-9A-Za-z]{32}/,
  /\bre_[0-9A-Za-z]{8}_[0-9A-Za-z]{24}\b(?<!x{24})/,
  /\bsk-proj-[\w-]{20}/,
  /\bAKIA[A-Z2-7]{12}/,
  /\bAWS_SECRET_ACCESS_KEY: [0-9A-Za-z+/]{40}/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  /hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{24}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\n/,
  /\w:\/\/[^\s:/@'"`]+:[^\s:/@'"`$]{8,}@[\w.-]+/,
  /\b[0-9a-f]{64}\b/,
];

function assertShows(line: string | undefined, place: Place): void {
  assert.ok(line?.includes(place.text), `${placeName(place)} should show ${place.what}, but is: ${line}`);
}

function placeName(place: Place): string {
  return `${place.file}:${place.line}`;
}
