import { strict as assert } from 'node:assert';
import { createDocument } from '../../../server/src/core/source.ts';
import { expressionOf, locationFor } from '../../../server/src/core/web/nginx/locations.ts';
import { readNginx } from '../../../server/src/core/web/nginx/read.ts';

/** Each row was seen on nginx 1.22. */
describe('the location that answers a path', () => {
  it('is the one with just that path, then an expression, then the longest prefix', () => {
    const answers = locationsOf(
      'location / {} location = / {} location /a/ {} location ~ \\.css$ {} location /a/b {}',
    );
    assert.equal(answers('/'), '= /');
    assert.equal(answers('/x'), ' /');
    assert.equal(answers('/a/'), ' /a/');
    assert.equal(answers('/a/b/c'), ' /a/b');
    assert.equal(answers('/a/b.css'), '~ \\.css$');
    assert.equal(answers('/a/b.CSS'), ' /a/b');
  });

  it('is a prefix with ^~ before any expression, where it is the longest', () => {
    const answers = locationsOf('location ~* \\.css$ {} location ^~ /static/ {} location /static/raw/ {}');
    assert.equal(answers('/static/a.css'), '^~ /static/');
    assert.equal(answers('/static/raw/a.css'), '~* \\.css$');
    assert.equal(answers('/other.CSS'), '~* \\.css$');
    assert.equal(answers('/other'), undefined);
  });

  it('is the first expression that matches, whatever its length', () => {
    const answers = locationsOf('location ~ /a {} location ~ /a/b {} location / {}');
    assert.equal(answers('/a/b'), '~ /a');
  });

  it('may stand within another, whose expressions come before those outside', () => {
    const answers = locationsOf(
      'location /a/ { location ~ \\.css$ { add_header X in; } location /a/b/ {} } location ~ \\.css$ {} location ~ ^/a/b {}',
    );
    assert.equal(answers('/a/x.css'), '~ \\.css$ in 0');
    assert.equal(answers('/a/b/x'), '~ ^/a/b');
    assert.equal(answers('/a/x'), ' /a/');
  });

  it('is looked for in the server that was asked', () => {
    const document = createDocument({
      path: 'nginx.conf',
      text: 'server { location / {} } server { location /x {} }',
    });
    const { locations = [] } = readNginx(document) ?? {};
    assert.equal(locationFor(locations, 0, '/x'), 0);
    assert.equal(locationFor(locations, 1, '/x'), 1);
    assert.equal(locationFor(locations, 1, '/'), undefined);
  });

  it('is not known where an expression can not be tried safely', () => {
    assert.equal(expressionOf('(a+)+$', false), undefined);
    assert.equal(expressionOf('^(?R)', false), undefined);
    assert.equal(expressionOf('(', false), undefined);
    assert.ok(expressionOf('(?i)\\.PHP$', false)?.test('/a.php'));
    const answers = locationsOf('location / {} location ~ (a+)+$ {}');
    assert.equal(answers('/b'), undefined);
  });
});

function locationsOf(text: string): (path: string) => string | undefined {
  const document = createDocument({ path: 'nginx.conf', text: `server { ${text} }` });
  const { locations = [] } = readNginx(document) ?? {};
  return (path) => {
    const found = locations[locationFor(locations, 0, path) ?? -1];
    return (
      found && `${found.match} ${found.pattern}${found.inside === undefined ? '' : ` in ${found.inside}`}`
    );
  };
}
