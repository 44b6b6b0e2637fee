/** Tells code that reaches browsers, where no variable can keep a secret. */

import { escapeRegExp } from '../escapeRegExp.ts';
import { join, nameOf } from '../paths.ts';
import { ALL_PUBLIC_PREFIXES } from '../env/publicPrefixTable.ts';
import type { Document } from '../source.ts';
import type { Files } from '../workspace.ts';
import { frontmatterOf } from './literals/embedded.ts';
import { lexed } from './literals.ts';
import { ancestors, projectOf, type Framework, type Project } from './project.ts';

const INSTEAD = 'keep the secret on a server and let this code call a server route that uses it.';

/**
 * Why code in this file reaches browsers, or undefined where it doesn't: one sentence that says what to do instead.
 * `at` is the offset that is asked about; it matters where one file holds both kinds (Astro).
 */
export function browserReason(document: Document, files: Files, at?: number): string | undefined {
  const reason = documentReason(document, at);
  if (reason !== undefined || !SCRIPT_LANGUAGES.has(document.language)) return reason;
  if (directiveOf(document) === 'use server') return undefined;
  const facts = { document, path: document.path, project: projectOf(document.path, files), files };
  for (const judge of JUDGES) {
    const verdict = judge(facts);
    if (verdict) return verdict.reason === undefined ? undefined : `${verdict.reason}: ${INSTEAD}`;
  }
  return undefined;
}

const SCRIPT_LANGUAGES: ReadonlySet<string> = new Set([
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
  'astro',
]);

/** What the format or the first lines say. */
export function documentReason(document: Document, at: number | undefined): string | undefined {
  const { language, path, text } = document;
  if (language === 'html') return `HTML is sent to every visitor as it is: ${INSTEAD}`;
  if (language === 'vue') return `The code of a Vue component is sent to every visitor's browser: ${INSTEAD}`;
  if (language === 'svelte')
    return `The code of a Svelte component is sent to every visitor's browser: ${INSTEAD}`;
  if (language === 'astro') {
    const code = frontmatterOf(text);
    const isServer = code !== undefined && (at === undefined || (at >= code.start && at < code.end));
    return isServer
      ? undefined
      : `What stands below the --- lines of an Astro file is sent to every visitor's browser: ${INSTEAD}`;
  }
  if (STATIC_LANGUAGES.has(language) && /(^|\/)(public|static)\//.test(path)) {
    return `Files in public or static folders are sent to everyone as they are: ${INSTEAD}`;
  }
  const isScript = SCRIPT_LANGUAGES.has(language);
  return isScript && directiveOf(document) === 'use client'
    ? `This file says "use client", so its code is sent to every visitor's browser: ${INSTEAD}`
    : undefined;
}

const STATIC_LANGUAGES: ReadonlySet<string> = new Set([
  'javascript',
  'css',
  'json',
  'xml',
  'text',
  'markdown',
  'yaml',
]);

/** The first `"use client"` or `"use server"` among the directives that lead the file. */
function directiveOf(document: Document): string | undefined {
  const { code, literals } = lexed(document);
  let from = 0;
  for (const { kind, start, end, content } of literals) {
    if (kind === 'comment') continue;
    if (kind !== 'string' || !/^[\s;\uFEFF]*$/.test(code.slice(from, start))) return undefined;
    const directive = document.text.slice(content.start, content.end);
    if (directive === 'use client' || directive === 'use server') return directive;
    from = end;
  }
  return undefined;
}

// --- what the project says ---

interface Facts {
  readonly document: Document;
  readonly path: string;
  readonly project: Project;
  readonly files: Files;
}

/** Undefined leaves the question to the next judge. */
type Judge = (facts: Facts) => Verdict | undefined;

/** Without a reason the code stays on the server. */
interface Verdict {
  readonly reason?: string;
}

const SERVER: Verdict = {};

const JUDGES: readonly Judge[] = [
  extension,
  plainPage,
  outsideTheApp,
  markedByName,
  installedApp,
  byFramework,
  singlePageApp,
  usesTheBrowser,
];

/** A manifest.json with a manifest_version beside the code or above it. */
function extension({ path, files, project }: Facts): Verdict | undefined {
  const names = ['manifest.json', 'src/manifest.json', 'public/manifest.json'];
  const top = project.node?.folder ?? '';
  const manifests = ancestors(path)
    .filter((folder) => folder.length >= top.length)
    .flatMap((folder) => names.map((name) => files.read(join(folder, name)) ?? ''));
  const isExtension =
    manifests.some((text) => /"manifest_version"\s*:\s*\d/.test(text)) || hasAny(project, ['wxt', 'plasmo']);
  return isExtension && !OUTSIDE.test(path)
    ? { reason: 'A browser extension is handed to its users with all its code' }
    : undefined;
}

/** A script that an index.html above it loads by name, as sites without a build do. */
function plainPage({ path, files, project }: Facts): Verdict | undefined {
  const name = nameOf(path);
  const top = project.node?.folder ?? '';
  const pages = ancestors(path)
    .filter((folder) => folder.length >= top.length)
    .map((folder) => files.read(join(folder, 'index.html')) ?? '');
  const loads = new RegExp(
    `<script\\b[^<>]{0,300}\\bsrc\\s*=\\s*["']?(?:[^"'\\s<>]{0,200}/)?${escapeRegExp(name)}["'?\\s>]`,
    'i',
  );
  return pages.some((page) => loads.test(page))
    ? { reason: 'A page loads this script, so it is sent to every visitor' }
    : undefined;
}

const OUTSIDE =
  /(^|\/)(scripts|tests?|__tests__|e2e|cypress|migrations|prisma|\.storybook)\/|\.(test|spec|stories)\.\w+$|(^|\/)[\w.-]+\.config\.\w+$|(^|\/)(gulpfile|gruntfile|webpack[\w.]*)\.\w+$/i;

/** Tests, scripts and build configuration run on the developer's machine. */
function outsideTheApp({ path }: Facts): Verdict | undefined {
  return OUTSIDE.test(path) ? SERVER : undefined;
}

/** `.server.ts`, `.client.ts`, and folders that are named for servers. */
function markedByName({ path, project }: Facts): Verdict | undefined {
  const inside = path.slice(project.node ? project.node.folder.length : 0);
  if (/\.client\.\w+$/.test(path))
    return { reason: 'Its name says that this code runs in browsers (.client)' };
  if (/\.server\.\w+$|\+server\.\w+$|\+api\.\w+$/.test(path)) return SERVER;
  return /(^|\/)(server|backend|functions|lambda|workers?|netlify\/edge-functions)\//.test(inside)
    ? SERVER
    : undefined;
}

/** Apps that people install: everything in them can be read. */
function installedApp({ project }: Facts): Verdict | undefined {
  if (hasAny(project, ['react-native', 'expo']))
    return { reason: 'A mobile app is handed to its users with all its code' };
  if (hasAny(project, ['electron', '@tauri-apps/api']))
    return { reason: 'A desktop app is handed to its users with all its code' };
  return undefined;
}

function byFramework(facts: Facts): Verdict | undefined {
  const id = facts.project.framework?.id;
  return id && BY_FRAMEWORK[id]?.(facts);
}

const BY_FRAMEWORK: Readonly<Partial<Record<Framework['id'], Judge>>> = {
  next: nextReason,
  nuxt: nuxtReason,
  sveltekit: svelteReason,
  'react-router': reactRouterReason,
  astro: ({ path }) =>
    /\.[jt]sx$/.test(path)
      ? { reason: "A component of an Astro site may be sent to the visitor's browser" }
      : undefined,
  gatsby: (facts) =>
    /(^|\/)src\/api\//.test(facts.path) || !inSource(facts)
      ? SERVER
      : { reason: 'The code of a Gatsby site is sent to every visitor' },
  workers: () => SERVER,
};

/** In pages/ the component is sent to browsers, the data functions beside it are not; app/ is server code by default. */
function nextReason({ path, document, project }: Facts): Verdict | undefined {
  const inside = insidePackage(path, project);
  if (
    /^(src\/)?pages\/api\//.test(inside) ||
    /^(src\/)?(middleware|proxy|instrumentation)\.\w+$/.test(inside)
  )
    return SERVER;
  if (/^(src\/)?app\/(.*\/)?(route|sitemap|robots)\.\w+$/.test(inside)) return SERVER;
  if (!/^(src\/)?pages\//.test(inside) || /\/_document\.\w+$/.test(inside)) return undefined;
  const hasServerPart = /\bget(?:ServerSideProps|StaticProps|StaticPaths)\b/.test(lexed(document).code);
  return hasServerPart
    ? SERVER
    : { reason: "A page in Next.js's pages folder is sent to every visitor's browser" };
}

const NUXT_APP =
  /^(src\/|app\/)?(app|components|composables|layouts|middleware|pages|plugins|stores?|utils)(\/|\.\w+$)/;

function nuxtReason({ path, project }: Facts): Verdict | undefined {
  return NUXT_APP.test(insidePackage(path, project))
    ? { reason: "This part of a Nuxt app is sent to every visitor's browser" }
    : SERVER;
}

/** SvelteKit itself refuses to build private variables into anything but these. */
function svelteReason(facts: Facts): Verdict | undefined {
  if (/\.server\.\w+$|\/hooks\.server\//.test(facts.path) || !inSource(facts)) return SERVER;
  return {
    reason:
      'SvelteKit may send this file to browsers (only +server, .server and $lib/server files stay on the server)',
  };
}

/** Route modules hold a loader or action for the server beside the component for browsers. */
function reactRouterReason({ document, path }: Facts): Verdict | undefined {
  const { code } = lexed(document);
  if (/\bexport\s+(?:(?:async\s+)?function\*?|const|let)\s+(?:loader|action|headers)\b/.test(code))
    return SERVER;
  return /(^|\/)app\/(routes|root|components|hooks)\b/.test(path)
    ? { reason: "A route or component without a loader or action is sent to every visitor's browser" }
    : undefined;
}

const SPA_TOOLS = [
  'vite',
  'react-scripts',
  '@vue/cli-service',
  '@angular/core',
  'parcel',
  '@rsbuild/core',
  'preact-cli',
];
const SERVER_FRAMEWORKS = [
  'express',
  'fastify',
  'hono',
  'koa',
  '@nestjs/core',
  '@nestjs/common',
  'next',
  'nuxt',
  '@sveltejs/kit',
  '@remix-run/node',
  '@remix-run/dev',
  '@react-router/dev',
  '@react-router/node',
  'astro',
  'h3',
  'nitropack',
  'nitro',
  'elysia',
  'polka',
  'restify',
  '@hapi/hapi',
  '@trpc/server',
  '@apollo/server',
  'apollo-server',
  'graphql-yoga',
  '@tanstack/react-start',
  '@solidjs/start',
  '@builder.io/qwik-city',
  '@adonisjs/core',
  '@feathersjs/feathers',
  'firebase-functions',
  '@google-cloud/functions-framework',
  'socket.io',
  'vike',
  'vinxi',
  'waku',
  '@redwoodjs/core',
  'payload',
] as const;

/** The sources of an app that a bundler builds for browsers, in a package that has no server. */
function singlePageApp(facts: Facts): Verdict | undefined {
  const { project, document, path } = facts;
  const isAngular = hasAny(project, ['@angular/core']) && /(^|\/)src\/(app|environments|main\.)/.test(path);
  if (!isAngular && hasAny(project, SERVER_FRAMEWORKS)) return undefined;
  if (!inSource(facts) || !hasAny(project, SPA_TOOLS)) return undefined;
  if (/(^|\/)src\/server\.\w+$/.test(path) || usesNode(document)) return undefined;
  return { reason: "The sources of a single-page app are built into a script for every visitor's browser" };
}

/** Signs in the code itself: state and effects of components, the page's own objects. */
function usesTheBrowser({ document }: Facts): Verdict | undefined {
  const { code } = lexed(document);
  if (usesNode(document)) return undefined;
  const isBrowser =
    /\buse(?:State|Effect|LayoutEffect|Reducer|Ref)\s*(?:<[^<>()]{0,200}>)?\(/.test(code) ||
    /(?<![\w$.])(?:window|document)\.(?:addEventListener|getElementById|querySelector|createElement|location|body)\b/.test(
      code,
    ) ||
    /(?<![\w$.])(?:localStorage|sessionStorage)\./.test(code);
  return isBrowser
    ? { reason: 'This code uses what only browsers have, so it is sent to every visitor' }
    : undefined;
}

function usesNode({ text }: Document): boolean {
  return /(?:from|require\()\s*["'](?:node:|(?:fs|http|https|path|crypto|child_process)["'])/.test(text);
}

function inSource({ path, project }: Facts): boolean {
  return insidePackage(path, project).startsWith('src/');
}

function insidePackage(path: string, { node }: Project): string {
  return node && node.folder !== '' ? path.slice(node.folder.length + 1) : path;
}

function hasAny({ node }: Project, packages: readonly string[]): boolean {
  return packages.some((name) => node?.dependencies.has(name));
}

// --- names ---

/** The prefix that makes a framework build the variable's value into the code for browsers. */
export function publicPrefixOf(name: string): string | undefined {
  return ALL_PUBLIC_PREFIXES.find((prefix) => name.startsWith(prefix));
}
