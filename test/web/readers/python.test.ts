import assert from 'node:assert/strict';
import python from '../../../server/src/core/web/readers/python.ts';
import { told } from './pythonFacts.ts';

describe('headers, caching and CORS in Python', () => {
  it('reads headers that are set by item, by call, in dictionaries and in pairs', () => {
    const text = `from flask import Flask, Response, jsonify, make_response, request

@app.route("/a")
def a():
    response = make_response("x")
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")
    response.headers.add("Vary", "Origin")
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.update({"Expires": "0", "X-Other": "1"})
    del response.headers["Pragma"]
    response.headers.pop("Surrogate-Control", None)
    return response

@app.route("/b")
def b():
    age = 60 * 60
    if request.args.get("x"):
        return jsonify({}), 200, {"Cache-Control": "public, max-age=%d" % age}
    headers = {"Cache-Control": f"private, max-age={age}"}
    return Response("x", headers=headers)

async def app(scope, receive, send):
    headers = [(b"access-control-allow-origin", b"*"), (b"x-a", b"b")]
    headers.append((b"vary", b"Origin"))

class Handler(RequestHandler):
    def get(self):
        self.set_header("Access-Control-Allow-Methods", ", ".join(["GET", "POST"]))

@app.after_request
def cors(response):
    origin = request.environ.get("HTTP_ORIGIN", "")
    if origin.endswith("example.com") or origin in ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = origin
    return response

def handler(event, context):
    return {"statusCode": 200, "headers": {"Cache-Control": "public"}, "body": ""}

class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_header("Access-Control-Allow-Origin", "*")

def whole():
    response.headers = {"Cache-Control": "no-cache"}
`;
    assert.deepEqual(told(python, 'app.py', text, 'headers'), [
      'set access-control-allow-origin 6:23 «Access-Control-Allow-Origin»: request origin 6:55 «request.headers.get("Origin")» in a',
      'add vary 7:27 «Vary»: "Origin" 7:35 «Origin» in a',
      'default cache-control 8:34 «Cache-Control»: "no-store" 8:51 «no-store» in a',
      'set expires 9:31 «Expires»: "0" 9:42 «0» in a',
      'remove pragma 10:27 «Pragma»: nothing 10:27 «Pragma» in a',
      'remove surrogate-control 11:27 «Surrogate-Control»: nothing 11:27 «Surrogate-Control» in a',
      'set cache-control 18:36 «Cache-Control»: "public, max-age=3600" 18:53 «public, max-age=%d» in b when other',
      'set cache-control 19:17 «Cache-Control»: "private, max-age=3600" 19:33 «f"private, max-age={age}"» in b when other',
      'set access-control-allow-origin 23:19 «access-control-allow-origin»: "*" 23:51 «*»',
      'set vary 24:23 «vary»: "Origin" 24:32 «Origin»',
      'set access-control-allow-methods 28:26 «Access-Control-Allow-Methods»: "GET, POST" 28:57 «", ".join(["GET", "POST"])» in Handler',
      'set access-control-allow-origin 34:27 «Access-Control-Allow-Origin»: request origin 32:14 «request.environ.get("HTTP_ORIGIN", "")» when any(ends-with "example.com", in ?)',
      'set cache-control 38:45 «Cache-Control»: "public" 38:62 «public»',
      'set access-control-allow-origin 42:27 «Access-Control-Allow-Origin»: "*" 42:58 «*»',
      'set cache-control 45:26 «Cache-Control»: "no-cache" 45:43 «no-cache»',
    ]);
  });

  it('leaves headers of requests that the program sends, and everyday words, alone', () => {
    const text = `import requests
from flask import session
requests.get("https://x", headers={"Cache-Control": "no-cache"})
headers = {"Cache-Control": "no-cache", "Pragma": "no-cache"}
requests.post("https://x", headers=headers)
client.headers["Cache-Control"] = "no-cache"
s = requests.Session()
s.headers["Cache-Control"] = "no-cache"
token["expires"] = 3600
data = {"expires": 1, "vary": 2}
print("Access-Control-Allow-Origin")
assert response.headers["Cache-Control"] == "no-store"
if "Vary" in response:
    pass
request.add_header("Cache-Control", "no-cache")
session.headers = {"Cache-Control": "no-cache"}
`;
    assert.deepEqual(told(python, 'app.py', text, 'headers'), []);
  });

  it('reads Werkzeug’s cache_control and files that Flask sends', () => {
    const text = `from flask import send_file
@app.route("/f")
def f():
    response.cache_control.public = True
    response.cache_control.max_age = 300
    response.cache_control.no_cache = None
    return response

@app.route("/g")
def g():
    return send_file("x.pdf", max_age=60 * 60)

@app.route("/h")
def h():
    return send_from_directory("x", "y", max_age=AGE)
`;
    assert.deepEqual(told(python, 'app.py', text, 'headers'), [
      'set cache-control 4:14 «cache_control»: "public, max-age=300" 4:5 «response.cache_control.public = True» in f',
      'set cache-control 11:12 «send_file»: "public, max-age=3600" 11:39 «60 * 60» in g',
      'set cache-control 15:12 «send_from_directory»: join("public, max-age=", ?) 15:50 «AGE» in h',
    ]);
  });

  it('reads CORSMiddleware with names that are set in steps, and what stands outside of it', () => {
    const text = `import os
from fastapi import FastAPI
from starlette.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.cors import CORSMiddleware as Cors
from app.config import settings

origins = ["https://a.example.com"]
if settings.debug:
    origins.append("http://localhost:3000")
app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=origins,
    allow_origin_regex=r"https://.*\\.example.com",
    allow_credentials=True,
)
app.add_middleware(JWTAuthMiddleware)

other = FastAPI(middleware=[
    Middleware(RateLimitMiddleware),
    Middleware(CORSMiddleware, allow_origins=["*"]),
])
options = {"allow_origins": [str(o).rstrip("/") for o in settings.BACKEND_CORS_ORIGINS], "allow_credentials": True}
other.add_middleware(Cors, **options)
if os.getenv("ENV") == "production":
    allowed = os.environ["ORIGINS"].split(",")
else:
    allowed = ["*"]
wrapped = CORSMiddleware(app=other, allow_origins=allowed)
`;
    assert.deepEqual(told(python, 'main.py', text, 'cors'), [
      'starlette 13:5 «CORSMiddleware» {allow_origins: (production: ["https://a.example.com"] | development: ["https://a.example.com", "http://localhost:3000"]), allow_origin_regex: "https://.*\\\\.example.com", allow_credentials: true} behind-auth 18:20 «JWTAuthMiddleware»',
      'starlette 22:16 «CORSMiddleware» {allow_origins: ["*"]} behind-answers 21:16 «RateLimitMiddleware»',
      'starlette 25:22 «Cors» {allow_origins: [app.config#settings.BACKEND_CORS_ORIGINS], allow_credentials: true}',
      'starlette 30:11 «CORSMiddleware» {app: FastAPI(middleware=[Middleware(?), Middleware(fastapi.middleware.cors#CORSMiddleware, allow_origins=["*"])]), allow_origins: (production: $ORIGINS! split , | development: ["*"])}',
    ]);
  });

  it('reads Flask-CORS by resource, with its decorator and its late application', () => {
    const text = `import re
from flask import Flask
from flask_cors import CORS, cross_origin
app = Flask(__name__)
CORS(app)
CORS(app, resources={r"/api/*": {"origins": ["https://a.com", re.compile(r"^https://.*\\.b\\.com$")]}, r"/open": {}}, supports_credentials=True)
CORS(app, resources=r"/v1/.*", origins="*")
cors = CORS()
cors.init_app(app, origins=r"https://.*")

@app.route("/a")
@cross_origin(origins=["https://c.com"])
def a():
    return "a"

@app.route("/b")
@cross_origin
def b():
    return "b"
`;
    assert.deepEqual(told(python, 'main.py', text, 'cors'), [
      'flask-cors 5:1 «CORS» nothing',
      'flask-cors 6:1 «CORS» {supports_credentials: true, origins: ["https://a.com", /^https://.*\\.b\\.com$/]} on glob /api/*',
      'flask-cors 6:1 «CORS» {supports_credentials: true} on exact /open',
      'flask-cors 7:1 «CORS» {origins: "*"} on regex /v1/.*',
      'flask-cors 9:1 «cors.init_app» {origins: "https://.*"}',
      'flask-cors 12:2 «cross_origin» {origins: ["https://c.com"]} in a',
      'flask-cors 17:2 «cross_origin» nothing in b',
    ]);
  });

  it('takes options of Flask-CORS from the configuration of the application', () => {
    const text = `from flask import Flask
from flask_cors import CORS
app = Flask(__name__)
app.config["CORS_ORIGINS"] = ["https://a.com"]
app.config["CORS_SUPPORTS_CREDENTIALS"] = True
CORS(app, max_age=60)
`;
    assert.deepEqual(told(python, 'main.py', text, 'cors'), [
      'flask-cors 6:1 «CORS» {origins: ["https://a.com"], supports_credentials: true, max_age: 60}',
    ]);
  });

  it('reads aiohttp-cors, Litestar, Socket.IO and boto3', () => {
    const text = `import aiohttp_cors
import boto3
from litestar.config.cors import CORSConfig
from flask_socketio import SocketIO
aiohttp_cors.setup(app, defaults={
    "*": aiohttp_cors.ResourceOptions(allow_credentials=True, expose_headers="*"),
    "https://a.com": aiohttp_cors.ResourceOptions(),
})
config = CORSConfig(allow_origins=["*"], allow_credentials=True)
socketio = SocketIO(app, cors_allowed_origins="*", async_mode="threading")
s3.put_bucket_cors(Bucket="x", CORSConfiguration={"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"]}]})
`;
    assert.deepEqual(told(python, 'main.py', text, 'cors'), [
      'litestar 9:10 «CORSConfig» {allow_origins: ["*"], allow_credentials: true}',
      'aiohttp-cors 6:23 «ResourceOptions» {origins: ["*"], allow_credentials: true, expose_headers: "*"}',
      'aiohttp-cors 7:35 «ResourceOptions» {origins: ["https://a.com"]}',
      'python-socketio 10:12 «SocketIO» {cors_allowed_origins: "*"}',
      's3 11:4 «put_bucket_cors» {AllowedOrigins: ["*"], AllowedMethods: ["GET"]}',
    ]);
  });

  it('reads Chalice and Powertools', () => {
    const chalice = `from chalice import Chalice, CORSConfig
app = Chalice(app_name='shop')
@app.route('/orders', cors=True)
def orders(): ...
@app.route('/me', cors=CORSConfig(allow_origin='https://a.com', allow_credentials=True))
def me(): ...
@app.route('/internal', cors=False)
def internal(): ...
`;
    assert.deepEqual(told(python, 'app.py', chalice, 'cors'), [
      'chalice 5:24 «CORSConfig» {allow_origin: "https://a.com", allow_credentials: true}',
      'chalice 3:23 «cors» nothing',
    ]);
    const powertools = `from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig
app = APIGatewayRestResolver(cors=CORSConfig(allow_origin='*', extra_origins=['https://b.com']))
`;
    assert.deepEqual(told(python, 'app.py', powertools, 'cors'), [
      'powertools 2:35 «CORSConfig» {allow_origin: "*", extra_origins: ["https://b.com"]}',
    ]);
  });

  it('reads what is asked about the origin before it is sent back', () => {
    const text = `import re
from flask import Flask, request
from app.settings import ALLOWED
PATTERN = re.compile(r"https://.*\\.example\\.com")

@app.after_request
def a(response):
    origin = request.headers.get("Origin")
    if {"*", origin} & ALLOWED:
        response.headers["Access-Control-Allow-Origin"] = origin
    if re.match(r"https://.*\\.example\\.com", origin):
        response.headers["Access-Control-Allow-Origin"] = origin
    if PATTERN.fullmatch(origin):
        response.headers["Access-Control-Allow-Origin"] = origin
    if urlparse(origin).hostname.endswith(".example.com"):
        response.headers["Access-Control-Allow-Origin"] = origin
    if "example.com" in origin:
        response.headers["Access-Control-Allow-Origin"] = origin
    if any(origin.startswith(prefix) for prefix in PREFIXES):
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Origin"] = origin if origin in ALLOWED else "null"
    return response

@app.after_request
def b(response):
    origin = request.headers["Origin"]
    if origin not in ["https://a.com"]:
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    return response
`;
    assert.deepEqual(told(python, 'app.py', text, 'headers'), [
      'set access-control-allow-origin 10:27 «Access-Control-Allow-Origin»: request origin 8:14 «request.headers.get("Origin")» when in app.settings#ALLOWED',
      'set access-control-allow-origin 12:27 «Access-Control-Allow-Origin»: request origin 8:14 «request.headers.get("Origin")» when match /https://.*\\.example\\.com/',
      'set access-control-allow-origin 14:27 «Access-Control-Allow-Origin»: request origin 8:14 «request.headers.get("Origin")» when full /https://.*\\.example\\.com/',
      'set access-control-allow-origin 16:27 «Access-Control-Allow-Origin»: request origin 8:14 «request.headers.get("Origin")» when host ends-with ".example.com"',
      'set access-control-allow-origin 18:27 «Access-Control-Allow-Origin»: request origin 8:14 «request.headers.get("Origin")» when contains "example.com"',
      'set access-control-allow-origin 20:27 «Access-Control-Allow-Origin»: request origin 8:14 «request.headers.get("Origin")» when asked',
      'set access-control-allow-origin 21:23 «Access-Control-Allow-Origin»: (unknown: request origin | unknown: "null") 21:55 «origin if origin in ALLOWED else "null"»',
      'set access-control-allow-origin 29:23 «Access-Control-Allow-Origin»: request origin 26:14 «request.headers["Origin"]» when in ["https://a.com"]',
    ]);
  });

  it('reads Django’s decorators and helpers', () => {
    const text = `from django.utils.cache import add_never_cache_headers, patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control, cache_page, never_cache
from django.views.decorators.vary import vary_on_cookie, vary_on_headers

@cache_page(60 * 15)
def page(request):
    return HttpResponse(request.user.name)

@cache_page(timeout=60)
@vary_on_cookie
def own(request):
    return HttpResponse(request.user.name)

@cache_control(public=True, max_age=3600, no_transform=False)
@vary_on_headers("Accept", "Accept-Language")
def shared(request):
    response = HttpResponse("x", headers={"Vary": "Origin"})
    response["Cache-Control"] = "no-store"
    patch_cache_control(response, private=True, max_age=AGE)
    patch_vary_headers(response, ["Cookie"])
    return response

@method_decorator(never_cache, name="dispatch")
class Private(ListView):
    def get_queryset(self):
        return Thing.objects.filter(owner=self.request.user)

@cache.cached(timeout=50)
def not_flask(request):
    return HttpResponse("x")
`;
    assert.deepEqual(told(python, 'app/views.py', text, 'headers', 'dataCaches'), [
      'add vary 11:2 «vary_on_cookie»: "Cookie" 11:2 «vary_on_cookie» in own',
      'set cache-control 15:2 «cache_control»: "public, max-age=3600" 15:16 «public=True, max_age=3600, no_transform=False» in shared',
      'add vary 16:2 «vary_on_headers»: "Accept, Accept-Language" 16:18 «"Accept", "Accept-Language"» in shared',
      'set vary 18:44 «Vary»: "Origin" 18:52 «Origin» in shared',
      'set cache-control 19:15 «Cache-Control»: "no-store" 19:34 «no-store» in shared',
      'add cache-control 20:5 «patch_cache_control»: join("private, max-age=", ?) 20:35 «private=True, max_age=AGE» in shared',
      'add vary 21:5 «patch_vary_headers»: "Cookie" 21:36 «Cookie» in shared',
      'set cache-control 24:19 «never_cache»: "max-age=0, no-cache, no-store, must-revalidate, private" 24:19 «never_cache» in Private',
      'page-cache 6:2 «cache_page» 900 in page reads request.user',
      'page-cache 10:2 «cache_page» 60 in own reads request.user private',
      'page-cache 29:2 «cache.cached» 50 in not_flask reads nothing',
    ]);
  });

  it('reads Flask-Caching', () => {
    const text = `from flask import Flask
from flask_caching import Cache
cache = Cache(app)

@app.route("/me")
@cache.cached(timeout=300)
def me():
    return current_user.name

@app.route("/list")
@cache.cached(timeout=300, make_cache_key=by_user)
def items():
    return current_user.name
`;
    assert.deepEqual(told(python, 'app.py', text, 'dataCaches'), [
      'page-cache 6:2 «cache.cached» 300 in me reads current_user',
      'page-cache 11:2 «cache.cached» 300 in items reads current_user private',
    ]);
  });

  it('exports constants and the fields of settings classes', () => {
    const text = `from pydantic import Field, computed_field
from pydantic_settings import BaseSettings, SettingsConfigDict

ALLOWED_ORIGINS = ["https://a.com"]
SOMETHING = ["https://b.com"]

class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="APP_")
    BACKEND_CORS_ORIGINS: list[AnyUrl] = []
    FRONTEND_HOST: str = "http://localhost:5173"
    allowed_origins: str = Field(default="https://a.com,https://b.com")
    SECRET_KEY: str

    @property
    def cors_origins(self) -> list[str]:
        return [o.strip() for o in self.allowed_origins.split(",")]

settings = Settings()
`;
    assert.deepEqual(told(python, 'config.py', text, 'exports'), [
      'ALLOWED_ORIGINS = ["https://a.com"]',
      'settings = {BACKEND_CORS_ORIGINS: $APP_BACKEND_CORS_ORIGINS split , or [], FRONTEND_HOST: $APP_FRONTEND_HOST or "http://localhost:5173", allowed_origins: $APP_ALLOWED_ORIGINS or "https://a.com,https://b.com", cors_origins: [$APP_ALLOWED_ORIGINS split , or ["https://a.com", "https://b.com"]], …}',
      'Settings = {BACKEND_CORS_ORIGINS: $APP_BACKEND_CORS_ORIGINS split , or [], FRONTEND_HOST: $APP_FRONTEND_HOST or "http://localhost:5173", allowed_origins: $APP_ALLOWED_ORIGINS or "https://a.com,https://b.com", cors_origins: [$APP_ALLOWED_ORIGINS split , or ["https://a.com", "https://b.com"]], …}',
    ]);
  });
});
