import { strict as assert } from 'node:assert';
import { parseXml, withoutEntities, type XmlElement } from '../../server/src/core/parsers/xml.ts';

/** Names, attributes and text of all elements, as the text has them. */
function shown(text: string): unknown {
  const show = ({ name, start, end, attributes, children, texts }: XmlElement): unknown => ({
    [name]: text.slice(start, end).length === end - start ? [start, end] : 'outside',
    ...Object.fromEntries([...attributes].map(([key, range]) => [key, text.slice(range.start, range.end)])),
    ...(texts.length > 0 && { text: texts.map((range) => text.slice(range.start, range.end)) }),
    ...(children.length > 0 && { children: children.map(show) }),
  });
  return parseXml(text).map(show);
}

describe('XML', () => {
  it('has elements, attributes and text at their places', () => {
    assert.deepEqual(shown('<?xml version="1.0"?>\n<!-- <no/> --><a b="1" x:c=\'2\'><d/>text</a>'), [
      { a: [36, 65], b: '1', 'x:c': '2', text: ['text'], children: [{ d: [53, 57] }] },
    ]);
  });

  it('takes CDATA as text, and names without their prefix', () => {
    assert.deepEqual(shown('<p:sql>a<![CDATA[ <b> ]]>c</p:sql>'), [
      { sql: [0, 34], text: ['a', ' <b> ', 'c'] },
    ]);
  });

  it('gives what can be told of a broken text', () => {
    assert.deepEqual(shown('<a><b c="1"><d></a><e'), [
      { a: [0, 19], children: [{ b: [3, 19], c: '1', children: [{ d: [12, 19] }] }] },
      { e: [19, 21] },
    ]);
    assert.deepEqual(shown('</a><a'), [{ a: [4, 6] }]);
    assert.deepEqual(shown('<a b="1'), []);
    assert.deepEqual(shown('1 < 2 <!-- <a/>'), []);
  });

  it('puts entities in, as long as they are written', () => {
    assert.equal(withoutEntities('a &lt; b &amp;&#65;&#x42;&nbsp;'), 'a <    b &    A    B     &nbsp;');
  });

  it('takes time in proportion to hostile text', () => {
    for (const part of [
      '<',
      '<a ',
      '<a>',
      '</a>',
      '<!--',
      '<![CDATA[',
      '<a b="',
      "<a b='",
      '&',
      '<a b = ',
      '<?',
    ])
      parseXml(part.repeat(50_000));
    parseXml('<a>'.repeat(50_000) + '</b>'.repeat(50_000) + '</a>'.repeat(50_000));
    withoutEntities('&#'.repeat(300_000));
  });
});
