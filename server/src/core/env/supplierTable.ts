/** Each with the page that says so. Prefixes stand only where the page documents a whole family. */
export interface Supplier {
  /** "Set by …" */
  readonly by: string;
  readonly source: string;
  /** Separated by spaces. */
  readonly names?: string;
  readonly prefixes?: readonly string[];
  /** A family of which some names are the user's own: tokens for the host's interface. */
  readonly pattern?: RegExp;
  /** For names that mean other things elsewhere: counts only where the workspace shows it. */
  readonly evidence?: { readonly dependencies?: readonly string[]; readonly file?: RegExp };
  /** Counts where every use is one of these. */
  readonly through?: RegExp;
}

const RUNTIMES: readonly Supplier[] = [
  {
    by: 'Vite',
    source: 'https://vite.dev/guide/env-and-mode#built-in-constants',
    names: 'MODE BASE_URL PROD DEV SSR LEGACY SITE ASSETS_PREFIX',
    through: /import\.meta\.env/,
  },
  {
    by: 'Node.js and its tools',
    source: 'https://nodejs.org/api/cli.html#environment-variables_1',
    names:
      'NODE_ENV NODE_OPTIONS NODE_PATH NODE_DEBUG NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED NODE_NO_WARNINGS ' +
      'NODE_V8_COVERAGE NODE_APP_INSTANCE NODE_UNIQUE_ID NO_COLOR FORCE_COLOR NODE_DISABLE_COLORS UV_THREADPOOL_SIZE',
  },
  {
    by: 'npm, pnpm and Yarn',
    source: 'https://docs.npmjs.com/cli/v11/using-npm/scripts#environment',
    names: 'INIT_CWD',
    prefixes: ['npm_', 'PNPM_', 'YARN_'],
  },
  {
    by: 'the operating system',
    source: 'https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html',
    names:
      'PATH HOME USER USERNAME LOGNAME SHELL PWD OLDPWD LANG LANGUAGE LC_ALL LC_CTYPE TZ TERM TERM_PROGRAM COLORTERM COLUMNS ' +
      'LINES EDITOR VISUAL PAGER TMPDIR TMP TEMP HOSTNAME HOSTTYPE OSTYPE SHLVL DISPLAY WAYLAND_DISPLAY XDG_SESSION_TYPE ' +
      'SSH_AUTH_SOCK SSH_CONNECTION SSH_CLIENT SSH_TTY SUDO_USER UID EUID GID PPID RANDOM IFS BASH_SOURCE BASH_VERSION ' +
      'APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES USERPROFILE HOMEDRIVE HOMEPATH SYSTEMROOT SystemRoot WINDIR COMSPEC ' +
      'ComSpec PATHEXT OS PROCESSOR_ARCHITECTURE NUMBER_OF_PROCESSORS COMPUTERNAME USERDOMAIN WSL_DISTRO_NAME MANPATH',
    prefixes: ['XDG_', 'LC_'],
  },
  {
    by: 'the proxy settings of the machine',
    source: 'https://curl.se/docs/manpage.html#ENVIRONMENT',
    names:
      'HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy all_proxy SSL_CERT_FILE SSL_CERT_DIR',
  },
  {
    by: 'most hosts',
    source: 'https://devcenter.heroku.com/articles/runtime-principles#web-servers',
    names: 'PORT CI',
  },
  {
    by: 'Next.js',
    source: 'https://nextjs.org/docs/app/guides/environment-variables',
    names:
      'NEXT_RUNTIME NEXT_PHASE NEXT_DEPLOYMENT_ID NEXT_MANUAL_SIG_HANDLE NEXT_PRIVATE_BUILD_WORKER TURBOPACK __NEXT_ROUTER_BASEPATH ' +
      '__NEXT_VERSION NEXT_OTEL_VERBOSE NEXT_BUILD_ID NEXT_PRIVATE_STANDALONE NEXT_PRIVATE_DEBUG_CACHE ' +
      'NEXT_PRIVATE_WORKER_THREADS NEXT_PRIVATE_LOCAL_WEBPACK NEXT_PRIVATE_TEST_PROXY',
    prefixes: ['__NEXT_', '__VERCEL_'],
  },
  {
    by: 'Create React App',
    source: 'https://create-react-app.dev/docs/using-the-public-folder/',
    names: 'PUBLIC_URL',
    evidence: { dependencies: ['react-scripts', '@craco/craco', 'react-app-rewired'] },
  },
  {
    by: 'Nuxt and Nitro',
    source: 'https://nitro.build/deploy/runtimes/node',
    names: 'NITRO_PORT NITRO_HOST NITRO_PRESET NITRO_ENV',
  },
  {
    by: 'test runners',
    source: 'https://vitest.dev/guide/environment.html, https://jestjs.io/docs/environment-variables',
    names:
      'VITEST VITEST_MODE VITEST_POOL_ID VITEST_WORKER_ID VITEST_VSCODE JEST_WORKER_ID TEST_WORKER_INDEX TEST_PARALLEL_INDEX ' +
      'PLAYWRIGHT_TEST_BASE_URL PWDEBUG MOCHA_COLORS PYTEST_CURRENT_TEST PYTEST_XDIST_WORKER TEST_ENV_NUMBER PARALLEL_WORKERS ' +
      'CYPRESS STORYBOOK IS_STORYBOOK',
  },
  {
    by: 'Tauri',
    source: 'https://v2.tauri.app/reference/environment-variables/',
    prefixes: ['TAURI_ENV_'],
    names: 'TAURI_DEV_HOST TAURI_PLATFORM TAURI_DEBUG TAURI_ARCH TAURI_FAMILY',
  },
  {
    by: 'Electron',
    source: 'https://www.electronjs.org/docs/latest/api/environment-variables',
    names: 'ELECTRON_RUN_AS_NODE ELECTRON_IS_DEV ELECTRON_RENDERER_URL PORTABLE_EXECUTABLE_DIR APPIMAGE',
  },
  {
    by: 'Cargo',
    source: 'https://doc.rust-lang.org/cargo/reference/environment-variables.html',
    names: 'OUT_DIR OPT_LEVEL NUM_JOBS RUST_LOG RUST_BACKTRACE RUSTFLAGS DOCS_RS',
    prefixes: ['CARGO_'],
    evidence: { file: /(?:^|\/)Cargo\.toml$|\.rs$/ },
  },
  {
    by: 'Go',
    source: 'https://pkg.go.dev/cmd/go#hdr-Environment_variables',
    names: 'GOPATH GOROOT GOOS GOARCH GOBIN GOFLAGS GOPROXY GOMAXPROCS GODEBUG GOMEMLIMIT GOGC CGO_ENABLED',
  },
  {
    by: 'Python and its tools',
    source: 'https://docs.python.org/3/using/cmdline.html#environment-variables',
    names: 'VIRTUAL_ENV CONDA_PREFIX CONDA_DEFAULT_ENV RUN_MAIN WERKZEUG_RUN_MAIN SERVER_SOFTWARE',
    prefixes: ['PYTHON'],
  },
  {
    by: 'Ruby and Bundler',
    source: 'https://bundler.io/man/bundle-config.1.html',
    names: 'GEM_HOME GEM_PATH RUBYOPT RUBYLIB RACK_ENV RAILS_ENV SPRING_TMP_PATH MALLOC_ARENA_MAX',
    prefixes: ['BUNDLE_'],
  },
  {
    by: 'Java',
    source:
      'https://docs.oracle.com/en/java/javase/21/troubleshoot/environment-variables-and-system-properties.html',
    names: 'JAVA_HOME JAVA_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS CLASSPATH M2_HOME MAVEN_OPTS GRADLE_OPTS',
  },
  {
    by: '.NET',
    source: 'https://learn.microsoft.com/aspnet/core/fundamentals/environments',
    names: 'ASPNETCORE_ENVIRONMENT DOTNET_ENVIRONMENT ASPNETCORE_URLS DOTNET_RUNNING_IN_CONTAINER',
    prefixes: ['DOTNET_', 'ASPNETCORE_'],
  },
  {
    by: 'Elixir and Erlang',
    source: 'https://hexdocs.pm/mix/Mix.html#module-environment-variables',
    names:
      'MIX_ENV MIX_TARGET RELEASE_NAME RELEASE_VSN RELEASE_ROOT RELEASE_NODE RELEASE_COOKIE RELEASE_MODE',
  },
  {
    by: 'the web server (CGI)',
    source: 'https://www.rfc-editor.org/rfc/rfc3875#section-4.1',
    names:
      'REQUEST_METHOD REQUEST_URI REQUEST_TIME REQUEST_TIME_FLOAT REMOTE_ADDR REMOTE_USER REMOTE_PORT REMOTE_HOST SERVER_NAME SERVER_PORT ' +
      'SERVER_ADDR SERVER_PROTOCOL SERVER_ADMIN DOCUMENT_ROOT SCRIPT_NAME SCRIPT_FILENAME QUERY_STRING PATH_INFO ' +
      'PATH_TRANSLATED CONTENT_TYPE CONTENT_LENGTH GATEWAY_INTERFACE HTTPS PHP_SELF PHP_AUTH_USER PHP_AUTH_PW argv argc',
    prefixes: ['HTTP_', 'REDIRECT_'],
    through: /_SERVER/,
  },
];

const HOSTS: readonly Supplier[] = [
  {
    by: 'Vercel',
    source: 'https://vercel.com/docs/environment-variables/system-environment-variables',
    names:
      'VERCEL NOW_REGION EDGE_CONFIG VERCEL_ENV VERCEL_TARGET_ENV VERCEL_URL VERCEL_BRANCH_URL VERCEL_PROJECT_PRODUCTION_URL ' +
      'VERCEL_REGION VERCEL_DEPLOYMENT_ID VERCEL_PROJECT_ID VERCEL_SKEW_PROTECTION_ENABLED VERCEL_AUTOMATION_BYPASS_SECRET ' +
      'VERCEL_OIDC_TOKEN VERCEL_CACHE_HANDLER_MEMORY_CACHE',
    pattern:
      /^(?:(?:NEXT_PUBLIC|VITE|PUBLIC|NUXT_ENV|NUXT_PUBLIC|REACT_APP|GATSBY|VUE_APP|REDWOOD_ENV|SANITY_STUDIO)_VERCEL|VERCEL_GIT)_/,
  },
  {
    by: 'Netlify',
    source: 'https://docs.netlify.com/build/configure-builds/environment-variables/',
    names:
      'NETLIFY DEPLOY_PRIME_URL DEPLOY_URL NETLIFY_IMAGES_CDN_DOMAIN NETLIFY_LOCAL NETLIFY_DEV NETLIFY_BLOBS_CONTEXT ' +
      'NETLIFY_DATABASE_URL NETLIFY_DATABASE_URL_UNPOOLED',
  },
  {
    by: 'Netlify',
    source: 'https://docs.netlify.com/build/configure-builds/environment-variables/',
    names:
      'URL CONTEXT BRANCH HEAD COMMIT_REF CACHED_COMMIT_REF BUILD_ID DEPLOY_ID PULL_REQUEST REVIEW_ID REPOSITORY_URL SITE_NAME ' +
      'SITE_ID INCOMING_HOOK_TITLE INCOMING_HOOK_URL INCOMING_HOOK_BODY',
    evidence: { dependencies: ['netlify-cli', '@netlify/functions'], file: /(?:^|\/)netlify\.toml$/ },
  },
  {
    by: 'Cloudflare',
    source:
      'https://developers.cloudflare.com/pages/configuration/build-configuration/#environment-variables',
    names: 'CF_PAGES WORKERS_CI WORKERS_CI_BUILD_UUID WORKERS_CI_COMMIT_SHA WORKERS_CI_BRANCH',
    prefixes: ['CF_PAGES_', 'WORKERS_CI_'],
  },
  {
    by: 'Render',
    source: 'https://render.com/docs/environment-variables',
    names: 'RENDER IS_PULL_REQUEST RENDER_WEB_CONCURRENCY RENDER_CPU_COUNT',
    prefixes: ['RENDER_SERVICE_', 'RENDER_INSTANCE_', 'RENDER_EXTERNAL_', 'RENDER_DISCOVERY_', 'RENDER_GIT_'],
  },
  {
    by: 'Fly.io',
    source: 'https://fly.io/docs/machines/runtime-environment/',
    names:
      'PRIMARY_REGION FLY_APP_NAME FLY_MACHINE_ID FLY_MACHINE_VERSION FLY_ALLOC_ID FLY_REGION FLY_PUBLIC_IP FLY_PRIVATE_IP ' +
      'FLY_IMAGE_REF FLY_PROCESS_GROUP FLY_VM_MEMORY_MB FLY_SERVER_ID',
  },
  {
    by: 'Railway',
    source: 'https://docs.railway.com/reference/variables#railway-provided-variables',
    pattern: /^RAILWAY_(?!TOKEN$|API_TOKEN$|API_KEY$)/,
  },
  {
    by: 'Heroku',
    source: 'https://devcenter.heroku.com/articles/dyno-metadata',
    names: 'DYNO SOURCE_VERSION STACK_VERSION WEB_CONCURRENCY WEB_MEMORY',
    pattern: /^HEROKU_(?!API_|OAUTH_)/,
  },
  {
    by: 'Koyeb',
    source: 'https://www.koyeb.com/docs/build-and-deploy/environment-variables',
    prefixes: ['KOYEB_'],
  },
  {
    by: 'Northflank',
    source: 'https://northflank.com/docs/v1/application/run/inject-runtime-variables',
    prefixes: ['NF_'],
  },
  {
    by: 'Coolify',
    source: 'https://coolify.io/docs/knowledge-base/environment-variables',
    prefixes: [
      'COOLIFY_',
      'SERVICE_FQDN_',
      'SERVICE_URL_',
      'SERVICE_PASSWORD_',
      'SERVICE_USER_',
      'SERVICE_BASE64_',
    ],
  },
  {
    by: 'DigitalOcean App Platform',
    source: 'https://docs.digitalocean.com/products/app-platform/how-to/use-environment-variables/',
    names: 'APP_DOMAIN',
    evidence: { file: /(?:^|\/)\.do\/(?:app|deploy\.template)\.ya?ml$/ },
  },
  {
    by: 'AWS',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    names:
      'AWS_REGION AWS_DEFAULT_REGION AWS_EXECUTION_ENV AWS_SESSION_TOKEN LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR _HANDLER ' +
      '_X_AMZN_TRACE_ID AWS_BRANCH AWS_APP_ID AWS_COMMIT_ID AWS_PULL_REQUEST_ID CODEBUILD_BUILD_ID',
    prefixes: ['AWS_LAMBDA_', 'ECS_CONTAINER_', 'AWS_CONTAINER_', 'CODEBUILD_', 'AMPLIFY_', 'AWS_XRAY_'],
  },
  {
    by: 'Google Cloud',
    source: 'https://cloud.google.com/run/docs/container-contract#env-vars',
    names:
      'K_SERVICE K_REVISION K_CONFIGURATION CLOUD_RUN_JOB CLOUD_RUN_EXECUTION CLOUD_RUN_TASK_INDEX CLOUD_RUN_TASK_ATTEMPT ' +
      'CLOUD_RUN_TASK_COUNT FUNCTION_TARGET FUNCTION_SIGNATURE_TYPE FUNCTION_NAME FUNCTION_REGION GOOGLE_CLOUD_PROJECT ' +
      'GCLOUD_PROJECT GCP_PROJECT FIREBASE_CONFIG FUNCTIONS_EMULATOR FIRESTORE_EMULATOR_HOST FIREBASE_AUTH_EMULATOR_HOST',
    prefixes: ['GAE_'],
  },
  {
    by: 'Azure',
    source: 'https://learn.microsoft.com/azure/app-service/reference-app-settings',
    names:
      'WEBSITE_SITE_NAME WEBSITE_HOSTNAME WEBSITE_INSTANCE_ID WEBSITE_RESOURCE_GROUP WEBSITE_OWNER_NAME WEBSITE_SKU FUNCTIONS_WORKER_RUNTIME AZURE_FUNCTIONS_ENVIRONMENT IDENTITY_ENDPOINT IDENTITY_HEADER',
    prefixes: ['APPSETTING_', 'CONTAINER_APP_', 'SCM_', 'ORYX_'],
  },
  {
    by: 'Deno Deploy',
    source: 'https://docs.deno.com/deploy/classic/environment-variables/',
    names: 'DENO_REGION DENO_DEPLOYMENT_ID DENO_DEPLOY',
  },
  {
    by: 'Supabase',
    source: 'https://supabase.com/docs/guides/functions/secrets#default-secrets',
    names:
      'SUPABASE_URL SUPABASE_ANON_KEY SUPABASE_SERVICE_ROLE_KEY SUPABASE_DB_URL SB_REGION SB_EXECUTION_ID',
    through: /Deno\.env/,
  },
  {
    by: 'Expo Application Services',
    source: 'https://docs.expo.dev/eas/environment-variables/#built-in-environment-variables',
    names: 'EAS_BUILD',
    prefixes: ['EAS_BUILD_', 'EAS_UPDATE_'],
  },
  {
    by: 'Replit',
    source: 'https://docs.replit.com/replit-workspace/workspace-features/secrets',
    names: 'REPL_ID REPL_OWNER REPL_SLUG',
    prefixes: ['REPLIT_'],
  },
  {
    by: 'Replit',
    source: 'https://github.com/replit/go-replidentity',
    names: 'REPL_IDENTITY WEB_REPL_RENEWAL',
  },
  {
    by: 'Lovable',
    source: 'https://tanstack.com/ai/latest/docs/adapters/lovable',
    names: 'LOVABLE_API_KEY',
    through: /Deno\.env/,
  },
  {
    by: 'Gitpod or GitHub Codespaces',
    source:
      'https://docs.github.com/codespaces/developing-in-a-codespace/default-environment-variables-for-your-codespace',
    names: 'CODESPACES CODESPACE_NAME STACKBLITZ CODESANDBOX_SSE CODESANDBOX_HOST',
    prefixes: ['GITPOD_', 'GITHUB_CODESPACES_'],
  },
  {
    by: 'DDEV or Lando',
    source: 'https://docs.ddev.com/en/stable/users/extend/custom-commands/#environment-variables-provided',
    names: 'IS_DDEV_PROJECT LANDO LANDO_INFO',
    prefixes: ['DDEV_'],
  },
  {
    by: 'Kubernetes',
    source: 'https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables',
    prefixes: ['KUBERNETES_'],
  },
];

const CI_SERVICES: readonly Supplier[] = [
  {
    by: 'GitHub Actions',
    source:
      'https://docs.github.com/actions/reference/workflows-and-actions/variables#default-environment-variables',
    names:
      'GITHUB_ACTIONS GITHUB_ACTION GITHUB_ACTION_PATH GITHUB_ACTION_REPOSITORY GITHUB_ACTOR GITHUB_ACTOR_ID GITHUB_API_URL ' +
      'GITHUB_BASE_REF GITHUB_ENV GITHUB_EVENT_NAME GITHUB_EVENT_PATH GITHUB_GRAPHQL_URL GITHUB_HEAD_REF GITHUB_JOB ' +
      'GITHUB_OUTPUT GITHUB_PATH GITHUB_REF GITHUB_REF_NAME GITHUB_REF_PROTECTED GITHUB_REF_TYPE GITHUB_REPOSITORY ' +
      'GITHUB_REPOSITORY_ID GITHUB_REPOSITORY_OWNER GITHUB_REPOSITORY_OWNER_ID GITHUB_RETENTION_DAYS GITHUB_RUN_ATTEMPT ' +
      'GITHUB_RUN_ID GITHUB_RUN_NUMBER GITHUB_SERVER_URL GITHUB_SHA GITHUB_STEP_SUMMARY GITHUB_STATE GITHUB_TRIGGERING_ACTOR ' +
      'GITHUB_WORKFLOW GITHUB_WORKFLOW_REF GITHUB_WORKFLOW_SHA GITHUB_WORKSPACE',
    prefixes: ['RUNNER_', 'ACTIONS_'],
  },
  {
    by: 'GitLab CI',
    source: 'https://docs.gitlab.com/ci/variables/predefined_variables/',
    names: 'GITLAB_CI GITLAB_USER_EMAIL GITLAB_USER_ID GITLAB_USER_LOGIN GITLAB_USER_NAME',
    prefixes: ['CI_'],
  },
  {
    by: 'CircleCI',
    source: 'https://circleci.com/docs/reference/variables/#built-in-environment-variables',
    names: 'CIRCLECI',
    pattern: /^CIRCLE_(?!TOKEN$)/,
  },
  {
    by: 'other CI services',
    source: 'https://github.com/watson/ci-info/blob/master/vendors.json',
    names:
      'TRAVIS CONTINUOUS_INTEGRATION BUILDKITE DRONE JENKINS_URL JENKINS_HOME TEAMCITY_VERSION TF_BUILD APPVEYOR SEMAPHORE ' +
      'BITRISE_IO CODESHIP BUILD_NUMBER BUILD_SOURCEBRANCH GITEA_ACTIONS',
    prefixes: [
      'TRAVIS_',
      'BUILDKITE_',
      'DRONE_',
      'BITBUCKET_',
      'APPVEYOR_',
      'SEMAPHORE_',
      'BITRISE_',
      'CIRRUS_',
    ],
  },
];

export const SUPPLIERS: readonly Supplier[] = [...RUNTIMES, ...HOSTS, ...CI_SERVICES];
