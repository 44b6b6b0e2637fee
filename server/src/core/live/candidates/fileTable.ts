import { envFileRoleOf } from '../../env/envFileRole.ts';
import type { Language } from '../../language.ts';
import { lowerNameOf } from '../../paths.ts';

/** A kind of file that says where the product is. */
export interface CandidateFile {
  readonly source: string;
  /** Of the path in lower case. */
  readonly file: RegExp;
  /** Names whose values count. */
  readonly keys?: RegExp;
  /** Names of variables count too (APP_URL …). */
  readonly variables?: true;
  /** Names of hosts count where they are no URL. */
  readonly bare?: true;
  /** Keys that stand at the very beginning of a line alone. */
  readonly topLevel?: true;
  /** What the text has to have, whatever else it has. */
  readonly confirms?: RegExp;
  /** Hosts that a pattern's first group finds. */
  readonly patterns?: readonly RegExp[];
}

/** The first that fits counts. What stands in each is said by its makers' pages. */
const CANDIDATE_FILES: readonly CandidateFile[] = [
  // https://docs.github.com/pages/configuring-a-custom-domain-for-your-github-pages-site
  { source: 'cname-file', file: /(?:^|\/)cname$/, patterns: [/^\s*([\w.-]+\.[a-z]{2,})\s*$/i] },
  // https://developers.cloudflare.com/workers/configuration/routing/
  {
    source: 'wrangler',
    file: /(?:^|\/)wrangler(?:\.[\w-]+)?\.(?:toml|jsonc?)$/,
    keys: /^(?:routes?|pattern)$/,
    variables: true,
    bare: true,
  },
  {
    source: 'vercel',
    file: /(?:^|\/)(?:vercel|now)\.json$/,
    keys: /^(?:alias|domains?)$/,
    variables: true,
    bare: true,
  },
  {
    source: 'netlify',
    file: /(?:^|\/)netlify\.toml$/,
    variables: true,
    patterns: [
      /^[ \t]*from[ \t]*=[ \t]*["']https?:\/\/[\w.-]*netlify\.(?:app|com)[^\n]*\n(?:[^[\n]*\n){0,3}?[ \t]*to[ \t]*=[ \t]*["'](https:\/\/[^\s"'/]+)/gm,
    ],
  },
  { source: 'render', file: /(?:^|\/)render\.ya?ml$/, keys: /^domains$/, variables: true, bare: true },
  {
    source: 'kamal',
    file: /(?:^|\/)config\/deploy(?:\.[\w-]+)?\.ya?ml$/,
    keys: /^hosts?$/,
    variables: true,
    bare: true,
    confirms: /^(?:service|image|proxy):/m,
  },
  {
    source: 'digital-ocean',
    file: /(?:^|\/)(?:\.do\/[\w.-]+|app-spec)\.ya?ml$/,
    keys: /^domain$/,
    variables: true,
    bare: true,
  },
  { source: 'app-engine', file: /(?:^|\/)dispatch\.ya?ml$/, keys: /^url$/, bare: true },
  {
    source: 'serverless',
    file: /(?:^|\/)serverless(?:\.[\w-]+)?\.ya?ml$/,
    keys: /^domainName$/,
    variables: true,
    bare: true,
  },
  {
    source: 'sst',
    file: /(?:^|\/)sst\.config\.[cm]?[jt]s$/,
    keys: /^(?:domain(?:Name)?|hostedZone|name)$/,
    bare: true,
    confirms: /domain/,
  },
  { source: 'env', file: /(?:^|\/)(?:\.envs\/|[\w.-]*env[\w.-]*$|\.dev\.vars)/, variables: true, bare: true },
  // Settings of sites that are made of files.
  { source: 'site-config', file: /(?:^|\/)next-sitemap(?:\.config)?\.[cm]?[jt]s$/, keys: /^siteUrl$/ },
  {
    source: 'site-config',
    file: /(?:^|\/)(?:astro\.config|gatsby-config|gridsome\.config|nuxt\.config|docusaurus\.config|\.vitepress\/config(?:\/index)?|\.vuepress\/config|rspress\.config)\.[cm]?[jt]s$/,
    keys: /^(?:site|siteUrl|url|hostname|baseUrl)$/,
  },
  {
    source: 'site-config',
    file: /(?:^|\/)next\.config\.[cm]?[jt]s$/,
    keys: /^assetPrefix$/,
  },
  {
    source: 'site-config',
    file: /(?:^|\/)(?:_config|mkdocs|hugo|antora-playbook|book|zola)\.(?:ya?ml|toml)$|(?:^|\/)config\/_default\/(?:hugo|config)\.(?:ya?ml|toml)$/,
    keys: /^(?:url|site_url|baseurl|base_url|site-url)$/i,
    topLevel: true,
  },
  {
    source: 'metadata',
    file: /(?:^|\/)(?:app|src|pages|lib|utils?|config|constants?|shared|common)\/(?:[^/]+\/){0,4}(?:layout|_document|_app|seo|next-seo\.config|metadata|site|siteconfig|site-?config|site\.config|constants?|config|urls?|domains?|env|sitemap|robots)\.[cm]?[jt]sx?$|(?:^|\/)(?:next-seo\.config|site\.config|siteconfig|site-?config|src\/config|config|constants)\.[cm]?[jt]sx?$|(?:^|\/)(?:config|constants)\/(?:index|main|app|site|domains?|urls?)\.[cm]?[jt]sx?$/,
    keys: /^(?:metadataBase|siteUrl|site_url|canonical|baseUrl|appUrl|websiteUrl|host)$/i,
    variables: true,
  },
  // Frameworks on the server.
  {
    source: 'settings',
    file: /(?:^|\/)(?:settings[\w-]*|(?:settings|conf|config)\/[\w-]+)\.py$/,
    keys: /^(?:ALLOWED_HOSTS|CSRF_TRUSTED_ORIGINS|CORS_ALLOWED_ORIGINS|CORS_ORIGIN_WHITELIST|WAGTAILADMIN_BASE_URL)$/,
    variables: true,
    bare: true,
  },
  {
    source: 'settings',
    file: /(?:^|\/)config\/(?:environments\/(?:production|staging)|application)\.rb$/,
    keys: /^(?:hosts?|asset_host|default_url_options)$/,
    bare: true,
  },
  {
    source: 'settings',
    file: /(?:^|\/)config\/app\.php$/,
    patterns: [/['"]url['"]\s*=>\s*env\(\s*['"]APP_URL['"]\s*,\s*['"](https?:[^'"\s]+)/g],
  },
  {
    source: 'settings',
    file: /(?:^|\/)config\/(?:runtime|prod)\.exs$/,
    keys: /^host$/,
    bare: true,
    patterns: [/get_env\("PHX_HOST"\)\s*\|\|\s*"([\w.-]+)"/g],
  },
  // Servers in front.
  {
    source: 'caddy',
    file: /(?:^|\/)(?:caddyfile(?:\.[\w-]+)?|[\w.-]+\.caddy(?:file)?)$/,
    patterns: [/^((?:https?:\/\/)?[\w*][\w.-]*\.[a-z]{2,})(?::\d+)?[^\n{]*\{[ \t]*$/gim],
  },
  {
    source: 'nginx',
    file: /nginx[^/]*(?:\/[\w./-]+)?$|(?:^|\/)(?:sites-(?:available|enabled)|conf\.d)\/[^/]+$|\.nginx$/,
    confirms: /server_name/,
    patterns: [/^[ \t]*server_name[ \t]+([^;{}\n]{1,500});/gm],
  },
  // What a site itself serves.
  { source: 'robots', file: /(?:^|\/)robots\.txt$/, patterns: [/^[ \t]*sitemap:[ \t]*(https?:\/\/\S+)/gim] },
  {
    source: 'sitemap',
    file: /(?:^|\/)sitemap(?:[_-]index|-0)?\.xml$/,
    patterns: [/<loc>\s*(https?:\/\/[^<\s]+)/i],
  },
  {
    source: 'canonical',
    file: /(?:^|\/)(?:(?:public|src|static|www|web|app|client|frontend|views|templates|layouts)\/(?:[^/]+\/){0,3})?(?:index|app|base|layout|_?document|head|default)\.html?$/,
    patterns: [
      /<link\b[^>]{0,200}\brel=["']?canonical["']?[^>]{0,200}\bhref=["'](https?:\/\/[^"'\s]+)/gi,
      /<link\b[^>]{0,200}\bhref=["'](https?:\/\/[^"'\s]+)["'][^>]{0,200}\brel=["']?canonical/gi,
      /<meta\b[^>]{0,200}\bproperty=["']og:url["'][^>]{0,200}\bcontent=["'](https?:\/\/[^"'\s]+)/gi,
    ],
  },
  {
    source: 'app',
    file: /(?:^|\/)(?:capacitor\.config\.(?:json|[jt]s)|app\.(?:json|config\.[jt]s))$/,
    keys: /^(?:hostname|host|associatedDomains)$/,
    bare: true,
    patterns: [/applinks:([\w.-]+)/g],
  },
  { source: 'ci', file: /(?:^|\/)\.(?:github\/workflows|gitlab-ci)[^/]*\/?[^/]*\.ya?ml$/, variables: true },
  {
    source: 'compose',
    file: /(?:^|\/)(?:docker-)?compose[\w.-]*\.ya?ml$/,
    variables: true,
    patterns: [/\bHost\(\s*\\?[`'"]([\w.-]+)/g],
  },
  { source: 'image', file: /(?:^|\/)(?:dockerfile[\w.-]*|[\w.-]+\.dockerfile)$/, variables: true },
];

/** Kubernetes and the like: any YAML file that says so. */
const MANIFEST: CandidateFile = {
  source: 'manifest',
  file: /\.(?:ya?ml|toml|tf|tfvars)$/,
  variables: true,
  patterns: [
    /^[ \t]*-[ \t]*host:[ \t]*["']?([\w.*-]+\.[a-z]{2,})["']?[ \t]*(?:#.*)?$/gim,
    /\bHost\(\s*\\?[`'"]([\w.-]+)/g,
  ],
};

/** The kind of a file by its path (relative to the root, forward slashes). Only of files that `mayTell`. */
export function candidateFileOf(path: string): CandidateFile | undefined {
  const lower = path.toLowerCase();
  if (/(?:^|\/)(?:vendor|node_modules)\//.test(lower)) return undefined;
  for (const kind of CANDIDATE_FILES)
    if (kind.file.test(lower) && (kind.source !== 'env' || envFileRoleOf(path) !== undefined)) return kind;
  return MANIFEST.file.test(lower) && DEPLOYED.test(lower) ? MANIFEST : undefined;
}

/** A quick look before all others: most files are code, whose names say that they have nothing to tell. */
export function mayTell(path: string, language: Language): boolean {
  if (SILENT.has(language)) return false;
  return !BY_NAME.has(language) || TELLING_NAME.test(lowerNameOf(path));
}

/** Folders and names of what is deployed: other YAML is translations, schemas and tests. */
const DEPLOYED =
  /(?:^|\/)(?:deploy\w*|k8s|kubernetes|kube|manifests?|infra\w*|ops|charts?|helm|kustomize|overlays|environments|terraform|tf|argocd|flux|gitops|traefik|cluster)\/|(?:^|\/)(?:fly|app|ingress|values|deployment|traefik|railway|nixpacks|configmap|docker-stack|zeabur|northflank|amplify)[\w.-]*\.(?:ya?ml|toml|tf|tfvars)$/;

/** Languages whose files name no address of the product, or too many others. */
const SILENT: ReadonlySet<Language> = new Set<Language>([
  ...([
    'sql',
    'markdown',
    'css',
    'notebook',
    'go',
    'java',
    'kotlin',
    'csharp',
    'rust',
    'swift',
    'shell',
  ] as const),
  ...(['powershell', 'vue', 'svelte', 'astro', 'launch-ready'] as const),
]);
const BY_NAME: ReadonlySet<Language> = new Set<Language>([
  ...([
    'javascript',
    'typescript',
    'javascriptreact',
    'typescriptreact',
    'python',
    'ruby',
    'php',
    'elixir',
  ] as const),
  'html',
]);
const TELLING_NAME =
  /^(?:[\w.-]*config[\w.-]*|layout|_document|_app|[\w-]*seo|metadata|site|constants?|urls?|domains?|env|sitemap|robots|index|main|app|settings[\w-]*|base|production|staging|prod|prd|live|application|runtime|head|default|common|local|deploy\w*)\.(?:[cm]?[jt]sx?|py|rb|php|exs|html?)$/;
