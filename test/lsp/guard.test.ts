import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { plain } from '../../client/src/plain.ts';
import { createGuard } from '../../server/src/lsp/guard.ts';

describe('what keeps accidents and strangers out of the editor', () => {
  it('passes over what a timer throws, and logs it once, without its message', () => {
    const logged: string[] = [];
    const guarded = createGuard((message) => logged.push(message));
    const broken = guarded(() => {
      throw new TypeError('cannot read "sk_live_…"');
    });
    broken();
    broken();
    assert.equal(logged.length, 1);
    assert.match(logged[0] ?? '', /TypeError at .*guard\.test\.ts/);
    assert.ok(!logged[0]?.includes('sk_live'));
    guarded(() => logged.push('ran'))();
    assert.equal(logged[1], 'ran');
  });

  it('leaves no link to click in a notification', () => {
    // As VS Code looks for them: src/vs/base/common/linkedText.ts.
    const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
    const text = 'In a/[x](command:evil).ts and [[y]](https://evil.example "t") is no .env.';
    assert.match(text, link);
    assert.doesNotMatch(plain(text), link);
    assert.equal(plain(text).replaceAll('\u200B', ''), text);
  });

  it('lets no untrusted workspace hide findings by its settings', () => {
    const manifest = JSON.parse(
      readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8'),
    ) as {
      capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
      contributes: { configuration: readonly { properties: Record<string, unknown> }[] };
    };
    const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);
    const free = manifest.contributes.configuration
      .flatMap(({ properties }) => Object.keys(properties))
      .filter((setting) => !restricted.has(setting));
    assert.deepEqual(free, ['launchReady.trace.server']);
  });
});
