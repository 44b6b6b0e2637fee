import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

const HANDLER = `const ALLOWED = 'example.com';
export function handle(req, res) {
  const origin = req.headers.origin;
  const isOurs = origin.endsWith(ALLOWED);
  if (isOurs) {
    res.setHeader('Access-Control-Allow-Origin', origin);
    res.setHeader('Access-Control-Allow-Credentials', 'true');
    res.setHeader('Vary', 'Origin');
  }
}
`;

const LIST = `export const origins = [
  'https://app.example.com/',
];
`;

const CALL = `import cors from 'cors';
import express from 'express';
import { origins } from './origins';
const app = express();
app.use(cors({ origin: origins }));
`;

const MAP = `map $http_origin $allowed {
  default "";
  "~example\\.com" $http_origin;
}
server {
  location / {
    add_header Access-Control-Allow-Origin $allowed always;
    add_header Access-Control-Allow-Credentials true always;
    add_header Vary Origin always;
  }
}
`;

describe('where a finding about CORS comes into force', () => {
  const shows = (
    what: string,
    files: Readonly<Record<string, string>>,
    rule: string,
    wanted: unknown,
  ): void => {
    it(what, () => {
      const found = judgeFiles(files).find(({ ruleId }) => ruleId === rule);
      assert.deepEqual(
        [
          found?.range?.start.line,
          found?.related.map(({ file, range, message }) => [file, range.start.line, message]),
        ],
        wanted,
      );
    });
  };

  shows('a comparison names the header', { 'src/handler.js': HANDLER }, 'cors/loose-origin-pattern', [
    4,
    [['src/handler.js', 6, 'This header lets it in']],
  ]);
  shows(
    'a list names the call in another file',
    { 'src/origins.ts': LIST, 'src/server.ts': CALL },
    'cors/impossible-origin',
    [2, [['src/server.ts', 5, 'Given to the cors middleware of Express here']]],
  );
  shows('a map of nginx names the header', { 'nginx.conf': MAP }, 'cors/loose-origin-pattern', [
    3,
    [['nginx.conf', 7, 'This header lets it in']],
  ]);
  shows(
    '* together with cookies names what turns cookies on',
    {
      'vercel.json': `{
  "headers": [
    {
      "source": "/api/(.*)",
      "headers": [
        { "key": "Access-Control-Allow-Credentials", "value": "true" },
        { "key": "Access-Control-Allow-Origin", "value": "*" }
      ]
    }
  ]
}
`,
    },
    'cors/credentials-never-sent',
    [7, [['vercel.json', 6, 'Cookies are let through here']]],
  );
  shows(
    'nothing beside options in the call',
    {
      'src/server.ts':
        "import cors from 'cors';\nimport express from 'express';\nconst app = express();\napp.use(cors({\n  origin: /example\\.com/,\n}));\n",
    },
    'cors/loose-origin-pattern',
    [5, []],
  );
});
