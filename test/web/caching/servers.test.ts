import { strict as assert } from 'node:assert';
import { judgeFiles } from '../../support/wholeWorkspace.ts';

/** Rule, impact, line. */
function says(what: string, path: string, text: string, ...wanted: readonly string[]): void {
  it(what, () =>
    assert.deepEqual(
      judgeFiles({ [path]: text })
        .filter(({ area }) => area === 'caching')
        .map(({ ruleId, impact, range }) => `${impact} ${ruleId.slice(8)} ${range?.start.line}`),
      wanted,
    ),
  );
}

const PRIVATE = 'blocker shared-private-answer';

describe('what servers keep for everybody', () => {
  says(
    'the session of a servlet, by its short names',
    'Me.java',
    `public class Me extends HttpServlet {
  protected void doGet(HttpServletRequest req, HttpServletResponse resp) {
    HttpSession session = req.getSession();
    resp.setHeader("Cache-Control", "public, max-age=120");
  }
  protected void doPut(HttpServletRequest req, HttpServletResponse resp) {
    resp.setHeader("Cache-Control", "public, max-age=120");
  }
}
`,
    `${PRIVATE} 4`,
  );
  says(
    'Go: a handler behind another one that reads the request',
    'main.go',
    `package main
func cors(c *gin.Context) {
	c.Header("Vary", c.Request.Header.Get("Origin"))
}
func me(c *gin.Context) {
	user := c.MustGet("user")
	c.Header("Cache-Control", "public, max-age=60")
	c.JSON(200, user)
}
`,
    `${PRIVATE} 7`,
  );
  const MONTH = 'add_header Cache-Control "public, max-age=2592000" always;';
  for (const [pattern, wanted] of [
    ['~* \\.(?:css|js|html)$', ['high page-cached-too-long 2']],
    ['~* \\.(htm|html)$', ['high page-cached-too-long 2']],
    ['~* \\.(css|js|xhtmlx|png)$', []],
  ] as const)
    says(
      `nginx: pages among files, ${pattern}`,
      'nginx.conf',
      `server {\n  location ${pattern} { ${MONTH} }\n}\n`,
      ...wanted,
    );
  const laravel = (lines: string): string => `<?php\nuse Illuminate\\Support\\Facades\\Route;\n${lines}\n`;
  const CACHED = 'cache.headers:public;max_age=600';
  says(
    'Laravel: a page beside the account',
    'routes/web.php',
    laravel(
      `Route::middleware('${CACHED}')->get('/about', fn () => view('about'));\nRoute::middleware('auth')->get('/me', fn () => auth()->user());`,
    ),
  );
  says(
    'Laravel: the account itself, in a group too',
    'routes/web.php',
    laravel(
      `Route::middleware('${CACHED}')->get('/me', fn () => auth()->user());\nRoute::middleware(['auth', '${CACHED}'])->group(function () {\n    Route::get('/mine', fn () => auth()->user());\n});`,
    ),
    `${PRIVATE} 3`,
    `${PRIVATE} 4`,
  );
  const controller = (head: string): string => `using Microsoft.AspNetCore.Mvc;
${head}[ResponseCache(Duration = 300)]
public class NewsController : Controller
{
    public NewsController(IService service) { _service = service; }
    public IActionResult Index() => View();
}
`;
  says(
    'C#: all of a class',
    'NewsController.cs',
    controller('[Authorize]\n'),
    'high shared-private-answer 3',
  );
  says('C#: all of a class that everybody sees', 'NewsController.cs', controller(''));
  says(
    'aiohttp: functions whose address another file says',
    'views.py',
    `from aiohttp import web
async def me(request):
    token = request.cookies.get("session")
    return web.json_response(await load(token), headers={"Cache-Control": "public, max-age=60"})
async def news(request):
    return web.json_response([], headers={"Cache-Control": "public, max-age=60"})
`,
    'high shared-private-answer 4',
  );
  says(
    'one answer for who has signed in and one for all others, without braces',
    'server.js',
    `app.get('/things', (req, res) => {
  if (req.headers.authorization) res.set('Cache-Control', 'private, max-age=60');
  else res.set('Cache-Control', 'public, max-age=60');
  res.json({});
});
`,
  );
});
