import { createAnalyzer, type Analysis } from '../../server/src/core/analyze.ts';
import { parseBaseline } from '../../server/src/core/baseline.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { NO_FACTS, type WorkspaceFacts } from '../../server/src/core/facts.ts';
import type { Finding } from '../../server/src/core/finding.ts';
import type { Rule } from '../../server/src/core/rule.ts';
import { RULES } from '../../server/src/core/rules/registry.ts';

export const TODAY = '2026-11-22';

export interface AnalyzeOptions {
  readonly config?: string;
  readonly baseline?: string;
  readonly rules?: readonly Rule[];
  readonly today?: string;
  readonly facts?: WorkspaceFacts;
  readonly salt?: string;
}

/** Judges one text as the product would, triggers included. */
export function analyzeText(path: string, text: string, options: AnalyzeOptions = {}): Analysis {
  const { fingerprints } = parseBaseline(options.baseline ?? '');
  const { config } = parseConfig(options.config ?? '', fingerprints);
  const analyzer = createAnalyzer({
    rules: options.rules ?? RULES,
    config,
    today: options.today ?? TODAY,
    now: () => performance.now(),
    salt: options.salt ?? 'salt of the tests',
  });
  const triggered = analyzer.triggeredByBytes(path, new TextEncoder().encode(text));
  return analyzer.analyze({ path, text }, options.facts ?? NO_FACTS, triggered);
}

/** The findings that are not suppressed. */
export function findingsIn(path: string, text: string, options: AnalyzeOptions = {}): readonly Finding[] {
  return analyzeText(path, text, options).findings.filter(({ suppressed }) => !suppressed);
}
