import type { Analyzer } from '../analyze.ts';
import type { Impact } from '../finding.ts';
import { NO_FACTS, type WorkspaceFacts } from '../facts.ts';

/** A secret in something that was served to everybody. Never holds the value. */
export interface ServedSecret {
  readonly ruleId: string;
  readonly impact: Impact;
  /** Masked. */
  readonly message: string;
  readonly kind?: string;
  /** 1-based, in the text that was served. */
  readonly line: number;
}

/** Rules that know what belongs into browsers: the others judge what people write, and would take samples for keys. */
export const SERVED_SECRET_RULES: ReadonlySet<string> = new Set(['secrets/secret-in-bundle']);

/**
 * Our own scanner, for texts that a server hands to everybody: judged as a file of a build that browsers are sent. `name` is
 * like a file's: "app.js". The analyzer needs no rules but those above.
 */
export function servedSecretsWith(
  analyzer: Pick<Analyzer, 'analyze'>,
): (text: string, name: string) => readonly ServedSecret[] {
  return (text, name) =>
    analyzer
      .analyze({ path: `${FOLDER}/${name.replaceAll(/[^\w.-]+/g, '-')}`, text }, FACTS)
      .findings.filter(({ ruleId, suppressed }) => SERVED_SECRET_RULES.has(ruleId) && !suppressed)
      .map(({ ruleId, impact, message, range }) => ({
        ruleId,
        impact,
        message: message.replace(' in built code', ''),
        line: range?.start.line ?? 1,
      }));
}

const FOLDER = 'served';
const FACTS: WorkspaceFacts = { ...NO_FACTS, built: [{ folder: FOLDER, served: true }] };
