import { strict as assert } from 'node:assert';
import { parseNginx, type NginxDirective } from '../../server/src/core/parsers/nginx.ts';

describe('the parser of nginx configuration', () => {
  it('reads directives, blocks and words, with the place of what stands between quotes', () => {
    const text =
      'server {\n  add_header "X-A" \'b; c\' always; # not this; {\n  location ~ \\.css$ {\n    expires 1y;\n  }\n}\n';
    assert.deepEqual(parseNginx(text).map(shape), [
      [
        'server',
        [
          ['add_header', 'X-A', 'b; c', 'always'],
          ['location', '~', '\\.css$', [['expires', '1y']]],
        ],
      ],
    ]);
    const word = parseNginx(text)[0]?.block?.[0]?.args[1];
    assert.equal(text.slice(word?.start, word?.end), 'b; c');
    assert.ok(word?.isQuoted);
    const location = parseNginx(text)[0]?.block?.[1];
    assert.equal(text.slice(location?.start, location?.end), 'location ~ \\.css$ {\n    expires 1y;\n  }');
  });

  it('takes a quote within a word for a letter, and a comment only where a word starts', () => {
    assert.deepEqual(shapes('a b\'c; d e#f; g "h\\"i";'), [
      ['a', "b'c"],
      ['d', 'e#f'],
      ['g', 'h"i'],
    ]);
  });

  it('keeps the brackets of variables', () => {
    assert.deepEqual(shapes('server { proxy_pass http://${name}/x; set $a "${b}c"; } x ${LAST};'), [
      [
        'server',
        [
          ['proxy_pass', 'http://${name}/x'],
          ['set', '$a', '${b}c'],
        ],
      ],
      ['x', '${LAST}'],
    ]);
  });

  it('steps over Lua, whose strings and comments hold brackets', () => {
    const lua =
      'content_by_lua_block {\n local a = "}" -- }\n local b = [[ } ]] --[[ } ]]\n if a then b = {} end\n}';
    assert.deepEqual(shapes(`location / {\n${lua}\nexpires 1h;\n}`), [
      ['location', '/', [['content_by_lua_block'], ['expires', '1h']]],
    ]);
  });

  it('steps over what templates put in', () => {
    const text =
      '{% if tls %}\nlisten 443;\n{% endif %}\nlocation {{ path }} {\n  {{- range .all }}\n  a <%= @b %> {{ c | d }}e;\n  {{ end }}\n}\n';
    assert.deepEqual(shapes(text), [
      ['listen', '443'],
      ['location', '{{ path }}', [['a', '<%= @b %>', '{{ c | d }}e']]],
    ]);
  });

  it('gives what can be told of a text that somebody is typing', () => {
    assert.deepEqual(shapes('server { location / { add_header X "un'), [
      ['server', [['location', '/', [['add_header', 'X', 'un']]]]],
    ]);
    assert.deepEqual(shapes('} a b; } c'), [['a', 'b'], ['c']]);
    assert.deepEqual(shapes('{ a; }'), [['a']]);
  });

  it('takes time in proportion to hostile text', function () {
    this.timeout(20_000);
    const many = 300_000;
    for (const piece of [
      '{',
      '}',
      '"',
      "'",
      '\\',
      '{{',
      '{%',
      '<%',
      '${',
      '$',
      '#',
      ';',
      ' ',
      '\n',
      'a{',
      'a }',
      '[[',
      'x_by_lua_block {',
      '--[[',
      '[=',
      '${a',
    ])
      parseNginx(piece.repeat(many));
    parseNginx(`x_by_lua_block { ${'[=['.repeat(many)}`);
    parseNginx(`x_by_lua_block { ${"'\\".repeat(many)}`);
    assert.equal(parseNginx('a { '.repeat(100_000)).length, 1);
  });
});

type Shape = (string | Shape)[];

function shapes(text: string): Shape[] {
  return parseNginx(text).map(shape);
}

function shape({ name, args, block }: NginxDirective): Shape {
  const words = [name.text, ...args.map(({ text }) => text)];
  return block ? [...words, block.map(shape)] : words;
}
