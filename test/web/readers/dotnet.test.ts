import assert from 'node:assert/strict';
import dotnet from '../../../server/src/core/web/readers/dotnet.ts';
import { corsOf, guardsOf, headersOf, routesOf } from './backendFacts.ts';

describe('headers, CORS and routes in C#', () => {
  it('reads policies of ASP.NET Core', () => {
    const text = `var builder = WebApplication.CreateBuilder(args);
builder.Services.AddCors(options =>
{
    options.AddDefaultPolicy(policy => policy.WithOrigins("*"));
    options.AddPolicy("b", builder => { builder.WithOrigins("https://a.example", "http://b.example/").AllowCredentials(); builder.AllowAnyHeader(); });
    options.AddPolicy("c", p => p.SetIsOriginAllowed(_ => true).AllowAnyMethod().AllowCredentials());
    options.AddPolicy("d", p => p.SetIsOriginAllowed(origin => new Uri(origin).Host.EndsWith("shop.example")));
    options.AddPolicy("e", p => p.WithOrigins(builder.Configuration.GetSection("Cors:Origins").Get<string[]>()).SetPreflightMaxAge(TimeSpan.FromHours(3)));
    options.AddPolicy("f", new CorsPolicyBuilder("*").AllowAnyMethod().Build());
});
var app = builder.Build();
app.UseAuthorization();
app.UseCors();
`;
    assert.deepEqual(corsOf(dotnet, 'Program.cs', text), [
      'aspnet «AddDefaultPolicy» {WithOrigins: [«*»]} behind-auth «UseAuthorization»',
      'aspnet «AddPolicy» {WithOrigins: [«https://a.example», «http://b.example/»], AllowCredentials: true, AllowAnyHeader: true}',
      'aspnet «AddPolicy» {SetIsOriginAllowed: (true), AllowAnyMethod: true, AllowCredentials: true}',
      'aspnet «AddPolicy» {SetIsOriginAllowed: (host ends-with shop.example)}',
      'aspnet «AddPolicy» {WithOrigins: $Cors:Origins[], SetPreflightMaxAge: 10800}',
      'aspnet «AddPolicy» {WithOrigins: [«*»], AllowAnyMethod: true}',
    ]);
  });

  it('reads UseCors with a policy in place, in its right place', () => {
    const text = `class Startup {
  public void Configure(IApplicationBuilder app) {
    app.UseRouting();
    app.UseCors(policy => policy.AllowAnyOrigin().DisallowCredentials());
    app.UseAuthorization();
    app.UseEndpoints(e => e.MapControllers());
  }
}
`;
    assert.deepEqual(corsOf(dotnet, 'Startup.cs', text), [
      'aspnet «UseCors» {AllowAnyOrigin: true, AllowCredentials: false}',
    ]);
  });

  it('reads Web API 2', () => {
    const text = `public static class WebApiConfig {
  public static void Register(HttpConfiguration config) {
    config.EnableCors(new EnableCorsAttribute("https://a.example,https://b.example", "*", "*"));
  }
  [EnableCors("named")]
  [EnableCors(origins: "*", headers: "*", methods: "*", SupportsCredentials = true)]
  public string Get() => "";
}
`;
    assert.deepEqual(corsOf(dotnet, 'WebApiConfig.cs', text), [
      'aspnet-webapi «EnableCorsAttribute» {WithOrigins: [«https://a.example», «https://b.example»]}',
      'aspnet-webapi «EnableCors» {WithOrigins: «*», AllowCredentials: true}',
    ]);
  });

  it('reads headers and attributes of controllers', () => {
    const text = `[Route("api/[controller]")]
[Authorize]
public class AccountController : ControllerBase {
  [HttpGet("profile")]
  [ResponseCache(Duration = 3600, Location = ResponseCacheLocation.Any, VaryByHeader = "Accept")]
  public IActionResult Profile() { return Ok(User.FindFirst("x")); }

  [AllowAnonymous]
  [HttpPost("login")]
  [ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
  public async Task<IActionResult> Login() { await HttpContext.SignInAsync(p); return Ok(); }

  [HttpGet]
  public string Echo() {
    Response.Headers.Append(HeaderNames.AccessControlAllowOrigin, Request.Headers["Origin"]);
    Response.Headers["Access-Control-Allow-Credentials"] = "true";
    Response.Headers.CacheControl = "public, max-age=60";
    Response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromDays(7) };
    client.DefaultRequestHeaders.Add("Cache-Control", "no-cache");
    return "";
  }
}
`;
    assert.deepEqual(headersOf(dotnet, 'Controllers/AccountController.cs', text), [
      'add access-control-allow-origin «HeaderNames.AccessControlAllowOrigin»: request\'s origin «Request.Headers["Origin"]» in /api/account',
      'set «Access-Control-Allow-Credentials»: «true» in /api/account',
      'set cache-control «CacheControl»: «public, max-age=60» in /api/account',
      'set cache-control «CacheControl»: public, max-age=604800 in /api/account',
      'set cache-control «ResponseCache»: public, max-age=3600 in /api/account/profile',
      'set vary «"Accept"»: «Accept» in /api/account/profile',
      'set cache-control «ResponseCache»: no-store, no-cache in /api/account/login',
    ]);
    assert.deepEqual(routesOf(dotnet, 'Controllers/AccountController.cs', text), [
      'GET /api/account/profile «profile», reads user «User.FindFirst», guarded by «Authorize»',
      'POST /api/account/login «login», sets «HttpContext.SignInAsync»',
      'GET /api/account «Echo», guarded by «Authorize»',
    ]);
  });

  it('reads answers of Web API by any name, and no requests', () => {
    const text = `public class ValuesController : ApiController {
  [Authorize]
  public HttpResponseMessage Get() {
    var r = Request.CreateResponse(User.Identity.Name);
    r.Headers.CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = TimeSpan.FromMinutes(10) };
    var q = new HttpRequestMessage();
    q.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
    return r;
  }
}
`;
    assert.deepEqual(headersOf(dotnet, 'Controllers/ValuesController.cs', text), [
      'set cache-control «CacheControl»: public, max-age=600 in /Values/Get',
    ]);
  });

  it('reads minimal APIs and static files', () => {
    const text = `var api = app.MapGroup("/api").RequireAuthorization();
api.MapGet("/me", (HttpContext ctx) => { ctx.Response.Headers.CacheControl = "public"; return ctx.User.Identity.Name; });
api.MapPost("/hook", Hook).AllowAnonymous();
app.MapGet("/", () => "hello");
app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = ctx => ctx.Context.Response.Headers.Append("Cache-Control", "public, max-age=600") });
`;
    assert.deepEqual(headersOf(dotnet, 'Program.cs', text), [
      'add static-files «Cache-Control»: «public, max-age=600»',
      'set cache-control «CacheControl»: «public» in /api/me',
    ]);
    assert.deepEqual(routesOf(dotnet, 'Program.cs', text), [
      'GET /api/me «/me», reads user «ctx.User», guarded by «RequireAuthorization»',
      'POST /api/hook «/hook»',
      'GET / «/»',
    ]);
    assert.deepEqual(guardsOf(dotnet, 'Program.cs', text), [
      'RequireAuthorization «RequireAuthorization» prefix /api',
    ]);
  });

  it('reads policies that depend on the stage, on configuration and on methods', () => {
    const text = `public class Startup {
  public void ConfigureServices(IServiceCollection services) {
    services.AddCors(o => o.AddPolicy("a", b => { if (env.IsDevelopment()) { b.AllowAnyOrigin(); } else { b.WithOrigins("https://shop.example"); } }));
    services.AddCors(o => o.AddPolicy("b", b => b.WithOrigins(Configuration["Cors:Origins"].Split(',')).AllowCredentials()));
    services.AddCors(o => o.AddPolicy("c", b => b.SetIsOriginAllowed(IsAllowed).AllowCredentials()));
    services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
  }
  private static bool IsAllowed(string origin) => origin.EndsWith("shop.example");
}
`;
    assert.deepEqual(corsOf(dotnet, 'Startup.cs', text), [
      'aspnet «AddPolicy» {AllowAnyOrigin: (true | nothing), WithOrigins: [«https://shop.example»]}',
      'aspnet «AddPolicy» {WithOrigins: $Cors__Origins[], AllowCredentials: true}',
      'aspnet «AddPolicy» {SetIsOriginAllowed: (ends-with shop.example), AllowCredentials: true}',
    ]);
    assert.deepEqual(guardsOf(dotnet, 'Startup.cs', text), ['FallbackPolicy «FallbackPolicy» all']);
  });

  it('keeps apart what two branches let in', () => {
    const policy = (otherwise: string, asked = 'hosts.Length == 0'): string => `public class Cors {
  public void Add(string[] hosts) {
    var builder = new CorsPolicyBuilder();
    if (${asked}) {
      builder.AllowAnyOrigin();
    } ${otherwise} {
      builder.WithOrigins("https://shop.example")
        .AllowCredentials();
    }
  }
}
`;
    const [apart = ''] = corsOf(dotnet, 'Cors.cs', policy('else'));
    assert.match(apart, /AllowAnyOrigin/);
    assert.doesNotMatch(apart, /AllowCredentials/);
    const [either = ''] = corsOf(dotnet, 'Cors.cs', policy('else', 'hosts.Length == 0\n || hosts[0] == "*"'));
    assert.doesNotMatch(either, /AllowCredentials/);
    const [together = ''] = corsOf(dotnet, 'Cors.cs', policy('\n    if (hosts.Length < 9)'));
    assert.match(together, /AllowCredentials/);
  });

  it('reads policies that are objects', () => {
    const text = `public class Cors {
  public void Add(IServiceCollection services) {
    var policy = new CorsPolicy();
    policy.Origins.Add("*");
    policy.SupportsCredentials = true;
    var other = new CorsPolicy { SupportsCredentials = true, Origins = { "https://a.example", "null" } };
    var builder = new CorsPolicyBuilder();
    builder.AllowAnyOrigin();
    builder.AllowCredentials();
  }
}
`;
    assert.deepEqual(corsOf(dotnet, 'Cors.cs', text), [
      'aspnet «builder» {AllowAnyOrigin: true, AllowCredentials: true}',
      'aspnet «CorsPolicy» {WithOrigins: [«*»], AllowCredentials: true}',
      'aspnet «CorsPolicy» {AllowCredentials: true, WithOrigins: [«https://a.example», «null»]}',
    ]);
  });
});
