import assert from 'node:assert/strict';
import elixir from '../../../server/src/core/web/readers/elixir.ts';
import { corsOf, headersOf, routesOf } from './backendFacts.ts';

describe('headers, CORS and routes in Elixir', () => {
  it('reads headers and Corsica', () => {
    const text = `defmodule Web.Endpoint do
  plug Corsica, origins: ["https://shop.example", ~r{^https://.*\\.shop\\.example$}], allow_credentials: true, max_age: 600
  plug Corsica

  def show(conn, _params) do
    user = conn.assigns.current_user
    conn
    |> put_resp_header("cache-control", "public, max-age=60")
    |> put_resp_cookie("a", "b")
    |> json(user)
  end

  defp allow(conn) do
    put_resp_header(conn, "access-control-allow-origin", "*")
  end
end
`;
    assert.deepEqual(headersOf(elixir, 'lib/web/endpoint.ex', text), [
      'set «cache-control»: «public, max-age=60» in a function',
      'set «access-control-allow-origin»: «*» in a function',
    ]);
    assert.deepEqual(corsOf(elixir, 'lib/web/endpoint.ex', text), [
      'corsica «Corsica» {origins: [«https://shop.example», pattern], allow_credentials: true, max_age: 600}',
      'corsica «Corsica» nothing',
    ]);
    assert.deepEqual(routesOf(elixir, 'lib/web/endpoint.ex', text), [
      'ANY a function «show», reads user «conn.assigns.current_user», sets «put_resp_cookie»',
      'ANY a function «allow»',
    ]);
  });

  it('leaves to the configuration what CORSPlug is not told', () => {
    const text = `defmodule Web.Endpoint do
  plug CORSPlug
  plug CORSPlug, max_age: 600
  plug CORSPlug, origin: ["https://shop.example"], credentials: false
end
`;
    assert.deepEqual(corsOf(elixir, 'lib/web/endpoint.ex', text), [
      'cors-plug «CORSPlug» {origin: [«https://shop.example»], credentials: false}',
    ]);
  });

  it('reads routes of Phoenix', () => {
    const text = `defmodule Web.Router do
  use Web, :router

  scope "/api", Web do
    pipe_through [:api, :require_authenticated_user]

    get "/me", MeController, :show
    resources "/posts", PostController

    scope "/open" do
      post "/hook", HookController, :create
    end
  end

  scope "/", Web do
    pipe_through [:browser, :redirect_if_user_is_authenticated]
    live "/login", LoginLive
  end
end
`;
    assert.deepEqual(routesOf(elixir, 'lib/web/router.ex', text), [
      'GET /api/me «/me», guarded by «require_authenticated_user»',
      'ANY /api/posts «/posts», guarded by «require_authenticated_user»',
      'POST /api/open/hook «/hook», guarded by «require_authenticated_user»',
      'GET /login «/login»',
    ]);
  });
});
