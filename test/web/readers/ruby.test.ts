import assert from 'node:assert/strict';
import ruby from '../../../server/src/core/web/readers/ruby.ts';
import { hostileTexts } from '../../env/readers/reading.ts';
import { factsIn, told } from './pythonFacts.ts';
import { processorTime } from '../../support/processorTime.ts';

describe('headers, caching and CORS in Ruby', () => {
  it('reads rack-cors: origins, patterns, blocks, and resources', () => {
    const text = `Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins 'https://a.com', /https:\\/\\/.*\\.b\\.com/, ENV.fetch("CORS_ORIGIN") { "http://localhost:3000" }
    resource '/api/*', headers: :any, methods: %i[get post], credentials: true, max_age: 600
    resource '/public.json', headers: :any, :methods => :get
  end
  allow do
    origins { |source, env| source.end_with?("c.com") }
    resource '*', headers: :any
  end
  if Rails.env.development?
    allow do
      origins '*'
      resource '*', headers: :any, credentials: true
    end
  end
  allow do
    origins(*ENV["ALLOWED_ORIGINS"].to_s.split(","))
    resource %r{/v\\d+/.*}, headers: :any
  end
end
`;
    assert.deepEqual(told(ruby, 'config/initializers/cors.rb', text, 'cors'), [
      'rack-cors 4:5 «resource» {origins: ["https://a.com", /https:\\/\\/.*\\.b\\.com/, $CORS_ORIGIN! or "http://localhost:3000"], headers: "any", methods: ["get", "post"], credentials: true, max_age: 600} on glob /api/*',
      'rack-cors 5:5 «resource» {origins: ["https://a.com", /https:\\/\\/.*\\.b\\.com/, $CORS_ORIGIN! or "http://localhost:3000"], headers: "any", methods: "get"} on exact /public.json',
      'rack-cors 9:5 «resource» {origins: (source, env) -> asks ends-with "c.com", headers: "any"}',
      'rack-cors 14:7 «resource» {origins: ["*"], headers: "any", credentials: true} when development',
      'rack-cors 19:5 «resource» {origins: $ALLOWED_ORIGINS split ,, headers: "any"} on regex /v\\d+/.*',
    ]);
  });

  it('sees that rack-cors stands behind everything else', () => {
    const text = `module App
  class Application < Rails::Application
    config.middleware.use Rack::Cors do
      allow do
        origins "*"
        resource "*", headers: :any, methods: [:get]
      end
    end
  end
end
`;
    assert.deepEqual(told(ruby, 'config/application.rb', text, 'cors'), [
      'rack-cors 6:9 «resource» {origins: ["*"], headers: "any", methods: ["get"]} behind-answers 3:23 «use»',
    ]);
  });

  it('reads actions of Rails with their headers, caching and callbacks', () => {
    const text = `class Api::V1::UsersController < ApplicationController
  before_action :authenticate_user!, except: [:index]
  before_action :require_admin, only: %i[destroy]
  skip_before_action :verify_authenticity_token
  skip_before_action :authenticate_user!, only: :show
  before_action :load_user
  before_action :authenticate_maybe, if: :api?
  caches_page :index
  caches_action :show, expires_in: 1.hour, cache_path: :own_path

  def index
    expires_in 15.minutes, public: true, stale_while_revalidate: 1.day
    headers['Surrogate-Control'] = "max-age=#{15.minutes}"
    render json: @users
  end

  def show
    fresh_when(@user, public: true)
    response.set_header('Access-Control-Allow-Origin', request.headers['Origin'])
    response.headers['Vary'] ||= 'Origin'
    session[:seen] = true
  end

  def update
    return head :forbidden unless current_user == @user
    cookies.signed[:a] = 1
    no_store
  end

  def destroy
    if stale?(etag: @user, public: true)
      http_cache_forever(public: true) { render json: {} }
    end
    response.cache_control[:public] = true
    response.cache_control[:max_age] = 60
    headers.delete('Pragma')
  end

  private

  def load_user
    response.headers.merge!('Cache-Control' => 'no-cache', "Expires" => '0')
    token.expires_in
    Rails.cache.fetch("x", expires_in: 1.hour) { session[:id] }
    request.headers['Cache-Control'] = 'no-cache'
  end
end
`;
    assert.deepEqual(
      told(
        ruby,
        'app/controllers/api/v1/users_controller.rb',
        text,
        'headers',
        'handlers',
        'dataCaches',
        'guards',
        'classes',
      ),
      [
        'set cache-control 12:5 «expires_in»: "max-age=900, public, stale-while-revalidate=86400" 12:5 «expires_in 15.minutes, public: true, stale_while_revalidate: 1.day» in api/v1/users#index',
        'set surrogate-control 13:14 «Surrogate-Control»: "max-age=900" 13:36 «"max-age=#{15.minutes}"» in api/v1/users#index',
        'set cache-control 18:5 «fresh_when»: "public" 18:5 «fresh_when(@user, public: true)» in api/v1/users#show',
        "set access-control-allow-origin 19:26 «Access-Control-Allow-Origin»: request origin 19:56 «request.headers['Origin']» in api/v1/users#show",
        'default vary 20:23 «Vary»: "Origin" 20:35 «Origin» in api/v1/users#show',
        'set cache-control 27:5 «no_store»: "no-store" 27:5 «no_store» in api/v1/users#update when other',
        'set cache-control 31:8 «stale?»: "public" 31:8 «stale?(etag: @user, public: true)» in api/v1/users#destroy',
        'set cache-control 32:7 «http_cache_forever»: "max-age=3155695200, public, immutable" 32:7 «http_cache_forever(public: true) { render json: {} }» in api/v1/users#destroy when other',
        'set cache-control 34:14 «cache_control»: "public, max-age=60" 34:5 «response.cache_control[:public] = true» in api/v1/users#destroy',
        'remove pragma 36:21 «Pragma»: nothing 36:21 «Pragma» in api/v1/users#destroy',
        'set cache-control 42:30 «Cache-Control»: "no-cache" 42:49 «no-cache»',
        'set expires 42:61 «Expires»: "0" 42:74 «0»',
        'Rails 11:7 «index» GET ?',
        'Rails 17:7 «show» GET ? open by authenticate_user! 5:23 «authenticate_user!» sets 21:5 «session[:seen] =»',
        'Rails 24:7 «update» PATCH ? user current_user guarded by authenticate_user! 2:18 «authenticate_user!» sets 26:5 «cookies.signed[:a] =»',
        'Rails 30:7 «destroy» DELETE ? session require_admin guarded by require_admin 3:18 «require_admin»',
        'page-cache 8:16 «index» nothing in api/v1/users#index reads nothing',
        'page-cache 9:18 «show» 3600 in api/v1/users#show reads nothing private',
        'Api::V1::UsersController < ApplicationController',
      ],
    );
  });

  it('reads guards of concerns and base classes, and leaves those alone that only look', () => {
    const text = `module Authentication
  extend ActiveSupport::Concern
  included do
    before_action :require_authentication
  end
  private
    def require_authentication
      resume_session || redirect_to(new_session_path)
    end
end

class ApplicationController < ActionController::Base
  include Authentication, Localize
  before_action :authenticate_user
  before_action { redirect_to login_path unless logged_in? }
  def current_user
    @current_user
  end
  def authenticate_user
    @user = User.find_by(id: session[:id])
  end
end

class SessionsController < ApplicationController
  allow_unauthenticated_access only: %i[new create]
  http_basic_authenticate_with name: "a", password: ENV["P"], only: :destroy
  def new; end
  def create
    start_new_session_for user
  end
  def destroy
    cookies.delete(:session_id)
  end
  protected def helper
    1
  end
end
`;
    assert.deepEqual(
      told(ruby, 'app/controllers/sessions_controller.rb', text, 'handlers', 'guards', 'classes'),
      [
        'Rails 28:7 «create» POST ? open by allow_unauthenticated_access 25:3 «allow_unauthenticated_access» sets 29:5 «start_new_session_for»',
        'Rails 31:7 «destroy» DELETE ? session http_basic_authenticate_with guarded by http_basic_authenticate_with 26:3 «http_basic_authenticate_with»',
        'Rails 4:20 «require_authentication» by require_authentication of Authentication',
        'Rails 15:42 «unless logged_in?» by unless logged_in? of ApplicationController',
        'Authentication < ',
        'ApplicationController < ActionController::Base, Authentication, Localize',
        'SessionsController < ApplicationController',
      ],
    );
  });

  it('reads Sinatra', () => {
    const text = `require 'sinatra'
get '/feed' do
  cache_control :public, :must_revalidate, max_age: 60
  headers 'Access-Control-Allow-Origin' => '*', 'X-A' => 'b'
  "x"
end
post '/me' do
  authenticate!
  expires 500, :private
  session[:id]
end
`;
    assert.deepEqual(told(ruby, 'app.rb', text, 'headers', 'handlers'), [
      'set cache-control 3:3 «cache_control»: "public, must-revalidate, max-age=60" 3:3 «cache_control :public, :must_revalidate, max_age: 60» in /feed',
      'set access-control-allow-origin 4:12 «Access-Control-Allow-Origin»: "*" 4:45 «*» in /feed',
      'set cache-control 9:3 «expires»: "private, max-age=500" 9:3 «expires 500, :private» in /me',
      'Sinatra 2:1 «get» GET /feed',
      'Sinatra 7:1 «post» POST /me session session guarded by authenticate! 8:3 «authenticate!»',
    ]);
  });

  it('reads headers in the configuration of Rails', () => {
    const text = `Rails.application.configure do
  config.public_file_server.headers = {
    "Cache-Control" => "public, max-age=#{2.days.to_i}",
    "Access-Control-Allow-Origin" => "*"
  }
  config.action_dispatch.default_headers.merge!("Access-Control-Allow-Origin" => "*")
end
`;
    assert.deepEqual(told(ruby, 'config/environments/development.rb', text, 'headers'), [
      'static-files set cache-control 3:6 «Cache-Control»: "public, max-age=172800" 3:24 «"public, max-age=#{2.days.to_i}"» when development',
      'static-files set access-control-allow-origin 4:6 «Access-Control-Allow-Origin»: "*" 4:39 «*» when development',
      'rails-config set access-control-allow-origin 6:50 «Access-Control-Allow-Origin»: "*" 6:83 «*» when development',
    ]);
  });

  it('reads Rack’s answers and leaves headers of requests alone', () => {
    const text = `class Health < ApplicationController
  LIST = %w[https://a.com].freeze
  CORS_ORIGINS = %w[https://a.com https://b.com].freeze
  def call(env)
    [200, { "Cache-Control" => "no-store", 'Vary' => 'Origin' }, ["ok"]]
  end
  def fetch
    HTTParty.get("https://x", headers: { "Cache-Control" => "no-cache" })
    data = { "expires" => 1, "vary" => 2 }
  end
end
`;
    assert.deepEqual(told(ruby, 'lib/rack.rb', text, 'headers', 'exports'), [
      'set cache-control 5:14 «Cache-Control»: "no-store" 5:33 «no-store»',
      'set vary 5:45 «Vary»: "Origin" 5:55 «Origin»',
      'CORS_ORIGINS = ["https://a.com", "https://b.com"]',
    ]);
  });

  it('reads routes.rb', () => {
    const text = `Rails.application.routes.draw do
  root "pages#home"
  get "up" => "rails/health#show", as: :health
  get "/about", to: "pages#about"
  match "/search", to: "search#index", via: [:get, :post]
  resources :posts, only: [:index, :show] do
    member do
      post :like
    end
    get :drafts, on: :collection
    resources :comments, except: %i[new edit update show]
  end
  resource :profile, only: :show
  namespace :api do
    namespace :v1 do
      resources :users, only: :index
    end
  end
  scope "/admin", module: "admin" do
    resources :orders, only: :destroy, path: "o"
  end
  authenticate :user do
    get "/secret", to: "secrets#show"
  end
  mount Sidekiq::Web => "/sidekiq"
end
`;
    assert.deepEqual(told(ruby, 'config/routes.rb', text, 'handlers'), [
      'Rails 2:9 «pages#home» GET / to pages#home',
      'Rails 3:8 «up» GET /up to rails/health#show',
      'Rails 4:8 «/about» GET /about to pages#about',
      'Rails 5:10 «/search» GET,POST /search to search#index',
      'Rails 6:14 «posts» GET /posts to posts#index',
      'Rails 6:14 «posts» GET /posts/:id to posts#show',
      'Rails 8:13 «like» POST /posts/:id/like to posts#like',
      'Rails 10:10 «drafts» GET /posts/drafts to posts#drafts',
      'Rails 11:16 «comments» GET /posts/:post_id/comments to comments#index',
      'Rails 11:16 «comments» POST /posts/:post_id/comments to comments#create',
      'Rails 11:16 «comments» DELETE /posts/:post_id/comments/:id to comments#destroy',
      'Rails 13:13 «profile» GET /profile to profiles#show',
      'Rails 16:18 «users» GET /api/v1/users to api/v1/users#index',
      'Rails 20:16 «orders» DELETE /admin/o/:id to admin/orders#destroy',
      'Rails 23:10 «/secret» GET /secret to secrets#show guarded by authenticate 22:3 «authenticate»',
    ]);
  });

  it('takes time in proportion to hostile texts', () => {
    for (const text of hostileTexts('class A < ApplicationController\n', [
      'before_action :a\n',
      'def a\n',
      'do\n',
      'end\n',
      'allow do\n origins "a"\n resource "b"\n',
      'headers["Vary"] = ',
      "{ 'Vary' => ",
      'expires_in ',
      'response.cache_control[:a] = 1\n',
      'resources :a do\n',
      'get "a" => "b#c"\n',
      'class A\n',
      'private\n',
      'namespace :a do\n',
    ])) {
      const begun = processorTime();
      factsIn(ruby, 'config/routes.rb', text);
      assert.ok(processorTime() - begun < 5_000, JSON.stringify(text.slice(-20)));
    }
  });
});
