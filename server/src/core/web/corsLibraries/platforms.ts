/** CORS that platforms and proxies are told in files of configuration. Names of options are those of the files. */
import type { CorsLibrary, CorsLibraryId } from '../corsLibraries.ts';

type PlatformCors = Extract<
  CorsLibraryId,
  | 's3'
  | 'gcs'
  | 'azure'
  | 'cloudfront'
  | 'api-gateway'
  | 'lambda-url'
  | 'serverless'
  | 'sam'
  | 'cdk'
  | 'ingress-nginx'
  | 'traefik'
  | 'kong'
  | 'envoy'
>;

const COMMON = {
  defaultOrigins: 'none',
  defaultCredentials: false,
  anyWithCredentials: 'never-works',
  patterns: 'none',
  wildcards: 'none',
  unset: 'off',
  sendsVary: true,
  maxAgeUnit: 'seconds',
  how: 'read',
} as const;

export const PLATFORM_CORS: Readonly<Record<PlatformCors, CorsLibrary>> = {
  s3: {
    ...COMMON,
    name: "the bucket's CORS rules",
    options: {
      origins: ['AllowedOrigins', 'AllowedOrigin', 'allowed_origins', 'allowedOrigins'],
      methods: ['AllowedMethods', 'AllowedMethod', 'allowed_methods', 'allowedMethods'],
      allowedHeaders: ['AllowedHeaders', 'AllowedHeader', 'allowed_headers', 'allowedHeaders'],
      exposedHeaders: ['ExposeHeaders', 'ExposeHeader', 'expose_headers', 'exposedHeaders'],
      maxAge: ['MaxAgeSeconds', 'max_age_seconds', 'MaxAge', 'maxAge'],
    },
    wildcards: 'anything',
    publicByNature: true,
    version: '2006-03-01',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html',
  },
  gcs: {
    ...COMMON,
    name: "the bucket's CORS rules",
    options: {
      origins: ['origin'],
      methods: ['method'],
      exposedHeaders: ['responseHeader', 'response_header'],
      maxAge: ['maxAgeSeconds', 'max_age_seconds'],
    },
    publicByNature: true,
    version: '1',
    source: 'https://cloud.google.com/storage/docs/cross-origin',
  },
  azure: {
    ...COMMON,
    name: "Azure's CORS",
    options: {
      origins: ['allowed_origins', 'allowedOrigins'],
      credentials: ['support_credentials', 'supportCredentials'],
      methods: ['allowed_methods', 'allowedMethods'],
      allowedHeaders: ['allowed_headers', 'allowedHeaders'],
      exposedHeaders: ['exposed_headers', 'exposedHeaders'],
      maxAge: ['max_age_in_seconds', 'maxAgeInSeconds'],
    },
    anyWithCredentials: 'fails-at-start',
    version: '2024',
    source: 'https://learn.microsoft.com/azure/app-service/app-service-web-tutorial-rest-api',
  },
  cloudfront: {
    ...COMMON,
    name: "CloudFront's CORS headers",
    options: {
      origins: ['AccessControlAllowOrigins', 'access_control_allow_origins', 'accessControlAllowOrigins'],
      credentials: [
        'AccessControlAllowCredentials',
        'access_control_allow_credentials',
        'accessControlAllowCredentials',
      ],
      methods: ['AccessControlAllowMethods', 'access_control_allow_methods', 'accessControlAllowMethods'],
      allowedHeaders: [
        'AccessControlAllowHeaders',
        'access_control_allow_headers',
        'accessControlAllowHeaders',
      ],
      exposedHeaders: [
        'AccessControlExposeHeaders',
        'access_control_expose_headers',
        'accessControlExposeHeaders',
      ],
      maxAge: [
        'AccessControlMaxAgeSec',
        'access_control_max_age_sec',
        'accessControlMaxAgeSec',
        'accessControlMaxAge',
      ],
    },
    anyWithCredentials: 'unknown',
    wildcards: 'subdomains',
    version: '2020-05-31',
    source:
      'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html',
  },
  'api-gateway': {
    ...COMMON,
    name: "API Gateway's CORS",
    options: {
      origins: ['AllowOrigins', 'allow_origins', 'allowOrigins', 'AllowOrigin', 'allow_origin'],
      credentials: ['AllowCredentials', 'allow_credentials', 'allowCredentials'],
      methods: ['AllowMethods', 'allow_methods', 'allowMethods'],
      allowedHeaders: ['AllowHeaders', 'allow_headers', 'allowHeaders'],
      exposedHeaders: ['ExposeHeaders', 'expose_headers', 'exposeHeaders'],
      maxAge: ['MaxAge', 'max_age', 'maxAge'],
    },
    anyWithCredentials: 'fails-at-start',
    wildcards: 'subdomains',
    version: '2',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html',
  },
  'lambda-url': {
    ...COMMON,
    name: "the function URL's CORS",
    options: {
      origins: ['AllowOrigins', 'allow_origins', 'allowOrigins', 'allowedOrigins'],
      credentials: ['AllowCredentials', 'allow_credentials', 'allowCredentials'],
      methods: ['AllowMethods', 'allow_methods', 'allowMethods', 'allowedMethods'],
      allowedHeaders: ['AllowHeaders', 'allow_headers', 'allowHeaders', 'allowedHeaders'],
      exposedHeaders: ['ExposeHeaders', 'expose_headers', 'exposeHeaders', 'exposedHeaders'],
      maxAge: ['MaxAge', 'max_age', 'maxAge'],
    },
    anyWithCredentials: 'unknown',
    version: '2015-03-31',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors',
  },
  serverless: {
    ...COMMON,
    name: "the Serverless Framework's CORS",
    options: {
      origins: ['origins', 'origin', 'allowedOrigins'],
      credentials: ['allowCredentials'],
      methods: ['methods', 'allowedMethods'],
      allowedHeaders: ['headers', 'allowedHeaders'],
      exposedHeaders: ['exposedResponseHeaders'],
      maxAge: ['maxAge'],
    },
    defaultOrigins: 'any',
    trueMeans: 'any',
    sendsStar: true,
    version: '4',
    source: 'https://www.serverless.com/framework/docs/providers/aws/events/apigateway#enabling-cors',
  },
  sam: {
    ...COMMON,
    // Values stand in quotes of their own: "'*'".
    name: "SAM's CORS",
    options: {
      origins: ['AllowOrigin', 'AllowOrigins'],
      credentials: ['AllowCredentials'],
      methods: ['AllowMethods'],
      allowedHeaders: ['AllowHeaders'],
      exposedHeaders: ['ExposeHeaders'],
      maxAge: ['MaxAge'],
    },
    anyWithCredentials: 'fails-at-start',
    trueMeans: 'any',
    sendsStar: true,
    version: '2016-10-31',
    source:
      'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html',
  },
  cdk: {
    ...COMMON,
    name: "CDK's CORS",
    options: {
      origins: ['allowOrigins', 'allowedOrigins'],
      credentials: ['allowCredentials'],
      methods: ['allowMethods', 'allowedMethods'],
      allowedHeaders: ['allowHeaders', 'allowedHeaders'],
      exposedHeaders: ['exposeHeaders', 'exposedHeaders'],
      maxAge: ['maxAge', 'maxAgeSeconds'],
    },
    anyWithCredentials: 'fails-at-start',
    maxAgeUnit: 'duration',
    version: '2',
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigateway.CorsOptions.html',
  },
  'ingress-nginx': {
    ...COMMON,
    // Without the prefix `nginx.ingress.kubernetes.io/`. Cookies are allowed unless it is told not to.
    name: "ingress-nginx's CORS",
    options: {
      origins: ['cors-allow-origin'],
      credentials: ['cors-allow-credentials'],
      methods: ['cors-allow-methods'],
      allowedHeaders: ['cors-allow-headers'],
      exposedHeaders: ['cors-expose-headers'],
      maxAge: ['cors-max-age'],
    },
    defaultOrigins: 'any',
    defaultCredentials: true,
    wildcards: 'subdomains',
    unset: 'any',
    splitsTexts: true,
    sendsStar: true,
    version: '1.12',
    source:
      'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors',
  },
  traefik: {
    ...COMMON,
    name: "Traefik's headers middleware",
    options: {
      origins: ['accessControlAllowOriginList'],
      originPatterns: ['accessControlAllowOriginListRegex'],
      credentials: ['accessControlAllowCredentials'],
      methods: ['accessControlAllowMethods'],
      allowedHeaders: ['accessControlAllowHeaders'],
      exposedHeaders: ['accessControlExposeHeaders'],
      maxAge: ['accessControlMaxAge'],
    },
    patterns: 'search',
    splitsTexts: true,
    // Only with `addVaryHeader`.
    sendsVary: false,
    sendsStar: true,
    version: '3',
    source: 'https://doc.traefik.io/traefik/middlewares/http/headers/#cors-headers',
  },
  kong: {
    ...COMMON,
    name: "Kong's cors plugin",
    options: {
      origins: ['origins'],
      credentials: ['credentials'],
      methods: ['methods'],
      allowedHeaders: ['headers'],
      exposedHeaders: ['exposed_headers'],
      maxAge: ['max_age'],
    },
    defaultOrigins: 'any',
    anyWithCredentials: 'leaks',
    patterns: 'full',
    textsArePatterns: true,
    unset: 'any',
    version: '3',
    source: 'https://developer.konghq.com/plugins/cors/',
  },
  envoy: {
    ...COMMON,
    name: "Envoy's cors filter",
    options: {
      origins: ['allow_origin_string_match', 'allow_origin', 'allowOrigins'],
      originPatterns: ['allow_origin_regex'],
      credentials: ['allow_credentials', 'allowCredentials'],
      methods: ['allow_methods', 'allowMethods'],
      allowedHeaders: ['allow_headers', 'allowHeaders'],
      exposedHeaders: ['expose_headers', 'exposeHeaders'],
      maxAge: ['max_age', 'maxAge'],
    },
    anyWithCredentials: 'leaks',
    patterns: 'full',
    sendsVary: false,
    version: '1.33',
    source: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/cors_filter',
  },
};
