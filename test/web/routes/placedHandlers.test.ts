import assert from 'node:assert/strict';
import { joinWeb } from '../../../server/src/core/web/join.ts';
import python from '../../../server/src/core/web/readers/python.ts';
import ruby from '../../../server/src/core/web/readers/ruby.ts';
import type { WebReader } from '../../../server/src/core/web/reader.ts';
import type { WebFacts } from '../../../server/src/core/web/types.ts';
import { factsIn } from '../readers/pythonFacts.ts';

describe('handlers with what other files say of them', () => {
  it('inherits guards of Rails from base classes and concerns, but those that are skipped by name', () => {
    const files = {
      'app/controllers/application_controller.rb': `class ApplicationController < ActionController::Base
  include Authentication
end`,
      'app/controllers/concerns/authentication.rb': `module Authentication
  included do
    before_action :require_authentication
  end
end`,
      'app/controllers/admin/base_controller.rb': `module Admin
  class BaseController < ApplicationController
    before_action :require_admin
  end
end`,
      'app/controllers/admin/orders_controller.rb': `module Admin
  class OrdersController < BaseController
    skip_before_action :require_authentication
    def index
    end
  end
end`,
      'app/controllers/pages_controller.rb': `class PagesController < ApplicationController
  skip_before_action :require_authentication, only: :home
  allow_unauthenticated_access only: :about
  def home
  end
  def about
  end
  def secret
  end
end`,
      'app/controllers/codes_controller.rb': `class CodesController < ApplicationController
  allow_unauthenticated_access
  def show
    render json: Current.account
  end
end`,
      'config/routes.rb': `Rails.application.routes.draw do
  root "pages#home"
  resources :codes, only: :show
  get "/about", to: "pages#about"
  get "/a-propos", to: "pages#about"
  get "/gone", to: "pages#gone"
  namespace(:admin) { }
  namespace :admin do
    resources :orders, only: :index
  end
end`,
    };
    assert.deepEqual(routes(files, ruby), [
      'app/controllers/admin/orders_controller.rb GET /admin/orders authenticated require_admin',
      'app/controllers/pages_controller.rb GET / public',
      'app/controllers/pages_controller.rb GET /about public',
      'app/controllers/pages_controller.rb  ? authenticated require_authentication',
      'app/controllers/pages_controller.rb GET /a-propos public',
      'app/controllers/codes_controller.rb GET /codes/:id public',
      'config/routes.rb GET /gone unknown',
    ]);
  });

  it('puts addresses of Django to the nearest views, and inherits from base views', () => {
    const files = {
      'shop/urls.py': `from django.urls import path
from . import views
urlpatterns = [path("orders/<int:id>/", views.Orders.as_view()), path("home/", views.home), path("x/", views.missing)]`,
      'shop/views.py': `from django.http import HttpResponse
from core.views import BaseView
def home(request):
    return HttpResponse("x")
class Orders(BaseView):
    def get(self, request, id):
        return HttpResponse("x")
    def post(self, request, id):
        return HttpResponse("x")`,
      'blog/views.py': `from django.http import HttpResponse
def home(request):
    return HttpResponse("x")`,
      'core/views.py': `from django.views import View
class BaseView(LoginRequiredMixin, View):
    pass`,
    };
    assert.deepEqual(routes(files, python), [
      'shop/urls.py  /x/ unknown',
      'shop/views.py  /home/ public',
      'shop/views.py GET /orders/<int:id>/ authenticated LoginRequiredMixin',
      'shop/views.py POST /orders/<int:id>/ authenticated LoginRequiredMixin',
      'blog/views.py  ? public',
      'core/views.py  ? authenticated LoginRequiredMixin',
    ]);
  });
});

function routes(files: Readonly<Record<string, string>>, reader: WebReader): string[] {
  const entries = Object.entries(files).map(([path, text]): [string, WebFacts] => [
    path,
    factsIn(reader, path, text),
  ]);
  return joinWeb(entries).routes.map(({ file, methods, path = '?', access, handler }) =>
    `${file} ${methods.join()} ${path} ${access.level} ${handler.guarded?.by ?? ''}`.trimEnd(),
  );
}
