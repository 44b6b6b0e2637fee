/** All facts about caching, CORS and routes as one model. Made anew whenever a file says something else; what nobody asks for is not worked out. */
import { cachePolicyOf, type CachePolicy } from './caching/policy.ts';
import { policiesOf } from './cors/policies.ts';
import type { CorsPolicy, PolicyContext } from './cors/policy.ts';
import { lazily } from './lazily.ts';
import { hostOfHeadersFile } from './manifests/headersFileHost.ts';
import { packageFolderOf } from './manifests/packageVersions.ts';
import type { PlacedHeader, WebModel } from './model.ts';
import { createModules, type Modules } from './modules.ts';
import { perFile } from './perFile.ts';
import { headersOfObject } from './objectsElsewhere.ts';
import { withAddresses } from './routes/addresses.ts';
import { withImplicitActions, withInheritedGuards } from './routes/inherited.ts';
import { routesOf } from './routes/join.ts';
import { withMounts } from './routes/mounts.ts';
import type { WebFacts } from './types.ts';

export function joinWeb(found: readonly (readonly [string, WebFacts])[]): WebModel {
  const entries = withImplicitActions(withAddresses(withMounts(withInheritedGuards(found))));
  const files: ReadonlyMap<string, WebFacts> = new Map(entries);
  const modules = lazily(() => createModules(files));
  const headersByFile = lazily(() =>
    entries.flatMap(([file, facts]) =>
      facts.headers
        ? [{ facts, headers: HEADERS(file, facts, () => resolvedHeaders(file, facts, model, modules())) }]
        : [],
    ),
  );
  const headers = lazily(() => headersByFile().flatMap((one) => one.headers));
  const cachePolicies = lazily(() =>
    headersByFile().flatMap((one) => {
      const known = POLICIES.get(one.headers) ?? policiesIn(one.headers, one.facts.handlers);
      POLICIES.set(one.headers, known);
      return known;
    }),
  );
  const corsPolicies = lazily(() => corsOf(entries, model, modules()));
  const versions = lazily(() => versionsIn(entries));
  const model: WebModel = {
    files,
    get headers() {
      return headers();
    },
    get cachePolicies() {
      return cachePolicies();
    },
    get corsPolicies() {
      return corsPolicies();
    },
    dataCaches: entries.flatMap(([file, { dataCaches = [], handlers = [] }]) =>
      dataCaches.map((cache) => {
        const handler = cache.handler === undefined ? undefined : handlers[cache.handler];
        return { ...cache, file, ...(handler ? { in: handler } : {}) };
      }),
    ),
    guards: entries.flatMap(([file, { guards = [] }]) => guards.map((guard) => ({ ...guard, file }))),
    lostHeaders: entries.flatMap(([file, { lostHeaders = [] }]) =>
      lostHeaders.map((lost) => ({ ...lost, file })),
    ),
    get routes() {
      return routes();
    },
    versionOf: (library, file) =>
      versions().find((one) => one.name === library && isIn(file, one.folder))?.version,
    resolve: (value, file) => modules().resolve(value, file),
  };
  const routes = lazily(() => routesOf(model));
  return model;
}

function isIn(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

/** The innermost first. */
function versionsIn(
  entries: readonly (readonly [string, WebFacts])[],
): readonly { readonly name: string; readonly version: string; readonly folder: string }[] {
  return entries
    .flatMap(([file, { packages = [] }]) =>
      packages.map(({ name, version }) => ({ name, version, folder: packageFolderOf(file) })),
    )
    .sort((a, b) => b.folder.length - a.folder.length);
}

const HEADERS = perFile<readonly PlacedHeader[]>();

function resolvedHeaders(
  file: string,
  { headers = [] }: WebFacts,
  { versionOf }: Pick<WebModel, 'versionOf'>,
  { resolve, find, asked }: Modules,
): { readonly value: readonly PlacedHeader[]; readonly isOwn: boolean } {
  const before = asked();
  let isOwn = true;
  const value = headers.flatMap((setting): readonly PlacedHeader[] => {
    const found = resolve(setting.value, file);
    // What another file says is shown where this one asks for it.
    const placed = found === setting.value ? found : { ...found, at: setting.value.at };
    const isHosted = setting.setBy === 'headers-file';
    isOwn &&= !isHosted;
    const setBy = isHosted ? hostOfHeadersFile((name) => versionOf(name, file) !== undefined) : setting.setBy;
    if (setting.header === '*') return headersOfObject(setting, found, file, find);
    return [
      Object.assign(
        {},
        setting,
        { setBy, value: placed, file },
        placed === found ? {} : { isElsewhere: true as const },
      ),
    ];
  });
  return { value, isOwn: isOwn && asked() === before };
}

const CORS = perFile<readonly CorsPolicy[]>();

function corsOf(
  entries: readonly (readonly [string, WebFacts])[],
  { versionOf }: Pick<WebModel, 'versionOf'>,
  { find, asked }: Modules,
): readonly CorsPolicy[] {
  let versions = 0;
  const context: PolicyContext = {
    resolve: find,
    version(name, file) {
      versions++;
      return versionOf(name, file);
    },
  };
  return entries.flatMap(([file, facts]) => {
    if (!facts.cors && !facts.headers) return [];
    return CORS(file, facts, () => {
      const before = asked() + versions;
      const value = policiesOf([[file, facts]], context);
      return { value, isOwn: asked() + versions === before };
    });
  });
}

const POLICIES = new WeakMap<readonly PlacedHeader[], readonly CachePolicy[]>();

/** Settings of one group and scope are of one response. */
function policiesIn(
  headers: readonly PlacedHeader[],
  handlers: WebFacts['handlers'],
): readonly CachePolicy[] {
  const groups = new Map<string, PlacedHeader[]>();
  for (const setting of headers) {
    const key = `${setting.group}\0${setting.scope.pattern ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(setting);
    else groups.set(key, [setting]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const handler = first?.handler === undefined ? undefined : handlers?.[first.handler];
    return (first && cachePolicyOf(first.file, group, handler)) ?? [];
  });
}
