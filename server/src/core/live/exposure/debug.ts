/** What frameworks show of themselves when something fails, and nobody switched that off. */
import type { Impact } from '../../finding.ts';

export interface DebugPage {
  readonly name: string;
  readonly impact: Impact;
  /** Every one of them has to be there. */
  readonly signs: readonly RegExp[];
  readonly how: string;
}

/** Such pages say what they are at their beginning, or at their end. */
const LOOKED_AT = 20_000;

export function debugPageIn(body: string): DebugPage | undefined {
  const text = body.length > 2 * LOOKED_AT ? `${body.slice(0, LOOKED_AT)}\n${body.slice(-LOOKED_AT)}` : body;
  return DEBUG_PAGES.find(({ signs }) => signs.every((sign) => sign.test(text)));
}

/** In the words of each framework's own page. */
const DEBUG_PAGES: readonly DebugPage[] = [
  {
    name: 'the Werkzeug debugger, whose console runs any Python code',
    impact: 'blocker',
    signs: [/werkzeug/i, /\bEVALEX\b|__debugger__|Traceback Interpreter/],
    how: 'Never start Flask with debug=True or FLASK_DEBUG=1 in production: run it with gunicorn or uwsgi.',
  },
  {
    name: 'Django’s page for developers (DEBUG = True)',
    impact: 'high',
    signs: [/DEBUG\s*=\s*True/, /Django|URLconf|urlpatterns/],
    how: 'Set DEBUG = False in the settings of production, and ALLOWED_HOSTS.',
  },
  {
    name: 'Laravel’s error page for developers (APP_DEBUG=true)',
    impact: 'high',
    signs: [
      /window\.ignite\b|\bIgnition\b|facade\\ignition|spatie\\(?:laravel-)?ignition|class="Whoops|Whoops, looks like something went wrong|Whoops! There was an error|NotFoundHttpException[\s\S]{0,4000}vendor\/laravel/i,
    ],
    how: 'Set APP_DEBUG=false and APP_ENV=production, and run php artisan config:cache.',
  },
  {
    name: 'Symfony’s error page for developers',
    impact: 'high',
    signs: [
      /sf-toolbar|_profiler\/|Symfony Exception|<title>[^<]{0,300}\(\d{3} [^<)]{1,60}\)<\/title>[\s\S]*Symfony\\Component/,
    ],
    how: 'Set APP_ENV=prod and APP_DEBUG=0.',
  },
  {
    name: 'Rails’ error page for developers',
    impact: 'high',
    signs: [/Action Controller: Exception caught|<h1>Routing Error<\/h1>|Rails\.root:/],
    how: 'Start it with RAILS_ENV=production, and leave config.consider_all_requests_local at false.',
  },
  {
    name: 'ASP.NET’s error page with the stack',
    impact: 'high',
    signs: [
      /Server Error in '[^']{0,100}' Application|DeveloperExceptionPage|An unhandled exception occurred while processing the request/,
      /Stack Trace|\bat [\w.]+\(|\[\w*Exception/,
    ],
    how: 'Set <customErrors mode="On"/> (or ASPNETCORE_ENVIRONMENT=Production).',
  },
  {
    name: 'Spring’s error page with the stack',
    impact: 'high',
    signs: [/Whitelabel Error Page|"trace"\s*:/, /\bat [\w.$]+\([\w$]+\.java:\d+\)|\.java:\d+\)/],
    how: 'Set server.error.include-stacktrace=never.',
  },
  {
    name: 'a Python traceback',
    impact: 'high',
    signs: [
      /Traceback \(most recent call last\)/,
      /File (?:"|&quot;|&#34;)[^"&]{1,300}(?:"|&quot;|&#34;), line \d+/,
    ],
    how: 'Switch the debug mode of the framework off.',
  },
  {
    name: 'the stack of a Node program',
    impact: 'high',
    signs: [
      /Error|Exception/,
      /\bat (?:[^\n()]{1,100} \()?(?:file:\/\/)?(?:\/|[A-Z]:\\)[^\s()<>:]{1,300}\.[cm]?[jt]sx?:\d+:\d+/,
    ],
    how: 'Set NODE_ENV=production, and answer errors with an error handler of your own.',
  },
  {
    name: 'a PHP error with the path of its file',
    impact: 'medium',
    signs: [
      /(?:Fatal error|Parse error|Warning|Notice|Uncaught \w+)(?:<\/b>)?:[\s\S]{0,1000} in (?:<b>)?(?:\/|[A-Z]:\\)[^\s<]{1,300}\.php(?:<\/b>)? on line/,
    ],
    how: 'Set display_errors = Off in php.ini.',
  },
  {
    name: 'the stack of a Go program',
    impact: 'high',
    signs: [/goroutine \d+ \[running\]:/],
    how: 'Recover from panics with a handler that answers without the stack (gin: GIN_MODE=release).',
  },
];
