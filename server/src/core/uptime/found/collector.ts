import type { Collector } from '../../collector.ts';
import { placeOf } from '../../place.ts';
import type { NamedHealthCheck } from './types.ts';
import { manifestOf } from './manifests.ts';

/** Which path platforms and containers ask to learn whether the product is well, as their files say. */
export const UPTIME_COLLECTOR: Collector = {
  id: 'uptime',
  triggers: ['health', 'readinessprobe', 'livenessprobe', 'startupprobe', '_check', 'checks'],
  classes: ['source'],
  wants: (path) => (placeOf(path) === 'product' && manifestOf(path) ? 'triggered' : 'never'),
  collect(document) {
    const manifest = document.text.length > LARGEST ? undefined : manifestOf(document.path);
    if (!manifest) return undefined;
    const known = new Set<string>();
    const healthChecks: NamedHealthCheck[] = [];
    for (const check of manifest(document)) {
      if (healthChecks.length === MOST) break;
      if (!isPlainPath(check.path) || known.has(check.path)) continue;
      known.add(check.path);
      healthChecks.push(check);
    }
    return healthChecks.length === 0 ? undefined : { uptime: { healthChecks } };
  },
};

/** In UTF-16 units: configuration that people write is smaller. */
const LARGEST = 300_000;
const MOST = 20;

/** One that can be asked as it stands: without variables and templates. */
function isPlainPath(path: string): boolean {
  return path.length <= 200 && /^\/[\w\-./~%]*$/.test(path) && !path.startsWith('//');
}
