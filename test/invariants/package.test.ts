import { strict as assert } from 'node:assert';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { RULE_INFOS } from '../../server/src/core/rules/registry.ts';

const VSIX = path.join(import.meta.dirname, '../../launch-ready.vsix');
/** Bytes, compressed. What is over has come in unasked: find it before you raise this. */
const LARGEST = 2_500_000;

describe('the packaged extension', () => {
  it('holds what runs, and nothing else', () => {
    // What several bundles share has names of its own making.
    const files = [
      ...new Set(filesOf(readFileSync(VSIX)).map((name) => name.replace(/engine-\w+\.mjs$/, 'engine.mjs'))),
    ];
    const pages = RULE_INFOS.map(({ id }) => `extension/docs/rules/${id}.md`);
    assert.deepEqual(
      files,
      [
        '[Content_Types].xml',
        'extension.vsixmanifest',
        'extension/LICENSE.txt',
        'extension/changelog.md',
        'extension/dist/client.cjs',
        'extension/dist/engine.mjs',
        'extension/dist/grammar.cjs',
        'extension/dist/build.id',
        'extension/dist/libpg-query.wasm',
        'extension/dist/live.mjs',
        'extension/dist/scratch.mjs',
        'extension/dist/server.mjs',
        'extension/dist/spf.cjs',
        'extension/dist/worker.mjs',
        'extension/docs/rules/README.md',
        ...pages,
        'extension/media/activity.svg',
        'extension/media/icon.png',
        'extension/media/launch-ready.schema.json',
        ...['findings', 'fix', 'live', 'review'].map((step) => `extension/media/walkthrough/${step}.md`),
        'extension/package.json',
        'extension/package.nls.json',
        'extension/readme.md',
        'extension/syntaxes/dotenvReferences.tmLanguage.json',
        'extension/syntaxes/suppressions.tmLanguage.json',
      ].sort(),
    );
  });

  it(`has at most ${LARGEST} bytes`, () => {
    const { length } = readFileSync(VSIX);
    assert.ok(length <= LARGEST, `${length} bytes`);
  });

  before(() => assert.ok(existsSync(VSIX), 'launch-ready.vsix is missing: run `npm run package` first'));
});

/** Names in the central directory of a zip archive (APPNOTE.TXT, section 4.3.12), sorted. */
function filesOf(archive: Buffer): readonly string[] {
  const names: string[] = [];
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const length = archive.readUInt16LE(at + 28);
    names.push(archive.toString('utf8', at + 46, at + 46 + length));
    at += 46 + length + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return names.sort();
}
