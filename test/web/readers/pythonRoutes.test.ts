import assert from 'node:assert/strict';
import python from '../../../server/src/core/web/readers/python.ts';
import { hostileTexts } from '../../env/readers/reading.ts';
import { factsIn, told } from './pythonFacts.ts';
import { processorTime } from '../../support/processorTime.ts';

describe('routes in Python', () => {
  it('reads those of FastAPI, with who is asked for and who is let in', () => {
    const text = `from fastapi import APIRouter, Cookie, Depends, FastAPI, Header, Request, Security
app = FastAPI(dependencies=[Depends(verify_token)])
router = APIRouter(prefix="/items", dependencies=[Depends(get_current_user)])
open_router = APIRouter()

@router.get("/{id}")
async def read(id: int, db: Session = Depends(get_db)):
    return db.get(id)

@open_router.post("/orders", dependencies=[Security(require_scope)])
def order(service: OrderService = Depends(get_user_service)):
    return service.order()

@app.get("/me")
def me(current_user: CurrentUser, session: SessionDep, token: str = Cookie(None), authorization: str = Header()):
    return current_user

@app.get("/maybe")
def maybe(user: User | None = Depends(get_optional_user)):
    return user

@app.post("/login")
def login(request: Request, response: Response):
    response.set_cookie("session", make())
    request.state.user = 1

@app.post("/stripe/webhook")
async def hook(request: Request):
    stripe.Webhook.construct_event(await request.body(), request.headers["stripe-signature"], SECRET)

@app.middleware("http")
async def headers(request: Request, call_next):
    return await call_next(request)

@mock.patch("app.main")
def test_it():
    pass

app.include_router(api, prefix="/api", dependencies=[Depends(require_user)])
`;
    assert.deepEqual(told(python, 'main.py', text, 'handlers', 'guards'), [
      'FastAPI 7:11 «read» GET /items/{id} session get_current_user guarded by get_current_user 3:59 «get_current_user»',
      'FastAPI 11:5 «order» POST /orders session require_scope guarded by require_scope 10:53 «require_scope»',
      'FastAPI 15:5 «me» GET /me user current_user, cookie token, authorization authorization guarded by CurrentUser 15:22 «CurrentUser»',
      'FastAPI 19:5 «maybe» GET /maybe session verify_token guarded by verify_token 2:37 «verify_token»',
      'FastAPI 23:5 «login» POST /login session verify_token guarded by verify_token 2:37 «verify_token» sets 24:13 «.set_cookie»',
      'FastAPI 28:11 «hook» POST /stripe/webhook session verify_token guarded by verify_token 2:37 «verify_token» for machines',
      'FastAPI 32:11 «headers» ANY ? middleware',
      'FastAPI 2:37 «verify_token» by verify_token',
      'FastAPI 39:62 «require_user» by require_user on prefix /api',
    ]);
  });

  it('takes no hook for a guard that looks at tokens only where one is sent', () => {
    const hook = (last: string): string => `from flask import Flask
app = Flask(__name__)

@app.before_request
def tokens():
    token = request.headers.get("Authorization")
    if token and request.is_json:
        try:
            user = lookup(token)
        except Unknown:
            abort(401)
        else:
            login_user(user)
${last}`;
    assert.deepEqual(told(python, 'main.py', hook(''), 'guards'), []);
    const forged = hook('    else:\n        abort(401)\n').replace('def tokens', 'def csrf');
    assert.deepEqual(told(python, 'main.py', forged, 'guards'), []);
    assert.deepEqual(told(python, 'main.py', hook('    else:\n        abort(401)\n'), 'guards'), [
      'Flask 5:5 «tokens» by tokens',
    ]);
  });

  it('reads those of Flask', () => {
    const text = `from flask import Blueprint, Flask, g, request, session
from flask_login import current_user, login_required
bp = Blueprint("admin", __name__, url_prefix="/admin")

@bp.route("/users", methods=["GET", "POST"])
@login_required
def users():
    return render(current_user, session["id"])

@bp.route("/theme")
def theme():
    session["theme"] = request.cookies.get("theme")
    return g.user.name

@bp.before_request
def guard():
    if not current_user.is_authenticated:
        return redirect("/login")

@app.route("/own")
def own():
    if "user_id" not in session:
        return redirect("/login")
    return "x"

class Items(Resource):
    decorators = [login_required]
    def get(self, id):
        return get_jwt_identity()

api.add_resource(Items, "/items/<id>", "/item/<id>")
api.add_resource(Elsewhere, "/elsewhere")
app.add_url_rule("/by-hand", "by_hand", by_hand)

def by_hand():
    return "x"
`;
    assert.deepEqual(told(python, 'main.py', text, 'handlers', 'guards', 'classes'), [
      'Flask 7:5 «users» GET,POST /admin/users user current_user, session session guarded by login_required 6:2 «login_required»',
      'Flask 11:5 «theme» GET /admin/theme user g.user sets 12:5 «session["theme"] =»',
      'Flask 21:5 «own» GET /own session "user_id" not in session at 22:5 «if "user_id" not in session» guarded by "user_id" not in session 22:5 «if "user_id" not in session»',
      'Flask 28:9 «get» GET /items/<id> user get_jwt_identity guarded by login_required 27:19 «login_required»',
      'Flask 28:9 «get» GET /item/<id> user get_jwt_identity guarded by login_required 27:19 «login_required»',
      'Flask 35:5 «by_hand» ANY /by-hand',
      'Flask 32:30 «/elsewhere» ANY /elsewhere to Elsewhere',
      'Flask 17:5 «if not current_user.is_authenticated» by not current_user.is_authenticated on prefix /admin',
      'Python 27:19 «login_required» by login_required of Items',
      'Items < Resource',
    ]);
  });

  it('reads views and addresses of Django', () => {
    const text = `from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.views.decorators.http import require_GET
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet

@require_GET
def page(request):
    return HttpResponse(request.COOKIES["id"])

@login_required(login_url="/in")
def account(request):
    return render(request, "a.html")

def _helper(request):
    return HttpResponse("x")

@api_view(["GET", "PUT"])
@permission_classes([AllowAny])
def public(request):
    return Response({})

class Profile(LoginRequiredMixin, DetailView):
    def get_object(self):
        return self.request.user

class Orders(APIView):
    permission_classes = [IsAuthenticated]
    def get(self, request):
        return Response(request.auth)
    @permission_classes([AllowAny])
    def post(self, request):
        return Response({})

class Posts(ModelViewSet):
    permission_classes = (policies.AnyoneFullAccess,)
    def list(self, request):
        return Response({})
    @action(detail=True, methods=["post"])
    def like(self, request, pk):
        return Response(request.user.id)

class Headers:
    def __init__(self, get_response):
        self.get_response = get_response
    def process_response(self, request, response):
        return response

urlpatterns = [
    path("users/<int:id>/", views.user),
    re_path(r"^old/(\\d+)$", login_required(views.Old.as_view())),
    path("api/", include("api.urls")),
]
router.register(r"tags", TagViewSet)
`;
    assert.deepEqual(told(python, 'app/views.py', text, 'handlers', 'guards', 'classes'), [
      'Django REST framework 11:5 «page» GET ? cookie request.COOKIES',
      'Django REST framework 15:5 «account» ANY ? session login_required guarded by login_required 14:2 «login_required»',
      'Django REST framework 23:5 «public» GET,PUT ? open by AllowAny 22:22 «AllowAny»',
      'Django REST framework 26:7 «Profile» ANY ? user self.request.user guarded by LoginRequiredMixin 26:15 «LoginRequiredMixin»',
      'Django REST framework 32:9 «get» GET ? authorization request.auth guarded by IsAuthenticated 31:27 «IsAuthenticated»',
      'Django REST framework 35:9 «post» POST ? open by AllowAny 34:26 «AllowAny»',
      'Django REST framework 40:9 «list» GET ? open by policies.AnyoneFullAccess 39:27 «policies.AnyoneFullAccess»',
      'Django REST framework 43:9 «like» POST ? user request.user open by policies.AnyoneFullAccess 39:27 «policies.AnyoneFullAccess»',
      'Django REST framework 49:9 «process_response» ANY ? middleware',
      'Django 53:11 «users/<int:id>/» ANY /users/<int:id>/ to user',
      'Django 54:15 «^old/(\\d+)$» ANY ^/old/(\\d+)$ to Old guarded by login_required 54:29 «login_required»',
      'Django 57:19 «tags» ANY /tags/ to TagViewSet',
      'Python 26:15 «LoginRequiredMixin» by LoginRequiredMixin of Profile',
      'Python 31:27 «IsAuthenticated» by IsAuthenticated of Orders',
      'Profile < LoginRequiredMixin, DetailView',
      'Orders < APIView',
      'Posts < ModelViewSet',
    ]);
  });

  it('takes time in proportion to hostile texts', () => {
    for (const text of hostileTexts('from flask import Flask\n@app.route("/")\n', [
      '@a\n',
      '@app.get("/")\ndef f():\n',
      'def f(a):\n',
      'class A(View):\n ',
      'response["Vary"] = ',
      '{"Cache-Control": ',
      'CORS(app, ',
      'add_middleware(CORSMiddleware, ',
      'a = a\n',
      'a += [a]\n',
      'if a:\n a = b\n',
      'Depends(',
      'cache_control(',
      '("vary", ',
      'path("a", b),',
    ])) {
      const begun = processorTime();
      factsIn(python, 'app/views.py', text);
      assert.ok(processorTime() - begun < 5_000, JSON.stringify(text.slice(-20)));
    }
  });
});
