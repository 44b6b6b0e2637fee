import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** What is above low: rule, impact, line. */
function loud(files: Files): readonly string[] {
  return judgeFiles(files)
    .filter(({ area, impact }) => area === 'cors' && impact !== 'low')
    .map(({ ruleId, impact, file, range }) => `${impact} ${ruleId.slice(5)} ${file}:${range?.start.line}`);
}

function says(what: string, files: Files, ...wanted: readonly string[]): void {
  it(what, () => assert.deepEqual(loud(files), wanted));
}

const EVERYBODY = 'blocker credentials-for-every-origin';
const LOOSE = 'blocker loose-origin-pattern';

describe('a server of what a coding assistant works with', () => {
  const server =
    "res.setHeader('Access-Control-Allow-Origin', req.headers.origin); res.setHeader('Access-Control-Allow-Credentials', 'true');";
  const text = `export default function handler(req, res) {\n  ${server}\n  res.end();\n}\n`;
  says('answers nobody else', { '.claude/skills/live/api/server.ts': text });
  says(
    'is another matter in the product',
    { 'live/api/server.ts': text },
    `${EVERYBODY} live/api/server.ts:2`,
  );
});

describe('origins in functions that are called under a condition', () => {
  const SET =
    "res.setHeader('Access-Control-Allow-Origin', origin); res.setHeader('Access-Control-Allow-Credentials', 'true'); res.setHeader('Vary', 'Origin');";
  const inner = (body: string, head = ''): Files => ({
    'api/me.ts': `const allowed = ['https://shop.example'];
${head}
export default function handler(req, res) {
  const origin = req.headers.origin;
${body}
  res.end();
}
`,
  });
  const declared = `  function allow() { ${SET} }\n`;
  says('that asks', inner(`${declared}  if (allowed.includes(origin)) allow();`));
  says(
    'that asks, by an arrow',
    inner(`  const allow = async () => { ${SET} };\n  if (allowed.includes(origin)) { log(); allow(); }`),
  );
  says(
    'that asks each time',
    inner(
      `${declared}  if (allowed.includes(origin)) allow(); else if (origin.endsWith('.shop.example')) allow();`,
    ),
  );
  says(
    'that asks the caller’s caller',
    inner(
      `  function set() { ${SET} }\n  function allow() { log(); set(); }\n  if (allowed.includes(origin)) allow();`,
    ),
  );
  says(
    'of the file',
    inner(
      '  if (allowed.includes(origin)) setCors(req, res);',
      `function setCors(req, res) { const origin = req.headers.origin; ${SET} }`,
    ),
  );
  says(
    'of the file, which others may call',
    inner(
      '  if (allowed.includes(origin)) setCors(req, res);',
      `export function setCors(req, res) { const origin = req.headers.origin; ${SET} }`,
    ),
    `${EVERYBODY} api/me.ts:2`,
  );
  says(
    'that asks too little',
    inner(`${declared}  if (origin.endsWith('shop.example')) allow();`),
    `${LOOSE} api/me.ts:6`,
  );
  for (const [what, call] of [
    ['once without', 'if (allowed.includes(origin)) allow();\n  allow();'],
    ['that only asks whether there is one', 'if (origin) allow();'],
    ['and handed on', 'if (allowed.includes(origin)) allow();\n  later(allow);'],
    ['by a method of the same name', 'if (allowed.includes(origin)) other.allow();\n  allow();'],
  ] as const)
    says(what, inner(`${declared}  ${call}`), `${EVERYBODY} api/me.ts:5`);
});
