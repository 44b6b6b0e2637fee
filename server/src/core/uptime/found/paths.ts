/** What paths say of themselves. All begin with "/" and have no parameters. */

/** "/login", "/auth/sign-in", "/users/sign_in": a page at most two folders deep. */
export function loginPath(path: string): boolean {
  const parts = partsOf(path);
  return (
    parts.length <= 3 &&
    parts[0] !== 'api' &&
    /^(?:log-?in|log_in|sign-?in|sign_in)(?:\.html?|\.php)?$/.test(parts.at(-1) ?? '')
  );
}

/**
 * "/health", "/api/healthz", "/up" (https://guides.rubyonrails.org/, https://laravel.com/docs/deployment), "/livez", "/readyz"
 * (https://kubernetes.io/docs/reference/using-api/health-checks/). "live", "up", "status" may be pages for people.
 */
export function healthPath(path: string, kind: string): boolean {
  const parts = partsOf(path);
  const last = parts.at(-1) ?? '';
  if (parts.length > 4 || parts.slice(0, -1).some((part) => !BEFORE_HEALTH.test(part))) return false;
  if (/^(?:healthz?|health-?check|health_check|livez|liveness|readyz|readiness|heartbeat)$/.test(last))
    return true;
  return kind !== 'page' && /^(?:up|live|ready|alive|ping|_health)$/.test(last);
}

/** Folders that say nothing of what is below them. */
const BEFORE_HEALTH = /^(?:api|v\d{1,2}|_|-|internal|public|health|healthz|system|actuator|rest)$/;

/** "/api/webhooks/stripe", "/stripe/webhook", "/clerk-webhooks". */
export function webhookPath(path: string): boolean {
  const parts = partsOf(path);
  return (
    parts.some((part) => /(?:^|[-_])web-?hooks?(?:$|[-_])/.test(part)) &&
    !parts.some((part) => FOR_PEOPLE.test(part))
  );
}

/** Where people manage the webhooks of their own. */
const FOR_PEOPLE = /^(?:settings|dashboard|admin|account|console|docs|developers?|new|edit)$/;

function partsOf(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '');
}
