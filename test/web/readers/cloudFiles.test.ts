import assert from 'node:assert/strict';
import azure from '../../../server/src/core/web/readers/azure.ts';
import bucketCors from '../../../server/src/core/web/readers/bucketCors.ts';
import bucketCorsXml from '../../../server/src/core/web/readers/bucketCorsXml.ts';
import cloudFormation from '../../../server/src/core/web/readers/cloudFormation.ts';
import serverless from '../../../server/src/core/web/readers/serverless.ts';
import supabase from '../../../server/src/core/web/readers/supabase.ts';
import terraform from '../../../server/src/core/web/readers/terraform.ts';
import { joinWeb } from '../../../server/src/core/web/join.ts';
import { factsOf } from '../reading.ts';
import { said } from './configurationFacts.ts';

describe('headers and CORS in the files of clouds', () => {
  it('reads Terraform, and follows variables, locals, conditions and functions', () => {
    const text = `
variable "origins" { default = ["https://a.example.com"] }
variable "host" {}
locals { all = ["*"] }
resource "aws_s3_bucket_cors_configuration" "b" {
  cors_rule {
    allowed_methods = ["GET", "PUT"]
    allowed_origins = concat(var.origins, ["https://\${var.host}", "http://localhost:3000"])
    max_age_seconds = 3000
  }
}
resource "aws_apigatewayv2_api" "api" {
  cors_configuration {
    allow_origins     = local.all
    allow_credentials = true
  }
}
resource "aws_lambda_function_url" "u" {
  cors { allow_origins = var.stage == "prod" ? ["https://a.example.com"] : ["*"] }
}
resource "google_storage_bucket" "g" {
  cors {
    origin = split(",", var.host)
    method = ["GET"]
  }
}
resource "azurerm_linux_web_app" "w" {
  site_config {
    cors { allowed_origins = ["*"] }
  }
}
`;
    assert.deepEqual(said(terraform, 'main.tf', text), [
      's3 «cors_rule» {AllowedMethods: [«GET», «PUT»], AllowedOrigins: [$origins or [«https://a.example.com»] «var.origins», «https://» + $host «${var.host}», «http://localhost:3000»], MaxAgeSeconds: «3000»}',
      'api-gateway «cors_configuration» {AllowOrigins: [«*»], AllowCredentials: «true»}',
      'lambda-url «cors» {AllowOrigins: unknown? [«https://a.example.com»] | unknown? [«*»]}',
      'gcs «cors» {origin: $host split «split(",", var.host)», method: [«GET»]}',
      'azure «cors» {allowedOrigins: [«*»]}',
    ]);
  });

  it('asks the other files of a Terraform module', () => {
    const files = {
      'infra/main.tf': `resource "aws_s3_bucket_cors_configuration" "b" {
  cors_rule { allowed_origins = concat(var.cors_origins, [local.cors_extra]) }
}`,
      'infra/variables.tf':
        'variable "cors_origins" { default = ["*"] }\nvariable "region" { default = "eu" }',
      'infra/locals.tf': 'locals { cors_extra = "https://a.example.com" }',
    };
    const { files: facts, resolve } = joinWeb(
      Object.entries(files).map(([path, text]) => [path, factsOf(path, text)]),
    );
    assert.deepEqual(
      facts.get('infra/variables.tf')?.exports?.map(({ name }) => name),
      ['var.cors_origins'],
    );
    const [setting] = facts.get('infra/main.tf')?.cors ?? [];
    const options = setting && resolve(setting.options, 'infra/main.tf');
    const [entry] = options?.kind === 'map' ? options.entries : [];
    assert.deepEqual(
      entry?.value.kind === 'list' &&
        entry.value.items.map((item) =>
          item.kind === 'variable'
            ? item.fallback?.kind === 'list' && item.fallback.items.map((one) => one.kind)
            : item.kind === 'text' && item.text,
        ),
      [['text'], 'https://a.example.com'],
    );
  });

  it('reads headers, caches and dynamic blocks of Terraform', () => {
    const text = `
resource "aws_cloudfront_response_headers_policy" "p" {
  cors_config {
    access_control_allow_credentials = true
    access_control_allow_origins { items = ["https://a.example.com"] }
    origin_override = true
  }
  custom_headers_config {
    items {
      header   = "Cache-Control"
      override = false
      value    = "public, max-age=60"
    }
  }
}
resource "aws_cloudfront_distribution" "d" {
  ordered_cache_behavior {
    path_pattern = "api/*"
    min_ttl      = 60
    default_ttl  = 3600
    forwarded_values {
      cookies { forward = "none" }
    }
  }
}
resource "aws_s3_object" "o" {
  key           = "index.html"
  cache_control = "max-age=31536000"
}
resource "aws_api_gateway_integration_response" "r" {
  response_parameters = { "method.response.header.Access-Control-Allow-Origin" = "'*'" }
}
resource "aws_s3_bucket" "m" {
  dynamic "cors_rule" {
    for_each = var.rules
    content { allowed_origins = cors_rule.value.origins }
  }
}
`;
    assert.deepEqual(said(terraform, 'cdn.tf', text), [
      'cloudfront default «Cache-Control» = «public, max-age=60»',
      's3 set «cache_control» = «max-age=31536000» on exact /index.html',
      'api-gateway set «Access-Control-Allow-Origin» = «*»',
      'cloudfront «cors_config» {AccessControlAllowCredentials: «true», AccessControlAllowOrigins: [«https://a.example.com»], OriginOverride: «true»}',
      's3 «dynamic» {AllowedOrigins: unknown «cors_rule.value.origins»}',
      'cache «default_ttl» keeps 3600 «3600» on glob /api/* ignores cache-control «60»',
    ]);
  });

  it('reads templates of SAM and CloudFormation', () => {
    const text = `AWSTemplateFormatVersion: '2010-09-09'
Parameters:
  Origin:
    Type: String
    Default: https://a.example.com
Globals:
  Api:
    Cors: "'*'"
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      Auth: { DefaultAuthorizer: MyAuth }
      Cors:
        AllowOrigin: "'https://a.example.com'"
        AllowCredentials: true
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration:
        AllowOrigins: [!Ref Origin, !Sub 'https://\${Origin}/x']
  Open:
    Type: AWS::Serverless::HttpApi
    Properties: { CorsConfiguration: true }
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      CorsConfiguration:
        CorsRules:
          - AllowedMethods: [GET]
            AllowedOrigins: !If [IsProd, ['https://a.example.com'], ['*']]
            MaxAge: 10
  Function:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig:
        Cors: { AllowOrigins: ['*'] }
      Events:
        Get:
          Type: HttpApi
          Properties: { Path: '/users/{id}', Method: get }
`;
    assert.deepEqual(said(cloudFormation, 'template.yaml', text), [
      'sam «Cors» {AllowOrigin: «*»}',
      'sam «Cors» {AllowOrigin: «https://a.example.com», AllowCredentials: «true»}',
      'api-gateway «CorsConfiguration» {AllowOrigins: [$Origin or «https://a.example.com» «Origin», «https://» + $Origin or «https://a.example.com» «${Origin}» + «/x»]}',
      'sam «CorsConfiguration» nothing «true»',
      's3 «AllowedOrigins» {AllowedMethods: [«GET»], AllowedOrigins: unknown? [«https://a.example.com»] | unknown? [«*»], MaxAgeSeconds: «10»}',
      'lambda-url «Cors» {AllowOrigins: [«*»]}',
      'route «/users/{id}» GET /users/{id}',
    ]);
  });

  it('reads the routes of SAM, and who stands before them', () => {
    const text = `Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      Auth: { DefaultAuthorizer: MyAuth }
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: { Type: Api, Properties: { Path: /me, Method: get } }
        Hook: { Type: Api, Properties: { Path: /hook, Method: post, Auth: { Authorizer: NONE } } }
        Any: { Type: Api, Properties: { Path: '/{proxy+}', Method: ANY, Auth: { Authorizer: Other } } }
        Timer: { Type: Schedule }
`;
    assert.deepEqual(said(cloudFormation, 'template.yaml', text), [
      'route «/me» GET /me by MyAuth «MyAuth»',
      'route «/hook» POST /hook',
      'route «/{proxy+}» ANY /{proxy+} by Other «Other»',
    ]);
  });

  it('reads descriptions of APIs for API Gateway', () => {
    const text = `openapi: 3.0.1
paths:
  /pets:
    get:
      x-amazon-apigateway-integration:
        responses:
          default:
            responseParameters:
              method.response.header.Cache-Control: "'public, max-age=60'"
x-amazon-apigateway-cors:
  allowOrigins: ['*']
`;
    assert.deepEqual(said(cloudFormation, 'api.yaml', text), [
      'api-gateway set «Cache-Control» = «public, max-age=60» on route /pets GET',
      'api-gateway «x-amazon-apigateway-cors» {AllowOrigins: [«*»]}',
    ]);
  });

  it('reads serverless.yml, and follows its own names', () => {
    const text = `custom:
  origin:
    dev: '*'
    prod: https://a.example.com
provider:
  httpApi:
    cors:
      allowedOrigins:
        - \${self:custom.origin.\${opt:stage}}
        - \${env:ORIGIN, 'http://localhost'}
      allowCredentials: true
functions:
  a:
    events:
      - http:
          path: users/list
          method: get
          cors: true
          authorizer: auth
      - http: POST users
      - httpApi: '*'
      - http: { path: /off, method: any, cors: false }
    url:
      cors: true
resources:
  Resources:
    Bucket:
      Type: AWS::S3::Bucket
      Properties:
        CorsConfiguration:
          CorsRules:
            - AllowedOrigins: ['\${self:custom.origin.prod}', !Ref Other]
`;
    assert.deepEqual(said(serverless, 'serverless.yml', text), [
      "serverless «cors» {allowedOrigins: [development? «*» | production? «https://a.example.com», $ORIGIN or http://localhost at «${env:ORIGIN, 'http://localhost'}» «${env:ORIGIN, 'http://localhost'}»], allowCredentials: «true»}",
      'serverless «cors» nothing «true» on route /users/list GET',
      'serverless «cors» nothing «true»',
      's3 «AllowedOrigins» {AllowedOrigins: [«https://a.example.com», unknown «Other»]}',
      'route «users/list» GET /users/list by auth «authorizer»',
      'route «POST users» POST /users',
      'route «/off» ANY /off',
      'route «a» ANY ?',
    ]);
  });

  it('keeps functions of a cloud apart from what other hosts say of the same paths', () => {
    const files = {
      'serverless.yml':
        'functions:\n  me:\n    events:\n      - http: { path: account/me, method: get, cors: true }\n',
      'vercel.json':
        '{"headers": [{"source": "/(.*)", "headers": [{"key": "Cache-Control", "value": "public"}, {"key": "Access-Control-Allow-Origin", "value": "https://a.example.com"}]}]}',
    };
    const [route] = joinWeb(Object.entries(files).map(([path, text]) => [path, factsOf(path, text)])).routes;
    assert.deepEqual(
      route && { path: route.path, caching: route.caching, cors: route.cors.map(({ file }) => file) },
      {
        path: '/account/me',
        caching: [],
        cors: ['serverless.yml'],
      },
    );
  });

  it('reads rules for buckets', () => {
    const s3 = '{"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "MaxAgeSeconds": 3000}]}';
    const expected = [
      's3 «AllowedOrigins» {AllowedOrigins: [«*»], AllowedMethods: [«GET»], MaxAgeSeconds: «3000»}',
    ];
    assert.deepEqual(said(bucketCors, 'cors.json', s3), expected);
    assert.deepEqual(said(bucketCors, 'cors.json', s3.replace('{"CORSRules": ', '').slice(0, -1)), expected);
    assert.deepEqual(
      said(bucketCors, 'gcs.json', '[{"origin": ["*"], "method": ["GET"], "maxAgeSeconds": 1}]'),
      ['gcs «origin» {origin: [«*»], method: [«GET»], maxAgeSeconds: «1»}'],
    );
    assert.deepEqual(
      said(bucketCors, 'r2.json', '{"rules": [{"allowed": {"origins": ["*"], "methods": ["GET"]}}]}'),
      ['s3 «origins» {AllowedOrigins: [«*»], AllowedMethods: [«GET»]}'],
    );
    assert.deepEqual(
      said(bucketCors, 'local.settings.json', '{"Host": {"CORS": "*", "CORSCredentials": true}}'),
      ['azure «CORS» {allowedOrigins: «*», supportCredentials: «true»} when stage'],
    );
    const xml = `<CORSConfiguration>
  <CORSRule>
    <AllowedOrigin>https://a.example.com</AllowedOrigin>
    <AllowedOrigin> * </AllowedOrigin>
    <MaxAgeSeconds>3000</MaxAgeSeconds>
  </CORSRule>
</CORSConfiguration>`;
    assert.deepEqual(said(bucketCorsXml, 'cors.xml', xml), [
      's3 «CORSRule» {AllowedOrigins: [«https://a.example.com», «*»], MaxAgeSeconds: «3000»}',
    ]);
  });

  it('reads templates of Azure, and Bicep', () => {
    const arm = `{"parameters": {"o": {"defaultValue": ["*"]}}, "resources": [{"type": "Microsoft.Web/sites",
      "properties": {"siteConfig": {"cors": {"allowedOrigins": "[parameters('o')]", "supportCredentials": true}}}}]}`;
    assert.deepEqual(said(azure, 'azuredeploy.json', arm), [
      "azure «cors» {allowedOrigins: $o or [«*»] «[parameters('o')]», supportCredentials: «true»}",
    ]);
    const bicep = `param host string
resource site 'Microsoft.Web/sites@2022-03-01' = {
  properties: { siteConfig: {
    cors: {
      allowedOrigins: [
        'https://\${host}'
        '*'
      ]
      supportCredentials: false
    }
  } }
}
`;
    assert.deepEqual(said(azure, 'main.bicep', bicep), [
      'azure «cors» {allowedOrigins: [«https://» + $host «${host}», «*»], supportCredentials: «false»}',
    ]);
  });

  it("reads who may call Supabase's functions", () => {
    const text = '[functions.hook]\nverify_jwt = false\n[functions.me]\nverify_jwt = true\n';
    assert.deepEqual(said(supabase, 'supabase/config.toml', text), [
      'route «hook» ANY /functions/v1/hook',
      'route «me» ANY /functions/v1/me by verify_jwt «verify_jwt»',
    ]);
  });

  it('takes names that lead in circles, and hostile texts', () => {
    const locals = Array.from({ length: 30 }, (_, at) => `l${at} = [local.l${at + 1}, local.l${at + 1}]`);
    const text = `locals {\n${locals.join('\n')}\nl30 = local.l0\n}\nresource "aws_s3_bucket" "b" { cors_rule { allowed_origins = local.l0 } }`;
    assert.equal(said(terraform, 'a.tf', text).length, 1);
    const self = 'custom:\n  a: ${self:custom.a}\nprovider:\n  httpApi:\n    cors: ${self:custom.a}\n';
    assert.equal(said(serverless, 'serverless.yml', self).length, 1);
    for (const [reader, path, hostile] of [
      [terraform, 'a.tf', `cors ${'['.repeat(300_000)}`],
      [terraform, 'a.tf', `resource "a" "b" { cors = "${'${'.repeat(200_000)}`],
      [cloudFormation, 'a.yaml', `Resources:\n AWS::A::B\n${'!Ref '.repeat(90_000)}`],
      [serverless, 'serverless.yml', `cors: ${'${self:'.repeat(60_000)}`],
      [bucketCorsXml, 'a.xml', '<CORSRule>'.repeat(45_000)],
      [bucketCorsXml, 'a.xml', `<CORSRule>${'<AllowedOrigin>'.repeat(30_000)}`],
      [azure, 'a.bicep', `param a string\nallowedOrigins ${'cors: {'.repeat(60_000)}`],
      [bucketCors, 'a.json', `{"AllowedOrigins": ${'['.repeat(400_000)}`],
    ] as const)
      assert.ok(said(reader, path, hostile).length < 100);
  });
});
