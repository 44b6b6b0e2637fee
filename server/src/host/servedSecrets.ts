import { randomBytes } from 'node:crypto';
import { createAnalyzer } from '../core/analyze.ts';
import type { Config } from '../core/config.ts';
import { servedSecretsWith, type ServedSecret } from '../core/live/exposure/servedSecrets.ts';
import secretInBundle from '../core/rules/secrets/secret-in-bundle.ts';

/** Our own scanner (SERVED_SECRET_RULES), for texts that a server hands to everybody. */
export function createSecretSearch(
  config: Config,
  today: string,
): (text: string, name: string) => readonly ServedSecret[] {
  return servedSecretsWith(
    createAnalyzer({
      rules: [secretInBundle],
      config,
      today,
      now: () => performance.now(),
      salt: randomBytes(16).toString('hex'),
    }),
  );
}
