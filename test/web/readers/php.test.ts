import assert from 'node:assert/strict';
import php from '../../../server/src/core/web/readers/php.ts';
import symfonyYaml from '../../../server/src/core/web/readers/symfonyYaml.ts';
import { corsOf, guardsOf, headersOf, routesOf } from './backendFacts.ts';

describe('headers, CORS and routes in PHP', () => {
  it('reads headers of plain PHP', () => {
    const text = `<?php
session_start();
header('Access-Control-Allow-Credentials: true');
header("Access-Control-Allow-Origin: {$_SERVER['HTTP_ORIGIN']}");
header('Access-Control-Allow-Origin: ' . $_SERVER['HTTP_ORIGIN'], true);
header('Vary: Accept', false);
$allowed = ['https://shop.example'];
$origin = $_SERVER['HTTP_ORIGIN'] ?? '';
if (in_array($origin, $allowed)) {
    header("Access-Control-Allow-Origin: $origin");
}
if (preg_match('/shop\\.example/', $origin)) header("Access-Control-Allow-Origin: $origin");
header('Cache-Control: public, max-age=3600');
header_remove('Pragma');
// header('Access-Control-Allow-Origin: *');
echo $_SESSION['name'];
`;
    assert.deepEqual(headersOf(php, 'public/index.php', text), [
      'set «Access-Control-Allow-Credentials»: «true» in a function',
      "set «Access-Control-Allow-Origin»: request's origin «$_SERVER['HTTP_ORIGIN']» in a function",
      "set «Access-Control-Allow-Origin»: request's origin «$_SERVER['HTTP_ORIGIN']» in a function",
      'add «Vary»: «Accept» in a function',
      "set «Access-Control-Allow-Origin»: request's origin «$_SERVER['HTTP_ORIGIN'] ?? ''» in a function if listed",
      "set «Access-Control-Allow-Origin»: request's origin «$_SERVER['HTTP_ORIGIN'] ?? ''» in a function if matches search",
      'set «Cache-Control»: «public, max-age=3600» in a function',
      'remove «Pragma»: nothing in a function',
    ]);
    assert.deepEqual(routesOf(php, 'public/index.php', text), [
      'ANY a function «Access-Control-Allow-Credentials», reads session «$_SESSION»',
    ]);
  });

  it('reads responses of Laravel and Symfony', () => {
    const text = `<?php
class ProfileController extends Controller
{
    public function show(Request $request)
    {
        return response()->json($request->user())->header('Cache-Control', 'public, max-age=600');
    }
    public function feed()
    {
        return new Response($body, 200, ['Access-Control-Allow-Origin' => '*', 'Vary' => 'Accept']);
    }
    public function login()
    {
        return redirect('/')->withHeaders(['Cache-Control' => 'no-store'])->cookie('token', $token, 60);
    }
    public function picture()
    {
        $response = new Response();
        $response->setPublic();
        $response->setMaxAge(600);
        $response->setSharedMaxAge(3600);
        $response->headers->set('Access-Control-Allow-Origin', $this->request->headers->get('Origin'));
        $response->headers->addCacheControlDirective('must-revalidate', true);
        return $response;
    }
    public function options()
    {
        return $this->render('x')->setCache(['public' => false, 'max_age' => 60, 'immutable' => true]);
    }
    public function asks()
    {
        Http::withHeaders(['Cache-Control' => 'no-cache'])->get('https://other.example');
        $this->client->request('GET', '/', ['headers' => ['Cache-Control' => 'no-cache']]);
        return ['expires' => now(), 'vary' => 'much'];
    }
}
`;
    assert.deepEqual(headersOf(php, 'app/Http/Controllers/ProfileController.php', text), [
      'set «Cache-Control»: «public, max-age=600» in a function',
      'set «Access-Control-Allow-Origin»: «*» in a function',
      'set «Vary»: «Accept» in a function',
      'set «Cache-Control»: «no-store» in a function',
      "set «Access-Control-Allow-Origin»: request's origin «$this->request->headers->get('Origin')» in a function",
      'set cache-control «setPublic»: public, max-age=600, s-maxage=3600, must-revalidate in a function',
      'set cache-control «setCache»: private, max-age=60, immutable in a function',
    ]);
    assert.deepEqual(routesOf(php, 'app/Http/Controllers/ProfileController.php', text), [
      'ANY a function «show», reads user «$request->user()»',
      'ANY a function «feed»',
      'ANY a function «login», sets «cookie»',
      'ANY a function «picture»',
      'ANY a function «options»',
    ]);
  });

  it('knows a middleware by its next', () => {
    const text = `<?php
class Cors
{
    public function handle($request, Closure $next)
    {
        $response = $next($request);
        $response->headers->set('Access-Control-Allow-Origin', $request->header('Origin'));
        $response->header('Access-Control-Allow-Credentials', 'true');
        return $response;
    }
}
`;
    assert.deepEqual(headersOf(php, 'app/Http/Middleware/Cors.php', text), [
      "set «Access-Control-Allow-Origin»: request's origin «$request->header('Origin')» in middleware",
      'set «Access-Control-Allow-Credentials»: «true» in middleware',
    ]);
    assert.deepEqual(routesOf(php, 'app/Http/Middleware/Cors.php', text), [
      'ANY middleware «handle», middleware',
    ]);
  });

  it('reads config/cors.php of Laravel', () => {
    const text = `<?php

return [
    'paths' => ['api/*', 'sanctum/csrf-cookie'],
    'allowed_methods' => ['*'],
    'allowed_origins' => explode(',', env('CORS_ALLOWED_ORIGINS', 'http://localhost:3000')),
    'allowed_origins_patterns' => ['#^https://.*\\.shop\\.example$#'],
    'allowed_headers' => ['*'],
    'max_age' => 60 * 60,
    'supports_credentials' => true,
];
`;
    assert.deepEqual(corsOf(php, 'config/cors.php', text), [
      'laravel «allowed_origins» {allowed_methods: [«*»], allowed_origins: $CORS_ALLOWED_ORIGINS[] or [«http://localhost:3000»], allowed_origins_patterns: [«#^https://.*\\.shop\\.example$#»], allowed_headers: [«*»], max_age: 3600, supports_credentials: true} on ^/(?:api/.*|sanctum/csrf-cookie)$',
    ]);
  });

  it('reads older config/cors.php, for every path', () => {
    const text = `<?php
return array(
    'paths' => array('*'),
    'allowedOrigins' => array('*'),
    'supportsCredentials' => true,
);
`;
    assert.deepEqual(corsOf(php, 'config/cors.php', text), [
      'laravel «allowedOrigins» {allowed_origins: [«*»], supports_credentials: true}',
    ]);
  });

  it('reads routes of Laravel, their groups and who is let in', () => {
    const text = `<?php
Route::get('/open', fn () => response()->json(Auth::user())->header('Cache-Control', 'public'));
Route::middleware(['auth:sanctum', 'cache.headers:public;max_age=3600;etag'])->prefix('v1')->group(function () {
    Route::get('user', function (Request $request) { return $request->user(); });
    Route::apiResource('posts', PostController::class);
    Route::get('free', [PostController::class, 'free'])->withoutMiddleware('auth:sanctum');
});
Route::group(['prefix' => 'admin', 'middleware' => ['auth', 'can:manage']], function () {
    Route::match(['get', 'post'], 'x', 'AdminController@x');
});
Route::middleware('guest')->get('login', [LoginController::class, 'show']);
`;
    assert.deepEqual(headersOf(php, 'routes/api.php', text), [
      'set cache-control «cache.headers»: public, max-age=3600 on /api/v1 in /api/v1/user',
      'set «Cache-Control»: «public» in /api/open',
    ]);
    assert.deepEqual(routesOf(php, 'routes/api.php', text), [
      'GET /api/open «/open», reads user «Auth::user()»',
      'GET /api/v1/user «user», reads user «$request->user()», guarded by «auth:sanctum»',
      'ANY /api/v1/posts/{id?} «posts», guarded by «auth:sanctum»',
      'GET /api/v1/free «free»',
      'GET,POST /api/admin/x «x», guarded by «auth»',
      'GET /api/login «login»',
    ]);
    assert.deepEqual(guardsOf(php, 'routes/api.php', text), [
      'auth:sanctum «auth:sanctum» prefix /api/v1',
      'auth «auth» prefix /api/admin',
    ]);
  });

  it('reads routes and caching of Symfony', () => {
    const text = `<?php
#[Route('/share')]
class ShareController extends AbstractController
{
    #[Route('/{uid}', name: 'share', methods: ['GET'])]
    #[Cache(public: true, maxage: '1 hour', smaxage: 25200, vary: ['Accept'])]
    public function show(): Response
    {
        return $this->render('x', ['user' => $this->getUser()]);
    }

    #[Route('/mine', methods: ['GET', 'POST'])]
    #[IsGranted('ROLE_USER')]
    public function mine(#[CurrentUser] User $user): Response
    {
        return $this->json($user);
    }
}
`;
    assert.deepEqual(headersOf(php, 'src/Controller/ShareController.php', text), [
      'set vary «Cache»: [«Accept»] in /share/{uid}',
      'set cache-control «Cache»: public, max-age=3600, s-maxage=25200 in /share/{uid}',
    ]);
    assert.deepEqual(routesOf(php, 'src/Controller/ShareController.php', text), [
      'GET /share/{uid} «/{uid}», reads user «$this->getUser()»',
      'GET,POST /share/mine «/mine», reads user «#[CurrentUser]», guarded by «IsGranted»',
    ]);
  });

  it('reads nelmio_cors and access_control', () => {
    const text = `nelmio_cors:
    defaults:
        origin_regex: true
        allow_origin: ['%env(CORS_ALLOW_ORIGIN)%']
        allow_credentials: true
        max_age: 3600
    paths:
        '^/api/':
            allow_origin: ['*']
        '^/': null
security:
    access_control:
        - { path: ^/login, roles: PUBLIC_ACCESS }
        - { path: ^/admin, roles: ROLE_ADMIN }
`;
    assert.deepEqual(corsOf(symfonyYaml, 'config/packages/security.yaml', text), [
      'nelmio «^/api/» {origin_regex: true, allow_credentials: true, max_age: 3600, allow_origin: [«*»]} on ^/api/',
      'nelmio «^/» {origin_regex: true, allow_origin: [$CORS_ALLOW_ORIGIN], allow_credentials: true, max_age: 3600}',
    ]);
    assert.deepEqual(guardsOf(symfonyYaml, 'config/packages/security.yaml', text), [
      'access_control «^/admin» regex ^/admin',
    ]);
  });

  it('reads Yii, WordPress and what is put together', () => {
    const text = `<?php
header('Access-Control-Allow-Origin: ' . $_GET['origin']);
header(sprintf('Access-Control-Allow-Origin: %s', $_SERVER['HTTP_ORIGIN']));
header('Cache-Control: max-age=' . (60 * 60));
add_filter('rest_pre_serve_request', function ($value) {
    header('Access-Control-Allow-Origin: ' . esc_url_raw(get_http_origin()));
    return $value;
});
class Api {
    const NAME = 'Access-Control-Allow-Origin';
    public function behaviors() {
        return ['corsFilter' => ['class' => \\yii\\filters\\Cors::class, 'cors' => ['Origin' => ['*'], 'Access-Control-Allow-Credentials' => true]]];
    }
    public function send() {
        return $this->response->withHeader(self::NAME, '*')->withAddedHeader('Vary', 'Origin');
    }
}
`;
    assert.deepEqual(headersOf(php, 'src/hooks.php', text), [
      "set «Access-Control-Allow-Origin»: request's other «$_GET['origin']» in a function",
      "set «Access-Control-Allow-Origin»: request's origin «$_SERVER['HTTP_ORIGIN']» in a function",
      'set «Cache-Control»: max-age=3600 in a function',
      "set «Access-Control-Allow-Origin»: request's origin «get_http_origin()» in a function",
      'set access-control-allow-origin «Origin»: «*» in a function',
      'set «Access-Control-Allow-Credentials»: true in a function',
      'set access-control-allow-origin «self::NAME»: «*» in a function',
      'add «Vary»: «Origin» in a function',
    ]);
  });
});
