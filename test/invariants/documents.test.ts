import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CHECK_INFOS } from '../../server/src/core/checks/infos.ts';
import { areaOf } from '../../server/src/core/rule.ts';
import { RULE_INFOS } from '../../server/src/core/rules/registry.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const CHECKS = new Set(CHECK_INFOS.map(({ id }) => id));
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

describe('the project’s documents', () => {
  it('have a page for every rule, which says what to do', () => {
    for (const { id } of RULE_INFOS) {
      const page = read(`docs/rules/${id}.md`);
      const headings = CHECKS.has(id)
        ? ['## How it is checked', '## How to mend', '## When to ignore']
        : ['## Bad', '## Good', '## Fix', '## When to ignore'];
      for (const heading of headings) assert.ok(page.includes(heading), `${id}: ${heading}`);
      assert.ok(!/\{\{|«|»/.test(page), `${id} shows marks that only tests understand`);
    }
  });

  it('link to files that exist', () => {
    const pages = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`);
    assert.ok(pages.length > RULE_INFOS.length);
    for (const file of ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...pages]) {
      for (const [, link = ''] of read(file).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert.ok(existsSync(path.join(ROOT, path.dirname(file), link)), `${file}: ${link}`);
      }
    }
  });

  it('name rules that there are', () => {
    const ids = new Set(RULE_INFOS.map(({ id }) => id));
    const areas = [...new Set([...ids].map(areaOf))].join('|');
    const guides = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
    for (const file of ['README.md', 'CHANGELOG.md', ...guides.map((name) => `docs/${name}`)]) {
      const named = read(file).matchAll(
        new RegExp(String.raw`\b(?<![/.])(?:${areas})/[a-z]+(?:-[a-z]+)+\b`, 'g'),
      );
      for (const [id] of named) assert.ok(ids.has(id), `${file}: ${id}`);
    }
  });

  it('name the folders that there are', () => {
    const architecture = read('ARCHITECTURE.md');
    const folders = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
      .split('\0')
      .map((file) => file.split('/'))
      .filter((parts) => parts.length > 1 && !(parts[0] ?? '').startsWith('.'))
      .map(([top = '']) => top);
    for (const folder of new Set(folders))
      assert.ok(architecture.includes(`${folder}/`), `ARCHITECTURE.md doesn't name ${folder}/`);
  });

  it('give every string of the manifest its words', () => {
    const words = JSON.parse(read('package.nls.json')) as Record<string, string>;
    const used = [...read('package.json').matchAll(/"%([^%]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(words).sort());
  });
});
