import { hasPublicAlternative } from '../../env/judging/alternatives.ts';
import { isPagesOnly, runsInBrowsers } from '../../env/judging/browserSide.ts';
import { definedByBuild } from '../../env/judging/buildSettings.ts';
import { isForeignPublicName } from '../../env/judging/prefixes.ts';
import { relatedUses } from '../../env/judging/uses.ts';
import type { EnvPackage, EnvVariable, Framework, PlacedUse } from '../../env/model.ts';
import { defineWorkspaceRule, type PlacedFinding, type WorkspaceContext } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'env/server-variable-in-client',
  impact: 'high',
  stage: 'deployment',
  title: 'Server variable in code for browsers',
  why: 'Builds hand only variables with a public prefix to browsers. Any other one is undefined there, always, even where it is set.',
  *check({ env }, context) {
    for (const folder of env.packages) {
      const framework = folder.frameworks.find(({ publicPrefixes }) => publicPrefixes.length > 0);
      if (!framework || folder.publicPrefixes.length === 0) continue;
      const isDefinedByHand = definedByBuild(folder, context);
      for (const variable of folder.variables.values()) {
        if (!isPrivate(variable, folder)) continue;
        const wrong = variable.uses.filter(
          (placed) =>
            isUndefinedThere(placed, folder, context) && !hasPublicAlternative(placed, folder, context),
        );
        const [first] = wrong;
        if (first && !isDefinedByHand(variable.name))
          yield finding(variable, { wrong, first, folder, framework });
      }
    }
  },
});

function isPrivate({ name, publicPrefix, suppliedBy }: EnvVariable, folder: EnvPackage): boolean {
  return (
    publicPrefix === undefined &&
    suppliedBy === undefined &&
    !BUILT_IN.has(name) &&
    !isForeignPublicName(name, folder)
  );
}

/** Written into the pages by every build of its kind. */
const BUILT_IN = new Set([
  'NODE_ENV',
  'PUBLIC_URL',
  'BASE_URL',
  'MODE',
  'DEV',
  'PROD',
  'SSR',
  'VITEST',
  'FAST_REFRESH',
  'STORYBOOK',
  'EXPO_OS',
  'EXPO_BASE_URL',
  'EXPO_PROJECT_ROOT',
  'EXPO_ROUTER_APP_ROOT',
  'EXPO_ROUTER_IMPORT_MODE',
]);

interface Found {
  readonly wrong: readonly PlacedUse[];
  readonly first: PlacedUse;
  readonly folder: EnvPackage;
  readonly framework: Framework;
}

function finding(variable: EnvVariable, found: Found): PlacedFinding {
  const { name, isSecret } = variable;
  const { wrong, first, folder, framework } = found;
  if (isPrivateModule(first.use.through)) return importFinding(variable, found);
  const prefix = framework.publicPrefixes[0] ?? '';
  const advice = isSecret
    ? 'Its name promises a secret, so leave it on the server, and let this page call a route there.'
    : `If everyone may see the value, name it ${prefix}${name}, here and where it is set. Otherwise read it on the server and hand the result on.`;
  return {
    file: first.file,
    at: first.use.at,
    impact: first.use.need === 'required' ? 'high' : 'medium',
    kind: name,
    message: `${name} is always undefined here: this code runs in browsers, and ${framework.name} hands them only names that start with ${listed(folder.publicPrefixes)}. ${advice}`,
    related: relatedUses(wrong, first, 'Undefined here as well'),
  };
}

/** SvelteKit's `$env/static/private` and `$env/dynamic/private`. */
function isPrivateModule(through: string): boolean {
  return through.startsWith('$env/') && through.endsWith('/private');
}

function isComponent(file: string): boolean {
  return file.endsWith('.svelte') && !/(?:^|\/)server\/|\.server\./.test(file);
}

function importFinding({ name }: EnvVariable, { wrong, first }: Found): PlacedFinding {
  return {
    file: first.file,
    at: first.use.at,
    impact: 'medium',
    kind: name,
    message: `${name} comes from ${first.use.through}, which is for servers alone: this component runs in browsers as well, so that SvelteKit refuses to build it. Read it in a +page.server file, and hand on what the page may know.`,
    related: relatedUses(wrong, first, 'Taken here as well'),
  };
}

/** Vite writes public names into whatever it builds, for servers too; others only matter in browsers. */
function isUndefinedThere(placed: PlacedUse, folder: EnvPackage, context: WorkspaceContext): boolean {
  const { file, use, place } = placed;
  if (isPrivateModule(use.through)) return place === 'product' && isComponent(file);
  if (place !== 'product' || use.schema !== undefined || SETTINGS.test(file)) return false;
  if (use.through.startsWith('import.meta.env')) {
    const { frameworks } = folder;
    if (!frameworks.some(({ id }) => INLINES.has(id)) || frameworks.some(({ id }) => READS_ALL.has(id)))
      return false;
    return frameworks.some(({ id }) => id !== 'vite' && INLINES.has(id)) || isPagesOnly(folder, context);
  }
  if (!use.through.startsWith('process.env')) return false;
  return runsInBrowsers(placed, folder, context) && !asksWhereItRuns(context.read(file));
}

const SETTINGS = /(?:^|\/)[\w.-]+\.config\.[cm]?[jt]s$|\.d\.ts$/;
const INLINES = new Set([
  'vite',
  'sveltekit',
  'react-router',
  'solidstart',
  'tanstack-start',
  'qwik',
  'laravel',
]);
/** On their servers `import.meta.env` has every variable, or names of their own. */
const READS_ALL = new Set(['astro', 'nuxt', 'bun', 'wxt', 'plasmo', 'electron-vite', 'nextjs', 'expo']);

/** Code that runs on both sides asks which one it is on before it reads. */
function asksWhereItRuns(text: string | undefined): boolean {
  return (
    text === undefined ||
    /typeof (?:window|document|process|globalThis)\b|import\.meta\.env\.SSR|isServer\b/.test(text)
  );
}

function listed(prefixes: readonly string[]): string {
  return prefixes.length < 2
    ? (prefixes[0] ?? '')
    : `${prefixes.slice(0, -1).join(', ')} or ${prefixes.at(-1)}`;
}
