import { CONFIG_FILE } from '../config.ts';
import type { MailModel } from '../email/model.ts';
import { placeOf } from '../place.ts';
import type { CorsPolicy } from '../web/cors/policy.ts';
import type { WorkspaceModel } from '../workspaceRule.ts';
import type { Declared, DeclaredCors, DeclaredRedirect } from './declared.ts';
import type { DomainConfig } from './domainConfig.ts';
import { isProduction } from './environmentNames.ts';
import { isWithin } from './hostNames.ts';

/** What the workspace says that can be held against answers: what is written out, for every visitor, and for the product. */
export function declaredOf(
  { web, live, mail }: Pick<WorkspaceModel, 'web' | 'live' | 'mail'>,
  config: readonly DomainConfig[],
): Declared {
  const named = config.map(({ domain, at }) => ({
    file: CONFIG_FILE,
    at,
    host: domain,
    source: 'configuration',
  }));
  const production = config.flatMap(({ domain, environments, at }) =>
    environments
      .filter(({ name, host, port }) => isProduction(name) && isWithin(host, domain) && (port ?? 443) === 443)
      .map(({ host, at: place }) => ({
        file: CONFIG_FILE,
        at: place ?? at,
        host,
        source: 'production',
        environment: 'production',
      })),
  );
  const cors = corsOf(web.corsPolicies);
  return {
    headers: live.headers.filter(isOfProduct).slice(0, MOST),
    redirects: ofOneFile(live.redirects.filter(isOfProduct)).slice(0, MOST),
    domains: [...named, ...production, ...live.domains.filter(isOfProduct)].slice(0, MOST),
    ...(cors.length > 0 && { cors }),
    ...mailOf(mail),
  };
}

function mailOf({ senders, providers }: MailModel): Pick<Declared, 'mail'> {
  const mail = {
    senders: senders.filter(isOfProduct).slice(0, MOST),
    providers: providers.filter(isOfProduct).slice(0, MOST),
  };
  return mail.senders.length + mail.providers.length > 0 ? { mail } : {};
}

/** Two applications with redirects of a kind: nobody knows which of them runs where. */
function ofOneFile(redirects: readonly DeclaredRedirect[]): readonly DeclaredRedirect[] {
  const files = new Map<string, Set<string>>();
  for (const { setBy, file } of redirects) files.set(setBy, (files.get(setBy) ?? new Set()).add(file));
  return redirects.filter(({ setBy }) => files.get(setBy)?.size === 1);
}

/** It goes to another thread with every run. */
const MOST = 600;

function isOfProduct({ file }: { readonly file: string }): boolean {
  return placeOf(file) === 'product' || /(?:^|\/)\.?env/.test(file);
}

/** None where a part of the product lets anybody in, or may: then an open answer is what was declared. */
function corsOf(policies: readonly CorsPolicy[]): readonly DeclaredCors[] {
  const own = policies.filter(isOfProduct);
  const lists = own.map(({ file, at, scope, origins }) => {
    const texts = origins.flatMap((rule) =>
      rule.kind === 'listed' && rule.stage !== 'development' ? [rule.text] : [],
    );
    const isList = origins.every(
      ({ kind, stage }) => kind === 'listed' || kind === 'nothing' || stage === 'development',
    );
    return isList && texts.length > 0 ? { file, at, scope, origins: texts } : undefined;
  });
  return lists.every((one) => one !== undefined) ? lists : [];
}
