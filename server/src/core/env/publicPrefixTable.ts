/**
 * Prefixes of names whose values a build writes into the code for browsers, and who does that, as the start of a sentence.
 * Sources: each tool's page on environment variables; for Mix https://laravel.com/docs/8.x/mix#environment-variables, for
 * Tauri https://v2.tauri.app/start/frontend/vite/ (`envPrefix`). Which framework uses which is in `frameworkTable.ts`.
 */
export const PUBLIC_PREFIXES = {
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
  TAURI_ENV_: 'A Tauri app with Vite',
  MIX_: 'Laravel Mix',
  PUBLIC_: 'A build with SvelteKit, Astro or Rsbuild',
} as const;

export type PublicPrefix = keyof typeof PUBLIC_PREFIXES;

export const ALL_PUBLIC_PREFIXES = Object.keys(PUBLIC_PREFIXES) as readonly PublicPrefix[];
