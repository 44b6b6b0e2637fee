import { strict as assert } from 'node:assert';
import apache from '../../../server/src/core/web/readers/apache.ts';
import { lines, place, read, scopeOf } from './serverFacts.ts';

describe("Apache's configuration", () => {
  it('is found by its name, and by what is in it where the name says little', () => {
    const text = 'Header set X y';
    for (const path of [
      '.htaccess',
      'public/.htaccess.example',
      'docker/apache/httpd.conf',
      'etc/apache2/sites-available/app',
      '000-default.conf',
      'ansible/vhost.conf.j2',
    ])
      assert.equal(read(apache, path, text).headers?.length, 1, path);
    assert.deepEqual(read(apache, 'redis.conf', 'save 900 1\nrequirepass x\n'), {});
    assert.deepEqual(read(apache, 'nginx/site.conf', 'server { add_header X y; }'), {});
  });

  it('sets, adds, steps back and removes headers', () => {
    check(
      `Header set Cache-Control "no-store"
<IfModule mod_headers.c>
  Header always set X-A: 'a b'
  Header append Vary Origin
  Header onsuccess setifempty Cache-Control max-age=60
  Header always unset X-Powered-By
  Header edit Set-Cookie ^(.*)$ $1;Secure
</IfModule>
<IfModule !mod_headers.c>
  Header set X-Never y
</IfModule>
RequestHeader set X-B b`,
      [
        'set cache-control: "no-store" at 1:27 «no-store»',
        'set x-a: "a b" at 3:27 «a b»',
        'add vary: "Origin" at 4:22 «Origin»',
        'default cache-control: "max-age=60" at 5:45 «max-age=60»',
        'remove x-powered-by: nothing at 6:23 «X-Powered-By»',
      ],
    );
  });

  it('says which answers sections are for', () => {
    check(
      `DocumentRoot /srv/app/public
<FilesMatch "\\.(js|css)$">
Header set A 1
</FilesMatch>
<FilesMatch "^index\\.html$">
Header set A 2
</FilesMatch>
<Files "*.png">
Header set A 3
</Files>
<Files sw.js>
Header set A 4
</Files>
<Location "/api">
Header set A 5
<Limit OPTIONS>
Header set A 6
</Limit>
</Location>
<LocationMatch "^/v\\d">
Header set A 7
</LocationMatch>
<Directory /srv/app/public/static>
Header set A 8
<Files a.txt>
Header set A 9
</Files>
</Directory>
<Directory /srv/app/public>
Header set A 10
</Directory>
<Directory /opt/other>
Header set A 11
</Directory>
<If "%{QUERY_STRING} =~ /x/">
Header set A 12
</If>`,
      [
        'set a: "8" at 24:14 «8» for prefix /static',
        'set a: "10" at 30:14 «10»',
        'set a: "11" at 33:14 «11» for all sometimes',
        'set a: "1" at 3:14 «1» for regex \\.(js|css)$',
        'set a: "2" at 6:14 «2» for regex (?:^|/)index\\.html$',
        'set a: "3" at 9:14 «3» for extension .png',
        'set a: "4" at 12:14 «4» for extension sw.js',
        'set a: "9" at 26:14 «9» for extension a.txt sometimes',
        'set a: "5" at 15:14 «5» for prefix /api',
        'set a: "7" at 21:14 «7» for regex ^/v\\d',
        'set a: "6" at 17:14 «6» for prefix /api OPTIONS',
        'set a: "12" at 36:14 «12» for all sometimes when other',
      ],
    );
  });

  it('knows which folder a .htaccess file is for', () => {
    const scope = (path: string): string | undefined => {
      const setting = read(apache, path, 'Header set X y').headers?.[0];
      return setting && scopeOf(setting.scope);
    };
    assert.equal(scope('.htaccess'), 'all');
    assert.equal(scope('apps/web/public/.htaccess'), 'all');
    assert.equal(scope('public/uploads/.htaccess'), 'prefix /uploads');
    assert.equal(scope('storage/.htaccess'), 'all sometimes');
  });

  it('gives the header that mod_expires makes', () => {
    check(
      `ExpiresActive On
ExpiresDefault "access plus 1 month"
ExpiresByType text/html "access plus 0 seconds"
ExpiresByType text/css A3600
ExpiresByType image/png "modification plus 1 day"
ExpiresByType font/woff2 "now plus 1 year 2 days"
ExpiresByType application/json access`,
      [
        'default cache-control: "max-age=2592000" at 2:17 «access plus 1 month» for all sometimes',
        'default cache-control: "max-age=0" at 3:26 «access plus 0 seconds» for type text/html',
        'default cache-control: "max-age=3600" at 4:24 «A3600» for type text/css',
        'default cache-control: ? at 5:26 «modification plus 1 day» for type image/png',
        'default cache-control: "max-age=31708800" at 6:27 «now plus 1 year 2 days» for type font/woff2',
        'default cache-control: "max-age=0" at 7:32 «access» for type application/json',
      ],
    );
    check('ExpiresActive Off\nExpiresDefault "access plus 1 month"', []);
    check(
      '<FilesMatch "\\.js$">\nExpiresDefault "access plus 1 hour"\nHeader append Cache-Control "public"\n</FilesMatch>',
      ['add cache-control: ["max-age=3600", "public"] at 3:30 «public» for regex \\.js$'],
    );
  });

  describe('origins', () => {
    it('are sent back where a pattern caught all of them', () => {
      check(
        `SetEnvIf Origin "^https?://(.+\\.)?example\\.com$" ALLOWED=$0
SetEnvIfNoCase Origin "x" SEEN
Header set Access-Control-Allow-Origin "%{ALLOWED}e" env=ALLOWED
Header set Access-Control-Allow-Origin "*" env=SEEN
Header set Access-Control-Allow-Origin "%{NOBODY}e" env=!ALLOWED`,
        [
          'set access-control-allow-origin: request origin at 3:41 «%{ALLOWED}e» when full /^https?://(.+\\.)?example\\.com$/',
          'set access-control-allow-origin: "*" at 4:41 «*» when search /x/i',
          'set access-control-allow-origin: ? at 5:41 «%{NOBODY}e» for all sometimes when other',
        ],
      );
    });

    it('come from several patterns, from rewriting, and from expressions', () => {
      check(
        `SetEnvIf Origin "^https://a$" O=$0
SetEnvIf Origin "^https://b$" O=$0
Header set A "%{O}e" env=O
RewriteCond %{HTTP:Origin} ^https://c$ [NC]
RewriteRule .* - [E=P:%{HTTP:Origin}]
Header set B %{P}e env=P
RewriteRule .* - [E=Q:%{HTTP:Origin},L]
Header set C %{Q}e
Header set D "expr=%{HTTP:Origin}"
<If "%{HTTP:Origin} =~ m#^https://d#i">
Header set E "expr=%{req:Origin}"
</If>
<If "%{HTTP:Origin} in { 'https://e', 'https://f' }">
Header set F "expr=%{HTTP:Origin}"
</If>
Header set G g "expr=%{HTTP:Origin} == 'https://g'"
Header set H h "expr=%{CONTENT_TYPE} =~ m#text/html#i"`,
        [
          'set a: request origin at 3:15 «%{O}e» when any(full /^https://a$/, full /^https://b$/)',
          'set b: request origin at 6:14 «%{P}e» when search /^https://c$/i',
          'set c: request origin at 8:14 «%{Q}e»',
          'set d: request origin at 9:15 «expr=%{HTTP:Origin}»',
          'set g: "g" at 16:14 «g» when equals "https://g"',
          'set h: "h" at 17:14 «h» for type ~text/html in any case',
          'set e: request origin at 11:15 «expr=%{req:Origin}» when search /^https://d/i',
          `set f: request origin at 14:15 «expr=%{HTTP:Origin}» when in ["https://e", "https://f"]`,
        ],
      );
    });
  });

  it('tells constants and variables of the environment apart', () => {
    check(
      'Define SITE https://a.example\nHeader set A "${SITE}"\nHeader set B "${CORS_ORIGIN}"\nHeader set C "%{X}s 100%%"\nPassEnv HOST\nHeader set D %{HOST}e',
      [
        'set a: "https://a.example" at 2:15 «${SITE}»',
        'set b: $CORS_ORIGIN at 3:15 «${CORS_ORIGIN}»',
        'set c: join(?, " 100", "%") at 4:15 «%{X}s 100%%»',
        'set d: $HOST at 6:14 «%{HOST}e»',
      ],
    );
  });

  it('says who has to sign in, and what it includes', () => {
    const text =
      '<Location /admin>\nAuthType Basic\nRequire valid-user\n</Location>\nRequire all granted\nIncludeOptional sites-enabled/*.conf';
    const facts = read(apache, 'httpd.conf', text);
    assert.deepEqual(
      facts.guards?.map(({ at, by, scope }) => [place(text, at), by, scopeOf(scope)]),
      [['3:1 «Require valid-user»', 'Require valid-user', 'prefix /admin']],
    );
    assert.deepEqual(
      facts.includes?.map(({ pattern, at }) => [pattern, place(text, at)]),
      [['sites-enabled/*.conf', '6:17 «sites-enabled/*.conf»']],
    );
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(30_000);
    for (const piece of [
      'Header set A b\n',
      '<Files x>\n',
      '<Files x>\nHeader set A b\n</Files>\n',
      'SetEnvIf Origin x V=$0\nHeader set A %{V}e env=V\n',
      'RewriteCond a b\n',
      'RewriteRule a b [E=A:%1,E=B:%2]\n',
      '<If "%{HTTP:Origin} =~ m#x#">\nHeader set A b\n',
      'ExpiresByType text/html "access plus 1 day"\n',
    ])
      read(apache, 'httpd.conf', piece.repeat(20_000));
    for (const long of ['%{', '=~ m#', ' ', "'", '{', '%{HTTP:Origin} =~ '])
      read(apache, 'httpd.conf', `Header set A "${long.repeat(200_000)}" "expr=${long.repeat(200_000)}"`);
    read(apache, 'httpd.conf', `<Directory "${'public/'.repeat(20_000)}">\nHeader set A b`);
  });
});

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(lines(text, read(apache, 'httpd.conf', text)), expected);
}
