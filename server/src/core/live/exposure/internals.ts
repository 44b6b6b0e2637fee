/** Pages of servers and frameworks that are meant for those who run them. */
import type { Impact } from '../../finding.ts';
import type { Sought } from './looks.ts';

export interface InternalPage extends Sought {
  readonly kind: string;
  readonly name: string;
  readonly impact: Impact;
  readonly tells: string;
  readonly how: string;
}

const DEVELOPERS = 'Leave development’s pages out of production, and answer 404 there.';

export const INTERNAL_PAGES: readonly InternalPage[] = [
  {
    kind: 'actuator',
    at: /\/actuator(?:\/|$)/,
    is: (body) => /"propertySources"\s*:|"activeProfiles"\s*:|"systemProperties"\s*:/.test(body),
    name: 'Spring’s actuator with the environment',
    impact: 'blocker',
    tells: 'passwords and keys of the product',
    how: 'Expose the health endpoint alone (management.endpoints.web.exposure.include=health), and put the others behind a login.',
  },
  {
    kind: 'actuator-list',
    at: /\/actuator\/?$/,
    is: (body) => /"_links"\s*:/.test(body) && /actuator\/(?:env|heapdump|beans|configprops)/.test(body),
    name: 'Spring’s actuator',
    impact: 'high',
    tells: 'the inside of the program',
    how: 'Expose the health endpoint alone (management.endpoints.web.exposure.include=health), and put the others behind a login.',
  },
  {
    kind: 'phpinfo',
    at: /\/(?:\w*info|php|test|i|pi)(?:\.php)?$/,
    is: (body) =>
      /<title>[^<]{0,100}phpinfo\(\)/.test(body) ||
      (/PHP Version/.test(body) && /Configuration|php\.ini|Loaded Modules/i.test(body)),
    name: 'phpinfo()',
    impact: 'high',
    tells: 'paths, settings and often the environment with its passwords',
    how: 'Delete the file.',
  },
  {
    kind: 'server-status',
    at: /\/server-(?:status|info)$/,
    is: (body) =>
      /Apache (?:Server Status|Status)|Server Version: Apache|Apache Server Information/.test(body),
    name: 'Apache’s status page',
    impact: 'high',
    tells: 'which addresses are asked for at the moment, by whom, with what stands in them',
    how: 'Limit it to your own machines: Require local, in the <Location /server-status> of Apache.',
  },
  {
    kind: 'nginx-status',
    at: /\/(?:nginx_status|stub_status)$/,
    is: (body) => /Active connections: \d+/.test(body),
    name: 'nginx’s status page',
    impact: 'low',
    tells: 'how much it is used',
    how: 'Limit it to your own machines: allow 127.0.0.1; deny all; in its location.',
  },
  {
    kind: 'pprof',
    at: /\/debug\/(?:pprof|vars)/,
    is: (body) => /Types of profiles available|\/debug\/pprof\/|"memstats"\s*:/.test(body),
    name: 'Go’s profiler',
    impact: 'high',
    tells: 'the memory of the program, and slows it down for everybody',
    how: 'Serve net/http/pprof on a port of its own that nobody outside can reach.',
  },
  {
    kind: 'symfony-profiler',
    at: /\/_profiler/,
    is: (body) => /Symfony Profiler|sf-toolbar|sf-profiler/i.test(body),
    name: 'Symfony’s profiler',
    impact: 'high',
    tells: 'requests with their sessions and the environment',
    how: 'Set APP_ENV=prod. The profiler’s bundle belongs into dev alone.',
  },
  {
    kind: 'telescope',
    at: /\/telescope/,
    is: (body) => /<title>[^<]*Telescope|id="telescope"|vendor\/telescope/i.test(body),
    name: 'Laravel Telescope',
    impact: 'high',
    tells: 'requests, queries and mails of your users',
    how: 'Limit it in the gate of TelescopeServiceProvider, or don’t install it in production.',
  },
  {
    kind: 'rails-info',
    at: /\/rails\/info/,
    is: (body) => /Rails version|Application root|Ruby version/.test(body),
    name: 'Rails’ page about itself',
    impact: 'high',
    tells: 'versions, paths and routes',
    how: DEVELOPERS,
  },
  {
    kind: 'elmah',
    at: /\/elmah\.axd/,
    is: (body) => /Error Log for|ELMAH/.test(body),
    name: 'ELMAH’s error log',
    impact: 'high',
    tells: 'errors with the cookies of those who met them',
    how: 'Set allowRemoteAccess="false" for elmah.',
  },
  {
    kind: 'database-login',
    at: /\/(?:phpmyadmin|pma|dbadmin|adminer(?:\.php)?)(?:\/|$)/i,
    is: (body) =>
      /<title>[^<]{0,100}(?:phpMyAdmin|Adminer)|\bname="pma_username"|\bid="pma_header|href="https:\/\/www\.adminer\.org/i.test(
        body,
      ),
    name: 'the login of the database',
    impact: 'medium',
    tells: 'which program administers it, and whoever guesses the password has all data',
    how: 'Let your own addresses alone reach it, or a VPN; better, take it off this server.',
  },
  {
    kind: 'log-file',
    at: /\.log$/,
    is: (body) =>
      /^\[\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\]]*\] \w+\.[A-Z]+:|^\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d [\w/]{1,40}\] PHP /m.test(
        body,
      ),
    name: 'a log file',
    impact: 'high',
    tells: 'errors, paths, and what users sent',
    how: 'Make the public folder the root of the web server, so that storage and logs lie outside of it.',
  },
];
