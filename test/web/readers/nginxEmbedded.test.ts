import { strict as assert } from 'node:assert';
import nginxEmbedded from '../../../server/src/core/web/readers/nginxEmbedded.ts';
import { lines, read } from './serverFacts.ts';

describe("nginx' configuration in files of other kinds", () => {
  it('is found in ConfigMaps and annotations, block by block', () => {
    check(
      'k8s/web.yaml',
      `kind: ConfigMap
data:
  default.conf: |
    server {
      add_header A 1;

      location /x { add_header B 2 always; }
    }
  other: add_header C 3;
  nginx.conf: |-
    add_header D 4;
---
metadata:
  annotations:
    nginx.ingress.kubernetes.io/configuration-snippet: |
      more_set_headers "Access-Control-Allow-Origin: $http_origin";
    next: y
`,
      [
        'add a: "1" at 5:20 «1» on success',
        'add b: "2" at 7:34 «2» for prefix /x',
        'add a: "1" at 5:20 «1» for prefix /x on success lost at 7:21 «add_header»',
        'add d: "4" at 11:18 «4» on success',
        'set access-control-allow-origin: request origin at 16:54 «$http_origin»',
      ],
    );
    const facts = read(
      nginxEmbedded,
      'a.yaml',
      'a.conf: |\n  server { location / { add_header A 1; } }\nb.conf: |\n  server { location / { add_header B 1; } }\n',
    );
    assert.deepEqual(
      facts.headers?.map(({ group }) => group),
      [0, 1],
    );
    assert.deepEqual(
      facts.locations?.map(({ server, group }) => [server, group]),
      [
        [0, 0],
        [1, 1],
      ],
    );
  });

  it('is found in here-documents of images and scripts', () => {
    check(
      'Dockerfile',
      'FROM nginx\nCOPY <<EOF /etc/nginx/conf.d/default.conf\nserver { add_header A "\\$http_origin"; }\nEOF\nRUN cat <<X > /etc/y\nadd_header B 2;\nX\n',
      ['add a: request origin at 3:24 «\\$http_origin» on success'],
    );
    check(
      'setup.sh',
      "cat > /etc/nginx/sites-available/app <<'END'\nadd_header A 1;\nEND\necho add_header B 2;",
      ['add a: "1" at 2:14 «1» on success'],
    );
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(30_000);
    for (const piece of ['a.conf: |\n', 'a.conf: |\n  x\n', ' ', '-  ', 'nginx', '\n', 'a.conf: |\n\n'])
      read(nginxEmbedded, 'a.yaml', piece.repeat(100_000));
    for (const piece of ['nginx <<A\n', '<<A', '<<A\nA\n', '\n', '<<-'])
      read(nginxEmbedded, 'Dockerfile', piece.repeat(100_000));
  });
});

function check(path: string, text: string, expected: readonly string[]): void {
  assert.deepEqual(lines(text, read(nginxEmbedded, path, text)), expected);
}
