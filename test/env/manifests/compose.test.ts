import { strict as assert } from 'node:assert';
import reader from '../../../server/src/core/env/readers/compose.ts';
import { factsOf, found } from './read.ts';

describe('compose files', () => {
  const read = (text: string): readonly string[] => found(reader, 'docker-compose.yml', text);

  it('declare what services get, as a map', () => {
    const text =
      'services:\n  web:\n    environment:\n      A: "1"\n      B: two words # why\n      C:\n      D: ~\n      E: ""\n';
    assert.deepEqual(read(text), [
      'use C compose optional',
      'use D compose optional',
      'set A compose for=web set "1"',
      'set B compose for=web set "two words"',
      'set C compose for=web elsewhere',
      'set D compose for=web elsewhere',
      'set E compose for=web empty ""',
    ]);
  });

  it('declare what services get, as a list', () => {
    const text = "services:\n  web:\n    environment:\n      - A=1\n      - 'B=x=y'\n      - C\n      - D=\n";
    assert.deepEqual(read(text), [
      'use C compose optional',
      'set A compose for=web set "1"',
      'set B compose for=web set "x=y"',
      'set C compose for=web elsewhere',
      'set D compose for=web empty ""',
    ]);
  });

  it('take values from the shell and from .env', () => {
    const text = [
      'services:',
      '  web:',
      '    image: app:${TAG}',
      '    command: run $MODE $$HOME',
      '    ports: ["${PORT:-3000}:3000", "${OTHER-}:1"]',
      '    labels:',
      '      - rule=Host(`${DOMAIN:?set it}`)',
      '      - debug=${DEBUG:+yes} # ${COMMENT}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use TAG compose required',
      'use MODE compose required',
      'use PORT compose optional default=set',
      'use OTHER compose optional default=empty',
      'use DOMAIN compose required',
      'use DEBUG compose optional',
    ]);
  });

  it('hand a variable on under its own name without needing it', () => {
    const text = 'services:\n  web:\n    environment:\n      A: ${A}\n      B: ${A}\n      C: ${C:?}\n';
    assert.deepEqual(read(text), [
      'use A compose optional',
      'use A compose required',
      'use C compose required',
      'set A compose for=web reference "${A}" refers=A:required',
      'set B compose for=web reference "${A}" refers=A:required',
      'set C compose for=web reference "${C:?}" refers=C:required',
    ]);
  });

  it('need what an image can’t start without, under its own name too', () => {
    const text =
      'services:\n  db:\n    image: postgres\n    environment:\n      - POSTGRES_PASSWORD=${POSTGRES_PASSWORD}\n      - POSTGRES_DB=${POSTGRES_DB}\n';
    assert.deepEqual(
      read(text).filter((line) => line.startsWith('use')),
      ['use POSTGRES_PASSWORD compose required', 'use POSTGRES_DB compose optional'],
    );
  });

  it('find references inside of defaults', () => {
    const text =
      'services:\n  web:\n    environment:\n      - URL=${URL:-http://${HOST:-localhost}:${PORT}}/x\n';
    assert.deepEqual(read(text), [
      'use URL compose optional default=set',
      'use HOST compose optional default=set',
      'use PORT compose optional',
      'set URL compose for=web set "${URL:-http://${HOST:-localhost}:${PORT}}/x" refers=URL:optional,HOST:optional,PORT:optional',
    ]);
  });

  it('name env files in every form', () => {
    const text = [
      'include:',
      '  - path: other.yml',
      '    env_file: other.env',
      'services:',
      '  a:',
      '    env_file: .env',
      '  b:',
      '    env_file: [.env, ./b.env]',
      '  c:',
      '    env_file:',
      '      - path: ./c.env',
      '        required: false',
      '        format: raw',
      '      - ${DIR}/x.env',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use DIR compose required',
      'load .env compose for=a',
      'load .env compose for=b',
      'load ./b.env compose for=b',
      'load ./c.env compose for=c',
      'load other.env compose',
    ]);
  });

  it('hand arguments to builds, and secrets to services', () => {
    const text = [
      'services:',
      '  web:',
      '    build:',
      '      args: {A: 1, B: "${B}"}',
      '  api:',
      '    build:',
      '      args:',
      '        - C',
      'secrets:',
      '  db: {environment: DB_PASSWORD}',
      '  file: {file: ./x}',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use C compose optional build',
      'use DB_PASSWORD compose required',
      'use B compose optional build',
      'set A compose for=web build set "1"',
      'set B compose for=web build reference "${B}" refers=B:required',
      'set C compose for=api build elsewhere',
    ]);
  });

  it('share variables by anchors, merged ones included', () => {
    const text = [
      'x-env: &env',
      '  A: ${SHARED}',
      '  B: 1',
      'services:',
      '  web:',
      '    environment: *env',
      '  worker:',
      '    environment:',
      '      <<: *env',
      '      B: 2',
    ].join('\n');
    assert.deepEqual(read(text), [
      'use SHARED compose required',
      'set A compose for=web reference "${SHARED}" refers=SHARED:required',
      'set B compose for=web set "1"',
      'set A compose for=worker reference "${SHARED}" refers=SHARED:required',
      'set B compose for=worker set "2"',
    ]);
  });

  it('are read as far as they go while somebody types', () => {
    const text =
      'services:\n  web:\n    environment:\n      A: 1\n      FOO\n      B: "x\n  db:\n    environment:\n      C: 2\n';
    assert.deepEqual(read(text), [
      'set A compose for=web set "1"',
      'set B compose for=web set "x"',
      'set C compose for=db set "2"',
      'broken',
    ]);
  });

  it('are known by their names and by what they hold', () => {
    for (const path of ['compose.yaml', 'a/docker-compose.prod.yml', 'docker-stack.yml', 'compose-dev.yaml'])
      assert.ok(reader.reads(path), path);
    for (const path of ['composer.yaml', 'decompose.txt', 'app.yml']) assert.ok(!reader.reads(path), path);
    assert.equal(factsOf(reader, 'compose.yml', 'name: x\nvalue: ${A}\n'), undefined);
  });
});
