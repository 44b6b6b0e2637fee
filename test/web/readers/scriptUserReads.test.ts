import assert from 'node:assert/strict';
import { createDocument } from '../../../server/src/core/source.ts';
import { userReadsIn } from '../../../server/src/core/web/script/access/userReads.ts';
import { processorTime } from '../../support/processorTime.ts';

function readsOf(text: string, path = 'server/app.ts'): string[] {
  const document = createDocument({ path, text });
  return userReadsIn(document, 0, text.length).map(({ what, how, at }) => {
    assert.ok(text.slice(at.start, at.end).length > 0);
    assert.doesNotMatch(text.slice(at.start, at.end), /\n/);
    return `${what}: ${how}`;
  });
}

describe('web/script: what reads the user', () => {
  const found: readonly (readonly [string, ...string[]])[] = [
    ['res.json(req.user)', 'user: req.user'],
    ['if (req.user!.id === 1) {}', 'user: req.user'],
    ['const u = (req as any).user;', 'user: (req as any).user'],
    ['const { user } = req;', 'user: user'],
    ['const { user, session } = ctx.state;', 'user: user', 'session: session'],
    ['const id = req.session.userId', 'session: req.session'],
    ["const id = req.session['userId']", 'session: req.session'],
    ['const t = req.cookies.token', 'cookie: req.cookies'],
    ['const t = req.headers.authorization?.split(" ")[1]', 'authorization: req.headers.authorization'],
    ["const t = req.headers['authorization']", "authorization: req.headers['authorization']"],
    ['const { authorization } = req.headers', 'authorization: authorization'],
    ["const t = req.headers.get('Authorization')", "authorization: req.headers.get('Authorization')"],
    ["const t = req.get('authorization')", "authorization: req.get('authorization')"],
    ["const t = req.header('x-api-key')", "authorization: req.header('x-api-key')"],
    ["const t = c.req.header('Authorization')", "authorization: c.req.header('Authorization')"],
    ["const u = c.get('user')", "user: c.get('user')"],
    ["const u = c.get('jwtPayload')", "user: c.get('jwtPayload')"],
    ['const u = c.var.user', 'user: c.var.user'],
    ['const u = res.locals.user.id', 'user: res.locals.user'],
    ['const u = ctx.state.user', 'user: ctx.state.user'],
    ['const u = event.context.auth', 'user: event.context.auth'],
    ['const u = event.locals.user', 'user: event.locals.user'],
    ['const session = await auth();', 'session: auth()'],
    ['const session = await getServerSession(authOptions);', 'session: getServerSession(authOptions)'],
    [
      'const session = await auth.api.getSession({ headers: await headers() });',
      'session: auth.api.getSession({ headers: await headers() })',
    ],
    ['const { data } = await supabase.auth.getUser();', 'user: supabase.auth.getUser()'],
    ['const user = await currentUser();', 'user: currentUser()'],
    ['const id = await requireUserId(request);', 'user: requireUserId(request)'],
    ['const user = await getUserFromRequest(req);', 'user: getUserFromRequest(req)'],
    ['const s = await useSession(event, config)', 'session: useSession(event, config)'],
    ['const payload = jwt.verify(token, secret);', 'authorization: jwt.verify(token, secret)'],
    ['const { payload } = await jwtVerify(token, key)', 'authorization: jwtVerify(token, key)'],
    ["const sid = cookies().get('sid')", "cookie: cookies().get('sid')"],
    ["const sid = (await cookies()).get('sid')", "cookie: (cookies()).get('sid')"],
    ["const sid = cookieStore.get('sid')", "cookie: cookieStore.get('sid')"],
    ["const sid = getCookie(c, 'sid')", "cookie: getCookie(c, 'sid')"],
    ["const h = (await headers()).get('authorization')", "authorization: (headers()).get('authorization')"],
    ['find(@CurrentUser() user: User) {}', 'user: @CurrentUser'],
    ['if (!req.isAuthenticated()) return;', 'session: req.isAuthenticated()'],
  ];
  for (const [code, ...reads] of found) it(code, () => assert.deepEqual(readsOf(code), reads));

  const silent = [
    'req.user = user;',
    'req.session.userId = user.id;',
    'req.session.destroy(done);',
    "cookies().set('sid', id)",
    "(await cookies()).delete('sid')",
    'delete req.user',
    'const user = await db.getUser(id);',
    'const user = await getUser(params.id);',
    "const theme = cookies().get('theme')",
    'const locale = req.cookies.NEXT_LOCALE',
    "const locale = getCookie(event, 'i18n_redirected_locale')",
    'const data = { user, session };',
    'comments.map((c) => c.user.name)',
    'export async function getCurrentUser() {}',
    'export function auth() { return 1 }',
    'interface Request { user: User; session?: Session }',
    'export default auth((request) => next())',
    'const { data: session } = useSession();',
    'return this.state.user',
    'const u = useSelector((state) => state.user)',
    "options.headers['authorization']",
    "Cookies.get('token')",
    'cookieStore.get(SIDEBAR_COOKIE_NAME)',
    '// req.user',
    "const text = 'req.user'",
  ];
  for (const code of silent) it(`finds nothing in ${code}`, () => assert.deepEqual(readsOf(code), []));

  it('keeps to the range', () => {
    const text = 'a(req.user);\nb(req.session);\nc(req.cookies);';
    const start = text.indexOf('b(');
    const reads = userReadsIn(createDocument({ path: 'a.ts', text }), start, text.indexOf('c('));
    assert.deepEqual(
      reads.map(({ how, at }) => [how, at.line, at.column]),
      [['req.session', 2, 3]],
    );
  });

  it('takes time in proportion to hostile texts', () => {
    const begin = processorTime();
    for (const piece of ['(', '{', 'req.', 'a.user(', 'getAuth', 'req.user!.', '`${', 'const {'])
      readsOf(piece.repeat(200_000 / piece.length));
    assert.ok(processorTime() - begin < 8_000);
  });

  it('knows an object that takes apart from one that is made', () => {
    assert.deepEqual(readsOf('const { locals: { user } } = res;'), ['user: user']);
    assert.deepEqual(readsOf('const f = ({ locals: { user } }) => 1;'), ['user: user']);
    assert.deepEqual(readsOf('const made = { locals: { user } };'), []);
    assert.deepEqual(readsOf('use({ locals: { user } })'), []);
  });
});
