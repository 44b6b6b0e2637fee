import { strict as assert } from 'node:assert';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../server/src/core/config.ts';
import { RULE_INFOS } from '../../server/src/core/rules/registry.ts';
import { launchReadyIn } from '../support/commandLine.ts';
import { git, temporaryFolder, temporaryRepository, writeFiles } from '../support/temporaryFolder.ts';

describe('launch-ready explain', () => {
  const explain = (...args: readonly string[]) => launchReadyIn(temporaryFolder(), ['explain', ...args]);

  it('shows why a rule matters, what is bad and good, and how to switch it off', () => {
    const { status, stdout } = explain('secrets/private-key');
    assert.equal(status, 0);
    assert.match(stdout, /^Private key in the code\nsecrets\/private-key · blocker · security\n/);
    for (const heading of ['Bad', 'Good', 'Fix']) assert.match(stdout, new RegExp(`^${heading}$`, 'm'));
    assert.match(stdout, /secrets\/private-key: off/);
  });

  it('has a page for every rule, and for every live check', () => {
    const { stdout } = explain('--format', 'json');
    const { areas } = JSON.parse(stdout) as { areas: readonly { area: string }[] };
    assert.ok(areas.some(({ area }) => area === 'dns') && areas.some(({ area }) => area === 'secrets'));
    for (const { id } of RULE_INFOS.filter((_, index) => index % 60 === 0))
      assert.equal(explain(id, '--format', 'markdown').status, 0, id);
  });

  it('lists the rules of an area', () => {
    const { status, stdout } = explain('secrets');
    assert.equal(status, 0);
    assert.match(stdout, /secrets\/private-key/);
    assert.doesNotMatch(stdout, /cors\//);
  });

  it('says what was meant by a name that there is not', () => {
    const { status, stderr, stdout } = explain('privat-key');
    assert.deepEqual([status, stdout], [2, '']);
    assert.equal(stderr, 'There is no rule or area “privat-key”. Did you mean secrets/private-key?\n');
  });
});

describe('launch-ready doctor', () => {
  const lines = (cwd: string, env: NodeJS.ProcessEnv = {}) => {
    const { status, stdout } = launchReadyIn(cwd, ['doctor', '--format', 'json'], env);
    const { lines: found } = JSON.parse(stdout) as {
      lines: readonly { about: string; state: string; text: string; problems?: readonly object[] }[];
    };
    return { status, of: (about: string) => found.find((line) => line.about === about) };
  };

  it('finds nothing broken in a plain repository, and says that commits are not reviewed', () => {
    const { status, of } = lines(temporaryRepository({ 'a.ts': 'export {};\n' }));
    assert.equal(status, 0);
    assert.match(of('git')?.text ?? '', /this repository has 1 file\.$/);
    assert.deepEqual(of('Review of commits'), {
      about: 'Review of commits',
      state: 'advice',
      text: 'It is not installed: launch-ready hook install',
    });
  });

  it('names every mistake of a configuration with its place, and a baseline that is none', () => {
    const root = temporaryRepository({
      'launch-ready.yaml':
        'rules:\n  secrets/private-key: tall\n  secrets/no-such-rule: low\nreview:\n  failOn: severe\n',
      'launch-ready-baseline.json': '[]',
    });
    const { status, of } = lines(root);
    assert.equal(status, 1);
    const file = 'launch-ready.yaml';
    assert.deepEqual(of(file), {
      about: file,
      state: 'broken',
      text: 'It has 3 mistakes. Nothing of it is used until that is mended.',
      problems: [
        {
          file,
          line: 2,
          column: 24,
          message: 'rules.secrets/private-key: Write one of blocker, high, medium, low, off.',
        },
        {
          file,
          line: 3,
          column: 3,
          message: 'There is no rule “secrets/no-such-rule”: launch-ready explain lists what there is.',
        },
        { file, line: 5, column: 11, message: 'review.failOn: Write one of blocker, high, medium, low.' },
      ],
    });
    assert.match(of('Baseline')?.text ?? '', /is not used: it is no baseline/);
    const { stdout } = launchReadyIn(root, ['doctor']);
    assert.match(stdout, /^ {4}launch-ready\.yaml:5:11: review\.failOn: Write one of/m);
    const check = launchReadyIn(root, ['check']);
    assert.match(
      check.stderr,
      /^Nothing of the configuration is used: launch-ready\.yaml:2:24: .* And 1 more mistake: launch-ready doctor lists them\.$/m,
    );
  });

  it('says of entries that are left out that the rest is used', () => {
    const root = temporaryRepository({
      'launch-ready.yaml': 'domains:\n  - domain: shop.example\n  - domain: https://blog.example\n',
    });
    const { status, of } = lines(root);
    assert.equal(status, 1);
    assert.equal(
      of('launch-ready.yaml')?.text,
      'It has 1 mistake. Entries with a mistake are left out until it is mended, the rest is used.',
    );
  });

  it('tells settings of rules that there are not from mistakes for which nothing is used', () => {
    const root = temporaryRepository({ 'launch-ready.yaml': 'rules:\n  secrets/no-such-rule: low\n' });
    const { status, of } = lines(root);
    assert.equal(status, 1);
    assert.equal(
      of('launch-ready.yaml')?.text,
      'It has 1 mistake. What stands there changes nothing, the rest is used.',
    );
  });

  // Windows knows no such mode.
  if (process.platform !== 'win32')
    it('says that a hook would not run', () => {
      const root = temporaryRepository({ 'a.ts': 'export {};\n' });
      launchReadyIn(root, ['hook', 'install']);
      chmodSync(path.join(root, '.git/hooks/pre-commit'), 0o644);
      const { status, of } = lines(root);
      assert.deepEqual([status, of('Review of commits')?.state], [1, 'broken']);
    });

  it('says that there is no repository', () => {
    const outside = lines(temporaryFolder());
    assert.deepEqual([outside.status, outside.of('git')?.state], [0, 'advice']);
  });

  it('is read by people, too', () => {
    const { stdout } = launchReadyIn(temporaryRepository({ 'a.ts': '' }), ['doctor']);
    assert.match(stdout, /^✔ Node\.js: /);
    assert.match(stdout, /\n\nNothing is broken\.\n$/);
  });
});

describe('launch-ready init', () => {
  const init = (cwd: string, ...args: readonly string[]) => launchReadyIn(cwd, ['init', ...args]);

  it('writes a configuration without a mistake, and installs the hook', () => {
    const root = temporaryRepository({ 'package.json': '{ "name": "shop" }\n' });
    const { status, stdout } = init(root, '--yes', '--domain', 'shop.example', '--hook');
    assert.equal(status, 0);
    assert.match(stdout, /^Wrote launch-ready\.yaml, with shop\.example\.\n/);
    const { config, problems } = parseConfig(readFileSync(path.join(root, 'launch-ready.yaml'), 'utf8'));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      config.domains.map(({ domain }) => domain),
      ['shop.example'],
    );
    assert.ok(existsSync(path.join(root, '.git/hooks/pre-commit')));
  });

  it('leaves a configuration as it is, and the hook where nobody wants it', () => {
    const own = 'rules: {}\n';
    const root = temporaryRepository({ 'launch-ready.yaml': own });
    assert.equal(init(root, '--yes', '--no-hook').status, 0);
    assert.equal(readFileSync(path.join(root, 'launch-ready.yaml'), 'utf8'), own);
    assert.ok(!existsSync(path.join(root, '.git/hooks/pre-commit')));
  });

  it('asks nobody where nobody is, and says how to answer at once', () => {
    const root = temporaryRepository({ 'a.ts': '' });
    const { status, stderr } = init(root);
    assert.equal(status, 2);
    assert.match(stderr, /launch-ready init --yes --domain shop\.example --hook \(or --no-hook\)/);
    assert.ok(!existsSync(path.join(root, 'launch-ready.yaml')));
  });

  it('refuses what is no domain', () => {
    const { status } = init(
      temporaryRepository({ 'a.ts': '' }),
      '--yes',
      '--domain',
      'not a domain',
      '--no-hook',
    );
    assert.equal(status, 2);
  });
});

describe('launch-ready completion', () => {
  const script = (shell: string): string => launchReadyIn(temporaryFolder(), ['completion', shell]).stdout;

  /** What bash proposes behind these words, the last of which is being typed. */
  function proposed(...words: readonly string[]): readonly string[] {
    const typed = words.map((word) => `'${word}'`).join(' ');
    const program = `${script('bash')}
COMP_WORDS=(launch-ready ${typed}); COMP_CWORD=${words.length}; _launch_ready; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', program], { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  if (spawnSync('bash', ['--version']).status === 0)
    it('proposes commands, those below them, options, their values and names of rules in bash', () => {
      assert.ok(proposed('').includes('check') && proposed('').includes('doctor'));
      assert.deepEqual(proposed('hook', 'un'), ['uninstall']);
      assert.deepEqual(proposed('check', '--fa'), ['--fail-on']);
      assert.deepEqual(proposed('check', '--format', 'g'), ['github', 'gitlab']);
      assert.deepEqual(proposed('explain', 'secrets/private'), ['secrets/private-key']);
      assert.deepEqual(proposed('check', '--only', 'secrets/private'), ['secrets/private-key']);
      assert.deepEqual(proposed('check', '--config', ''), []);
    });

  if (spawnSync('bash', ['--version']).status === 0)
    it('proposes what stands behind = and behind the last comma in bash', () => {
      // bash makes words of their own of what stands before and behind =.
      assert.deepEqual(proposed('check', '--format', '=', 'g'), ['github', 'gitlab']);
      assert.ok(proposed('check', '--format', '=').includes('sarif'));
      assert.deepEqual(proposed('check', '--only', 'secrets,secrets/private'), [
        'secrets,secrets/private-key',
      ]);
      assert.deepEqual(proposed('check', '--only', '=', 'a,secrets/private'), ['a,secrets/private-key']);
      assert.ok(proposed('check', '--only', 'secrets,').includes('secrets,cors'));
      assert.deepEqual(proposed('live', '--only', 'tls,dn'), ['tls,dns']);
      assert.deepEqual(proposed('check', '--format', 'json,g'), []);
      // zsh makes one word of it.
      assert.deepEqual(proposed('check', '--format=g'), ['--format=github', '--format=gitlab']);
      assert.deepEqual(proposed('live', '--only=tls,dn'), ['--only=tls,dns']);
    });

  if (spawnSync('bash', ['--version']).status === 0)
    it('proposes commands behind help, and files where = is a part of the word', () => {
      assert.deepEqual(proposed('hel'), ['help']);
      assert.deepEqual(proposed('help', 'che'), ['check']);
      const folder = temporaryFolder({ 'my report.json': '' });
      assert.deepEqual(proposed('check', `--output-file=${folder}/my`), [
        `--output-file=${folder}/my report.json`,
      ]);
    });

  /** What fish proposes at the end of a command line. */
  function proposedByFish(line: string): readonly string[] {
    const root = temporaryFolder({ script: script('fish') });
    const program = `source ${path.join(root, 'script')}; complete -C '${line}'`;
    const shown = execFileSync('fish', ['--no-config', '-c', program], { encoding: 'utf8' });
    return shown.split('\n').flatMap((each) => each.split('\t', 1).filter(Boolean));
  }

  if (spawnSync('fish', ['--version']).status === 0)
    it('proposes the same in fish', () => {
      assert.deepEqual(proposedByFish('launch-ready hook un'), ['uninstall']);
      assert.deepEqual(proposedByFish('launch-ready help hoo'), ['hook']);
      assert.deepEqual(proposedByFish('launch-ready check --format g'), ['github', 'gitlab']);
      assert.deepEqual(proposedByFish('launch-ready check --format=g'), [
        '--format=github',
        '--format=gitlab',
      ]);
      assert.deepEqual(proposedByFish('launch-ready live --only tls,dn'), ['tls,dns']);
      assert.deepEqual(proposedByFish('launch-ready live --only=tls,dn'), ['--only=tls,dns']);
      assert.deepEqual(proposedByFish('launch-ready check --only secrets/private'), ['secrets/private-key']);
    });

  if (spawnSync('zsh', ['--version']).status === 0)
    it('is understood by zsh', () => {
      const root = temporaryFolder({ script: script('zsh') });
      execFileSync('zsh', ['-n', path.join(root, 'script')], { stdio: 'pipe' });
    });

  it('prints a script for PowerShell with every command', () => {
    const text = script('powershell');
    assert.match(text, /^Register-ArgumentCompleter -Native -CommandName launch-ready/);
    for (const command of ['check', 'hook install', 'watch generate'])
      assert.ok(text.includes(`'${command}' = @{`));
  });

  it('completes each value of a list in PowerShell, and keeps those before it', () => {
    const text = script('powershell');
    assert.match(text, /^ {2}\$lists = @\('check --only', 'live --only'\)$/m);
    assert.match(text, /if \(\$lists -contains \$key\) \{ \$current\.LastIndexOf\(','\) \}/);
    assert.match(text, /\$_\.StartsWith\(\$part, 'OrdinalIgnoreCase'\)/);
    assert.match(text, /CompletionResult\]::new\("\$before\$_", \$_,/);
  });
});

describe('the help', () => {
  it('groups commands, and tells of files, the environment and exit codes, in 80 columns', () => {
    const { status, stdout } = launchReadyIn(temporaryFolder(), ['--help']);
    assert.equal(status, 0);
    for (const heading of [
      'Check files:',
      'Ask the running product:',
      'Set up:',
      'Examples:',
      'Files:',
      'Environment:',
    ])
      assert.ok(stdout.includes(`\n${heading}\n`), heading);
    assert.match(stdout, /\nExit codes: 0 /);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 80),
      [],
    );
  });

  it('is there for every command, and for a command that was mistyped', () => {
    const root = temporaryFolder();
    for (const command of [
      'check',
      'explain',
      'init',
      'hook',
      'doctor',
      'defer',
      'deferred',
      'snapshot',
      'watch',
    ]) {
      const { stdout } = launchReadyIn(root, [command, '--help']);
      assert.match(stdout, /^Usage: launch-ready /, command);
      // A command that is to be copied stays on one line.
      const long = stdout
        .split('\n')
        .filter((line) => line.length > 80 && !line.startsWith('  launch-ready '));
      assert.deepEqual(long, [], command);
      if (command !== 'watch') assert.match(stdout, /\nExit codes: 0 /, command);
    }
    const { status, stderr } = launchReadyIn(root, ['chekc']);
    assert.equal(status, 2);
    assert.match(stderr, /Did you mean check\?/);
  });
});

describe('a review on the command line', () => {
  it('reads the index, fails for what is new, and says nothing of the readiness of the whole', () => {
    const root = temporaryRepository({ 'src/a.ts': 'export {};\n' });
    const key = ['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ');
    const body = `export const pem = \`${key}\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(8)}\n-----END PRIVATE KEY-----\`;\n`;
    writeFiles(root, { 'src/b.ts': body });
    assert.equal(launchReadyIn(root, ['check', '--staged']).status, 0);
    git(root, 'add', '--all');
    rmSync(path.join(root, 'src/b.ts'));
    const { status, stdout } = launchReadyIn(root, ['check', '--staged']);
    assert.equal(status, 1);
    assert.match(stdout, /src\/b\.ts:1:/);
    assert.match(stdout, /1 blocker\. \(1 changed file checked in /);
  });

  it('takes a diff from standard input, and a revision', () => {
    const root = temporaryRepository({ 'src/a.ts': 'export {};\n' });
    const diff =
      'diff --git a/src/a.ts b/src/a.ts\n--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1,2 @@\n export {};\n+export const b = 1;\n';
    const { status, stdout } = spawnSync(
      process.execPath,
      [path.join(import.meta.dirname, '../../dist/cli.cjs'), 'check', '--diff', '-'],
      {
        cwd: root,
        input: diff,
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, stdout);
    assert.match(stdout, /Nothing found \(1 changed file checked in /);
    assert.equal(launchReadyIn(root, ['check', '--since', 'HEAD']).status, 0);
    const unknown = launchReadyIn(root, ['check', '--since', 'nowhere']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /There is no commit, branch or tag “nowhere” here/);
  });

  it('says which options do not go together, and that it needs a repository', () => {
    const root = temporaryFolder({ 'a.ts': '' });
    mkdirSync(path.join(root, 'sub'));
    for (const [args, message] of [
      [['--staged', '--since', 'main'], /use one of them/],
      [['--staged', '--fix'], /--staged reviews a change: it goes with none of --history, --fix/],
      [['--staged'], /--staged needs a git repository/],
    ] as const) {
      const { status, stderr } = launchReadyIn(root, ['check', ...args]);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
  });
});
