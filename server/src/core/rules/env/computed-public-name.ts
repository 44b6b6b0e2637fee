import { readScript } from '../../env/readers/script/readScript.ts';
import type { Reading } from '../../env/readers/script/reading.ts';
import { factsOf } from '../../env/readers/script/facts.ts';
import type { RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'env/computed-public-name',
  impact: 'high',
  stage: 'deployment',
  title: 'Public variable that browsers never see',
  why: 'The build replaces process.env.NEXT_PUBLIC_X where it is written out just so. Taken apart or looked up by a name that is worked out, it stays behind on the server, and is undefined in every browser.',
  triggers: ['next_public_', 'expo_public_'],
  appliesTo: ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'],
  *check(document) {
    if (placeOf(document.path) !== 'product') return;
    const reading = readScript(document);
    const facts = factsOf(reading);
    if (!facts) return;
    const seen = new Set<number>();
    for (const { name, start, end, through, indirect, schema } of reading.reads) {
      const prefix = prefixFor(reading, name, facts.side);
      if (prefix === undefined || !indirect || schema || through.includes('meta') || seen.has(start))
        continue;
      seen.add(start);
      yield finding({ start, end }, name, prefix);
    }
    for (const { at, prefix: start } of facts.dynamics ?? []) {
      const prefix = prefixFor(reading, start, facts.side);
      if (prefix !== undefined) yield finding({ start: at.start, end: at.end }, undefined, prefix);
    }
  },
});

function finding(range: RawFinding['range'], name: string | undefined, prefix: string): RawFinding {
  const framework = prefix === 'NEXT_PUBLIC_' ? 'Next.js' : 'Expo';
  return {
    range,
    kind: name ?? prefix,
    message:
      `${name ?? 'This'} is always undefined in browsers: ${framework} puts a value in only where the code says process.env.${name ?? `${prefix}X`}, ` +
      'written out. Write it so, one name at a time.',
  };
}

/** The prefix whose names are only there when they are written out, in code that surely runs at the customer's. */
function prefixFor(
  { document }: Reading,
  name: string,
  side: 'client' | 'server' | undefined,
): string | undefined {
  if (name.startsWith('NEXT_PUBLIC_')) return side === 'client' ? 'NEXT_PUBLIC_' : undefined;
  if (!name.startsWith('EXPO_PUBLIC_')) return undefined;
  return side !== 'server' && !ON_THE_MACHINE.test(document.path) ? 'EXPO_PUBLIC_' : undefined;
}

/** Configuration and routes that Expo runs in Node. */
const ON_THE_MACHINE = /\+api\.\w+$|(?:^|\/)(?:[\w.-]+\.config\.\w+|scripts?\/.*|server\/.*|plugins\/.*)$/;
