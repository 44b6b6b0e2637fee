/** Which packages bring a CORS library, and what the version in use does. */
import { CORS_LIBRARIES, type CorsLibrary, type CorsLibraryId } from '../corsLibraries.ts';

/** Names as manifests write them; the most telling first. Absent: no manifest tells the version. */
export const CORS_PACKAGES: Readonly<Partial<Record<CorsLibraryId, readonly string[]>>> = {
  'express-cors': ['cors'],
  'trpc-standalone': ['cors'],
  'fastify-cors': ['@fastify/cors', 'fastify-cors'],
  'koa-cors': ['@koa/cors'],
  'hono-cors': ['hono'],
  nest: ['@nestjs/core'],
  'socket.io': ['socket.io'],
  'apollo-server': ['apollo-server', 'apollo-server-express'],
  'elysia-cors': ['@elysiajs/cors'],
  adonis: ['@adonisjs/cors'],
  strapi: ['@strapi/strapi'],
  payload: ['payload'],
  vite: ['vite'],
  'better-auth': ['better-auth'],
  'itty-cors': ['itty-router', 'itty-cors'],
  starlette: ['starlette'],
  'flask-cors': ['flask-cors', 'Flask-Cors', 'Flask-CORS'],
  'django-cors-headers': ['django-cors-headers'],
  'rack-cors': ['rack-cors'],
  spring: ['org.springframework:spring-web', 'spring-web', 'spring-boot-starter-web'],
  'rs-cors': ['github.com/rs/cors'],
  'gin-cors': ['github.com/gin-contrib/cors'],
  aspnet: ['Microsoft.AspNetCore.App', 'Microsoft.AspNetCore.All', 'Microsoft.AspNetCore.Cors'],
  'echo-cors': ['github.com/labstack/echo/v4', 'github.com/labstack/echo'],
  'fiber-cors': ['github.com/gofiber/fiber/v2', 'github.com/gofiber/fiber/v3'],
};

/** The row of a library in the version that `versionOf` says; of the newest where nobody does. */
export function libraryIn(id: CorsLibraryId, versionOf: (name: string) => string | undefined): CorsLibrary {
  const library = CORS_LIBRARIES[id];
  if (!library.versions) return library;
  const name = CORS_PACKAGES[id]?.find((one) => versionOf(one) !== undefined);
  const version = name === undefined ? undefined : versionOf(name);
  const used = version === undefined ? undefined : numbersOf(version);
  const older = used && library.versions?.find(({ below }) => isBelow(used, numbersOf(below) ?? []));
  return older ? { ...library, ...older.change } : library;
}

/** The lowest version that a range allows; undefined where there is no lowest, or no highest. */
function numbersOf(version: string): readonly number[] | undefined {
  if (/^\s*(?:>|\*|latest|workspace:|catalog:|file:|link:|git|https?:)/i.test(version)) return undefined;
  const found = /\d+(?:\.\d+){0,2}/.exec(version)?.[0];
  return found?.split('.').map(Number);
}

function isBelow(version: readonly number[], limit: readonly number[]): boolean {
  for (const [index, part] of limit.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
