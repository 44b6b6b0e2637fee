import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface MenuEntry {
  readonly command: string;
  readonly group?: string;
}
interface Setting {
  readonly order?: number;
  readonly scope?: string;
  readonly markdownDescription?: string;
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly category?: string;
      readonly icon?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuEntry[]>>;
    readonly configuration: readonly {
      readonly title: string;
      readonly properties: Readonly<Record<string, Setting>>;
    }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
  };
}

const ROOT = path.join(import.meta.dirname, '../..');

describe('what the extension adds to VS Code', () => {
  const { contributes } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const { commands, menus, configuration } = contributes;

  it('is found in the list of commands under the name of the product', () => {
    assert.deepEqual(
      commands.filter(({ category }) => category !== 'Launch Ready'),
      [],
    );
  });

  it('has an icon wherever a button shows nothing else', () => {
    const icons = new Map(commands.map(({ command, icon }) => [command, icon]));
    const buttons = Object.values(menus)
      .flat()
      .filter(({ group = '' }) => /^(?:inline|navigation)/.test(group));
    assert.deepEqual(
      buttons.filter(({ command }) => icons.get(command) === undefined),
      [],
    );
  });

  it('has settings with an explanation, a scope and a place of their own', () => {
    const settings = configuration.flatMap(({ properties }) => Object.entries(properties));
    for (const [name, { markdownDescription, scope }] of settings)
      assert.ok(markdownDescription !== undefined && scope !== undefined, name);
    assert.deepEqual(
      settings.map(([, { order }]) => order),
      settings.map((_, index) => index + 1),
    );
  });

  it('leads to commands that there are', () => {
    const words = readFileSync(path.join(ROOT, 'package.nls.json'), 'utf8');
    const own = new Set(commands.map(({ command }) => command));
    const named = [...words.matchAll(/command:(launchReady\.[\w.]+)/g)].map(([, command = '']) => command);
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((command) => !own.has(command)),
      [],
    );
  });

  it('says in every view of the side bar what to do where no folder is open', () => {
    const without = (contributes.views['launch-ready'] ?? []).filter(
      ({ id }) =>
        !contributes.viewsWelcome.some(
          ({ view, when = '' }) => view === id && !when.includes('workbenchState != empty'),
        ),
    );
    assert.deepEqual(without, []);
  });
});
