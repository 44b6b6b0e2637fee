import { hasTrait, stagedValues, writtenValue, type StagedValue } from '../../env/judging/stagedValues.ts';
import { knownTokens } from '../../secrets/matchTokens.ts';
import { defineWorkspaceRule, type Texts } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/mixed-key-modes',
  impact: 'medium',
  stage: 'deployment',
  title: 'Test key beside a live key of the same provider',
  why: 'The page and the server talk to two different accounts: what one of them creates, the other can’t find. Checkout or sign-in fails for everybody.',
  *check({ env }, texts) {
    const pairs = new Map<string, Key[]>();
    for (const value of stagedValues(env, texts)) {
      const key = keyIn(value, texts);
      if (!key) continue;
      const { file, declaration } = value;
      const place = [file, declaration.scope ?? '', declaration.environment ?? '', key.provider].join('\0');
      const known = pairs.get(place);
      if (known) known.push(key);
      else pairs.set(place, [key]);
    }
    for (const keys of pairs.values()) {
      const secret = keys.find(({ isPublishable }) => !isPublishable);
      const publishable = keys.find(({ isPublishable }) => isPublishable);
      // Several keys of one kind are chosen among when the product runs.
      if (keys.length !== 2 || !secret || !publishable || secret.mode === publishable.mode) continue;
      const { file, declaration } = secret.value;
      yield {
        file,
        at: declaration.at,
        kind: declaration.name,
        message: `${declaration.name} is for ${secret.provider}’s ${secret.mode} mode and ${publishable.value.declaration.name} for its ${publishable.mode} mode. Together they don’t work: use two keys of the same mode.`,
        related: [
          {
            file,
            at: publishable.value.declaration.at,
            message: `The key for the ${publishable.mode} mode`,
          },
        ],
      };
    }
  },
});

interface Key {
  readonly value: StagedValue;
  readonly provider: string;
  readonly mode: 'test' | 'live';
  readonly isPublishable: boolean;
}

function keyIn(value: StagedValue, texts: Texts): Key | undefined {
  if (value.declaration.value.state !== 'set') return undefined;
  if (!hasTrait(value, 'test-key') && !hasTrait(value, 'live-key')) return undefined;
  const text = writtenValue(value, texts);
  const [token] = text === undefined ? [] : knownTokens(text);
  const mode = /(?:^|_)(test|sdbx|sandbox|live)_/.exec(text?.slice(0, 24) ?? '')?.[1];
  if (!token || token.start !== 0 || mode === undefined) return undefined;
  return {
    value,
    provider: token.format.provider,
    mode: mode === 'live' ? 'live' : 'test',
    isPublishable: token.format.publishable === true,
  };
}
