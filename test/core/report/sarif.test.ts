import { strict as assert } from 'node:assert';
import type { Finding } from '../../../server/src/core/finding.ts';
import { sarifReport } from '../../../server/src/core/report/sarif.ts';
import type { CheckResult } from '../../../server/src/core/report/report.ts';
import { RULE_INFOS } from '../../../server/src/core/rules/registry.ts';
import { findingWith, resultWith, WITHOUT_PRESENT_LINES } from '../../support/findings.ts';
import { problemsOfSarif } from '../../support/jsonSchema.ts';

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly unknown[];
  }[];
  readonly originalUriBaseIds: unknown;
  readonly results: readonly Result[];
}

interface Rule {
  readonly id: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly description?: { readonly text: string } };
      readonly region?: unknown;
    };
    readonly logicalLocations?: unknown;
  }[];
  readonly relatedLocations?: readonly unknown[];
  readonly suppressions?: unknown;
  readonly fixes?: unknown;
}

function runOf(findings: readonly Finding[], said: Partial<CheckResult> = {}): Run {
  const text = sarifReport({
    ...resultWith(findings, said),
    ruleInfoOf: (id) => RULE_INFOS.find((rule) => rule.id === id),
  });
  const log = JSON.parse(text) as { readonly runs: readonly Run[] };
  assert.deepEqual(problemsOfSarif(log), []);
  const [run] = log.runs;
  assert.ok(run);
  return run;
}

function resultOf(said: Partial<Finding>): Result {
  const [result] = runOf([findingWith(said)]).results;
  assert.ok(result);
  return result;
}

describe('the report in SARIF', () => {
  it('is valid by the official schema, whatever is in it', () => {
    const findings = RULE_INFOS.map(({ id, impact }) => findingWith({ ruleId: id, impact }));
    const run = runOf([...findings, ...WITHOUT_PRESENT_LINES], {
      errors: [{ file: 'a.ts', ruleId: '', message: 'took too long, and was given up' }],
      review: { changedFiles: 1, notices: ['lib is a submodule.'] },
    });
    assert.equal(run.results.length, RULE_INFOS.length + 3);
  });

  it('names what the schema does not know as a mistake', () => {
    assert.deepEqual(problemsOfSarif({ version: '2.1.0', runs: [], owner: 'me' }).slice(-1), [
      '#/owner False boolean schema.',
    ]);
  });

  it('is valid with nothing in it', () => {
    const { results, invocations } = runOf([]);
    assert.deepEqual(results, []);
    assert.deepEqual(invocations, [{ executionSuccessful: true, toolExecutionNotifications: [] }]);
  });

  it('gives files relative to the root, encoded, so that no name is taken for something else', () => {
    const uriOf = (file: string) => resultOf({ file }).locations[0]?.physicalLocation.artifactLocation.uri;
    assert.equal(uriOf('src/a b/100%.ts'), 'src/a%20b/100%25.ts');
    assert.equal(uriOf('mailto:a.ts'), 'mailto%3Aa.ts');
    assert.equal(uriOf('app/[id]/@modal/+page.ts'), 'app/%5Bid%5D/@modal/+page.ts');
    assert.equal(uriOf('naïve#1?.ts'), 'na%C3%AFve%231%3F.ts');
    assert.equal(uriOf('half\ud800.ts'), 'half%EF%BF%BD.ts');
    assert.equal(uriOf('a\\b\n.ts'), 'a%5Cb%0A.ts');
  });

  it('says where the root is, on every system', () => {
    const rootOf = (root: string) => runOf([], { root }).originalUriBaseIds;
    assert.deepEqual(rootOf('/home/ann/my shop'), { '%SRCROOT%': { uri: 'file:///home/ann/my%20shop/' } });
    assert.deepEqual(rootOf('C:\\ann\\shop'), { '%SRCROOT%': { uri: 'file:///C:/ann/shop/' } });
    assert.deepEqual(rootOf('\\\\server\\share\\shop'), {
      '%SRCROOT%': { uri: 'file://server/share/shop/' },
    });
    assert.deepEqual(rootOf('/'), { '%SRCROOT%': { uri: 'file:///' } });
  });

  it('reports suppressed findings as such, with who put them off and why', () => {
    const suppressed = { by: 'config', owner: 'ana', until: '2027-01-31', reason: 'no traffic yet' } as const;
    assert.deepEqual(resultOf({ suppressed }).suppressions, [
      {
        kind: 'external',
        status: 'accepted',
        justification: 'no traffic yet',
        properties: { by: 'config', owner: 'ana', until: '2027-01-31' },
      },
    ]);
    assert.deepEqual(resultOf({ suppressed: { by: 'comment', reason: 'a test key' } }).suppressions, [
      { kind: 'inSource', status: 'accepted', justification: 'a test key', properties: { by: 'comment' } },
    ]);
  });

  it('gives every result a file, as GitHub asks, and says where it is none', () => {
    const { results } = runOf(WITHOUT_PRESENT_LINES);
    assert.deepEqual(
      results.map(({ locations: [place] }) => [
        place?.physicalLocation.artifactLocation.uri,
        place?.physicalLocation.artifactLocation.description?.text,
        place?.physicalLocation.region,
      ]),
      [
        ['message%20of%20commit%201a2b3c4d5e', 'The message of commit 1a2b3c4d5e: no file', undefined],
        ['src/pay.ts', undefined, undefined],
        ['www.shop.example', 'www.shop.example itself: no file', undefined],
      ],
    );
    assert.deepEqual(results[2]?.locations[0]?.logicalLocations, [
      { name: 'www.shop.example', kind: 'resource' },
    ]);
    assert.equal(
      results[1]?.message.text,
      'A key in this file. Rotate it. (src/pay.ts:3:7 in commit 1a2b3c4d5e)',
    );
  });

  it('has a rule’s help, and makes security alerts of what is about security only', () => {
    const rules = runOf([
      findingWith(),
      findingWith({ ruleId: 'migrations/not-null-column', impact: 'high' }),
    ]).tool.driver.rules;
    const byId = new Map(rules.map((rule) => [rule.id, rule]));
    const token = byId.get('secrets/provider-token');
    assert.deepEqual(token?.properties, { tags: ['secrets', 'security'], 'security-severity': '9.5' });
    assert.match(
      token?.help.text ?? '',
      /\nWhat to do, and when to ignore it: https:\/\/.*provider-token\.md$/,
    );
    assert.match(
      token?.help.markdown ?? '',
      /^\*\*.+\*\*\n\n.+\n\n\[What to do, and when to ignore it\]\(https:/,
    );
    for (const { properties } of rules) assert.ok((properties['tags'] as string[]).length <= 10);
    const others = rules.filter(({ id }) => id.startsWith('migrations/'));
    assert.ok(others.every(({ properties }) => properties['security-severity'] === undefined));
  });

  it('offers a fix that is nothing but edits of the finding’s own line', () => {
    const edits = [{ range: { start: 42, end: 45 }, newText: 'none' }];
    assert.deepEqual(resultOf({ fixes: [{ kind: 'edit', title: 'Write none', edits }] }).fixes, [
      {
        description: { text: 'Write none' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'src/pay.ts', uriBaseId: '%SRCROOT%' },
            replacements: [
              {
                deletedRegion: { startLine: 3, startColumn: 9, endLine: 3, endColumn: 12 },
                insertedContent: { text: 'none' },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('offers no fix whose place it can’t tell, or that somebody has to decide', () => {
    const within = [{ range: { start: 42, end: 45 }, newText: '' }];
    const outside = [{ range: { start: 12, end: 20 }, newText: '' }];
    const commit = { id: '1a2b3c4d5e6f7890', authorDate: '2026-01-02T03:04:05Z', inHead: true };
    assert.equal(resultOf({ fixes: [{ kind: 'edit', title: 'x', edits: outside }] }).fixes, undefined);
    assert.equal(
      resultOf({ fixes: [{ kind: 'edit', title: 'x', edits: within, needsDecision: true }] }).fixes,
      undefined,
    );
    assert.equal(resultOf({ fixes: [{ kind: 'edit', title: 'x', edits: within }], commit }).fixes, undefined);
  });

  it('tells what could not be checked, and that the run is no whole one', () => {
    const [invocation] = runOf([], {
      errors: [{ file: 'a\u001b.ts', ruleId: '', message: 'took too long, and was given up' }],
      review: { changedFiles: 3, notices: ['lib is a submodule: it is not reviewed.'] },
    }).invocations;
    assert.deepEqual(invocation, {
      executionSuccessful: false,
      toolExecutionNotifications: [
        { level: 'error', message: { text: 'a\\u001b.ts: took too long, and was given up' } },
        { level: 'warning', message: { text: 'lib is a submodule: it is not reviewed.' } },
      ],
    });
  });

  it('leaves the least severe out where GitHub would refuse them all, and says so', () => {
    const many = Array.from({ length: 25_001 }, (_, at) =>
      findingWith({ impact: at === 0 ? 'low' : 'high', fingerprint: `${at}` }),
    );
    const text = sarifReport({ ...resultWith(many), ruleInfoOf: () => undefined });
    const run = (JSON.parse(text) as { readonly runs: readonly Run[] }).runs[0];
    assert.equal(run?.results.length, 25_000);
    assert.ok(run.results.every(({ level }) => level === 'error'));
    assert.deepEqual(run.invocations[0]?.toolExecutionNotifications, [
      {
        level: 'warning',
        message: { text: 'Left out: 1 finding. A report holds 25,000, the most severe first.' },
      },
    ]);
  });

  it('says how much is not listed', () => {
    assert.deepEqual(runOf([], { leftOut: [findingWith()] }).invocations[0]?.toolExecutionNotifications, [
      { level: 'note', message: { text: 'Not listed, as it was asked for: 1 finding.' } },
    ]);
  });

  it('names 100 related places at most', () => {
    const place = { file: 'a.ts', range: findingWith().range!, message: 'The same value' };
    const { relatedLocations } = resultOf({ related: Array.from({ length: 120 }, () => place) });
    assert.equal(relatedLocations?.length, 100);
  });
});
