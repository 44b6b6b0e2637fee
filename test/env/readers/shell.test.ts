import assert from 'node:assert/strict';
import shellReader from '../../../server/src/core/env/readers/shell.ts';
import { hostileTexts, readWith } from './reading.ts';

const read = (text: string) => readWith(shellReader, 'scripts/start.sh', text);

describe('variables in shell scripts', () => {
  it('knows what the operators ask for', () => {
    const { needs } = read(
      ': "${A_KEY:?set A_KEY}"\necho ${B_KEY:-b} ${C_KEY-} ${D_KEY:+d} "$E_KEY" ${F_KEY%/} $GKEY\n',
    );
    assert.deepEqual(needs, [
      'A_KEY required',
      'B_KEY optional set',
      'C_KEY optional empty',
      'D_KEY optional',
      'E_KEY optional',
      'F_KEY optional',
      'GKEY optional',
    ]);
  });

  it('needs what a script that stops at unset names reads', () => {
    assert.deepEqual(
      read('set -euo pipefail\necho "$A_KEY" ${B_KEY:-}\nif [ -n "$C_KEY" ]; then echo "$C_KEY"; fi\n').needs,
      ['A_KEY required', 'B_KEY optional empty', 'C_KEY optional', 'C_KEY optional'],
    );
  });

  it('follows tests', () => {
    const { needs } = read(
      'if [ -z "$A_KEY" ]; then\n  echo "set A_KEY"\n  exit 1\nfi\n[ -z "${B_KEY}" ] && exit 1\n[[ -n $C_KEY ]] || exit 1\nif [ -z "$D_KEY" ]; then D=1; fi\n',
    );
    assert.deepEqual(needs, ['A_KEY required', 'B_KEY required', 'C_KEY required', 'D_KEY optional']);
  });

  it('leaves out what the script sets itself, and what the shell does', () => {
    const { needs } = read(
      'ROOT=$(pwd)\necho $ROOT $PATH $HOME $1 $lower ${BASH_SOURCE[0]}\nfor ITEM in a b; do echo $ITEM; done\nread -r ANSWER\necho $ANSWER\nPORT=${PORT:-3000}\necho $PORT\n',
    );
    assert.deepEqual(needs, ['PORT optional set']);
  });

  it('reads what the shell replaces, and nothing else', () => {
    const { needs } = read(
      "# $A_KEY\necho '$B_KEY' \"it's $C_KEY\" \\$D_KEY $$E_KEY\ncat <<'END'\n$F_KEY\nEND\ncat <<END\n$G_KEY\nEND\nenvsubst '$H_KEY' < a\n",
    );
    assert.deepEqual(needs, ['C_KEY optional', 'G_KEY optional', 'H_KEY optional']);
  });

  it('says what it sets, and for whom', () => {
    const { declarations } = read(
      'export A_KEY=1 B_KEY="$X"\nC_KEY=2 D_KEY=\'\' node server.js\nE_KEY=3\nexport F_KEY\n',
    );
    assert.deepEqual(
      declarations?.map(({ name, value, scope }) => [name, value.state, scope]),
      [
        ['A_KEY', 'set', undefined],
        ['B_KEY', 'reference', undefined],
        ['C_KEY', 'set', 'node'],
        ['D_KEY', 'empty', 'node'],
      ],
    );
  });

  it('says what it loads', () => {
    const { loads } = read(
      'set -a; . ./.env; set +a\nsource "$ROOT/docker/.env.prod"\nexport $(grep -v "^#" .env.local | xargs)\nsource ~/.bashrc\n. ./lib.sh\n',
    );
    assert.deepEqual(
      loads?.map(({ file, dialect }) => [file, dialect]),
      [
        ['./.env', 'shell'],
        ['docker/.env.prod', 'shell'],
        ['.env.local', 'shell'],
      ],
    );
  });

  it('stays calm with whatever somebody types', () => {
    for (const text of hostileTexts('echo $X\n', [
      '${A',
      'A=1 ',
      'export A=',
      '[ -z "$A" ] ',
      'read A ',
      '<<EOF\n',
    ])) {
      assert.doesNotThrow(() => read(text));
    }
  }).timeout(60_000);
});
