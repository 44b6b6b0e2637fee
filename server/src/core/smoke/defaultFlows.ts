import { smokeStep, type SmokeFlow } from './smokeConfig.ts';

/** What can be asked of any product, where the configuration has no `smoke`. The page's own files are added when it was seen. */
export function defaultFlows(healthPath: string | undefined): readonly SmokeFlow[] {
  const home = smokeStep({
    name: HOME,
    request: 'GET /',
    follow: true,
    expect: { status: 200, header: { 'content-type': 'text/html' } },
  });
  const unknown = smokeStep({
    name: 'A page that is not there',
    request: 'GET /launch-ready-smoke-no-such-page',
    expect: { status: [404, 410] },
  });
  return [
    { name: HOME, steps: [home], impact: 'blocker' },
    ...(healthPath === undefined ? [] : [healthFlow(healthPath)]),
    { name: 'A page that is not there', steps: [unknown], impact: 'low' },
  ];
}

export const HOME = 'Home page';

/** A script or style sheet that the page loads from its own host. `path`: with its query. */
export function assetFlow(path: string): SmokeFlow {
  const step = smokeStep({ name: `GET ${path}`, path, follow: true, expect: { status: 200 } });
  return { name: 'A file of the home page', steps: [step], impact: 'blocker' };
}

function healthFlow(path: string): SmokeFlow {
  return {
    name: 'Health',
    steps: [smokeStep({ name: `GET ${path}`, path, expect: { status: '2xx' } })],
    impact: 'blocker',
  };
}

/** Of paths that routes answer with GET, the one that says whether the product is well. */
export function healthPathOf(paths: readonly string[]): string | undefined {
  return paths
    .filter((path) => /^\/[\w./-]*$/.test(path) && HEALTH.test(path))
    .toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}

const HEALTH = /\/(?:health|healthz|health-?check|livez|readyz|ready|heartbeat|up)$/i;
