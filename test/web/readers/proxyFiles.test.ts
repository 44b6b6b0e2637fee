import assert from 'node:assert/strict';
import envoy from '../../../server/src/core/web/readers/envoy.ts';
import kong from '../../../server/src/core/web/readers/kong.ts';
import kubernetesIngress from '../../../server/src/core/web/readers/kubernetesIngress.ts';
import packages from '../../../server/src/core/web/readers/packages.ts';
import traefik from '../../../server/src/core/web/readers/traefik.ts';
import { said } from './configurationFacts.ts';

describe('headers and CORS in the files of proxies', () => {
  it('reads annotations of ingress-nginx', () => {
    const text = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "https://a.example.com, https://{{ .Values.host }}"
    nginx.ingress.kubernetes.io/cors-allow-credentials: "false"
    nginx.ingress.kubernetes.io/auth-url: http://auth/verify
    nginx.ingress.kubernetes.io/configuration-snippet: 'add_header Cache-Control "public";'
spec:
  rules:
    - http:
        paths:
          - { path: /api, pathType: Prefix }
`;
    assert.deepEqual(said(kubernetesIngress, 'ingress.yaml', text), [
      'ingress-nginx add «Cache-Control» = «public» on prefix /api',
      'ingress-nginx «nginx.ingress.kubernetes.io/enable-cors» {cors-allow-origin: [«https://a.example.com», «https://» + unknown «{{ .Values.host }}»], cors-allow-credentials: «false»} on prefix /api',
      'guard «nginx.ingress.kubernetes.io/auth-url» auth-url on prefix /api sometimes',
    ]);
    const plain = 'metadata:\n  annotations:\n    nginx.ingress.kubernetes.io/enable-cors: "true"\n';
    assert.deepEqual(said(kubernetesIngress, 'a.yaml', plain), [
      'ingress-nginx «nginx.ingress.kubernetes.io/enable-cors» nothing «nginx.ingress.kubernetes.io/enable-cors»',
    ]);
    assert.deepEqual(said(kubernetesIngress, 'a.yaml', plain.replace('"true"', '"false"')), []);
  });

  it("reads Traefik's middlewares in YAML, TOML and Kubernetes", () => {
    const yaml = `http:
  middlewares:
    cors:
      headers:
        accessControlAllowOriginList:
          - "*"
        accessControlAllowCredentials: true
        customResponseHeaders:
          Cache-Control: "no-store"
          X-Robots-Tag: none
          Vary: ""
`;
    assert.deepEqual(said(traefik, 'dynamic.yml', yaml), [
      'traefik set «Cache-Control» = «no-store»',
      'traefik remove «Vary» = «»',
      'traefik «accessControlAllowOriginList» {accessControlAllowOriginList: [«*»], accessControlAllowCredentials: «true»}',
    ]);
    const toml = `[http.middlewares.cors.headers]
accessControlAllowOriginListRegex = ["^https://.*"]
accessControlMaxAge = 100
`;
    assert.deepEqual(said(traefik, 'dynamic.toml', toml), [
      'traefik «accessControlAllowOriginListRegex» {accessControlAllowOriginListRegex: [«^https://.*»], accessControlMaxAge: «100»}',
    ]);
    const resource = `kind: Middleware
spec:
  headers:
    accessControlAllowOriginList: ["https://a.example.com"]
`;
    assert.deepEqual(said(traefik, 'middleware.yaml', resource), [
      'traefik «accessControlAllowOriginList» {accessControlAllowOriginList: [«https://a.example.com»]}',
    ]);
  });

  it("reads Traefik's labels of containers", () => {
    const text = `services:
  web:
    labels:
      - "traefik.http.middlewares.a.headers.accesscontrolalloworiginlist=https://a.example.com,\${ORIGIN:-http://localhost}"
      - traefik.http.middlewares.a.headers.accesscontrolallowcredentials=true
      - traefik.http.middlewares.b.headers.customresponseheaders.Cache-Control=no-store
  api:
    deploy:
      labels:
        traefik.http.middlewares.c.headers.accessControlAllowOriginList: "*"
`;
    assert.deepEqual(said(traefik, 'compose.yml', text), [
      'traefik set «Cache-Control» = «no-store»',
      'traefik «accesscontrolalloworiginlist» {accessControlAllowOriginList: [«https://a.example.com», $ORIGIN or «http://localhost» «${ORIGIN:-http://localhost}»], accessControlAllowCredentials: «true»}',
      'traefik «accessControlAllowOriginList» {accessControlAllowOriginList: [«*»]}',
    ]);
  });

  it("reads Kong's plugin", () => {
    const text = `services:
  - name: api
    routes:
      - name: r
        paths: [/v1]
        plugins:
          - name: cors
            config: { origins: ["https://.*"], credentials: true }
    plugins:
      - name: cors
      - name: cors
        enabled: false
`;
    assert.deepEqual(said(kong, 'kong.yml', text), [
      'kong «cors» nothing «cors»',
      'kong «cors» {origins: [«https://.*»], credentials: «true»} on prefix /v1',
    ]);
    const resource = 'kind: KongPlugin\nplugin: cors\nconfig:\n  origins: ["*"]\n';
    assert.deepEqual(said(kong, 'plugin.yaml', resource), ['kong «cors» {origins: [«*»]}']);
  });

  it('reads policies of Envoy, Istio and the Gateway API', () => {
    const text = `virtual_hosts:
  - cors:
      allow_origin_string_match:
        - exact: https://a.example.com
        - prefix: "*"
        - suffix: .example.com
        - safe_regex: { regex: 'https://.*' }
      allow_credentials: true
    response_headers_to_add:
      - header: { key: Cache-Control, value: no-store }
        append_action: OVERWRITE_IF_EXISTS_OR_ADD
`;
    assert.deepEqual(said(envoy, 'envoy.yaml', text), [
      'envoy set «Cache-Control» = «no-store»',
      'envoy «cors» {allow_origin_string_match: [«https://a.example.com», /.*/ «*», /.*\\.example\\.com/ «.example.com», /https://.*/ «https://.*»], allow_credentials: «true»}',
    ]);
    const istio = `kind: VirtualService
spec:
  http:
    - corsPolicy:
        allowOrigins: [{ regex: ".*" }]
        maxAge: 24h
`;
    assert.deepEqual(said(envoy, 'vs.yaml', istio), [
      'envoy «corsPolicy» {allow_origin_string_match: [/.*/ «.*»], max_age: «24h»}',
    ]);
    assert.deepEqual(
      said(envoy, 'config.yml', 'cors:\n  allow_origins: ["*"]\n  allow_credentials: true\n'),
      [],
    );
    const modified = `apiVersion: networking.istio.io/v1
spec:
  http:
    - headers:
        response:
          set: { Cache-Control: no-store }
          remove: [Vary]
`;
    assert.deepEqual(said(envoy, 'vs.yaml', modified), [
      'envoy set «Cache-Control» = «no-store»',
      'envoy remove «Vary» = nothing «Vary»',
    ]);
    const modifier = `- type: ResponseHeaderModifier
  responseHeaderModifier:
    add: [{ name: Vary, value: Origin }]
`;
    assert.deepEqual(
      said(envoy, 'route.yaml', `apiVersion: gateway.networking.k8s.io/v1\nfilters:\n${modifier}`),
      ['envoy add «Vary» = «Origin»'],
    );
    const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec:
  rules:
    - filters:
        - type: CORS
          cors: { allowOrigins: ["https://*"], allowCredentials: true }
`;
    assert.deepEqual(said(envoy, 'route.yaml', gateway), [
      'envoy «cors» {allow_origin_string_match: [«https://*»], allow_credentials: «true»}',
    ]);
  });

  it('reads versions of the libraries that send headers', () => {
    const json =
      '{"dependencies": {"cors": "^2.8.5", "lodash": "4"}, "devDependencies": {"vite": "catalog:"}}';
    assert.deepEqual(said(packages, 'a/package.json', json), [
      'cors ^2.8.5 «^2.8.5»',
      'vite catalog: «catalog:»',
    ]);
    assert.deepEqual(
      said(packages, 'requirements/base.txt', 'Flask_CORS[x]>=3.0,<4 # c\nnumpy==1\nFlask\n'),
      ['flask-cors >=3.0,<4 «>=3.0,<4»', 'flask  «Flask»'],
    );
    assert.deepEqual(
      said(packages, 'pyproject.toml', '[project]\ndependencies = ["fastapi[all]>=0.100"]\n'),
      ['fastapi >=0.100 «>=0.100»'],
    );
    assert.deepEqual(said(packages, 'Gemfile', "gem 'rack-cors', '~> 2.0', require: 'x'\ngem 'rails'\n"), [
      'rack-cors ~> 2.0 «~> 2.0»',
      'rails  «rails»',
    ]);
    assert.deepEqual(said(packages, 'go.mod', 'require (\n\tgithub.com/rs/cors v1.11.0 // indirect\n)\n'), [
      'github.com/rs/cors v1.11.0 «v1.11.0»',
    ]);
    assert.deepEqual(
      said(packages, 'Cargo.toml', '[dependencies]\ntower-http = { version = "0.5", features = ["cors"] }\n'),
      ['tower-http 0.5 «0.5»'],
    );
    assert.deepEqual(
      said(
        packages,
        'pom.xml',
        '<parent>\n<artifactId>spring-boot-starter-parent</artifactId>\n<version>3.2.0</version></parent>',
      ),
      ['spring-boot-starter-parent 3.2.0 «3.2.0»'],
    );
    assert.deepEqual(said(packages, 'deno.json', '{"imports": {"hono": "npm:hono@^4.1", "x": "./x.ts"}}'), [
      'hono ^4.1 «^4.1»',
    ]);
    assert.deepEqual(said(packages, 'composer.json', '{"require": {"laravel/framework": "^11"}}'), [
      'laravel/framework ^11 «^11»',
    ]);
  });

  it('takes hostile texts', () => {
    for (const [reader, path, hostile] of [
      [traefik, 'a.yml', `accesscontrolallow: ${'${'.repeat(200_000)}`],
      [
        traefik,
        'a.yml',
        `labels:\n${'  - traefik.http.middlewares.a.headers.accesscontrolallow=1\n'.repeat(5_000)}`,
      ],
      [kong, 'a.yml', `name: cors\n${'plugins: ['.repeat(40_000)}`],
      [envoy, 'a.yml', `allow_origin: cors\n${'cors: {'.repeat(60_000)}`],
      [kubernetesIngress, 'a.yml', `nginx.ingress.kubernetes.io/: ${'{{'.repeat(200_000)}`],
      [packages, 'requirements.txt', '='.repeat(490_000)],
      [packages, 'requirements.txt', `a${'['.repeat(490_000)}`],
      [packages, 'pom.xml', '<artifactId>'.repeat(40_000)],
      [packages, 'a.csproj', '<PackageReference '.repeat(27_000)],
      [packages, 'build.gradle', '"a:b'.repeat(120_000)],
    ] as const)
      assert.ok(said(reader, path, hostile).length < 10);
  });
});
