/** Languages, package managers, builds and tests. */
import type { ImplicitReader } from '../implicitTable.ts';

export const TOOLS: readonly ImplicitReader[] = [
  { words: 'Composer', prefixes: 'COMPOSER_', ecosystem: 'php' },
  {
    words: 'Node.js',
    names:
      'NODE_ENV NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED NODE_PATH NODE_NO_WARNINGS ' +
      'UV_THREADPOOL_SIZE DEBUG DEBUG_COLORS FORCE_COLOR NO_COLOR TZ LANG LC_ALL',
  },
  {
    words: 'most HTTP clients',
    names:
      'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy SSL_CERT_FILE ' +
      'SSL_CERT_DIR REQUESTS_CA_BUNDLE CURL_CA_BUNDLE',
  },
  { words: 'the web server', names: 'PORT HOST HOSTNAME' },
  {
    words: 'Next.js',
    names:
      'NEXT_TELEMETRY_DISABLED NEXT_SHARP_PATH ANALYZE NEXT_SERVER_ACTIONS_ENCRYPTION_KEY NEXT_DIST_DIR ' +
      'NEXT_MANUAL_SIG_HANDLE NEXT_CPU_PROF BROWSERSLIST NEXT_PRIVATE_STANDALONE NEXT_PRIVATE_DEBUG_CACHE ' +
      'NEXT_PRIVATE_WORKER_THREADS NEXT_PRIVATE_LOCAL_WEBPACK NEXT_PRIVATE_TEST_PROXY',
    prefixes: '__NEXT_',
    dependencies: 'next',
  },
  { words: 'Nuxt', prefixes: 'NUXT_ NITRO_', dependencies: 'nuxt nuxt3 nitropack nitro' },
  { words: 'Astro', prefixes: 'ASTRO_', dependencies: 'astro' },
  {
    words: "SvelteKit's Node adapter",
    names:
      'ORIGIN PROTOCOL_HEADER HOST_HEADER PORT_HEADER ADDRESS_HEADER XFF_DEPTH BODY_SIZE_LIMIT ' +
      'SHUTDOWN_TIMEOUT SOCKET_PATH',
    dependencies: '@sveltejs/adapter-node',
  },
  {
    words: 'Create React App',
    names:
      'BROWSER GENERATE_SOURCEMAP PUBLIC_URL BUILD_PATH INLINE_RUNTIME_CHUNK IMAGE_INLINE_SIZE_LIMIT ' +
      'FAST_REFRESH TSC_COMPILE_ON_ERROR ESLINT_NO_DEV_ERRORS DISABLE_ESLINT_PLUGIN ' +
      'DISABLE_NEW_JSX_TRANSFORM SKIP_PREFLIGHT_CHECK CHOKIDAR_USEPOLLING WATCHPACK_POLLING HTTPS ' +
      'SSL_CRT_FILE SSL_KEY_FILE REACT_EDITOR WDS_SOCKET_HOST WDS_SOCKET_PORT WDS_SOCKET_PATH ' +
      'DANGEROUSLY_DISABLE_HOST_CHECK',
    dependencies: 'react-scripts react-app-rewired @craco/craco',
  },
  { words: 'file watchers', names: 'CHOKIDAR_USEPOLLING CHOKIDAR_INTERVAL WATCHPACK_POLLING' },
  {
    words: 'Gatsby',
    names: 'GATSBY_TELEMETRY_DISABLED GATSBY_CPU_COUNT GATSBY_CONCURRENT_DOWNLOAD',
    dependencies: 'gatsby',
  },
  {
    words: 'Storybook',
    names: 'STORYBOOK_DISABLE_TELEMETRY CHROMATIC_PROJECT_TOKEN',
    dependencies: 'storybook @storybook/ chromatic',
  },
  { words: 'Turborepo', prefixes: 'TURBO_', dependencies: 'turbo' },
  { words: 'Nx', prefixes: 'NX_', dependencies: 'nx @nx/ @nrwl/' },
  {
    words: 'Puppeteer',
    prefixes: 'PUPPETEER_',
    dependencies: 'puppeteer puppeteer-core grover spatie/browsershot',
  },
  {
    words: 'Playwright',
    names: 'PWDEBUG',
    prefixes: 'PLAYWRIGHT_ PW_',
    dependencies: 'playwright @playwright/ playwright-core',
  },
  { words: 'Cypress', prefixes: 'CYPRESS_', dependencies: 'cypress' },
  { words: 'sharp', prefixes: 'SHARP_', dependencies: 'sharp' },
  {
    words: 'Docker and Compose',
    names: 'DOCKER_HOST DOCKER_BUILDKIT DOCKER_DEFAULT_PLATFORM BUILDKIT_PROGRESS DOCKER_CONFIG',
    prefixes: 'COMPOSE_',
  },
  { words: 'Python', prefixes: 'PYTHON' },
  { words: "Python's package tools", prefixes: 'PIP_ UV_ POETRY_ PDM_', ecosystem: 'python' },
  {
    words: 'Ruby',
    names: 'RUBYOPT RUBYLIB RUBY_YJIT_ENABLE MALLOC_ARENA_MAX LD_PRELOAD',
    prefixes: 'BUNDLE_ RUBY_',
    ecosystem: 'ruby',
  },
  { words: 'Go', names: 'GOPROXY GOFLAGS GOMEMLIMIT GOMAXPROCS GOGC GODEBUG GOPRIVATE' },
  {
    words: 'Rust',
    names: 'RUST_LOG RUST_BACKTRACE RUSTFLAGS SQLX_OFFLINE',
    prefixes: 'CARGO_',
    ecosystem: 'rust',
  },
  { words: 'Java', names: 'JAVA_OPTS JAVA_TOOL_OPTIONS JAVA_HOME MAVEN_OPTS' },
  { words: 'act or GitHub Actions', names: 'ACTIONS_STEP_DEBUG ACTIONS_RUNNER_DEBUG' },
  { words: 'ngrok', names: 'NGROK_AUTHTOKEN NGROK_DOMAIN', dependencies: 'ngrok @ngrok/ pyngrok' },
  { words: 'Husky', names: 'HUSKY', dependencies: 'husky' },
  { words: 'Scarf', names: 'SCARF_ANALYTICS' },
  { words: 'tools that ask not to be tracked', names: 'DO_NOT_TRACK' },
];
