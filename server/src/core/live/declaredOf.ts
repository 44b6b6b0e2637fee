import { CONFIG_FILE } from '../config.ts';
import { placeOf } from '../place.ts';
import type { CorsPolicy } from '../web/cors/policy.ts';
import { HEADER_PLACES, type HeaderPlaceId } from '../web/headerPlaces.ts';
import type { PlacedHeader } from '../web/model.ts';
import type { Condition } from '../web/values.ts';
import type { WorkspaceModel } from '../workspaceRule.ts';
import type { Declared, DeclaredCors, DeclaredHeader } from './declared.ts';
import type { DomainConfig } from './domainConfig.ts';

/** What the workspace says that can be held against answers: what is written out, for every visitor, and for the product. */
export function declaredOf(
  { web, live }: Pick<WorkspaceModel, 'web' | 'live'>,
  config: readonly DomainConfig[],
): Declared {
  const named = config.map(({ domain, at }) => ({
    file: CONFIG_FILE,
    at,
    host: domain,
    source: 'configuration',
  }));
  const cors = corsOf(web.corsPolicies);
  return {
    headers: headersOf(web.headers).slice(0, MOST),
    redirects: live.redirects.filter(isOfProduct).slice(0, MOST),
    domains: [...named, ...live.domains.filter(isOfProduct)].slice(0, MOST),
    ...(cors.length > 0 && { cors }),
  };
}

/** It goes to another thread with every run. */
const MOST = 600;

function isOfProduct({ file }: { readonly file: string }): boolean {
  return placeOf(file) === 'product' || /(?:^|\/)\.?env/.test(file);
}

/** Where a server or a platform sets headers by the path alone. Code may have asked anything before it does. */
const BY_PATH: ReadonlySet<HeaderPlaceId> = new Set<HeaderPlaceId>([
  ...([
    'next-config',
    'vercel',
    'netlify-toml',
    'netlify-headers',
    'cloudflare-headers',
    'headers-file',
  ] as const),
  ...(['firebase', 'static-web-apps', 'amplify', 'render', 'fly', 'nginx', 'apache', 'caddy'] as const),
]);

/** Without those that another setting of the same file may take the place of, in a way that can't be told. */
function headersOf(settings: readonly PlacedHeader[]): readonly DeclaredHeader[] {
  const placed = settings.filter((one) => BY_PATH.has(one.setBy) && isOfProduct(one));
  const doubtful = new Set(placed.filter((one) => textOf(one) === undefined).map(keyOf));
  return placed.flatMap((one) => {
    const value = textOf(one);
    if (value === undefined || doubtful.has(keyOf(one)) || one.header === '*') return [];
    const { file, nameAt, header, scope, setBy } = one;
    return [{ file, at: nameAt, header, value, scope, setBy: HEADER_PLACES[setBy].name, place: setBy }];
  });
}

function keyOf({ file, header }: PlacedHeader): string {
  return `${file}\0${header}`;
}

/** The value, where it is written out and holds for everybody. */
function textOf({ value, mode, scope, when = [], lost, isElsewhere }: PlacedHeader): string | undefined {
  const isPlain = mode === 'set' && scope.conditional !== true && scope.methods === undefined && !lost;
  if (!isPlain || isElsewhere === true || !when.every(isProduction)) return undefined;
  if (value.kind === 'number') return String(value.value);
  // `$host`, `{http.request.host}`, `%{…}e`: worked out for each answer.
  return value.kind === 'text' && !/[${}%]/.test(value.text) ? value.text : undefined;
}

function isProduction(condition: Condition): boolean {
  return condition.kind === 'stage' && condition.stage === 'production';
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
