/** Services that products use: sign-in, errors and traces, payments, mail, content. */
import type { ImplicitReader } from '../implicitTable.ts';

export const SERVICES: readonly ImplicitReader[] = [
  { words: 'the Dub SDK', names: 'DUB_API_KEY', dependencies: 'dub @dub/' },
  {
    words: 'MailerSend',
    prefixes: 'MAILERSEND_',
    dependencies: 'mailersend/laravel-driver mailersend mailersend/mailersend',
  },
  {
    words: 'Auth.js',
    names:
      'NEXTAUTH_URL NEXTAUTH_SECRET NEXTAUTH_URL_INTERNAL AUTH_SECRET AUTH_URL AUTH_TRUST_HOST ' +
      'AUTH_REDIRECT_PROXY_URL AUTH_DEBUG VERCEL_URL',
    prefixes: 'AUTH_',
    dependencies: 'next-auth @auth/ @nuxtjs/auth @sidebase/nuxt-auth',
  },
  {
    words: 'Better Auth',
    names:
      'BETTER_AUTH_SECRET BETTER_AUTH_URL BETTER_AUTH_TELEMETRY BETTER_AUTH_TRUSTED_ORIGINS AUTH_SECRET ' +
      'NEXT_PUBLIC_BETTER_AUTH_URL',
    prefixes: 'BETTER_AUTH_',
    dependencies: 'better-auth @better-auth/',
  },
  {
    words: 'Clerk',
    pattern: /^(?:(?:NEXT_PUBLIC|VITE|PUBLIC|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|REACT_APP)_)?(?:NUXT_)?CLERK_/,
    dependencies: '@clerk/ clerk-backend-api clerk-sdk-ruby',
  },
  {
    words: 'Auth0',
    prefixes: 'AUTH0_ NEXT_PUBLIC_AUTH0_',
    dependencies: '@auth0/ auth0 express-openid-connect auth0-python',
  },
  { words: 'Kinde', pattern: /^(?:VITE_|NEXT_PUBLIC_)?KINDE_/, dependencies: '@kinde-oss/' },
  {
    words: 'WorkOS',
    names:
      'WORKOS_API_KEY WORKOS_CLIENT_ID WORKOS_COOKIE_PASSWORD WORKOS_REDIRECT_URI ' +
      'NEXT_PUBLIC_WORKOS_REDIRECT_URI',
    prefixes: 'WORKOS_',
    dependencies: '@workos-inc/ workos',
  },
  { words: 'Stack Auth', pattern: /^(?:NEXT_PUBLIC_)?STACK_/, dependencies: '@stackframe/' },
  {
    words: 'Sentry',
    pattern: /^(?:NEXT_PUBLIC_|VITE_|PUBLIC_|NUXT_PUBLIC_|EXPO_PUBLIC_|REACT_APP_)?SENTRY_/,
    dependencies:
      '@sentry/ sentry-sdk sentry-ruby sentry-rails sentry/sentry-laravel sentry/sentry-symfony sentry ' +
      '@sentry-internal/ github.com/getsentry/sentry-go sentry-expo',
  },
  { words: 'OpenTelemetry', prefixes: 'OTEL_' },
  {
    words: "Datadog's tracer",
    prefixes: 'DD_',
    dependencies: 'dd-trace ddtrace datadog datadog/dd-trace @datadog/ datadog-lambda-js datadog_api_client',
  },
  { words: "New Relic's agent", prefixes: 'NEW_RELIC_', dependencies: 'newrelic newrelic_rpm @newrelic/' },
  { words: 'AppSignal', prefixes: 'APPSIGNAL_', dependencies: '@appsignal/ appsignal' },
  { words: 'Honeybadger', prefixes: 'HONEYBADGER_', dependencies: '@honeybadger-io/ honeybadger' },
  { words: 'Bugsnag', prefixes: 'BUGSNAG_', dependencies: '@bugsnag/ bugsnag bugsnag/bugsnag-laravel' },
  { words: 'Rollbar', prefixes: 'ROLLBAR_', dependencies: 'rollbar rollbar/rollbar-laravel' },
  { words: 'Scout APM', prefixes: 'SCOUT_', dependencies: 'scout_apm scout-apm scoutapp/scout-apm-laravel' },
  { words: 'Skylight', prefixes: 'SKYLIGHT_', dependencies: 'skylight' },
  {
    words: 'Logtail',
    names:
      'LOGTAIL_SOURCE_TOKEN LOGTAIL_INGESTING_HOST LOGTAIL_API_KEY NEXT_PUBLIC_LOGTAIL_SOURCE_TOKEN ' +
      'NEXT_PUBLIC_BETTER_STACK_SOURCE_TOKEN NEXT_PUBLIC_BETTER_STACK_INGESTING_URL ' +
      'BETTER_STACK_SOURCE_TOKEN BETTER_STACK_INGESTING_URL',
    dependencies: '@logtail/ logtail-rails',
  },
  {
    words: 'Axiom',
    names:
      'AXIOM_TOKEN AXIOM_DATASET AXIOM_ORG_ID AXIOM_URL NEXT_PUBLIC_AXIOM_TOKEN NEXT_PUBLIC_AXIOM_DATASET ' +
      'NEXT_PUBLIC_AXIOM_INGEST_ENDPOINT AXIOM_INGEST_ENDPOINT',
    dependencies: 'next-axiom @axiomhq/',
  },
  { words: 'the Stripe CLI', names: 'STRIPE_API_KEY STRIPE_DEVICE_NAME STRIPE_CLI_TELEMETRY_OPTOUT' },
  {
    words: 'the Stripe Sync Engine or Cashier',
    names:
      'STRIPE_KEY STRIPE_SECRET STRIPE_WEBHOOK_SECRET STRIPE_WEBHOOK_TOLERANCE CASHIER_CURRENCY ' +
      'CASHIER_CURRENCY_LOCALE CASHIER_LOGGER CASHIER_PATH CASHIER_PAYMENT_NOTIFICATION CASHIER_MODEL',
    dependencies: 'laravel/cashier',
  },
  {
    words: 'the Resend SDK',
    names: 'RESEND_API_KEY RESEND_KEY RESEND_BASE_URL RESEND_USER_AGENT',
    dependencies: 'resend resend/resend-laravel resend-laravel',
  },
  { words: 'the Svix SDK', names: 'SVIX_TOKEN', dependencies: 'svix-cli' },
  { words: 'Trigger.dev', prefixes: 'TRIGGER_', dependencies: '@trigger.dev/' },
  { words: 'Inngest', prefixes: 'INNGEST_', dependencies: 'inngest' },
  { words: 'Unkey', names: 'UNKEY_ROOT_KEY UNKEY_API_ID', dependencies: '@unkey/' },
  {
    words: 'UploadThing',
    names: 'UPLOADTHING_TOKEN UPLOADTHING_SECRET UPLOADTHING_APP_ID',
    prefixes: 'UPLOADTHING_',
    dependencies: 'uploadthing @uploadthing/',
  },
  { words: 'Liveblocks', names: 'LIVEBLOCKS_SECRET_KEY', dependencies: '@liveblocks/' },
  {
    words: 'LiveKit',
    names: 'LIVEKIT_URL LIVEKIT_API_KEY LIVEKIT_API_SECRET',
    dependencies: 'livekit-server-sdk livekit-agents @livekit/ livekit-api',
  },
  {
    words: "Twilio's SDK",
    names: 'TWILIO_ACCOUNT_SID TWILIO_AUTH_TOKEN TWILIO_EDGE TWILIO_REGION TWILIO_LOG_LEVEL',
    dependencies: 'twilio twilio-ruby twilio/sdk',
  },
  {
    words: 'Cloudinary',
    names: 'CLOUDINARY_URL CLOUDINARY_ACCOUNT_URL',
    dependencies: 'cloudinary cloudinary-labs/cloudinary-laravel cloudinary_npm django-cloudinary-storage',
  },
  {
    words: 'Sanity',
    names: 'SANITY_AUTH_TOKEN',
    prefixes: 'SANITY_STUDIO_ SANITY_',
    dependencies: 'sanity @sanity/ next-sanity',
  },
  {
    words: 'Payload',
    names: 'PAYLOAD_CONFIG_PATH PAYLOAD_DROP_DATABASE PAYLOAD_SECRET',
    dependencies: 'payload',
  },
  {
    words: 'Strapi',
    names: 'APP_KEYS API_TOKEN_SALT ADMIN_JWT_SECRET TRANSFER_TOKEN_SALT ENCRYPTION_KEY JWT_SECRET',
    prefixes: 'STRAPI_',
    dependencies: '@strapi/strapi strapi',
  },
  { words: 'Directus', names: 'KEY SECRET ADMIN_EMAIL ADMIN_PASSWORD', dependencies: 'directus' },
  { words: 'LaunchDarkly', names: 'LAUNCHDARKLY_ACCESS_TOKEN', dependencies: 'launchdarkly-' },
  {
    words: "PostHog's source map upload",
    names: 'POSTHOG_CLI_TOKEN POSTHOG_CLI_ENV_ID POSTHOG_CLI_HOST POSTHOG_CLI_API_KEY POSTHOG_CLI_PROJECT_ID',
    dependencies: 'posthog-js @posthog/ posthog-node posthog',
  },
  {
    words: "Shopify's tools",
    prefixes: 'SHOPIFY_',
    dependencies: '@shopify/cli @shopify/app @shopify/hydrogen @shopify/cli-hydrogen',
  },
  {
    words: 'Hydrogen',
    names:
      'SESSION_SECRET PUBLIC_STOREFRONT_API_TOKEN PRIVATE_STOREFRONT_API_TOKEN PUBLIC_STORE_DOMAIN ' +
      'PUBLIC_STOREFRONT_ID PUBLIC_CUSTOMER_ACCOUNT_API_CLIENT_ID PUBLIC_CUSTOMER_ACCOUNT_API_URL SHOP_ID ' +
      'PUBLIC_CHECKOUT_DOMAIN',
    dependencies: '@shopify/hydrogen',
  },
  {
    words: 'Expo',
    names: 'EXPO_TOKEN EXPO_NO_TELEMETRY EXPO_DEBUG EXPO_OFFLINE',
    prefixes: 'EXPO_NO_ EXPO_UNSTABLE_ EXPO_USE_ EAS_',
    dependencies: 'expo eas-cli',
  },
  { words: 'dotenvx or dotenv-vault', pattern: /^DOTENV_(?:KEY|PUBLIC_KEY|PRIVATE_KEY|CONFIG)/ },
  { words: 'Infisical', prefixes: 'INFISICAL_', dependencies: '@infisical/ infisicalsdk' },
  { words: 'Doppler', prefixes: 'DOPPLER_' },
  {
    words: 'the npm client',
    names: 'NPM_TOKEN NODE_AUTH_TOKEN NPM_AUTH_TOKEN NPM_REGISTRY',
    prefixes: 'NPM_CONFIG_ npm_config_',
  },
  {
    words: 'the GitHub CLI and release tools',
    names: 'GH_TOKEN GITHUB_TOKEN GH_HOST GH_REPO',
    dependencies:
      'semantic-release @octokit/ release-it changesets @changesets/cli @changesets/changelog-github ' +
      'dangerjs danger auto lerna octokit',
  },
];
