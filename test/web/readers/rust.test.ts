import assert from 'node:assert/strict';
import rust from '../../../server/src/core/web/readers/rust.ts';
import { corsOf, headersOf, routesOf } from './backendFacts.ts';

describe('headers, CORS and routes in Rust', () => {
  it('reads tower-http and actix-cors', () => {
    const text = `use tower_http::cors::{Any, CorsLayer};

fn app() -> Router {
    let open = CorsLayer::new().allow_origin(Any).allow_methods([Method::GET]).allow_credentials(true);
    let one = CorsLayer::new().allow_origin("https://shop.example".parse::<HeaderValue>().unwrap());
    let all = CorsLayer::very_permissive();
    let mirror = CorsLayer::new().allow_origin(AllowOrigin::mirror_request());
    let test = CorsLayer::new().allow_origin(AllowOrigin::predicate(|origin, _| origin.as_bytes().ends_with(b"shop.example")));
    let mut cors = Cors::default().allowed_origin("https://a.example").allowed_origin("https://b.example").supports_credentials().max_age(3600);
    if settings.open {
        cors = cors.allow_any_origin();
    }
}
`;
    assert.deepEqual(corsOf(rust, 'src/main.rs', text), [
      'tower-http «CorsLayer::new» {allow_origin: *, allow_methods: [unknown], allow_credentials: true}',
      'tower-http «CorsLayer::new» {allow_origin: «https://shop.example»}',
      'tower-http «CorsLayer::very_permissive» {very_permissive: true}',
      'tower-http «CorsLayer::new» {mirror_request: true}',
      'tower-http «CorsLayer::new» {allow_origin: (ends-with shop.example)}',
      'actix-cors «Cors::default» {allowed_origin: [«https://a.example», «https://b.example»], supports_credentials: true, max_age: 3600, allow_any_origin: (true | false)}',
    ]);
  });

  it('reads headers and routes', () => {
    const text = `use axum::http::header::{CACHE_CONTROL, VARY};

fn routes() -> Router {
    Router::new().route("/me", get(me).post(save)).route("/x", get(|| async { "x" }))
}

async fn me(jar: CookieJar, user: AuthUser) -> impl IntoResponse {
    let seconds = 60;
    let id = jar.get("session");
    ([(header::CACHE_CONTROL, "public, max-age=60"), (header::VARY, "Cookie")], "x")
}

fn save(mut headers: HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let response = Response::builder().header("Cache-Control", format!("public, max-age={seconds}")).header("Vary", "Origin");
    client.get(url).header("Cache-Control", "no-cache");
}

#[get("/hello")]
async fn hello() -> HttpResponse {
    HttpResponse::Ok().insert_header(("Access-Control-Allow-Origin", "*")).finish()
}
`;
    assert.deepEqual(headersOf(rust, 'src/routes.rs', text), [
      'set cache-control «header::CACHE_CONTROL»: «public, max-age=60» in /me',
      'set vary «header::VARY»: «Cookie» in /me',
      'set access-control-allow-origin «ACCESS_CONTROL_ALLOW_ORIGIN»: «*» in /me',
      'set «Cache-Control»: public, max-age=unknown in /me',
      'set «Vary»: «Origin» in /me',
      'set «Access-Control-Allow-Origin»: «*» in /hello',
    ]);
    assert.deepEqual(routesOf(rust, 'src/routes.rs', text), [
      'GET /me «/me», reads user «user: AuthUser», reads cookie «jar.get»',
      'POST /me «/me»',
      'GET /x «/x»',
      'GET /hello «/hello»',
    ]);
  });
});
