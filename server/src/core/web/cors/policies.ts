/** All policies of CORS that files set. */
import type { WebFacts } from '../types.ts';
import { policiesOfHeaders } from './headers.ts';
import type { CorsPolicy, PolicyContext } from './policy.ts';
import { policiesOfSetting } from './settings.ts';

export function policiesOf(
  entries: Iterable<readonly [string, WebFacts]>,
  context: PolicyContext,
): readonly CorsPolicy[] {
  const found: CorsPolicy[] = [];
  for (const [file, facts] of entries) {
    for (const setting of facts.cors ?? []) found.push(...policiesOfSetting(setting, file, facts, context));
    if (facts.headers) found.push(...policiesOfHeaders(file, facts, context));
  }
  return found;
}
