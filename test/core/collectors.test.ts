import { strict as assert } from 'node:assert';
import { createAnalyzer, type Analysis } from '../../server/src/core/analyze.ts';
import type { Collector } from '../../server/src/core/collector.ts';
import { parseConfig } from '../../server/src/core/config.ts';
import { NO_FACTS } from '../../server/src/core/facts.ts';
import { TODAY } from '../support/analyzeText.ts';

const PINS = ['pin'];
const FOUND = { env: { loads: [] } };

describe('collectors', () => {
  it('see texts of their classes alone, generated ones and minified ones told by what is in them', () => {
    const ofSources = collector({ classes: ['source'] });
    assert.deepEqual(analyze(ofSources, 'a.js', 'needle').facts, FOUND);
    assert.equal(analyze(ofSources, 'a.min.js', 'needle').facts, undefined);
    assert.equal(analyze(ofSources, 'a.js', '// @generated\nneedle').facts, undefined);
    assert.deepEqual(
      analyze(collector({ classes: ['generated'] }), 'a.js', '// @generated\nneedle').facts,
      FOUND,
    );
  });

  it('see what they want, with a trigger or without one, by the language of the first line as well', () => {
    assert.equal(analyze(collector({}), 'a.js', 'hay').facts, undefined);
    assert.deepEqual(analyze(collector({ wants: () => 'always' }), 'a.js', 'hay').facts, FOUND);
    assert.equal(analyze(collector({ wants: () => 'never' }), 'a.js', 'needle').facts, undefined);
    const noPython = collector({ wants: (_, language) => (language === 'python' ? 'never' : 'triggered') });
    assert.deepEqual(analyze(noPython, 'run', 'needle').facts, FOUND);
    assert.equal(analyze(noPython, 'run', '#!/usr/bin/env python3\nneedle').facts, undefined);
  });

  it('see a text by those of their triggers alone that count for such a file', () => {
    const few = collector({ triggers: ['needle', 'pin'], triggersFor: () => PINS });
    assert.equal(analyze(few, 'a.js', 'a needle').facts, undefined);
    assert.deepEqual(analyze(few, 'a.js', 'a needle and a pin').facts, FOUND);
  });

  it('cost themselves alone when they fail, and what they choked on is not told', () => {
    const { facts, errors } = analyze(
      collector({
        collect() {
          throw new TypeError('with a secret in its words');
        },
      }),
      'a.js',
      'needle',
    );
    assert.equal(facts, undefined);
    assert.deepEqual(errors, [{ file: 'a.js', ruleId: 'of-the-test', message: 'failed with TypeError' }]);
  });

  it('are kept with the suppressions that give a reason, by the line that they speak of', () => {
    const comment = (scope: string, words: string): string =>
      `// ${['launch-ready', 'ignore', scope].join('-')} ${words}\n`;
    const text = [
      comment('file', 'env/* -- elsewhere'),
      comment('next-line', 'env/a -- by hand'),
      'needle\n',
      comment('next-line', 'env/b'),
      'needle\n',
    ].join('');
    assert.deepEqual(analyze(collector({}), 'a.js', text).facts, {
      ...FOUND,
      suppressions: [
        { line: 0, rules: ['env/*'], reason: 'elsewhere' },
        { line: 3, rules: ['env/a'], reason: 'by hand' },
      ],
    });
  });
});

function collector(more: Partial<Collector>): Collector {
  return {
    id: 'of-the-test',
    triggers: ['needle'],
    classes: ['source'],
    wants: () => 'triggered',
    collect: () => FOUND,
    ...more,
  };
}

function analyze(one: Collector, path: string, text: string): Analysis {
  const analyzer = createAnalyzer({
    rules: [],
    collectors: [one],
    config: parseConfig('').config,
    today: TODAY,
    now: () => 0,
    salt: 'salt of the tests',
  });
  return analyzer.analyze({ path, text }, NO_FACTS);
}
