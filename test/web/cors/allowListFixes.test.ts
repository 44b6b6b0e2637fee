import { strict as assert } from 'node:assert';
import { fixedBy } from '../../support/fixedBy.ts';

/** Framework, file, text with what is replaced as `«before|after»`; what is put in stands as `«|after»`. */
type Case = readonly [what: string, file: string, text: string];

const NODE = "(process.env.ALLOWED_ORIGINS ?? '').split(',')";
const GO = 'strings.Split(os.Getenv("ALLOWED_ORIGINS"), ",")';
const JAVA = 'System.getenv().getOrDefault("ALLOWED_ORIGINS", "").split(",")';
const PYTHON = 'os.environ["ALLOWED_ORIGINS"].split(",")';

const express = (options: string): string =>
  `import cors from 'cors';\nimport express from 'express';\nexpress().use(cors({ ${options}, credentials: true }));\n`;

const spring = (mapping: string): string => `import org.springframework.web.servlet.config.annotation.*;
public class Cors implements WebMvcConfigurer {
  public void addCorsMappings(CorsRegistry registry) {
    registry.addMapping("/api/**").${mapping}.allowCredentials(true);
  }
}
`;

const CASES: readonly Case[] = [
  [
    'Express, an arrow that calls back',
    'a.ts',
    express(`«origin: (origin, cb) => cb(null, true)|origin: ${NODE}»`),
  ],
  [
    'Express, a function that calls back',
    'a.ts',
    express(`«origin: function (origin, callback) {\n  callback(null, true);\n}|origin: ${NODE}»`),
  ],
  [
    'Express, a method',
    'a.ts',
    express(`«origin(origin, callback) {\n  return callback(null, true);\n}|origin: ${NODE}»`),
  ],
  [
    'Hono',
    'a.ts',
    `import { Hono } from 'hono';\nimport { cors } from 'hono/cors';\nnew Hono().use('*', cors({ «origin: (origin) => origin|origin: ${NODE}», credentials: true }));\n`,
  ],
  [
    'Hono, by another name',
    'a.ts',
    `import { Hono } from 'hono';\nimport { cors } from 'hono/cors';\nnew Hono().use('*', cors({ «origin: (o) => o|origin: ${NODE}», credentials: true }));\n`,
  ],
  [
    'fiber, a function',
    'main.go',
    `package main\n\nimport (\n«|\t"os"\n»\t"github.com/gofiber/fiber/v2"\n\t"github.com/gofiber/fiber/v2/middleware/cors"\n)\n\nfunc main() {\n\tapp := fiber.New()\n\tapp.Use(cors.New(cors.Config{\n\t\t«AllowOriginsFunc: func(origin string) bool { return true }|AllowOrigins: os.Getenv("ALLOWED_ORIGINS")»,\n\t\tAllowCredentials: true,\n\t}))\n}\n`,
  ],
  [
    'NestJS',
    'main.ts',
    `const app = await NestFactory.create(AppModule);\napp.enableCors({ origin: «true|${NODE}», credentials: true });\n`,
  ],
  [
    'rs/cors',
    'main.go',
    `package main\n\nimport (\n«|\t"os"\n\t"strings"\n»\t"net/http"\n\n\t"github.com/rs/cors"\n)\n\nvar c = cors.New(cors.Options{\n\t«AllowOriginFunc: func(origin string) bool { return true }|AllowedOrigins: ${GO}»,\n\tAllowCredentials: true,\n})\n`,
  ],
  [
    'rs/cors, imports on one line',
    'main.go',
    `package main\n\nimport («|"os"; "strings"; »"net/http"; "github.com/rs/cors")\n\nvar c = cors.New(cors.Options{\n\t«AllowOriginFunc: func(origin string) bool {\n\t\treturn true\n\t}|AllowedOrigins: ${GO}»,\n\tAllowCredentials: true,\n})\n`,
  ],
  [
    'gin',
    'main.go',
    `package main\n\nimport (\n«|\t"strings"\n»\t"os"\n\n\t"github.com/gin-contrib/cors"\n\t"github.com/gin-gonic/gin"\n)\n\nfunc main() {\n\tr := gin.Default()\n\tr.Use(cors.New(cors.Config{\n\t\t«AllowOriginFunc: func(origin string) bool { return true }|AllowOrigins: ${GO}»,\n\t\tAllowCredentials: true,\n\t}))\n}\n`,
  ],
  [
    'echo',
    'main.go',
    `package main\n\nimport (\n«|\t"os"\n\t"strings"\n»\t"github.com/labstack/echo/v4"\n\t"github.com/labstack/echo/v4/middleware"\n)\n\nfunc main() {\n\te := echo.New()\n\te.Use(middleware.CORSWithConfig(middleware.CORSConfig{\n\t\t«AllowOriginFunc: func(origin string) (bool, error) { return true, nil }|AllowOrigins: ${GO}»,\n\t\tAllowCredentials: true,\n\t}))\n}\n`,
  ],
  ['Spring, patterns', 'Cors.java', spring(`«allowedOriginPatterns("*")|allowedOrigins(${JAVA})»`)],
  [
    'Spring, a configuration',
    'Cors.java',
    `import org.springframework.web.cors.*;\nclass Cors {\n  CorsConfiguration made() {\n    CorsConfiguration c = new CorsConfiguration();\n    c.«setAllowedOriginPatterns(List.of("*"))|setAllowedOrigins(java.util.List.of(${JAVA}))»;\n    c.setAllowCredentials(true);\n    return c;\n  }\n}\n`,
  ],
  [
    'ASP.NET',
    'Program.cs',
    'builder.Services.AddCors(options => options.AddDefaultPolicy(policy =>\n    policy.«SetIsOriginAllowed(_ => true)|WithOrigins((System.Environment.GetEnvironmentVariable("ALLOWED_ORIGINS") ?? "").Split(\',\'))».AllowAnyHeader().AllowCredentials()));\n',
  ],
  [
    'Django',
    'settings.py',
    `"""Settings."""\n«|import os\n»from pathlib import Path\nINSTALLED_APPS = ['corsheaders']\nMIDDLEWARE = ['corsheaders.middleware.CorsMiddleware']\n«CORS_ALLOW_ALL_ORIGINS = True|CORS_ALLOWED_ORIGINS = ${PYTHON}»\nCORS_ALLOW_CREDENTIALS = True\n`,
  ],
  [
    'FastAPI, a pattern',
    'a.py',
    `«|import os\n»from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\napp = FastAPI()\napp.add_middleware(CORSMiddleware, «allow_origin_regex=".*"|allow_origins=${PYTHON}», allow_credentials=True)\n`,
  ],
  [
    'by hand in Deno, on one line',
    'supabase/functions/me/index.ts',
    `Deno.serve(async (req) => {\n  const origin = req.headers.get('Origin') ?? '';\n  return new Response('x', { headers: { «|Vary: 'Origin', »'Access-Control-Allow-Origin': «origin|(Deno.env.get('ALLOWED_ORIGINS') ?? '').split(',').find((allowed) => allowed === origin) ?? ''», 'Access-Control-Allow-Credentials': 'true' } });\n});\n`,
  ],
];

const MARK = /«([^«»|]*)\|([^«»]*)»/g;

describe('a list of the environment in the place of everybody', () => {
  for (const [what, file, text] of CASES)
    it(what, () => {
      const before = text.replace(MARK, '$1');
      assert.equal(
        fixedBy('cors/credentials-for-every-origin', file, before),
        text.replace(MARK, (_all, _from, to: string) => to),
      );
    });

  it('is not offered where the settings name others as well', () => {
    const text =
      'INSTALLED_APPS = ["corsheaders"]\nMIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]\nCORS_ALLOW_ALL_ORIGINS = True\nCORS_ALLOWED_ORIGINS = []\nCORS_ALLOW_CREDENTIALS = True\n';
    assert.equal(fixedBy('cors/credentials-for-every-origin', 'settings.py', text), undefined);
  });

  it('is not offered for a function that asks', () => {
    const text = express('origin: (origin, cb) => {\n  log(origin);\n  cb(null, true);\n}');
    assert.equal(fixedBy('cors/credentials-for-every-origin', 'a.ts', text), undefined);
  });

  it('is one text for fiber', () => {
    const text = (origins: string, imports: string): string =>
      `package main\n\nimport (\n${imports}\t"github.com/gofiber/fiber/v2"\n\t"github.com/gofiber/fiber/v2/middleware/cors"\n)\n\nfunc main() {\n\tapp := fiber.New()\n\tapp.Use(cors.New(cors.Config{\n\t\tAllowOrigins: ${origins},\n\t\tAllowCredentials: true,\n\t}))\n}\n`;
    assert.equal(
      fixedBy('cors/credentials-never-sent', 'main.go', text('"*"', '')),
      text('os.Getenv("ALLOWED_ORIGINS")', '\t"os"\n'),
    );
  });
});
