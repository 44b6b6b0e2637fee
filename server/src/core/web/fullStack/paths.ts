/** What the path of a file says to SvelteKit, Remix and React Router, Nuxt and Astro. */
import { nameOf } from '../../paths.ts';

export interface FullStackFile {
  readonly framework: 'SvelteKit' | 'React Router' | 'Nuxt' | 'Astro';
  readonly role: 'endpoint' | 'page' | 'layout' | 'hooks';
  /** As in Next.js: `/users/:id`, `/docs/:slug*`. */
  readonly route?: string;
  readonly methods?: readonly string[];
}

export function fullStackFileOf(path: string): FullStackFile | undefined {
  const name = nameOf(path);
  if (/\.(?:test|spec|stories|d|mock)\.[cm]?[jt]sx?$/.test(name)) return undefined;
  return svelteKitFile(path, name) ?? nuxtFile(path) ?? reactRouterFile(path, name) ?? astroFile(path, name);
}

// SvelteKit

function svelteKitFile(path: string, name: string): FullStackFile | undefined {
  const framework = 'SvelteKit';
  if (/^hooks\.server\.[jt]s$/.test(name)) return { framework, role: 'hooks' };
  const match = /^\+(server|page\.server|layout\.server|page|layout)\.(?:[jt]s)$/.exec(name);
  if (!match) return undefined;
  const folders = path.split('/').slice(0, -1);
  const at = folders.indexOf('routes');
  if (at === -1) return undefined;
  const route = addressOf(folders.slice(at + 1), svelteSegment);
  if (match[1] === 'server') return { framework, role: 'endpoint', route };
  return { framework, role: match[1]?.startsWith('page') ? 'page' : 'layout', route };
}

/** `[id]`, `[id=integer]`, `[[lang]]`, `[...rest]`, `(group)` */
function svelteSegment(part: string): string | undefined {
  if (part.startsWith('(') && part.endsWith(')')) return undefined;
  return part
    .replaceAll(/\[\[(\w+)(?:=\w+)?\]\]/g, ':$1?')
    .replaceAll(/\[\.\.\.(\w+)(?:=\w+)?\]/g, ':$1*')
    .replaceAll(/\[(\w+)(?:=\w+)?\]/g, ':$1');
}

// Nuxt and Nitro

const NUXT_METHOD = /\.(get|head|post|put|patch|delete|options)$/;

function nuxtFile(path: string): FullStackFile | undefined {
  const framework = 'Nuxt';
  const match = /(?:^|\/)server\/(api|routes|middleware)\/(.+)\.[cm]?[jt]s$/.exec(path);
  const [, kind, inside = ''] = match ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'middleware') return { framework, role: 'hooks' };
  const method = NUXT_METHOD.exec(inside)?.[1];
  const parts = inside.replace(NUXT_METHOD, '').split('/');
  if (parts.at(-1) === 'index') parts.pop();
  return {
    framework,
    role: 'endpoint',
    route: addressOf(kind === 'api' ? ['api', ...parts] : parts, nuxtSegment),
    ...(method === undefined ? {} : { methods: [method.toUpperCase()] }),
  };
}

function nuxtSegment(part: string): string | undefined {
  if (/^\[\.\.\.\]$/.test(part)) return ':rest*';
  return part.replaceAll(/\[\.\.\.(\w+)\]/g, ':$1*').replaceAll(/\[(\w+)\]/g, ':$1');
}

// Remix and React Router: folders and dots in app/routes

function reactRouterFile(path: string, name: string): FullStackFile | undefined {
  const match = /(?:^|\/)app\/routes\/(.+)\.(?:tsx|jsx|ts|js)$/.exec(path);
  if (!match) return undefined;
  const inside = (match[1] ?? '').replace(/\/(?:route|index)$/, '');
  if (/\.(?:server|client)$/.test(inside) || /^[a-z-]*\.(?:server|client)\./.test(name)) return undefined;
  // A folder of remix-flat-routes ends with a plus; one of Remix 1 is a part of the address; one of Remix 2 holds `route.tsx`.
  const parts = inside.split('/').flatMap((part) => dotted(part.replace(/\+$/, '')));
  const isLayout = /^_layout$/.test(parts.at(-1) ?? '');
  const route = addressOf(parts, reactRouterSegment);
  return { framework: 'React Router', role: isLayout ? 'layout' : 'page', route };
}

/** Dots divide, but in brackets. */
function dotted(part: string): string[] {
  return part.split(/\.(?![^[]*\])/);
}

function reactRouterSegment(part: string): string | undefined {
  if (part === '_index' || part === 'index' || part === '_layout' || part === 'route') return undefined;
  // Without an address of its own: `_auth.login.tsx`.
  if (part.startsWith('_')) return undefined;
  const plain = part.replace(/_$/, '');
  if (plain === '$') return ':rest*';
  const optional = /^\((.+)\)$/.exec(plain)?.[1];
  const text = (optional ?? plain).replace(/^\$/, ':').replaceAll(/\[([^\]]*)\]/g, '$1');
  return optional === undefined ? text : `${text}?`;
}

// Astro

function astroFile(path: string, name: string): FullStackFile | undefined {
  const match = /(?:^|\/)src\/pages\/(.+)\.(astro|[jt]s)$/.exec(path);
  if (!match || name.startsWith('_')) return undefined;
  const parts = (match[1] ?? '').split('/');
  if (parts.some((part) => part.startsWith('_'))) return undefined;
  if (parts.at(-1) === 'index') parts.pop();
  const isPage = match[2] === 'astro';
  // Other tools keep components in such folders: what it exports decides.
  return { framework: 'Astro', role: isPage ? 'page' : 'endpoint', route: addressOf(parts, nuxtSegment) };
}

function addressOf(parts: readonly string[], segment: (part: string) => string | undefined): string {
  return `/${parts
    .map(segment)
    .filter((part) => part !== undefined && part !== '')
    .join('/')}`;
}
