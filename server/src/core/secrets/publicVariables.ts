import type { TextRange } from '../finding.ts';

/** A variable whose name says that a build tool writes its value into the code for browsers. */
export interface PublicVariable extends TextRange {
  readonly name: string;
  /** The name without its prefix. */
  readonly rest: string;
  readonly prefix: string;
  /** Who writes it there. */
  readonly tool: string;
}

/** The names with a public prefix in a text, in order; each as often as it occurs. */
export function publicVariables(text: string): readonly PublicVariable[] {
  return [...text.matchAll(NAME)].map((match) => {
    const [name, prefix = '', rest = ''] = match;
    return {
      name,
      prefix,
      rest,
      tool: TOOLS[prefix] ?? '',
      start: match.index,
      end: match.index + name.length,
    };
  });
}

// Sources: each tool's page on environment variables.
const TOOLS: Readonly<Record<string, string>> = {
  NEXT_PUBLIC_: 'Next.js',
  VITE_: 'Vite',
  REACT_APP_: 'Create React App',
  NUXT_PUBLIC_: 'Nuxt',
  EXPO_PUBLIC_: 'Expo',
  GATSBY_: 'Gatsby',
  VUE_APP_: 'Vue CLI',
  STORYBOOK_: 'Storybook',
  NG_APP_: 'The Angular build',
  BUN_PUBLIC_: 'Bun',
  TARO_APP_: 'Taro',
  PLASMO_PUBLIC_: 'Plasmo',
  BLITZ_PUBLIC_: 'Blitz',
  RENDERER_VITE_: 'electron-vite',
  WXT_: 'WXT',
  REDWOOD_ENV_: 'Redwood',
  PUBLIC_: 'A build with SvelteKit, Astro or Rsbuild',
};

/** Lower-case literals without one of which no text has such a name. */
export const PUBLIC_VARIABLE_TRIGGERS: readonly string[] = [
  'public_',
  'vite_',
  'react_app_',
  'gatsby_',
  'vue_app_',
  'storybook_',
  'ng_app_',
  'taro_app_',
  'wxt_',
  'redwood_env_',
];

const NAME = new RegExp(
  `(?<![A-Za-z0-9_])(${Object.keys(TOOLS).join('|')})([A-Z][A-Z0-9_]{1,100})(?![A-Za-z0-9_])`,
  'g',
);
