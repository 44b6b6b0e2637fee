import type { Analyzer } from '../../analyze.ts';
import type { Impact } from '../../finding.ts';
import { NO_FACTS, type WorkspaceFacts } from '../../facts.ts';
import { isPlaceholder } from '../../secrets/placeholder.ts';

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
 * like a file's: "app.js"; what has no name of a file that is known is a page. The analyzer needs no rules but those above.
 */
export function servedSecretsWith(
  analyzer: Pick<Analyzer, 'analyze'>,
): (text: string, name: string) => readonly ServedSecret[] {
  return (text, name) => {
    const found = analyzer
      .analyze({ path: `${FOLDER}/${fileNameOf(name)}`, text }, FACTS)
      .findings.filter(({ ruleId, suppressed }) => SERVED_SECRET_RULES.has(ruleId) && !suppressed)
      .map(({ ruleId, impact, message, range }): ServedSecret => ({
        ruleId,
        impact,
        message: message.replace(' in built code', ''),
        line: range?.start.line ?? 1,
      }));
    const isKnown = ({ shown }: UnusualKey): boolean => found.some(({ message }) => message.includes(shown));
    return [
      ...found,
      ...unusualKeys(text)
        .filter((key) => !isKnown(key))
        .map(({ shown, line }): ServedSecret => ({
          ruleId: 'secrets/secret-in-bundle',
          impact: 'blocker',
          message: `live secret key as Stripe’s ${shown}. Every visitor can read it in the browser's developer tools and act in your name. Replace it at its provider, move the call that needs it to a server, and build again.`,
          line,
        })),
    ];
  };
}

const FOLDER = 'served';
const FACTS: WorkspaceFacts = { ...NO_FACTS, built: [{ folder: FOLDER, served: true }] };

/** Names of tests, locks and libraries mean something in a workspace, and nothing on a server. */
function fileNameOf(name: string): string {
  const extension = /\.([cm]?js|css|json|map|txt|webmanifest)$/i.exec(name)?.[1]?.toLowerCase();
  return extension === undefined ? 'page.html' : `file.${extension}`;
}

interface UnusualKey {
  /** Masked. */
  readonly shown: string;
  readonly line: number;
}

/** Stripe calls its keys opaque, and Clerk’s begin like them: a live one of a length that nobody knew is a secret all the same. */
function unusualKeys(text: string): readonly UnusualKey[] {
  const keys = new Map<string, UnusualKey>();
  for (const match of text.matchAll(/(?<![0-9A-Za-z_])[sr]k_live_([0-9A-Za-z]{16,255})(?![0-9A-Za-z_])/g)) {
    const [key, value = ''] = match;
    if (keys.has(key) || !isRandom(value) || isPlaceholder(key)) continue;
    const line = text.slice(0, match.index).split('\n').length;
    keys.set(key, { shown: `(${key.slice(0, 4)}…${key.slice(-4)})`, line });
    if (keys.size >= MOST_KEYS) break;
  }
  return [...keys.values()];
}

const MOST_KEYS = 20;

function isRandom(value: string): boolean {
  return /\d/.test(value) && /[a-z]/.test(value) && /[A-Z]/.test(value) && new Set(value).size >= 10;
}
