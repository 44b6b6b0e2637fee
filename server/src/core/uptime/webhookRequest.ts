/**
 * How a webhook is asked: as its provider does, but for the signature and what an event has. It has to be POST: many frameworks
 * answer 404 to GET where only POST is routed (Express, Sinatra; Laravel and Next.js 405), which says nothing. An object without a
 * type is no event, so that handlers which look at signatures refuse it (4xx), and those which don't find nothing to do.
 * It must be JSON that can be read, or handlers fail (500) before they look at who asks.
 */
export const WEBHOOK_REQUEST = {
  method: 'POST',
  body: '{}',
  headers: { 'content-type': 'application/json' },
} as const;
