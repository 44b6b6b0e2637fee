import { strict as assert } from 'node:assert';
import { Parser } from 'htmlparser2';
import type { ReportFormat } from '../../../server/src/core/report/formatNames.ts';
import { reportIn } from '../../../server/src/core/report/formats.ts';
import type { CheckResult } from '../../../server/src/core/report/report.ts';
import type { Impact } from '../../../server/src/core/finding.ts';
import { findingWith, resultWith, WITHOUT_PRESENT_LINES } from '../../support/findings.ts';

function report(format: ReportFormat, result: CheckResult, failOn?: Impact | 'never'): string {
  return reportIn(format, result, { ruleInfoOf: () => undefined, ...(failOn ? { failOn } : {}) });
}

const ERRORS = [{ file: 'big.ts', ruleId: '', message: 'took too long, and was given up' }];
const SUPPRESSED = findingWith({ suppressed: { by: 'comment', reason: 'a test key' } });
/** Whatever means something in XML, in workflow commands, or to a terminal. */
const ODD = 'a\u001b]0;"<b>&\'%0A,::error::\r\nx\u202e\ud800\uffff';

describe('annotations for GitHub', () => {
  const lines = (result: CheckResult) => report('github', result).split('\n').slice(0, -2);

  it('has a command for each finding, the most severe first, and the verdict last', () => {
    const findings = [
      findingWith({ impact: 'low', file: 'a.ts' }),
      findingWith({ impact: 'medium', file: 'b.ts' }),
      findingWith({ impact: 'high', file: 'c.ts' }),
      findingWith({ file: 'd.ts' }),
    ];
    const text = report('github', resultWith(findings));
    assert.deepEqual(
      text.split('\n').map((line) => line.slice(0, 20)),
      [
        '::error file=d.ts,li',
        '::error file=c.ts,li',
        '::warning file=b.ts,',
        '::notice file=a.ts,l',
        '▲ 1 blocker, 1 high,'.replace('▲', '✖'),
        '',
      ],
    );
    assert.equal(
      text.split('\n')[0],
      '::error file=d.ts,line=3,endLine=3,col=7,title=Blocker%3A secrets/provider-token::' +
        'A key in this file. Rotate it.%0Ad.ts:3:7 · https://example.test/secrets/provider-token.md',
    );
  });

  it('names no column of what ends on another line', () => {
    const range = { start: { line: 3, column: 7 }, end: { line: 5, column: 2 } };
    assert.match(
      lines(resultWith([findingWith({ range })]))[0] ?? '',
      /^::error file=src\/pay\.ts,line=3,endLine=5,title=/,
    );
  });

  it('lets nothing of a file name or a message become a command', () => {
    const [line, ...others] = lines(resultWith([findingWith({ file: 'a,b:c%.ts', message: ODD })]));
    assert.deepEqual(others, []);
    assert.match(line ?? '', /^::error file=a%2Cb%3Ac%25\.ts,line=3,endLine=3,col=7,title=/);
    assert.match(line ?? '', /::a\\u001b\]0;"<b>&'%250A,::error::\\u000d\\u000ax\\u202e/);
    const [hidden] = lines(resultWith([findingWith({ file: 'a\n::error::b.ts' })]));
    assert.match(hidden ?? '', /^::error line=3,endLine=3,col=7,title=[^:]+::A key in this file/);
    assert.match(hidden ?? '', /%0Aa\\u000a::error::b\.ts:3:7 · /);
  });

  it('gives what stands in no present file no lines, and says in words where it stands', () => {
    assert.deepEqual(
      lines(resultWith(WITHOUT_PRESENT_LINES)).map((line) => line.replace(/ · .*/, '')),
      [
        '::error title=Blocker%3A secrets/provider-token::A key in this file. Rotate it.%0Amessage of commit 1a2b3c4d5e:3:7',
        '::error title=Blocker%3A secrets/provider-token::A key in this file. Rotate it.%0Asrc/pay.ts:3:7 in commit 1a2b3c4d5e',
        '::error title=Blocker%3A exposure/git-folder::A key in this file. Rotate it.%0Awww.shop.example',
      ],
    );
  });

  it('says of what was put off too long who did, and why, as all formats do', () => {
    const overdue = { owner: 'ana', until: '2026-01-31', reason: 'no traffic yet' };
    const result = resultWith([findingWith({ overdue })]);
    const said =
      'A key in this file. Rotate it. Put off by ana until 2026-01-31 (no traffic yet): that day has passed.';
    for (const format of ['github', 'gitlab', 'junit', 'checkstyle', 'sarif'] as const)
      assert.ok(report(format, result).includes(said), format);
  });

  it('says what was not checked, and leaves out what is suppressed', () => {
    const review = { changedFiles: 1, notices: ['lib is a submodule: it is not reviewed.'] };
    assert.deepEqual(lines(resultWith([SUPPRESSED], { errors: ERRORS, review })), [
      '::error file=big.ts,title=Could not be checked::big.ts: took too long, and was given up',
      '::notice title=Not reviewed::lib is a submodule: it is not reviewed.',
    ]);
  });
});

describe('the Code Quality report for GitLab', () => {
  const entries = (result: CheckResult) => JSON.parse(report('gitlab', result)) as Record<string, unknown>[];

  it('has an entry for each finding', () => {
    assert.deepEqual(entries(resultWith([findingWith(), SUPPRESSED])), [
      {
        description: 'A key in this file. Rotate it.',
        check_name: 'secrets/provider-token',
        fingerprint: '00000000000000aa',
        severity: 'blocker',
        location: { path: 'src/pay.ts', lines: { begin: 3, end: 3 } },
      },
    ]);
  });

  it('knows four severities, and gives no two entries one fingerprint', () => {
    const impacts = ['blocker', 'high', 'medium', 'low'] as const;
    assert.deepEqual(
      entries(resultWith(impacts.map((impact) => findingWith({ impact })))).map((entry) => [
        entry['severity'],
        entry['fingerprint'],
      ]),
      [
        ['blocker', '00000000000000aa'],
        ['critical', '00000000000000aa-1'],
        ['major', '00000000000000aa-2'],
        ['minor', '00000000000000aa-3'],
      ],
    );
  });

  it('has a path and a line for what stands in no present file', () => {
    assert.deepEqual(
      entries(resultWith(WITHOUT_PRESENT_LINES)).map(({ location }) => location),
      ['message of commit 1a2b3c4d5e', 'src/pay.ts', 'www.shop.example'].map((path) => ({
        path,
        lines: { begin: 1 },
      })),
    );
  });

  it('is an empty array where nothing was found, and has what could not be checked', () => {
    assert.deepEqual(entries(resultWith([])), []);
    assert.deepEqual(entries(resultWith([], { errors: ERRORS })), [
      {
        description: 'Could not be checked: took too long, and was given up',
        check_name: 'launch-ready',
        fingerprint: 'launch-ready:big.ts:took too long, and was given up',
        severity: 'major',
        location: { path: 'big.ts', lines: { begin: 1 } },
      },
    ]);
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function parsed(xml: string): Element {
  assert.match(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n</);
  // oxlint-disable-next-line no-control-regex -- that they are not there is what is tested
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|\p{Surrogate}/u);
  // The parser forgives what XML does not.
  assert.doesNotMatch(xml, /="[^"]*<[^"]*"|&(?!(?:amp|lt|gt|quot|apos);)/);
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element = { name, attributes, children: [], text: '' };
        open.at(-1)?.children.push(element);
        open.push(element);
      },
      ontext(text) {
        const last = open.at(-1);
        if (last) last.text += text;
      },
      onclosetag(name) {
        assert.equal(open.pop()?.name, name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  assert.equal(open.length, 1);
  const [first] = root.children;
  assert.ok(first);
  return first;
}

const ODD_IN_XML = 'a\\u001b]0;"<b>&\'%0A,::error::\\u000d\\u000ax\\u202e\ufffd\ufffd';

describe('the report for JUnit', () => {
  it('fails for what makes the check fail, and skips what does not', () => {
    const findings = [
      findingWith(),
      findingWith({ ruleId: 'env/missing-variable', impact: 'high', message: 'PORT is missing. Add it.' }),
      SUPPRESSED,
    ];
    const root = parsed(report('junit', resultWith(findings)));
    assert.deepEqual(root.attributes, {
      name: 'launch-ready',
      tests: '2',
      failures: '1',
      errors: '0',
      skipped: '1',
      time: '1.500',
    });
    const [secrets, env] = root.children;
    assert.deepEqual(secrets?.children[0]?.attributes, {
      name: 'secrets/provider-token: A key in this file.',
      classname: 'src/pay.ts',
      file: 'src/pay.ts',
      line: '3',
      time: '0.000',
    });
    const [failure] = secrets.children[0].children;
    assert.deepEqual(failure?.attributes, { message: 'A key in this file. Rotate it.', type: 'blocker' });
    assert.equal(
      failure.text.trim(),
      'src/pay.ts:3:7 · blocker · https://example.test/secrets/provider-token.md',
    );
    assert.equal(env?.attributes['name'], 'launch-ready env');
    assert.deepEqual(env.children[0]?.children[0]?.attributes, {
      message: 'high, which does not fail this check: PORT is missing. Add it.',
    });
    const strict = parsed(report('junit', resultWith(findings), 'high'));
    assert.deepEqual([strict.attributes['failures'], strict.attributes['skipped']], ['2', '0']);
    const never = parsed(report('junit', resultWith(findings), 'never'));
    assert.deepEqual([never.attributes['failures'], never.attributes['skipped']], ['0', '2']);
  });

  it('has an error for what could not be checked', () => {
    const root = parsed(report('junit', resultWith([], { errors: ERRORS })));
    assert.equal(root.attributes['errors'], '1');
    assert.deepEqual(root.children[0]?.children[0]?.children[0]?.attributes, {
      message: 'took too long, and was given up',
      type: 'not checked',
    });
  });

  it('has a test that passed where nothing was found, since readers take no tests for a broken run', () => {
    const root = parsed(report('junit', resultWith([])));
    assert.equal(root.attributes['tests'], '1');
    assert.equal(root.children[0]?.children[0]?.attributes['name'], 'nothing found in 2 files');
  });

  it('is XML whatever stands in names and messages', () => {
    const root = parsed(report('junit', resultWith([findingWith({ file: ODD, message: ODD })])));
    assert.equal(root.children[0]?.children[0]?.attributes['file'], ODD_IN_XML);
    assert.equal(root.children[0].children[0].children[0]?.attributes['message'], ODD_IN_XML);
  });

  it('names the host or the commit of what stands in no present file', () => {
    const root = parsed(report('junit', resultWith(WITHOUT_PRESENT_LINES)));
    assert.deepEqual(
      root.children.flatMap((suite) =>
        suite.children.map(({ attributes: { classname, file, line } }) => [classname, file, line]),
      ),
      [
        ['message of commit 1a2b3c4d5e', undefined, undefined],
        ['src/pay.ts', 'src/pay.ts', undefined],
        ['www.shop.example', undefined, undefined],
      ],
    );
  });
});

describe('the report for Checkstyle', () => {
  it('has the findings by file', () => {
    const findings = [
      findingWith({ impact: 'low' }),
      findingWith({ file: 'b.ts', impact: 'medium' }),
      findingWith(),
      SUPPRESSED,
    ];
    const root = parsed(report('checkstyle', resultWith(findings)));
    assert.equal(root.name, 'checkstyle');
    assert.deepEqual(
      root.children.map(({ attributes, children }) => [
        attributes['name'],
        children.map((child) => child.attributes['severity']),
      ]),
      [
        ['src/pay.ts', ['error', 'info']],
        ['b.ts', ['warning']],
      ],
    );
    assert.deepEqual(root.children[0]?.children[0]?.attributes, {
      line: '3',
      column: '7',
      severity: 'error',
      message: 'A key in this file. Rotate it.',
      source: 'secrets/provider-token',
    });
  });

  it('is XML whatever stands in names and messages', () => {
    const root = parsed(report('checkstyle', resultWith([findingWith({ file: ODD, message: ODD })])));
    assert.equal(root.children[0]?.attributes['name'], ODD_IN_XML);
    assert.equal(root.children[0].children[0]?.attributes['message'], ODD_IN_XML);
  });

  it('has what could not be checked, and what stands in no present file', () => {
    const root = parsed(report('checkstyle', resultWith(WITHOUT_PRESENT_LINES, { errors: ERRORS })));
    assert.deepEqual(
      root.children.map(({ attributes, children }) => [
        attributes['name'],
        children[0]?.attributes['line'],
        children[0]?.attributes['message'],
      ]),
      [
        ['big.ts', '1', 'Could not be checked: took too long, and was given up'],
        [
          'message of commit 1a2b3c4d5e',
          '1',
          'A key in this file. Rotate it. (message of commit 1a2b3c4d5e:3:7)',
        ],
        ['src/pay.ts', '1', 'A key in this file. Rotate it. (src/pay.ts:3:7 in commit 1a2b3c4d5e)'],
        ['www.shop.example', '1', 'A key in this file. Rotate it.'],
      ],
    );
  });
});
