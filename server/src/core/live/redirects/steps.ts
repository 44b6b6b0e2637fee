import type { HttpObservation } from '../../observations/http.ts';
import { followedChains, type Step, stepsOf } from './chains.ts';

/** Every redirect that fits, each once, whichever chain it was met in. */
export function* stepsWhere(http: HttpObservation, fits: (step: Step) => boolean): Generator<Step> {
  const seen = new Set<string>();
  for (const chain of followedChains(http)) {
    for (const step of stepsOf(chain)) {
      const key = `${step.from.origin} ${step.status} ${step.to?.origin ?? ''}`;
      if (seen.has(key) || !fits(step)) continue;
      seen.add(key);
      yield step;
    }
  }
}

/** "https://example.com/ → 302 http://localhost:3000/" */
export function stepLine({ from, status, to }: Step): string {
  return `${from.href} → ${status} ${to?.href ?? 'without a Location that can be read'}`;
}
