import { strict as assert } from 'node:assert';
import { findingsOf, linesOf, packageJson } from './findingsOf.ts';

describe('env/unresolved-reference', () => {
  const RULE = 'env/unresolved-reference';
  const NEXT = { 'package.json': packageJson('next') };

  it('reports a reference that no file beside it resolves', () => {
    const files = { ...NEXT, '.env': 'A_URL=https://${HOST_NAME}/a\nB=${A_URL}\n' };
    assert.deepEqual(linesOf(RULE, files), ['medium HOST_NAME .env']);
    assert.match(findingsOf(RULE, files)[0]?.message ?? '', /A_URL refers to HOST_NAME/);
  });

  it('is silent where another file, a manifest, the machine or a default resolves it', () => {
    const values = ['${HOST_NAME}', '${HOME}', '${VERCEL_URL}', '${MISSING:-a}', '\\${MISSING}'];
    for (const value of values)
      assert.deepEqual(
        linesOf(RULE, { ...NEXT, '.env': `A=${value}\n`, '.env.local': 'HOST_NAME=a\n' }),
        [],
        value,
      );
  });

  it('is less certain where nothing says who reads the file, and silent about what containers are given', () => {
    assert.deepEqual(linesOf(RULE, { 'a.txt': '', '.env.production': 'A=${MISSING}\n' }), [
      'low MISSING .env.production',
    ]);
    assert.deepEqual(linesOf(RULE, { 'a.txt': '', 'docker/docker.env': 'A=${MISSING}\n' }), []);
  });

  it('says nothing of a dollar sign that may be a part of a password, and of loaders that keep references', () => {
    assert.deepEqual(linesOf(RULE, { ...NEXT, '.env': 'PASSWORD=abc$DEF\n' }), []);
    assert.deepEqual(linesOf(RULE, { 'package.json': packageJson('dotenv'), '.env': 'A=${MISSING}\n' }), []);
  });
});

describe('env/shadowed-value', () => {
  const RULE = 'env/shadowed-value';

  it('reports what .env.development hides, with Vite alone', () => {
    const files = { '.env.local': 'VITE_A=1\nVITE_B=2\n', '.env.development': 'VITE_A=3\nVITE_B=2\n' };
    assert.deepEqual(linesOf(RULE, { ...files, 'package.json': packageJson('vite') }, ['.env.local']), [
      'low VITE_A .env.local',
    ]);
    assert.deepEqual(linesOf(RULE, { ...files, 'package.json': packageJson('next') }, ['.env.local']), []);
  });

  it('reports public values of production that a build on this machine doesn’t use', () => {
    const files = {
      'package.json': packageJson('next'),
      '.env.local': 'NEXT_PUBLIC_URL=1\nSECRET=1\n',
      '.env.production': 'NEXT_PUBLIC_URL=2\nSECRET=2\n',
      'app/a.ts': 'go(process.env.NEXT_PUBLIC_URL, process.env.SECRET);\n',
    };
    assert.deepEqual(linesOf(RULE, files, ['.env.local']), ['low NEXT_PUBLIC_URL .env.production']);
  });

  it('repeats no value', () => {
    const files = {
      'package.json': packageJson('vite'),
      '.env.local': 'VITE_A=my-own-value\n',
      '.env.development': 'VITE_A=their-value\n',
    };
    assert.doesNotMatch(JSON.stringify(findingsOf(RULE, files)), /my-own-value|their-value/);
  });
});
