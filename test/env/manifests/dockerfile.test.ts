import { strict as assert } from 'node:assert';
import reader from '../../../server/src/core/env/readers/dockerfile.ts';
import { found } from './read.ts';

describe('Dockerfiles', () => {
  const read = (text: string): readonly string[] => found(reader, 'Dockerfile', text);

  it('declare arguments of builds', () => {
    assert.deepEqual(read('ARG A\nFROM node\nARG B=1 C="x y"\narg D=\n'), [
      'set A image build elsewhere',
      'set B image build set "1"',
      'set C image build set "x y"',
      'set D image build empty ""',
    ]);
  });

  it('declare variables of the image, in both forms and over several lines', () => {
    const text =
      'FROM node\nENV A=1 \\\n    # why\n    B="x y" \\\n    C=\'z\'\nENV D two words\nENV E="${A}"\n';
    assert.deepEqual(read(text), [
      'set A image set "1"',
      'set B image set "x y"',
      'set C image set "z"',
      'set D image set "two words"',
      'set E image reference "${A}" refers=A:required',
    ]);
  });

  it('use what nothing in the file sets', () => {
    const text = [
      'FROM node',
      'ARG TOKEN',
      'RUN echo $TOKEN $OUTSIDE ${WITH:-d} $lower $HOME \\$ESCAPED',
      'RUN LOCAL=1; echo $LOCAL; for X in a b; do echo "$X"; done',
      '# $COMMENT',
      'RUN a && \\',
      '  b ${LATER}',
      'CMD serve --port $PORT --name ${NAME:?}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use OUTSIDE Dockerfile optional build',
      'use WITH Dockerfile optional build',
      'use LATER Dockerfile optional build',
      'use PORT Dockerfile optional',
      'use NAME Dockerfile required',
      'set TOKEN image build elsewhere',
    ]);
  });

  it('mount secrets of builds', () => {
    assert.deepEqual(read('FROM node\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci\n'), [
      'set NPM_TOKEN image build elsewhere',
    ]);
  });

  it('skip scripts in here-documents, but for what they use', () => {
    assert.deepEqual(read('FROM node\nRUN <<EOF\nARG X\nEOF\nARG Y\n'), ['set Y image build elsewhere']);
  });
});
