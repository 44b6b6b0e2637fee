import { lowerNameOf } from './paths.ts';

/** What a file is written in, judged by its name and, where that says nothing, by its first line. */
export type Language =
  | 'javascript'
  | 'typescript'
  | 'javascriptreact'
  | 'typescriptreact'
  | 'vue'
  | 'svelte'
  | 'astro'
  | 'python'
  | 'ruby'
  | 'php'
  | 'go'
  | 'java'
  | 'kotlin'
  | 'csharp'
  | 'rust'
  | 'swift'
  | 'elixir'
  | 'shell'
  | 'powershell'
  | 'dockerfile'
  | 'yaml'
  | 'json'
  | 'jsonc'
  | 'toml'
  | 'ini'
  | 'properties'
  | 'dotenv'
  | 'sql'
  | 'html'
  | 'css'
  | 'xml'
  | 'markdown'
  | 'terraform'
  | 'nginx'
  | 'notebook'
  | 'launch-ready'
  | 'text';

/** JavaScript in all its clothes: what a build may send to browsers. */
export const SCRIPT_LANGUAGES = [
  'javascript',
  'typescript',
  'javascriptreact',
  'typescriptreact',
  'vue',
  'svelte',
  'astro',
] as const satisfies readonly Language[];

/** What else servers are written in. */
export const SERVER_LANGUAGES = [
  'python',
  'ruby',
  'php',
  'go',
  'java',
  'kotlin',
  'csharp',
  'rust',
  'elixir',
] as const satisfies readonly Language[];

export function languageOf(path: string, text = ''): Language {
  const name = lowerNameOf(path);
  if (
    /^\.(env|flaskenv|envrc|dev\.vars)([._-].+)?$/.test(name) ||
    /^env\.(example|sample|template|dist)$|\.env$/.test(name)
  )
    return 'dotenv';
  if (/^(docker|container)file(\..+)?$/.test(name) || name.endsWith('.dockerfile')) return 'dockerfile';
  const byName = NAMES[name];
  if (byName) return byName;
  const dot = name.lastIndexOf('.');
  const byExtension = dot === -1 ? undefined : EXTENSIONS[name.slice(dot + 1)];
  return byExtension ?? languageOfShebang(text);
}

function languageOfShebang(text: string): Language {
  if (!text.startsWith('#!')) return 'text';
  const line = text.slice(0, 120).split('\n', 1)[0] ?? '';
  if (/\b(ba|z|k|da)?sh\b/.test(line)) return 'shell';
  if (/\bpython/.test(line)) return 'python';
  if (/\b(node|deno|bun|tsx)\b/.test(line)) return 'javascript';
  if (/\bruby\b/.test(line)) return 'ruby';
  if (/\bphp\b/.test(line)) return 'php';
  return 'text';
}

const NAMES: Readonly<Record<string, Language>> = {
  'launch-ready.yaml': 'launch-ready',
  'nginx.conf': 'nginx',
  gemfile: 'ruby',
  rakefile: 'ruby',
  'config.ru': 'ruby',
  procfile: 'yaml',
  '.bashrc': 'shell',
  '.zshrc': 'shell',
  '.profile': 'shell',
  '.npmrc': 'ini',
  '.pypirc': 'ini',
  '.netrc': 'text',
  '.replit': 'toml',
  '.gitconfig': 'ini',
  'tsconfig.json': 'jsonc',
  '.eslintrc': 'jsonc',
  '.babelrc': 'jsonc',
};

const EXTENSIONS: Readonly<Record<string, Language>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  vue: 'vue',
  svelte: 'svelte',
  astro: 'astro',
  py: 'python',
  pyi: 'python',
  rb: 'ruby',
  rake: 'ruby',
  php: 'php',
  go: 'go',
  java: 'java',
  kt: 'kotlin',
  kts: 'kotlin',
  cs: 'csharp',
  rs: 'rust',
  swift: 'swift',
  ex: 'elixir',
  exs: 'elixir',
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  ps1: 'powershell',
  yml: 'yaml',
  yaml: 'yaml',
  json: 'json',
  webmanifest: 'json',
  jsonc: 'jsonc',
  json5: 'jsonc',
  toml: 'toml',
  ini: 'ini',
  cfg: 'ini',
  conf: 'ini',
  properties: 'properties',
  sql: 'sql',
  html: 'html',
  htm: 'html',
  css: 'css',
  scss: 'css',
  less: 'css',
  xml: 'xml',
  plist: 'xml',
  csproj: 'xml',
  config: 'xml',
  md: 'markdown',
  mdx: 'markdown',
  markdown: 'markdown',
  tf: 'terraform',
  tfvars: 'terraform',
  hcl: 'terraform',
  ipynb: 'notebook',
};
