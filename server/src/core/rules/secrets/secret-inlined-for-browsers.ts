import { lexed } from '../../fixes/literals.ts';
import type { Impact, RawFinding } from '../../finding.ts';
import { placeOf } from '../../place.ts';
import { SCRIPT_LANGUAGES } from '../../language.ts';
import { defineRule } from '../../rule.ts';
import { impactInPlace } from '../../secrets/describe.ts';
import { inlinedEnvironment, type Inlined } from '../../secrets/inlinedEnvironment.ts';

export default defineRule({
  id: 'secrets/secret-inlined-for-browsers',
  impact: 'blocker',
  stage: 'security',
  title: 'Secret copied into the code for browsers',
  why: 'What a build tool or a page copies out of the environment is sent to every visitor. One line can publish every key of the server.',
  triggers: ['process.env', 'loadenv', 'environmentplugin', 'runtimeconfig', 'dotenv', 'import.meta.env'],
  appliesTo: SCRIPT_LANGUAGES,
  *check(document) {
    const place = placeOf(document.path);
    if (place === 'test' || place === 'docs') return;
    const seen = new Set<string>();
    for (const inlined of inlinedEnvironment(document.path, document.text, lexed(document).code)) {
      const key = inlined.name ?? `${inlined.range.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield finding(inlined, document.path);
    }
  },
});

function finding({ name, range, by, strength }: Inlined, path: string): RawFinding {
  const impact: Impact = strength === 'certain' ? 'blocker' : strength === 'likely' ? 'medium' : 'low';
  return {
    range,
    impact: impactInPlace(impact, path),
    kind: name ?? 'environment',
    message:
      name === undefined
        ? `${by} all variables of the environment to every visitor, with every key and password in them. Hand over only the names that a browser needs, one by one.`
        : `${by} the value of ${name} to every visitor. Take it out, use it on the server only, and replace the value if this was ever deployed.`,
  };
}
