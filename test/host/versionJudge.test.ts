import { strict as assert } from 'node:assert';
import { createVersionJudge, secretKey } from '../../server/src/host/history/judge.ts';
import { secretsAnalyzer } from '../../server/src/host/history.ts';
import { expand } from '../support/expand.ts';
import { randomNumbers } from '../support/fakeTokens.ts';
import { processorTime } from '../support/processorTime.ts';

const SETTINGS = { configText: '', baselineText: '', today: '2026-11-22', salt: 'salt' };

describe('judging the versions of a file', () => {
  it('finds in what changed all that it finds in every whole version', () => {
    const analyzer = secretsAnalyzer({ settings: SETTINGS });
    for (let seed = 0; seed < 6; seed++) {
      const versions = randomVersions(seed);
      const inWhole = new Set<string>();
      for (const version of versions)
        for (const sighting of createVersionJudge(analyzer).judge('src/a.ts', version))
          inWhole.add(`${secretKey(sighting)} ${sighting.suppressed?.by ?? 'stands'}`);
      const judge = createVersionJudge(analyzer);
      const inChanges = new Set<string>();
      for (const version of versions)
        for (const sighting of judge.judge('src/a.ts', version))
          inChanges.add(`${secretKey(sighting)} ${sighting.suppressed?.by ?? 'stands'}`);
      const standing = (found: ReadonlySet<string>) => [...found].filter((key) => key.endsWith('stands'));
      assert.ok(inWhole.size > 5);
      assert.deepEqual(new Set(standing(inChanges)), new Set(standing(inWhole)), `seed ${seed}`);
    }
  });

  it('notices a comment that is taken out amid other changes, and what changes below an unchanged line', () => {
    const analyzer = secretsAnalyzer({ settings: SETTINGS });
    const filler = fillerOf(900);
    const comment = '// launch-ready-ignore-next-line secrets/* -- demo\n';
    const key = expand("const key = '{{stripe-secret-key}}';\n");
    const kind = ['PRIVATE', 'KEY'].join(' ');
    const pem = (body: string): string =>
      `const pem = \`-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----\`;\n`;
    for (const [before, after] of [
      [comment + key, key],
      [pem('REDACTED'), pem(expand('{{pem-body}}'))],
    ] as const) {
      const judge = createVersionJudge(analyzer);
      const stands = (text: string): number =>
        judge.judge('src/a.ts', Buffer.from(text)).filter(({ suppressed }) => !suppressed).length;
      assert.equal(stands(`// one\n${filler}${before}${filler}// one\n`), 0);
      assert.equal(stands(`// two\n${filler}${after}${filler}// two\n`), 1);
    }
  });

  it('looks at what stands around a change', () => {
    const analyzer = secretsAnalyzer({ settings: SETTINGS });
    const filler = fillerOf(900);
    const between =
      '// these lines stand between a name and what it is given, and they stay as they are\n'.repeat(3);
    const value = expand('{{pem-body}}').replaceAll(/\W/g, '').slice(0, 32);
    const versions = [`// ${'x'.repeat(20)}\n`, `  '${value}',\n`].map((line) =>
      Buffer.from(`${filler}const apiSecretKey = decode(\n${line});\n${between}${filler}`),
    );
    const whole = createVersionJudge(analyzer).judge('src/a.ts', versions[1] as Buffer);
    const judge = createVersionJudge(analyzer);
    judge.judge('src/a.ts', versions[0] as Buffer);
    assert.equal(judge.judge('src/a.ts', versions[1] as Buffer).length, whole.length);
    assert.equal(whole.length, 1);
  });

  it('follows lines that come, go and move, in time that grows with the file', () => {
    const judge = createVersionJudge(secretsAnalyzer({ settings: SETTINGS }));
    const key = (seed: number): string => expand(`const key = '{{stripe-secret-key:${seed}}}';\n`);
    const [head, tail] = ['// first\n', '// last\n'];
    const same = '{}\n'.repeat(50_000);
    const long = `${'a'.repeat(60)} `.repeat(8_000);
    const found = (text: string): number => judge.judge('src/a.py', Buffer.from(text)).length;
    const start = processorTime();
    assert.equal(found(`${head}${same}${same}`), 0);
    assert.equal(found(`${same}${key(1)}${same}${tail}`), 1);
    assert.equal(found(`${head}${same}${key(1)}${same}`), 0);
    assert.equal(found(`${tail}${key(2)}${same}${key(1)}${same}${head}${same}`), 1);
    assert.equal(found(`${long}x\n${long}\n`), 0);
    assert.equal(found(`x${long}y\n${long.slice(1)}\n${key(3)}x`), 1);
    assert.equal(found(`${fillerOf(900)}${fillerOf(900)}`), 0);
    assert.equal(found(`${fillerOf(450)}${key(4)}${fillerOf(900)}${key(5)}${fillerOf(300)}`), 2);
    assert.ok(processorTime() - start < 5_000);
  });

  it('does not take another file’s secrets for known', () => {
    const judge = createVersionJudge(secretsAnalyzer({ settings: SETTINGS }));
    const leak = Buffer.from(expand("const key = '{{stripe-secret-key}}';\n"));
    assert.equal(judge.judge('src/a.ts', leak).length, 1);
    assert.equal(judge.judge('src/a.ts', leak).length, 0);
    assert.equal(judge.judge('src/b.ts', leak).length, 1);
  });
});

function fillerOf(lines: number): string {
  return Array.from(
    { length: lines },
    (_, line) => `export const value${line} = compute(${line}, 'text');\n`,
  ).join('');
}

/** A file of 300 lines in which lines come, go and change, keys and comments that silence them among them. */
function randomVersions(seed: number): readonly Buffer[] {
  const random = randomNumbers(`versions/${seed}`);
  const pick = (count: number): number => Math.floor(random() * count);
  const lines = Array.from(
    { length: 300 },
    (_, line) => `export const value${line} = compute(${line}, 'some text');`,
  );
  const versions: Buffer[] = [];
  for (let version = 0; version < 60; version++) {
    for (let change = 0; change <= pick(4); change++) {
      const at = pick(lines.length);
      const kind = pick(6);
      if (kind === 0) lines.splice(at, 0, expand(`const key = '{{stripe-secret-key:${pick(8) + 1}}}';`));
      else if (kind === 1) lines.splice(at, 0, '// launch-ready-ignore-next-line secrets/* -- demo');
      else if (kind === 2) lines.splice(at, 1 + pick(5));
      else if (kind === 3) removeOne(lines, 'launch-ready-ignore', pick);
      else if (kind === 4) removeOne(lines, 'const key', pick);
      else lines[at] = `${lines[at]} // ${version}`;
    }
    versions.push(Buffer.from(lines.join('\n')));
  }
  return versions;
}

function removeOne(lines: string[], word: string, pick: (count: number) => number): void {
  const places = lines.flatMap((line, at) => (line.includes(word) ? [at] : []));
  const at = places[pick(places.length)];
  if (at !== undefined) lines.splice(at, 1);
}
