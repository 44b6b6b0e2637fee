import assert from 'node:assert/strict';
import { createDocument } from '../../../server/src/core/source.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import dotnet from '../../../server/src/core/web/readers/dotnet.ts';
import elixir from '../../../server/src/core/web/readers/elixir.ts';
import go from '../../../server/src/core/web/readers/go.ts';
import jvm from '../../../server/src/core/web/readers/jvm.ts';
import php from '../../../server/src/core/web/readers/php.ts';
import rust from '../../../server/src/core/web/readers/rust.ts';
import { processorTime } from '../../support/processorTime.ts';

const LENGTH = 200_000;

/** What is repeated until the file is long, behind a beginning. */
const HOSTILE: readonly (readonly [reader: WebReader, path: string, beginning: string, repeated: string])[] =
  [
    [go, 'a.go', 'import "github.com/rs/cors"\n', 'cors.New('],
    [go, 'a.go', 'func a() {\n', 'w.Header().Set("Cache-Control", "x")\n'],
    [go, 'a.go', 'func a() {\n', 'a := r.Group("/x")\na.GET("/y", h)\n'],
    [go, 'a.go', '', 'func a() {\n w.Header().Set("Vary", "x")\n}\n'],
    [go, 'a.go', '', '('],
    [php, 'routes/a.php', '<?php ', 'header("Cache-Control: x");'],
    [php, 'routes/a.php', '<?php $a = [', "'Cache-Control' => 'x',"],
    [php, 'routes/a.php', '<?php ', 'if ($a) { header("Vary: x"); '],
    [php, 'routes/a.php', '<?php $a', "->header('Vary', 'x')"],
    [php, 'routes/a.php', '<?php ', "Route::prefix('a')->group(function() {"],
    [php, 'routes/a.php', '<?php header("Vary: x"); ', '$_SESSION '],
    [php, 'routes/a.php', '<?php ', "#[Route('/x')] #[Cache(public: true)] function a() {}\n"],
    [jvm, 'A.java', '', '@CrossOrigin '],
    [jvm, 'A.java', '', '@CrossOrigin class A { '],
    [jvm, 'A.java', 'cors ', 'public Map<A<'],
    [
      jvm,
      'A.java',
      'cors class A { void a() {',
      'CorsConfiguration c = new CorsConfiguration(); c.setAllowedOrigins(x);\n',
    ],
    [jvm, 'A.java', '', '.requestMatchers("/a").permitAll()'],
    [dotnet, 'A.cs', '', 'AddPolicy("x", p => p.WithOrigins("x")'],
    [
      dotnet,
      'A.cs',
      'public class AController : Controller {',
      '[HttpGet("x")] public string A() { Response.Headers["Vary"] = "x"; return ""; }\n',
    ],
    [dotnet, 'A.cs', 'cors ', '['],
    [rust, 'a.rs', '', 'let cors = Cors::default(); cors = cors.allow_any_origin();'],
    [elixir, 'a.ex', '', 'put_resp_header(conn, "vary", "x")\n'],
    [elixir, 'a.ex', 'use W, :router\n', 'scope "/a" do\n'],
  ];

describe('time of reading what nobody writes', () => {
  for (const [reader, path, beginning, repeated] of HOSTILE)
    it(`${path}: ${(beginning + repeated).replaceAll('\n', ' ')}`, () => {
      const text = beginning + repeated.repeat(Math.ceil(LENGTH / repeated.length));
      const start = processorTime();
      reader.read(createDocument({ path, text }));
      assert.ok(processorTime() - start < 4_000);
    });
});
