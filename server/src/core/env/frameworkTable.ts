/**
 * Frameworks, the most telling first: how they are told, which env files each loads by itself in which stage (the strongest
 * first), how it reads them, and which names its builds hand to browsers. Orders of Next.js, Vite, dotenv-flow, Expo and Nuxt
 * were measured by taking away the winner again and again; the others are as the page in `source` says.
 */
import type { Framework } from './model.ts';
import type { PublicPrefix } from './publicPrefixTable.ts';
import type { Ecosystem } from './types.ts';

export interface FrameworkEntry {
  readonly framework: Framework;
  /** Where it is documented. */
  readonly source: string;
  /** Any of these among the direct dependencies. */
  readonly dependencies?: readonly string[];
  /** Any file of the package, relative to its folder. */
  readonly file?: RegExp;
  readonly ecosystem?: Ecosystem;
  /** Of which language the dependencies are, where others have one of that name. */
  readonly of?: Ecosystem;
  /** Ids of frameworks that it is built on, and that are not named beside it. */
  readonly replaces?: readonly string[];
}

type Loads = Framework['loads'];

const NONE: Loads = { development: [], production: [], test: [] };
const DOTENV_ONLY: Loads = { development: ['.env'], production: ['.env'], test: ['.env'] };
const DEVELOPMENT_ONLY: Loads = { development: ['.env'], production: [], test: ['.env'] };
/** `.env.local` beats `.env.development`, and tests leave it out. */
const NEXT: Loads = {
  development: ['.env.development.local', '.env.local', '.env.development', '.env'],
  production: ['.env.production.local', '.env.local', '.env.production', '.env'],
  test: ['.env.test.local', '.env.test', '.env'],
};
/** `.env.development` beats `.env.local`. */
const VITE: Loads = {
  development: ['.env.development.local', '.env.development', '.env.local', '.env'],
  production: ['.env.production.local', '.env.production', '.env.local', '.env'],
  test: ['.env.test.local', '.env.test', '.env.local', '.env'],
};
const FLOW: Loads = { ...VITE, test: ['.env.test.local', '.env.test', '.env'] };
const SYMFONY: Loads = {
  development: ['.env.dev.local', '.env.dev', '.env.local', '.env'],
  production: ['.env.prod.local', '.env.prod', '.env.local', '.env'],
  test: ['.env.test.local', '.env.test', '.env'],
};

const entry = (
  [id, name, loads, dialect]: readonly [string, string, Loads, Framework['dialect']],
  publicPrefixes: readonly PublicPrefix[],
  { alone, ...signs }: Omit<FrameworkEntry, 'framework'> & Pick<Framework, 'alone'>,
): FrameworkEntry => ({
  framework: { id, name, loads, ...(alone ? { alone } : {}), dialect, publicPrefixes },
  ...signs,
});

const JAVASCRIPT: readonly FrameworkEntry[] = [
  entry(['nextjs', 'Next.js', NEXT, 'dotenv-expand'], ['NEXT_PUBLIC_'], {
    source: 'https://nextjs.org/docs/app/guides/environment-variables',
    dependencies: ['next'],
    replaces: ['vite'],
  }),
  entry(['redwood', 'Redwood', DOTENV_ONLY, 'dotenv'], ['REDWOOD_ENV_'], {
    source: 'https://docs.redwoodjs.com/docs/environment-variables',
    dependencies: ['@redwoodjs/core', '@redwoodjs/web', '@redwoodjs/api'],
    replaces: ['vite'],
  }),
  entry(['wasp', 'Wasp', waspLoads(), 'dotenv'], ['REACT_APP_'], {
    source: 'https://wasp.sh/docs/project/env-vars',
    dependencies: ['wasp'],
    file: /^(?:main\.wasp(?:\.ts)?|\.env\.client(?:\.example)?)$/,
    replaces: ['vite'],
  }),
  entry(['nuxt', 'Nuxt', DEVELOPMENT_ONLY, 'dotenv-expand'], ['NUXT_PUBLIC_'], {
    source: 'https://nuxt.com/docs/4.x/directory-structure/env',
    dependencies: ['nuxt', 'nuxt3', 'nuxt-nightly'],
    replaces: ['vite'],
  }),
  entry(['sveltekit', 'SvelteKit', VITE, 'dotenv-expand'], ['PUBLIC_', 'VITE_'], {
    source: 'https://svelte.dev/docs/kit/$env-static-public',
    dependencies: ['@sveltejs/kit'],
    replaces: ['vite'],
  }),
  entry(['astro', 'Astro', VITE, 'dotenv-expand'], ['PUBLIC_'], {
    source: 'https://docs.astro.build/en/guides/environment-variables/',
    dependencies: ['astro'],
    replaces: ['vite'],
  }),
  entry(['react-router', 'React Router', reactRouterLoads(), 'dotenv-expand'], ['VITE_'], {
    source:
      'https://github.com/remix-run/react-router/blob/main/packages/react-router-dev/vite/load-dotenv.ts',
    dependencies: [
      '@react-router/dev',
      '@react-router/serve',
      '@remix-run/dev',
      '@remix-run/node',
      '@remix-run/serve',
    ],
    replaces: ['vite'],
  }),
  entry(['solidstart', 'SolidStart', VITE, 'dotenv-expand'], ['VITE_'], {
    source: 'https://docs.solidjs.com/configuration/environment-variables',
    dependencies: ['@solidjs/start', 'solid-start'],
    replaces: ['vite'],
  }),
  entry(['tanstack-start', 'TanStack Start', VITE, 'dotenv-expand'], ['VITE_'], {
    source: 'https://tanstack.com/start/latest/docs/framework/react/guide/environment-variables',
    dependencies: ['@tanstack/react-start', '@tanstack/solid-start', '@tanstack/start'],
    replaces: ['vite'],
  }),
  entry(['qwik', 'Qwik', VITE, 'dotenv-expand'], ['PUBLIC_', 'VITE_'], {
    source: 'https://qwik.dev/docs/env-variables/',
    dependencies: ['@builder.io/qwik', '@qwik.dev/core'],
    replaces: ['vite'],
  }),
  entry(['electron-vite', 'electron-vite', VITE, 'dotenv-expand'], ['VITE_', 'RENDERER_VITE_'], {
    source: 'https://electron-vite.org/guide/env-and-mode',
    dependencies: ['electron-vite'],
    replaces: ['vite'],
  }),
  entry(['wxt', 'WXT', VITE, 'dotenv-expand'], ['WXT_', 'VITE_'], {
    source: 'https://wxt.dev/guide/essentials/config/environment-variables.html',
    dependencies: ['wxt'],
    replaces: ['vite'],
  }),
  entry(['plasmo', 'Plasmo', NEXT, 'dotenv-expand'], ['PLASMO_PUBLIC_'], {
    source: 'https://docs.plasmo.com/framework/env',
    dependencies: ['plasmo'],
  }),
  entry(['gatsby', 'Gatsby', gatsbyLoads(), 'dotenv'], ['GATSBY_'], {
    source: 'https://www.gatsbyjs.com/docs/how-to/local-development/environment-variables/',
    dependencies: ['gatsby'],
    replaces: ['vite'],
  }),
  entry(['create-react-app', 'Create React App', NEXT, 'dotenv-expand'], ['REACT_APP_'], {
    source: 'https://create-react-app.dev/docs/adding-custom-environment-variables/',
    dependencies: ['react-scripts', 'react-app-rewired', '@craco/craco'],
    replaces: ['vite'],
  }),
  entry(['vue-cli', 'Vue CLI', VITE, 'dotenv-expand'], ['VUE_APP_'], {
    source: 'https://cli.vuejs.org/guide/mode-and-env.html',
    dependencies: ['@vue/cli-service'],
  }),
  entry(['expo', 'Expo', NEXT, 'dotenv-expand'], ['EXPO_PUBLIC_'], {
    source: 'https://docs.expo.dev/guides/environment-variables/',
    dependencies: ['expo'],
    replaces: ['vite'],
  }),
  entry(['blitz', 'Blitz', NEXT, 'dotenv-expand'], ['BLITZ_PUBLIC_', 'NEXT_PUBLIC_'], {
    source: 'https://blitzjs.com/docs/environment-variables',
    dependencies: ['blitz'],
  }),
  entry(['angular', 'Angular', NONE, 'dotenv'], ['NG_APP_'], {
    source: 'https://github.com/ngx-env/builder',
    dependencies: ['@ngx-env/builder'],
  }),
  entry(['rsbuild', 'Rsbuild', VITE, 'dotenv-expand'], ['PUBLIC_'], {
    source: 'https://rsbuild.rs/guide/advanced/env-vars',
    dependencies: ['@rsbuild/core'],
  }),
  entry(['vite', 'Vite', VITE, 'dotenv-expand'], ['VITE_'], {
    source: 'https://vite.dev/guide/env-and-mode',
    dependencies: ['vite', 'rolldown-vite', 'vite-plus'],
    file: /^vite\.config\.[cm]?[jt]s$/,
  }),
  entry(['parcel', 'Parcel', NEXT, 'dotenv-expand'], [], {
    source: 'https://parceljs.org/features/node-emulation/#.env-files',
    dependencies: ['parcel', 'parcel-bundler'],
  }),
  entry(['nestjs', 'NestJS', DOTENV_ONLY, 'dotenv'], [], {
    source: 'https://docs.nestjs.com/techniques/configuration',
    dependencies: ['@nestjs/config'],
  }),
  entry(['adonis', 'AdonisJS', adonisLoads(), 'dotenv-expand'], [], {
    source: 'https://docs.adonisjs.com/guides/getting-started/environment-variables',
    dependencies: ['@adonisjs/core'],
  }),
  entry(['storybook', 'Storybook', VITE, 'dotenv-expand'], ['STORYBOOK_'], {
    source: 'https://storybook.js.org/docs/configure/environment-variables',
    dependencies: ['storybook', '@storybook/react', '@storybook/vue3', '@storybook/svelte'],
  }),
  entry(['wrangler', 'Cloudflare Workers', wranglerLoads(), 'dotenv-expand'], [], {
    source: 'https://developers.cloudflare.com/workers/configuration/environment-variables/',
    dependencies: ['wrangler', '@cloudflare/vite-plugin'],
    file: /^wrangler\.(?:toml|jsonc?)$/,
    alone: ['.dev.vars'],
  }),
  entry(['dotenv-flow', 'dotenv-flow', FLOW, 'dotenv-expand'], [], {
    source: 'https://github.com/kerimdzhanov/dotenv-flow',
    dependencies: ['dotenv-flow'],
  }),
  entry(['bun', 'Bun', bunLoads(), 'dotenv-expand'], [], {
    source: 'https://bun.com/docs/runtime/environment-variables',
    dependencies: ['@types/bun', 'bun-types'],
    file: /^bunfig\.toml$/,
  }),
  entry(['deno', 'Deno', NONE, 'dotenv-expand'], [], {
    source: 'https://docs.deno.com/runtime/reference/env_variables/',
    ecosystem: 'deno',
  }),
  entry(['dotenv-expand', 'dotenv-expand', DOTENV_ONLY, 'dotenv-expand'], [], {
    source: 'https://github.com/motdotla/dotenv-expand',
    dependencies: ['dotenv-expand', '@dotenvx/dotenvx', 'dotenv-cli'],
    replaces: ['dotenv'],
  }),
  entry(['dotenv', 'dotenv', DOTENV_ONLY, 'dotenv'], [], {
    source: 'https://github.com/motdotla/dotenv',
    dependencies: ['dotenv', 'dotenv-safe', 'env-cmd', 'custom-env'],
    of: 'node',
  }),
];

const OTHERS: readonly FrameworkEntry[] = [
  entry(['dotenv-rails', 'dotenv for Rails', railsLoads(), 'ruby'], [], {
    source: 'https://github.com/bkeepers/dotenv#rails',
    dependencies: ['dotenv-rails'],
  }),
  entry(['rails', 'Rails', NONE, 'ruby'], [], {
    source: 'https://guides.rubyonrails.org/configuring.html',
    dependencies: ['rails', 'railties'],
  }),
  entry(['dotenv-ruby', 'dotenv for Ruby', DOTENV_ONLY, 'ruby'], [], {
    source: 'https://github.com/bkeepers/dotenv',
    dependencies: ['dotenv'],
    of: 'ruby',
  }),
  entry(['laravel', 'Laravel', laravelLoads(), 'dotenv-expand'], ['VITE_', 'MIX_'], {
    source: 'https://laravel.com/docs/12.x/configuration#environment-configuration',
    dependencies: ['laravel/framework', 'laravel/lumen-framework'],
    alone: ['.env.production', '.env.testing'],
    replaces: ['vite'],
  }),
  entry(['symfony', 'Symfony', SYMFONY, 'dotenv-expand'], [], {
    source: 'https://symfony.com/doc/current/configuration.html#overriding-environment-values-via-env-local',
    dependencies: ['symfony/framework-bundle', 'symfony/dotenv', 'symfony/runtime'],
  }),
  entry(['phpdotenv', 'PHP dotenv', DOTENV_ONLY, 'dotenv-expand'], [], {
    source: 'https://github.com/vlucas/phpdotenv',
    dependencies: ['vlucas/phpdotenv'],
  }),
  entry(['django', 'Django', NONE, 'python'], [], {
    source: 'https://docs.djangoproject.com/en/stable/topics/settings/',
    dependencies: ['django', 'Django'],
  }),
  entry(['flask', 'Flask', NONE, 'python'], [], {
    source: 'https://flask.palletsprojects.com/en/stable/cli/#environment-variables-from-dotenv',
    dependencies: ['flask', 'Flask'],
  }),
  entry(['fastapi', 'FastAPI', NONE, 'python'], [], {
    source: 'https://fastapi.tiangolo.com/advanced/settings/',
    dependencies: ['fastapi'],
  }),
  entry(['python-dotenv', 'python-dotenv', pythonLoads(), 'python'], [], {
    source: 'https://saurabh-kumar.com/python-dotenv/',
    dependencies: ['python-dotenv', 'python-decouple', 'django-environ', 'environs', 'pydantic-settings'],
  }),
  entry(['go', 'Go', DOTENV_ONLY, 'dotenv-expand'], [], {
    source: 'https://github.com/joho/godotenv',
    dependencies: ['github.com/joho/godotenv'],
  }),
  entry(['spring', 'Spring Boot', NONE, 'dotenv'], [], {
    source: 'https://docs.spring.io/spring-boot/reference/features/external-config.html',
    dependencies: [
      'spring-boot',
      'spring-boot-starter',
      'spring-boot-starter-web',
      'org.springframework.boot',
    ],
  }),
  entry(['phoenix', 'Phoenix', NONE, 'dotenv'], [], {
    source: 'https://hexdocs.pm/phoenix/deployment.html',
    dependencies: ['phoenix'],
  }),
  entry(['rust-dotenv', 'dotenvy', DOTENV_ONLY, 'dotenv-expand'], [], {
    source: 'https://docs.rs/dotenvy',
    dependencies: ['dotenvy', 'dotenv', 'dotenv_codegen'],
    of: 'rust',
  }),
  entry(['compose', 'Docker Compose', DOTENV_ONLY, 'compose'], [], {
    source: 'https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/',
    file: /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/,
  }),
];

export const FRAMEWORK_TABLE: readonly FrameworkEntry[] = [...JAVASCRIPT, ...OTHERS];

/** One file for the server and one for the pages; in production the host sets both. */
function waspLoads(): Loads {
  const files = ['.env.server', '.env.client'];
  return { development: files, production: [], test: files };
}

/** Its plugin has Vite read all of them for the server; what is built is started without. */
function reactRouterLoads(): Loads {
  return { ...DEVELOPMENT_ONLY, development: VITE.development };
}

function gatsbyLoads(): Loads {
  return { development: ['.env.development'], production: ['.env.production'], test: [] };
}

function adonisLoads(): Loads {
  const files = (stage: string) => [`.env.${stage}.local`, `.env.local`, `.env.${stage}`, '.env'];
  return {
    development: files('development'),
    production: files('production'),
    test: files('test').filter((name) => name !== '.env.local'),
  };
}

/** `.dev.vars` alone where there is one; env files are read in its place, and for local development only. */
function wranglerLoads(): Loads {
  const files = ['.dev.vars', '.env.local', '.env'];
  return { development: files, production: [], test: files };
}

function bunLoads(): Loads {
  const files = (stage: string) => ['.env.local', `.env.${stage}`, '.env'];
  return { development: files('development'), production: files('production'), test: ['.env.test', '.env'] };
}

function railsLoads(): Loads {
  return { ...NEXT, test: ['.env.test.local', '.env.test', '.env'] };
}

/** `.env.APP_ENV` is read in the place of `.env`, where APP_ENV is set outside. */
function laravelLoads(): Loads {
  return { development: ['.env'], production: ['.env.production', '.env'], test: ['.env.testing', '.env'] };
}

/** Flask reads `.flaskenv` too where python-dotenv is there. */
function pythonLoads(): Loads {
  const files = ['.env', '.flaskenv'];
  return { development: files, production: files, test: files };
}
