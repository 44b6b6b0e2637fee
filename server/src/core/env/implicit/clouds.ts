/** Clouds, hosts and what deploys to them. */
import type { ImplicitReader } from '../implicitTable.ts';

export const CLOUDS: readonly ImplicitReader[] = [
  { words: 'the Oracle Cloud SDK', prefixes: 'OCI_', dependencies: 'oci oci-' },
  {
    words: 'the AWS SDK',
    names:
      'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_PROFILE ' +
      'AWS_ENDPOINT_URL AWS_SDK_LOAD_CONFIG AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE AWS_CA_BUNDLE ' +
      'AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_SESSION_NAME AWS_EC2_METADATA_DISABLED ' +
      'AWS_MAX_ATTEMPTS AWS_RETRY_MODE AWS_BEARER_TOKEN_BEDROCK AWS_REQUEST_CHECKSUM_CALCULATION ' +
      'AWS_RESPONSE_CHECKSUM_VALIDATION',
    prefixes: 'AWS_ENDPOINT_URL_',
  },
  {
    words: 'Google Cloud libraries',
    names:
      'GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CLOUD_PROJECT GCLOUD_PROJECT GOOGLE_CLOUD_QUOTA_PROJECT ' +
      'CLOUDSDK_CORE_PROJECT FIREBASE_CONFIG FIRESTORE_EMULATOR_HOST FIREBASE_AUTH_EMULATOR_HOST ' +
      'FIREBASE_STORAGE_EMULATOR_HOST PUBSUB_EMULATOR_HOST STORAGE_EMULATOR_HOST ' +
      'GOOGLE_CLOUD_UNIVERSE_DOMAIN',
  },
  {
    words: 'the Azure SDK',
    names:
      'AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_CLIENT_CERTIFICATE_PATH AZURE_USERNAME ' +
      'AZURE_PASSWORD AZURE_FEDERATED_TOKEN_FILE AZURE_AUTHORITY_HOST AZURE_SUBSCRIPTION_ID ' +
      'AZURE_STORAGE_CONNECTION_STRING APPLICATIONINSIGHTS_CONNECTION_STRING',
    dependencies: '@azure/ azure- applicationinsights',
  },
  {
    words: 'the Cloudflare tools',
    names:
      'CLOUDFLARE_API_TOKEN CLOUDFLARE_ACCOUNT_ID CLOUDFLARE_API_KEY CLOUDFLARE_EMAIL CLOUDFLARE_ENV ' +
      'CLOUDFLARE_D1_TOKEN',
    prefixes: 'WRANGLER_ CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_',
    dependencies: 'wrangler cloudflare @cloudflare/ alchemy',
    file: /(?:^|\/)wrangler\.(?:toml|jsonc?)$|\.tf$/,
  },
  {
    words: 'the Vercel tools',
    names: 'VERCEL_TOKEN VERCEL_ORG_ID VERCEL_PROJECT_ID VERCEL_TEAM_ID VERCEL_OIDC_TOKEN',
  },
  { words: '@vercel/blob', names: 'BLOB_READ_WRITE_TOKEN', dependencies: '@vercel/blob' },
  {
    words: '@vercel/kv',
    names: 'KV_URL KV_REST_API_URL KV_REST_API_TOKEN KV_REST_API_READ_ONLY_TOKEN',
    dependencies: '@vercel/kv @upstash/redis @upstash/',
  },
  {
    words: '@vercel/postgres',
    names:
      'POSTGRES_URL POSTGRES_PRISMA_URL POSTGRES_URL_NON_POOLING POSTGRES_URL_NO_SSL POSTGRES_USER ' +
      'POSTGRES_HOST POSTGRES_PASSWORD POSTGRES_DATABASE',
    dependencies: '@vercel/postgres @vercel/postgres-kysely',
  },
  { words: '@vercel/edge-config', names: 'EDGE_CONFIG', dependencies: '@vercel/edge-config' },
  { words: '@vercel/flags', names: 'FLAGS_SECRET FLAGS', dependencies: '@vercel/flags flags @flags-sdk/' },
  { words: 'the Fly.io tools', names: 'FLY_API_TOKEN FLY_ACCESS_TOKEN FLY_APP' },
  {
    words: 'the Netlify tools',
    names: 'NETLIFY_AUTH_TOKEN NETLIFY_SITE_ID',
    dependencies: 'netlify-cli @netlify/',
    file: /(?:^|\/)netlify\.toml$/,
  },
  { words: 'Terraform', prefixes: 'TF_VAR_ TF_', file: /\.tf$/ },
  { words: 'Pulumi', prefixes: 'PULUMI_', dependencies: '@pulumi/ pulumi' },
  { words: 'SST', prefixes: 'SST_', dependencies: 'sst' },
  { words: 'AWS CDK', prefixes: 'CDK_', dependencies: 'aws-cdk aws-cdk-lib' },
  { words: 'Kamal', prefixes: 'KAMAL_', dependencies: 'kamal' },
  {
    words: "Heroku's buildpacks",
    names:
      'NPM_CONFIG_PRODUCTION YARN_PRODUCTION DISABLE_COLLECTSTATIC RAILS_SERVE_STATIC_FILES ' +
      'RAILS_LOG_TO_STDOUT LANG WEB_CONCURRENCY',
  },
];
