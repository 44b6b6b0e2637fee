import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { COMMAND_LINE } from '../../../server/src/host/hooks/command.ts';
import { withoutMarked } from '../../../server/src/host/hooks/marks.ts';
import { NEW_SHELL_HOOK, comesToReview, withReview } from '../../../server/src/host/hooks/shellHook.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

/** Those of this machine; all POSIX systems have sh. */
const SHELLS = [
  ['sh'],
  ['sh', '-eu'],
  ['bash', '--posix'],
  ['bash'],
  ['dash'],
  ['busybox', 'sh'],
  ['zsh'],
  ['ksh'],
  ['mksh'],
  ['yash'],
].filter(([program = '', ...options]) => spawnSync(program, [...options, '-c', 'exit 7']).status === 7);

describe('a hook that is a shell script', () => {
  for (const [what, script] of Object.entries({
    'one command': '#!/bin/sh\nnpm test\n',
    'no line end': '#!/bin/sh\nnpm test',
    'no first line': 'npx lint-staged\n',
    'nothing but a first line': '#!/bin/sh\n',
    nothing: '',
    'empty lines at the end': '#!/bin/bash\nnpm test\n\n\n',
    'line ends of Windows': '#!/bin/sh\r\nnpm test\r\n',
    'line ends of Windows, the last one missing': 'npm test\r\nnpm run lint',
    'an exit of its own': '#!/bin/sh\nnpm test || exit 1\n\nexit 0\n',
    'an exit with the last status': '#!/usr/bin/env bash\nnpm test\nexit $?\n',
    'an exit with a variable': '#!/bin/zsh -e\nstatus=0\nexit "$status"\n# done\n',
    'bytes that are no UTF-8': '#!/bin/sh\necho "caf\u00e9 \u00ff"\n',
    'output turned to a file': '#!/bin/sh\nexec 1>&2\nnpm test\n',
    'a here-document': "#!/bin/sh\ncat <<'EOF'\nexit 0\nEOF\n",
    'a function': '#!/bin/sh\nfail() {\n  exit 1\n}\nnpm test || fail\n',
    'an if that may go on': '#!/bin/sh\nif npm test; then\n  echo good\nelse\n  exit 1\nfi\n',
    'a string over two lines': "#!/bin/sh\nnode -e '\n  exit(0)\n'\n",
  }))
    it(`comes back to the byte: ${what}`, () => {
      const edited = withReview(script);
      assert.ok('text' in edited, 'refused' in edited ? edited.refused : '');
      assert.notEqual(edited.text, script);
      assert.deepEqual(withoutMarked(edited.text), { text: script, madeFile: false });
      if (script.includes('\r\n')) assert.doesNotMatch(edited.text, /[^\r]\n/);
    });

  for (const [why, script] of Object.entries({
    'ends with “exec npx lint-staged” (line 2)': '#!/bin/sh\nexec npx lint-staged\necho never\n',
    'hands over to another program with “exec” (line 3)': '#!/bin/sh\n\nexec npx lint-staged\n',
    'ends with “exit 1” (line 2)': '#!/bin/sh\nexit 1\n',
    'ends with “exit 0” (line 3)': '#!/bin/sh\nnpm test\nexit 0\nnpm run lint\n',
    'ends with “npm test; exit 0” (line 2)': '#!/bin/sh\nnpm test; exit 0\n',
    'ends in main(), which exits (line 6)': '#!/bin/sh\nmain() {\n  npm test\n  exit 0\n}\nmain "$@"\n',
    'ends in run(), which exits (line 5)': '#!/bin/bash\nfunction run {\n  exit 1\n}\nrun\n',
    'stops in the middle of a command (line 2)': '#!/bin/sh\nnpm test \\\n',
    'ends in each of its last branches (line 6)':
      '#!/bin/sh\nif npm test; then\n  exit 0\nelse\n  exit 1\nfi\n',
    'ends in each of its last branches (line 5)':
      '#!/bin/sh\ncase "$1" in\n  a) exit 1 ;;\n  *) exit 0 ;;\nesac\n',
  }))
    it(`is left alone where nothing behind it is run: ${why}`, () => {
      assert.deepEqual(withReview(script), {
        refused: `The hook ${why}, so that nothing behind it is run. Change that line, or call “launch-ready hook run || exit 1” before it yourself.`,
      });
    });

  it('is followed by the review where a function only may end it', () => {
    for (const body of ['  npm test', '  if fails; then\n    exit 1\n  fi'])
      assert.ok('text' in withReview(`#!/bin/sh\nmain() {\n${body}\n}\nmain "$@"\n`), body);
    assert.ok('text' in withReview('#!/bin/sh\nmain() {\n  exit 1\n}\nnpm test\n'));
  });

  it('may get an end in front of the review later', () => {
    const edited = withReview('#!/bin/sh\nnpm test\n');
    assert.ok('text' in edited);
    assert.deepEqual(comesToReview(edited.text), { notes: [] });
    assert.deepEqual(comesToReview(edited.text.replace('npm test\n', 'npm test\nexit 0\n')), {
      problem: 'The hook ends with “exit 0” (line 3), and the review behind it is not run.',
      notes: [],
    });
    assert.deepEqual(
      comesToReview(edited.text.replace('npm test\n', '[ -n "$SKIP" ] && exit 0\nnpm test\n')),
      {
        notes: ['Line 2 of the hook may end it before the review.'],
      },
    );
  });

  it('says which lines may end it before', () => {
    const edited = withReview('#!/bin/sh\nif [ -n "$SKIP" ]; then\n  exit 0\nfi\nnpm test\n');
    assert.deepEqual('notes' in edited && edited.notes, ['Line 3 of the hook may end it before the review.']);
  });

  for (const [first, program] of [
    ['#!/usr/bin/env node', '/usr/bin/env node'],
    ['#!/usr/bin/python3', '/usr/bin/python3'],
    ['#!/usr/bin/env fish', '/usr/bin/env fish'],
    ['#!/usr/bin/env -S pwsh -NoProfile', '/usr/bin/env -S pwsh -NoProfile'],
  ] as const)
    it(`is left alone where it is none: ${first}`, () => {
      assert.deepEqual(withReview(`${first}\n`), {
        refused: `The hook is written for ${program}, not for a shell. Let it call “launch-ready hook run”, and fail if that gives 1.`,
      });
    });

  it('is left alone where it is a program', () => {
    assert.match('refused' in withReview('\u007fELF\0') ? 'refused' : '', /refused/);
  });

  it('is not taken apart where one of the two comments is gone', () => {
    const edited = withReview('npm test\n');
    assert.ok('text' in edited);
    assert.deepEqual(withoutMarked(edited.text.replace('# launch-ready end\n', '')), {
      refused:
        'One of the comments “# launch-ready begin” and “# launch-ready end” is missing, so it is not clear what to take out.',
    });
  });
});

for (const shell of SHELLS)
  describe(`the review in a hook, run by ${shell.join(' ')}`, () => {
    const foreign = {
      passes: ['#!/bin/sh\ntrue\n', 0],
      fails: ['#!/bin/sh\nfalse\n', 1],
      'fails with a status': ['#!/bin/sh\n(exit 3)\n', 3],
      'ends with the last status': ['#!/bin/sh\n(exit 4)\nexit\n', 4],
      'ends well whatever happened': ['#!/bin/sh\ntrue || echo\nexit 0\n', 0],
      'ends with a variable': ['#!/bin/sh\nresult=5\nexit $result\n', 5],
    } as const;
    for (const [what, [script, status]] of Object.entries(foreign))
      it(`leaves the verdict of a hook that ${what}`, () => {
        const edited = withReview(script);
        assert.ok('text' in edited);
        const run = runHook(edited.text, { review: 0 });
        assert.equal(run.status, status, run.stderr);
        assert.equal(run.stderr, '');
      });

    it('stops the commit where the review says so', () => {
      const edited = withReview('true\n');
      assert.ok('text' in edited);
      const [appended, own, line] = [edited.text, NEW_SHELL_HOOK, COMMAND_LINE].map((text) =>
        runHook(text, { review: 1 }),
      );
      assert.deepEqual([appended?.status, own?.status, line?.status], [1, 1, 1]);
    });

    it('stops nothing where the review could not be run, and says so', () => {
      for (const text of [NEW_SHELL_HOOK, COMMAND_LINE, `true && ${COMMAND_LINE}`])
        for (const review of [2, 126, 127, 139]) {
          const { status, stderr } = runHook(text, { review });
          assert.equal(status, 0);
          assert.equal(
            stderr,
            `Launch Ready could not be run, so this commit was not reviewed. Exit code ${review}\n`,
          );
        }
    });

    it('stops nothing where Node can’t start it, which gives 1 too', () => {
      const { status, stderr } = runHook(NEW_SHELL_HOOK, { review: BROKEN });
      assert.equal(status, 0);
      assert.match(stderr, /was not reviewed\. Exit code 1\n$/);
    });

    it('stops nothing where it is not installed, and says so', () => {
      for (const text of [NEW_SHELL_HOOK, COMMAND_LINE]) {
        const { status, stderr } = runHook(text, {});
        assert.equal(status, 0);
        assert.equal(
          stderr,
          'Launch Ready is not installed here, so this commit was not reviewed. Install it with npm install --save-dev launch-ready\n',
        );
      }
    });

    it('takes the one of the project before the one on the PATH', () => {
      const { stdout } = runHook(NEW_SHELL_HOOK, { review: 0, onPath: 1 });
      assert.equal(stdout, 'hook run in node_modules\n');
      assert.equal(runHook(NEW_SHELL_HOOK, { onPath: 1 }).status, 1);
    });

    it('survives a checkout that made its line ends CRLF', () => {
      const edited = withReview('true #\n');
      assert.ok('text' in edited);
      for (const [review, expected] of [
        [0, 0],
        [1, 1],
        [2, 0],
      ] as const) {
        const { status } = runHook(edited.text.replaceAll('\n', '\r\n'), { review });
        assert.equal(status, expected);
      }
    });

    /** In a folder with a space in its name, where the review ends with this code. */
    function runHook(
      text: string,
      { review, onPath }: { readonly review?: number; readonly onPath?: number },
    ) {
      const root = path.join(temporaryFolder(), 'my project');
      mkdirSync(path.join(root, 'node_modules/.bin'), { recursive: true });
      mkdirSync(path.join(root, 'on path'));
      writeFileSync(path.join(root, 'hook'), text, 'latin1');
      if (review !== undefined)
        writeProgram(path.join(root, 'node_modules/.bin/launch-ready'), review, 'node_modules');
      if (onPath !== undefined) writeProgram(path.join(root, 'on path/launch-ready'), onPath, 'path');
      const [name = '', ...options] = shell;
      return spawnSync(whereIs(name), [...options, 'hook'], {
        cwd: root,
        encoding: 'utf8',
        env: { PATH: `${path.join(root, 'on path')}:/usr/bin:/bin` },
      });
    }
  });

/** Of a program that exits with 1 whatever it is asked. */
const BROKEN = -1;

/** A program that says where it lies and what it was asked, and ends with a code. */
function writeProgram(file: string, code: number, place: string): void {
  const isBroken = code === BROKEN;
  writeFileSync(
    file,
    `#!/bin/sh\n[ "$1" = --version ] && exit ${isBroken ? 1 : 0}\necho "$@ in ${place}"\nexit ${isBroken ? 1 : code}\n`,
  );
  chmodSync(file, 0o755);
}

/** The hook finds no other programs than those of the system; the shell may lie elsewhere. */
function whereIs(name: string): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return path.join(folders.find((folder) => existsSync(path.join(folder, name))) ?? '', name);
}
