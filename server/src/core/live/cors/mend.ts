import type { CheckContext, Mend } from '../../check.ts';

/** Only the product's own origins are let in, by a list that is compared letter by letter. */
export function allowListMend({ target }: CheckContext, canonicalHost: string): Mend {
  const origin = `https://${canonicalHost}`;
  const how =
    'Keep a list of the origins that may ask, compare the Origin header with it letter by letter, and answer with the one that fits, or with none. Send “Vary: Origin” with it.';
  const found = EXAMPLES.find(({ frameworks }) =>
    frameworks.some((name) => target.frameworks.includes(name)),
  );
  const { label, text } = (found ?? NGINX)(origin);
  return { how, copy: [{ kind: 'text', label, text }] };
}

type Example = ((origin: string) => { label: string; text: string }) & {
  readonly frameworks: readonly string[];
};

const example = (frameworks: readonly string[], label: string, text: (origin: string) => string): Example =>
  Object.assign((origin: string) => ({ label, text: text(origin) }), { frameworks });

const NGINX = example([], 'nginx', (origin) =>
  [
    'map $http_origin $allowed_origin {',
    '  default "";',
    `  "${origin}" $http_origin;`,
    '}',
    'add_header Access-Control-Allow-Origin $allowed_origin always;',
    'add_header Vary Origin always;',
  ].join('\n'),
);

const EXAMPLES: readonly Example[] = [
  example(
    ['express', 'nest'],
    'cors()',
    (origin) => `app.use(cors({ origin: ['${origin}'], credentials: true }));`,
  ),
  example(
    ['fastify'],
    '@fastify/cors',
    (origin) => `await app.register(cors, { origin: ['${origin}'], credentials: true });`,
  ),
  example(['hono'], 'hono/cors', (origin) => `app.use(cors({ origin: ['${origin}'], credentials: true }));`),
  example(
    ['fastapi'],
    'FastAPI',
    (origin) => `app.add_middleware(CORSMiddleware, allow_origins=["${origin}"], allow_credentials=True)`,
  ),
  example(['django'], 'settings.py', (origin) => `CORS_ALLOWED_ORIGINS = ["${origin}"]`),
  example(['laravel'], 'config/cors.php', (origin) => `'allowed_origins' => ['${origin}'],`),
  example(
    ['rails'],
    'config/initializers/cors.rb',
    (origin) => `allow do\n  origins '${origin}'\n  resource '*', headers: :any, methods: :any\nend`,
  ),
];
