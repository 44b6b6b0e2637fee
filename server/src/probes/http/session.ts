import type { HttpExchange, UrlParts } from '../../core/observations/http.ts';
import { isFailure } from '../../core/observations/failure.ts';
import type { Share } from '../budget.ts';
import type { HttpClient, HttpOrder } from './client.ts';
import { failure } from './failures.ts';

/** What is asked of one domain: each question once, of confirmed hosts alone, as many as it may cost. */
export interface Session {
  ask(order: HttpOrder, share?: Pick<Share, 'take'>): Promise<HttpExchange>;
  isConfirmed(url: UrlParts): boolean;
  /** Requests that were sent. */
  readonly requests: number;
}

export interface SessionSettings {
  readonly client: HttpClient;
  readonly confirmed: ReadonlySet<string>;
  /** Asked when they are named, but no redirect of the domain is followed to them. */
  readonly aside?: ReadonlySet<string>;
  /** The share that a request to a host comes from where none is named. */
  readonly budgetOf: (host: string) => Pick<Share, 'take'>;
}

export function createSession({ client, confirmed, aside = NOBODY, budgetOf }: SessionSettings): Session {
  const asked = new Map<string, Promise<HttpExchange>>();
  let requests = 0;
  const isConfirmed = (url: UrlParts): boolean => confirmed.has(url.hostname);

  function send(order: HttpOrder, share: Pick<Share, 'take'> | undefined): Promise<HttpExchange> {
    const { hostname } = order.url;
    if (!isConfirmed(order.url) && !aside.has(hostname))
      return withheld(order, failure('not-confirmed', `nobody confirmed that ${hostname} may be asked`));
    const budget = share ?? budgetOf(hostname);
    const take = (): boolean => {
      const isLeft = budget.take();
      if (isLeft) requests += 1;
      return isLeft;
    };
    if (!take())
      return withheld(order, failure('limit', 'as many requests as one domain may cost were sent'));
    return client.request({ ...order, mayRepeat: take });
  }

  return {
    async ask(order, share) {
      const key = keyOf(order);
      let exchange = asked.get(key);
      if (!exchange) {
        exchange = send(order, share);
        asked.set(key, exchange);
      }
      const { outcome } = await exchange;
      // Later, when others gave back what was set aside for them, there may be a request left for it.
      if (isFailure(outcome) && outcome.failed === 'limit') asked.delete(key);
      return exchange;
    },
    isConfirmed,
    get requests() {
      return requests;
    },
  };
}

const NOBODY: ReadonlySet<string> = new Set();

function keyOf({ method = 'GET', url, sent = {}, pinned = '' }: HttpOrder): string {
  return JSON.stringify([method, url.href, pinned, Object.entries(sent)]);
}

function withheld(
  { method = 'GET', url, sent = {} }: HttpOrder,
  outcome: ReturnType<typeof failure>,
): Promise<HttpExchange> {
  return Promise.resolve({ method, url, sent, outcome, timings: { total: 0 } });
}
