/** What the settings of a package's build put in the place of variables, beside what its framework does by itself. */
import { join } from '../../paths.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { EnvPackage } from '../model.ts';

/** Answers whether the settings put in a value for a name: by the name, by its prefix, or by all names at once. */
export function definedByBuild(folder: EnvPackage, texts: Texts): (name: string) => boolean {
  let settings: string | undefined;
  let prefixes: readonly string[] = [];
  return (name) => {
    if (settings === undefined) {
      settings = settingsOf(folder, texts);
      prefixes = prefixesIn(settings);
    }
    return (
      settings.includes(name) ||
      ALL_AT_ONCE.test(settings) ||
      prefixes.some((prefix) => name.startsWith(prefix))
    );
  };
}

/** `define: {'process.env': env}` */
const ALL_AT_ONCE = /['"`]?(?:process\.env|import\.meta\.env)['"`]?\s{0,8}:/;

/** Prefixes that stand behind `envPrefix` and its like. */
function prefixesIn(settings: string): readonly string[] {
  const found: string[] = [];
  for (const { index } of settings.matchAll(/\b(?:envPrefix|loadEnv|prefixes|publicPrefix)\b/g)) {
    for (const [, prefix] of settings.slice(index, index + 200).matchAll(/['"`]([A-Z][A-Z0-9_]*)['"`]/g))
      if (prefix !== undefined) found.push(prefix);
  }
  return found;
}

function settingsOf({ folder, frameworks }: EnvPackage, texts: Texts): string {
  const names = new Set(
    frameworks.flatMap(({ id }) => (SETTINGS[id] ?? '').split(' ').filter((name) => name !== '')),
  );
  return [...names]
    .flatMap((name) => EXTENSIONS.map((extension) => `${name}.config.${extension}`))
    .map((name) => withoutSchema(texts.read(join(folder, name)) ?? ''))
    .join('\n');
}

/** `X: envField.string({ … })` in Astro's settings asks for a variable, and puts nothing in its place. */
function withoutSchema(text: string): string {
  return text.replaceAll(/['"]?\b[A-Z][A-Z0-9_]{0,99}['"]?\s{0,8}:\s{0,8}(?=envField\b)/g, '');
}

/** By framework: the settings files of its build, without what follows. */
const SETTINGS: Readonly<Record<string, string>> = {
  nextjs: 'next',
  blitz: 'next',
  vite: 'vite',
  'react-router': 'vite',
  qwik: 'vite',
  wasp: 'vite',
  laravel: 'vite',
  'electron-vite': 'electron.vite',
  sveltekit: 'vite svelte',
  solidstart: 'vite app',
  'tanstack-start': 'vite app',
  astro: 'astro',
  nuxt: 'nuxt',
  wxt: 'wxt',
  rsbuild: 'rsbuild',
  'create-react-app': 'craco webpack',
  'vue-cli': 'vue',
  expo: 'app',
};
const EXTENSIONS = ['ts', 'js', 'mjs', 'mts', 'cjs'];
