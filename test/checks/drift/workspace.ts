import assert from 'node:assert/strict';
import type { Check, CheckContext } from '../../../server/src/core/check.ts';
import { parseConfig } from '../../../server/src/core/config.ts';
import { joinWorkspace } from '../../../server/src/core/judgeWorkspace.ts';
import { languageOf } from '../../../server/src/core/language.ts';
import { LIVE_COLLECTOR } from '../../../server/src/core/live/candidates/collector.ts';
import { declaredOf } from '../../../server/src/core/live/declaredOf.ts';
import { targetFor } from '../../../server/src/core/live/targets.ts';
import type { DomainObservation } from '../../../server/src/core/observations/domain.ts';
import type { HttpObservation } from '../../../server/src/core/observations/http.ts';
import { createDocument } from '../../../server/src/core/source.ts';
import { WEB_COLLECTOR } from '../../../server/src/core/web/collector.ts';
import {
  exchange,
  healthyContext,
  healthyDns,
  healthyDomain,
  healthyHttp,
  resolvedName,
  verdicts,
} from '../../support/observations.ts';

export const SHOP = 'shopkeep.io';
const NAMED = 'domains: [{ domain: shopkeep.io }]';

/** A workspace, seen from the domain; `text` is that of launch-ready.yaml. */
export function contextOf(
  files: Readonly<Record<string, string>>,
  { text = NAMED, ...changes }: Partial<CheckContext> & { readonly text?: string } = {},
): CheckContext {
  const { config } = parseConfig(text);
  const facts = new Map(
    Object.entries(files).map(([path, content]) => {
      const document = createDocument({ path, text: content });
      const found = [WEB_COLLECTOR, LIVE_COLLECTOR].filter(
        (one) => one.wants(path, languageOf(path)) !== 'never',
      );
      return [path, Object.assign({}, ...found.map((one) => one.collect(document)))] as const;
    }),
  );
  const declared = declaredOf(joinWorkspace({ files: facts, ignoredEnv: [] }), config.domains);
  const target = targetFor(SHOP, { config: config.domains, redirects: declared.redirects });
  assert.ok(target);
  return { ...healthyContext(SHOP), target, declared, ...changes };
}

export function observed(
  http: Partial<HttpObservation>,
  changes: Partial<DomainObservation> = {},
): DomainObservation {
  const names = [SHOP, `www.${SHOP}`].map((host) => resolvedName({ host }));
  return healthyDomain({
    domain: SHOP,
    dns: healthyDns({ domain: SHOP, names }),
    http: healthyHttp({ canonicalHost: SHOP, chains: [], endpoints: [], assets: [], ...http }),
    ...changes,
  });
}

export function answering(headers: Readonly<Record<string, string>>, path = '/'): DomainObservation {
  const home = exchange({ url: `https://${SHOP}${path}`, headers });
  return observed({ endpoints: [{ url: home.url, kind: 'home', exchange: home, cors: [] }] });
}

/** "file:line" of what each problem says causes it. */
export function lines(check: Check, seen: DomainObservation, context: CheckContext): readonly string[] {
  return verdicts(check, seen, context).flatMap((one) =>
    'problem' in one ? [`${one.declaredAt?.file}:${one.declaredAt?.at.line}`] : [],
  );
}

export const ON_VERCEL = { providers: { host: 'vercel' } };
