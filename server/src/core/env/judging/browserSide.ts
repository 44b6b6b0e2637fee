/** Which code is sure to run in browsers. */
import { insideOf, join } from '../../paths.ts';
import type { Texts } from '../../workspaceRule.ts';
import type { EnvPackage, PlacedUse } from '../model.ts';

/** True only where the code runs in browsers, whatever else runs it. */
export function runsInBrowsers({ file, use }: PlacedUse, folder: EnvPackage, texts: Texts): boolean {
  if (use.side !== undefined) return use.side === 'client';
  const path = insideOf(file, folder.folder);
  if (isExpoApp(folder)) return IN_EXPO_APP.test(path) && !ELSEWHERE.test(path.replace(/^app\//, ''));
  if (ELSEWHERE.test(path) || !/^(?:src|app)\/.+\.(?:[jt]sx?|vue|svelte)$/.test(path)) return false;
  return isPagesOnly(folder, texts);
}

const ELSEWHERE =
  /(?:^|[/.])(?:server|api|ssr|worker|workers|scripts?|electron|config|node|edge|functions)(?:[/.]|$)/i;

/** An app for phones and browsers, whose build puts in public names alone, and no server beside it. */
function isExpoApp({ frameworks, facts }: EnvPackage): boolean {
  const isAlone =
    frameworks.some(({ id }) => id === 'expo') &&
    frameworks.every(({ id }) => id === 'expo' || OF_PAGES.has(id));
  return isAlone && !facts?.dependencies.some((name) => SERVERS.has(name) || PUTS_IN_MORE.test(name));
}

/** Expo Router's `+api.ts` files are its server. */
const IN_EXPO_APP =
  /^(?:src|app|components|screens|hooks|features|contexts?|providers|navigation)\/(?!.*\+api\.[jt]sx?$).+\.[jt]sx?$|^App\.[jt]sx?$/;
const PUTS_IN_MORE = /dotenv|inline-environment|react-native-config/;

/** A package whose build makes pages and nothing else: it starts from an index.html, and no server is among what it uses. */
export function isPagesOnly({ frameworks, facts, folder }: EnvPackage, texts: Texts): boolean {
  if (!frameworks.some(({ id }) => PAGES_ONLY.has(id)) || frameworks.some(({ id }) => !OF_PAGES.has(id)))
    return false;
  if (facts?.dependencies.some((name) => SERVERS.has(name)) === true) return false;
  return ['index.html', 'public/index.html'].some((name) => texts.read(join(folder, name)) !== undefined);
}

/** All of their `src/` runs in browsers. */
const PAGES_ONLY = new Set(['vite', 'create-react-app', 'vue-cli', 'rsbuild']);
/** These don't run the pages' code anywhere else. */
const OF_PAGES = new Set([...PAGES_ONLY, 'storybook', 'dotenv', 'dotenv-expand', 'compose']);
/** With these the same code runs on a server as well; or they put variables in by a way of their own. */
const SERVERS = new Set(
  (
    'express fastify koa hono @hono/node-server h3 nitro nitropack vike vite-plugin-ssr electron @nestjs/core vite-plugin-node ' +
    'vite-node @hapi/hapi polka wasp @apollo/server vite-plugin-environment vite-plugin-env-compatible dotenv-webpack'
  ).split(' '),
);
