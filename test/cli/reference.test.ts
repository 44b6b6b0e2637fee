import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { helpTextOf } from '../../server/src/cli/helpText.ts';
import { createProgram } from '../../server/src/cli/program.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const MANUAL = 'docs/man/launch-ready.1';

/** Every command, with its name as it is typed. */
function commandsIn(command: Command, above = ''): readonly { name: string; command: Command }[] {
  const name = `${above} ${command.name()}`.trim();
  return [{ name, command }, ...command.commands.flatMap((below) => commandsIn(below, name))];
}

const COMMANDS = commandsIn(createProgram(() => undefined));

/** The part of a text from one of its headings to the next. */
function sectionOf(text: string, heading: string, next: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  assert.notEqual(start, -1, heading);
  const end = text.indexOf(`\n${next}`, start + 1);
  return text.slice(start, end === -1 ? undefined : end);
}

describe('the reference of the command line', () => {
  const reference = readFileSync(path.join(ROOT, 'docs/cli.md'), 'utf8');

  it('has every command with its arguments, options, an example and its exit codes', () => {
    for (const { name, command } of COMMANDS) {
      if (name === 'launch-ready') continue;
      const section = sectionOf(reference, `## ${name}`, '## ');
      for (const { long } of command.options) assert.ok(section.includes(`${long}`), `${name} ${long}`);
      for (const argument of command.registeredArguments)
        assert.ok(section.includes(`| \`${argument.name()}\``), `${name} ${argument.name()}`);
      assert.match(section, /\nExit codes: 0 .*\.\n/, name);
      const [, example = ''] = /```sh\n# .*\n(.*)\n/.exec(section) ?? [];
      assert.ok(example.includes('launch-ready'), name);
    }
  });

  it('leads to each command, and names files and the environment', () => {
    for (const [, anchor = ''] of reference.matchAll(/\]\(#([\w-]+)\)/g))
      assert.match(reference, new RegExp(`^## ${anchor.replaceAll('-', '[ -]')}$`, 'm'));
    assert.match(sectionOf(reference, '## Files', '## '), /`launch-ready\.yaml`/);
    assert.match(sectionOf(reference, '## Environment', '## '), /`NO_COLOR`/);
  });

  it('describes options that examples use', () => {
    for (const { name, command } of COMMANDS) {
      for (const [example] of helpTextOf(command)?.examples ?? []) {
        const words = example.split(/\s+/).filter((word) => /^--[a-z]/.test(word) && word !== '--help');
        // An example of the program, or of a command with others below it, may be of one of them.
        const known = new Set(
          COMMANDS.filter((one) => one.name.startsWith(name)).flatMap((one) =>
            one.command.options.map(({ long }) => long),
          ),
        );
        for (const word of words) assert.ok(known.has(word), `${example}: ${word}`);
      }
    }
  });
});

describe('the manual page', () => {
  const page = readFileSync(path.join(ROOT, MANUAL), 'utf8');

  it('is what npm installs for man', () => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { man?: string };
    assert.equal(manifest.man, `./${MANUAL}`);
    // Explain reads the pages of the rules.
    for (const folder of ['man', 'rules', 'schema'])
      assert.match(
        readFileSync(path.join(ROOT, '.npmignore'), 'utf8'),
        new RegExp(`^!/docs/${folder}/$`, 'm'),
      );
  });

  it('has every command and every option, in ASCII and macros of man(7) alone', () => {
    for (const { name, command } of COMMANDS) {
      if (name === 'launch-ready') continue;
      const section = sectionOf(page, `.SS ${name.replaceAll('-', String.raw`\-`)}`, '.S');
      for (const { long = '' } of command.options)
        assert.ok(section.includes(long.replaceAll('-', String.raw`\-`)), `${name} ${long}`);
    }
    assert.match(page, /^[\n -~]+$/);
    for (const [request] of page.matchAll(/^[.'].*$/gm))
      assert.match(request, /^(?:\.(?:TH|SH|SS|PP|TP|B)\b|\.\\")/);
  });

  if (spawnSync('groff', ['--version']).status === 0)
    it('is set by groff without a warning', () => {
      const { status, stdout, stderr } = spawnSync(
        'groff',
        ['-man', '-Tutf8', '-ww', path.join(ROOT, MANUAL)],
        {
          encoding: 'utf8',
        },
      );
      assert.deepEqual([status, stderr], [0, '']);
      // Without the strokes that make a terminal's bold.
      const plain = stdout.replaceAll(/.\u0008|\u001B\[\d*m/g, '');
      assert.match(plain, /--fail-on <impact>/);
      assert.match(plain, /“-” reads it from standard/);
    });
});
