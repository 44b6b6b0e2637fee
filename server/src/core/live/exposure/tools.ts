/** Tools of developers, as the answers of a product show them: in headers, and in what a page loads. */
import type { Impact } from '../../finding.ts';
import type { HttpAnswer, HttpObservation, PageObservation, UrlParts } from '../../observations/http.ts';
import { contentsOf, withoutElements } from './markup.ts';
import { answerOf, headerText } from '../headerValues.ts';

/** One sign of a tool: of the last four one is there. */
export interface DeveloperTool {
  readonly name: string;
  readonly impact: Impact;
  readonly how: string;
  readonly header?: readonly [name: string, value: RegExp];
  /** In the markup of a page, without its scripts, comments and samples. */
  readonly markup?: RegExp;
  /** In the path of a file that the page loads. */
  readonly path?: RegExp;
  /** In a script that was fetched, or one of the page itself. */
  readonly script?: RegExp;
}

export interface SeenTool {
  readonly tool: DeveloperTool;
  readonly sign: string;
  readonly url: UrlParts;
}

/** Every tool that shows in the headers of an answer. */
export function toolsInHeaders(
  { url, answer }: { readonly url: UrlParts; readonly answer: Pick<HttpAnswer, 'headers'> },
  tools: readonly DeveloperTool[],
): readonly SeenTool[] {
  return tools.flatMap((tool) => {
    const [name, value] = tool.header ?? [];
    const text = name === undefined ? undefined : headerText(answer, name);
    if (name === undefined || text === undefined || !value?.test(text)) return [];
    // What follows may be a key to what the tool recorded.
    return [{ tool, sign: name === 'server' ? `server: ${text.slice(0, 80)}` : name, url }];
  });
}

/** Every tool that shows in the home page and its scripts. */
export function toolsInPage(
  { page, assets }: HttpObservation,
  { url, answer }: { readonly url: UrlParts; readonly answer: HttpAnswer },
  tools: readonly DeveloperTool[],
): readonly SeenTool[] {
  const html = answer.body.slice(0, LOOKED_AT);
  const markup = withoutElements(html, ['script', 'pre', 'code', 'textarea', 'template']);
  const scripts = [
    ...contentsOf(html, 'script'),
    ...assets.map((asset) => (answerOf(asset)?.body ?? '').slice(0, LOOKED_AT)),
  ];
  return tools.flatMap((tool) => {
    const sign = signInPage(tool, page, markup, scripts);
    return sign === undefined ? [] : [{ tool, sign: sign.slice(0, 80), url }];
  });
}

const LOOKED_AT = 1_000_000;

function signInPage(
  { path, markup, script }: DeveloperTool,
  page: PageObservation | undefined,
  html: string,
  scripts: readonly string[],
): string | undefined {
  if (path) return page?.resources.find(({ url }) => path.test(url.pathname))?.url.href;
  if (markup) return markup.exec(html)?.[0];
  for (const text of script ? scripts : []) {
    const found = script?.exec(text)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

const ANY = /\S/;

const SYMFONY = {
  name: 'Symfony’s profiler',
  impact: 'high',
  how: 'Set APP_ENV=prod and APP_DEBUG=0: the profiler’s bundle belongs into dev alone.',
} as const;
const LARAVEL = {
  name: 'Laravel’s debug bar',
  impact: 'high',
  how: 'Set APP_DEBUG=false (or DEBUGBAR_ENABLED=false), and install barryvdh/laravel-debugbar with --dev alone.',
} as const;
const RAILS_CONSOLE = {
  name: 'Rails’ web console',
  impact: 'high',
  how: 'Start it with RAILS_ENV=production, and keep the gem web-console in the group development.',
} as const;
const MINI_PROFILER = {
  name: 'MiniProfiler',
  impact: 'medium',
  how: 'Show the profiler to signed-in developers alone, or leave it out of production.',
} as const;
const DJANGO_TOOLBAR = {
  name: 'Django’s debug toolbar',
  impact: 'high',
  how: 'Set DEBUG = False in production, and add debug_toolbar to INSTALLED_APPS for development alone.',
} as const;
const YII = {
  name: 'Yii’s debugger',
  impact: 'high',
  how: 'Set YII_DEBUG to false and YII_ENV to prod.',
} as const;
const CODEIGNITER = {
  name: 'CodeIgniter’s debug toolbar',
  impact: 'high',
  how: 'Set CI_ENVIRONMENT=production.',
} as const;
const WERKZEUG = {
  name: 'the Werkzeug debugger',
  impact: 'blocker',
  how: 'Never start Flask with debug=True or FLASK_DEBUG=1 in production: run it with gunicorn or uwsgi.',
} as const;
const LOG = {
  name: 'a log for the developer’s browser (ChromePHP, FirePHP)',
  impact: 'medium',
  how: 'Log to files in production: take the handler for the browser out.',
} as const;

/** Each project's documentation names its headers, and the ids of its markup. */
export const DEBUG_TOOLS: readonly DeveloperTool[] = [
  { ...SYMFONY, header: ['x-debug-token-link', ANY] },
  { ...SYMFONY, header: ['x-debug-token', ANY] },
  { ...SYMFONY, markup: /\bid="sf(?:wdt|-toolbar)[\w-]{0,40}"/ },
  { ...YII, header: ['x-debug-link', ANY] },
  { ...YII, header: ['x-debug-tag', ANY] },
  { ...YII, markup: /\bid="yii-debug-toolbar"/ },
  { ...CODEIGNITER, header: ['debugbar-link', ANY] },
  { ...CODEIGNITER, markup: /\bid="debugbar_loader"/ },
  { ...LARAVEL, header: ['phpdebugbar-id', ANY] },
  { ...LARAVEL, header: ['phpdebugbar', ANY] },
  { ...LARAVEL, header: ['x-laravel-debugbar', ANY] },
  { ...LARAVEL, header: ['x-debugbar', ANY] },
  { ...LARAVEL, path: /\/_debugbar\/assets\// },
  { ...LARAVEL, markup: /<div class="phpdebugbar\b/ },
  {
    name: 'Clockwork',
    impact: 'high',
    how: 'Set CLOCKWORK_ENABLE=false in production.',
    header: ['x-clockwork-id', ANY],
  },
  { ...DJANGO_TOOLBAR, header: ['djdt-store-id', ANY] },
  { ...DJANGO_TOOLBAR, header: ['server-timing', /\b(?:TimerPanel|SQLPanel|CachePanel)_\w+/] },
  { ...DJANGO_TOOLBAR, markup: /\bid="djDebug"/ },
  { ...DJANGO_TOOLBAR, path: /\/debug_toolbar\/(?:js|css)\// },
  { ...RAILS_CONSOLE, header: ['x-web-console-session-id', ANY] },
  { ...RAILS_CONSOLE, header: ['x-web-console-mount-point', ANY] },
  { ...RAILS_CONSOLE, script: /\bweb-console\b[^\n]{0,200}\bdata-session-id\b/ },
  { ...MINI_PROFILER, header: ['x-miniprofiler-ids', ANY] },
  { ...MINI_PROFILER, header: ['x-miniprofiler-original-cache-control', ANY] },
  { ...MINI_PROFILER, path: /\/(?:mini-profiler-resources|mini-profiler)\/includes\.\w*\.?js$/ },
  { ...WERKZEUG, header: ['x-werkzeug-debugger', ANY] },
  { ...LOG, header: ['x-chromelogger-data', ANY] },
  { ...LOG, header: ['x-chromephp-data', ANY] },
  { ...LOG, header: ['x-wf-protocol-1', ANY] },
  {
    name: 'Xdebug',
    impact: 'high',
    how: 'Take Xdebug out of PHP’s configuration in production (xdebug.mode=off).',
    header: ['x-xdebug-profile-filename', ANY],
  },
  {
    name: 'Tracy',
    impact: 'high',
    how: 'Call Tracy\\Debugger::enable(Tracy\\Debugger::Production).',
    markup: /\bid="tracy-debug(?:-bar)?"/,
  },
  {
    name: 'Query Monitor of WordPress',
    impact: 'medium',
    how: 'Switch the plugin off in production.',
    markup: /\bid="query-monitor-main"/,
  },
];

const BUILD = 'Build the product (npm run build), and serve what was built, not the development server.';
const VITE = { name: 'Vite', impact: 'high', how: BUILD } as const;
const WEBPACK = { name: 'webpack', impact: 'high', how: BUILD } as const;
const NEXT = {
  name: 'Next.js',
  impact: 'high',
  how: 'Run “next build” and “next start”; never “next dev”.',
} as const;
const OTHER_SERVER =
  'Run it behind a server for production: gunicorn or uvicorn for Python, Puma for Ruby, php-fpm for PHP.';

export const DEVELOPMENT_SERVERS: readonly DeveloperTool[] = [
  { ...VITE, path: /\/@vite\/client$/ },
  { ...VITE, path: /\/@react-refresh$/ },
  { ...VITE, path: /\/(?:@id|@fs)\// },
  { ...VITE, script: /\bfrom ?["']\/(?:@vite\/client|@react-refresh)["']|\bimport ?["']\/@vite\/client["']/ },
  { ...NEXT, path: /^(?:\/[\w-]+)?\/_next\/static\/development\// },
  {
    ...NEXT,
    path: /\/_next\/static\/chunks\/(?:react-refresh\.js$|(?:%5Bturbopack%5D|\[turbopack\])_(?:browser_)?dev)/i,
  },
  { ...NEXT, script: /"buildId":"development"/ },
  { name: 'Nuxt', impact: 'high', how: BUILD, path: /\/(?:_nuxt\/@vite\/client|__nuxt_devtools__\/)/ },
  { ...WEBPACK, path: /\/(?:webpack-dev-server\.js|__webpack_dev_server__\/|__webpack_hmr)/ },
  { ...WEBPACK, path: /\/sockjs-node(?:\/|$)/ },
  {
    ...WEBPACK,
    script:
      /["'](?:\.\/|\(webpack\)-|\.\.\/)?(?:node_modules\/)?(?:webpack-dev-server\/client|webpack-hot-middleware\/client|webpack\/hot\/dev-server)[^"'\n]{0,100}["']|["']\/__webpack_hmr["']/,
  },
  {
    name: 'Angular',
    impact: 'high',
    how: 'Serve the output of “ng build”, not “ng serve”.',
    script: /["']\/ng-cli-ws["']/,
  },
  {
    name: 'Angular',
    impact: 'high',
    how: 'Serve the output of “ng build”, not “ng serve”.',
    path: /\/@ng\/component$/,
  },
  { name: 'Parcel', impact: 'high', how: BUILD, script: /\bHMR_(?:HOST|PORT|ENV_HASH) ?=/ },
  { name: 'BrowserSync', impact: 'high', how: BUILD, path: /\/browser-sync\/browser-sync-client/ },
  { name: 'LiveReload', impact: 'medium', how: BUILD, path: /\/livereload\.js$/ },
  {
    name: 'Werkzeug, Flask’s server for development',
    impact: 'medium',
    how: OTHER_SERVER,
    header: ['server', /^Werkzeug\//i],
  },
  {
    name: 'Python’s server for development',
    impact: 'medium',
    how: OTHER_SERVER,
    header: ['server', /^(?:WSGIServer|SimpleHTTP|BaseHTTP)\//i],
  },
  { name: 'WEBrick', impact: 'medium', how: OTHER_SERVER, header: ['server', /^WEBrick\//i] },
  {
    name: 'IIS Express under Visual Studio',
    impact: 'high',
    how: 'Publish the application (dotnet publish), with ASPNETCORE_ENVIRONMENT=Production.',
    header: ['x-sourcefiles', ANY],
  },
];
