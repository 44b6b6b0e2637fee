import assert from 'node:assert/strict';
import jvm from '../../../server/src/core/web/readers/jvm.ts';
import jvmConfiguration from '../../../server/src/core/web/readers/jvmConfiguration.ts';
import { factsOf } from '../reading.ts';
import { corsOf, guardsOf, headersOf, routesOf } from './backendFacts.ts';

describe('headers, CORS and routes in Java and Kotlin', () => {
  it('reads headers that a filter sets', () => {
    const text = `public class CorsFilter implements Filter {
    @Override
    public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain) throws IOException {
        HttpServletRequest request = (HttpServletRequest) req;
        HttpServletResponse response = (HttpServletResponse) res;
        String origin = request.getHeader("Origin");
        if (!StringUtils.isEmpty(origin)) {
            response.addHeader("Access-Control-Allow-Origin", origin);
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        if (ALLOWED.contains(origin)) {
            response.setHeader("Access-Control-Allow-Origin", request.getHeader(HttpHeaders.ORIGIN));
        }
        chain.doFilter(req, res);
    }
    void asks() {
        HttpRequest.newBuilder().header("Cache-Control", "no-cache");
        String known = response.getHeader("Access-Control-Allow-Origin");
    }
}
`;
    assert.deepEqual(headersOf(jvm, 'src/main/java/CorsFilter.java', text), [
      'add «Access-Control-Allow-Origin»: request\'s origin «request.getHeader("Origin")» in middleware if present',
      'set access-control-allow-credentials «HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS»: «true» in middleware if present',
      "set «Access-Control-Allow-Origin»: request's origin «request.getHeader(HttpHeaders.ORIGIN)» in middleware if listed",
    ]);
    assert.deepEqual(routesOf(jvm, 'src/main/java/CorsFilter.java', text), [
      'ANY middleware «doFilter», middleware',
    ]);
  });

  it('reads caching that Spring and JAX-RS build', () => {
    const text = `@RestController
@RequestMapping("/files")
class Files {
    @GetMapping("/{id}")
    public ResponseEntity<byte[]> one(@PathVariable String id, Principal principal) {
        return ResponseEntity.ok().cacheControl(CacheControl.maxAge(30, TimeUnit.DAYS).cachePublic()).body(load(id));
    }
    @GetMapping(path = "/list", produces = "application/json")
    @PreAuthorize("isAuthenticated()")
    public ResponseEntity<String> list(@CookieValue("sid") String sid) {
        return ResponseEntity.ok().header("Cache-Control", "private, no-store").body("x");
    }
    @RequestMapping(value = "/old", method = {RequestMethod.GET, RequestMethod.POST})
    ResponseEntity<String> old(HttpServletResponse response) {
        response.addCookie(new Cookie("a", "b"));
        headers.setCacheControl("max-age=60");
        headers.setAccessControlAllowOrigin("*");
        return null;
    }
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/assets/**").addResourceLocations("classpath:/assets/").setCachePeriod(3600);
        registry.addResourceHandler("/img/**").setCacheControl(CacheControl.maxAge(Duration.ofHours(2)).cachePublic());
    }
    public Response jaxRs() {
        CacheControl cc = new CacheControl();
        cc.setMaxAge(60);
        cc.setPrivate(true);
        return Response.ok().cacheControl(cc).build();
    }
}
`;
    assert.deepEqual(headersOf(jvm, 'src/main/java/Files.java', text), [
      'set «Cache-Control»: «private, no-store» in /files/list',
      'set cache-control «cacheControl»: max-age=30, public in /files/{id}',
      'set cache-control «setCacheControl»: «max-age=60» in /files/old',
      'set access-control-allow-origin «setAccessControlAllowOrigin»: «*» in /files/old',
      'set static-files cache-control «setCachePeriod»: max-age=3600 in a function',
      'set static-files cache-control «setCacheControl»: max-age=7200, public in a function',
      'set cache-control «CacheControl»: max-age=60, private in a function',
    ]);
    assert.deepEqual(routesOf(jvm, 'src/main/java/Files.java', text), [
      'GET /files/{id} «/{id}», reads user «Principal principal»',
      'GET /files/list «/list», reads cookie «@CookieValue», guarded by «PreAuthorize»',
      'GET,POST /files/old «/old», sets «response.addCookie»',
      'ANY a function «addResourceHandlers»',
      'ANY a function «jaxRs»',
    ]);
  });

  it('reads the CORS of Spring in all its forms', () => {
    const text = `@CrossOrigin
@RequestMapping("/api")
class Web {
    @CrossOrigin(origins = {"https://a.example", "http://localhost:3000"}, allowCredentials = "true", maxAge = 3600)
    @GetMapping("/x")
    public String x() { return "x"; }

    @Bean
    public CorsConfigurationSource source() {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.setAllowedOriginPatterns(Arrays.asList("https://*.shop.example"));
        configuration.addAllowedOrigin("null");
        configuration.setAllowCredentials(true);
        configuration.setMaxAge(Duration.ofHours(2));
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/api/**", configuration);
        return source;
    }
    CorsFilter permitted() {
        return new CorsFilter(exchange -> new CorsConfiguration().applyPermitDefaultValues());
    }
    CorsConfiguration nothingAllowed() {
        CorsConfiguration c = new CorsConfiguration();
        c.setAllowCredentials(true);
        return c;
    }
    public void addCorsMappings(CorsRegistry registry) {
        registry.addMapping("/**").allowedOrigins("*").allowedMethods("GET", "POST").allowCredentials(true);
        registry.addMapping("/v1/**")
            .allowedOriginPatterns(origins.toArray(new String[0]));
        registry.addMapping("/plain");
    }
}
`;
    assert.deepEqual(corsOf(jvm, 'src/main/java/Web.java', text), [
      'spring «CrossOrigin» nothing on /api',
      'spring «CrossOrigin» {origins: [«https://a.example», «http://localhost:3000»], allowCredentials: true, maxAge: 3600} in /api/x',
      'spring «addMapping» {allowedOrigins: [«*»], allowedMethods: [«GET», «POST»], allowCredentials: true}',
      'spring «addMapping» {allowedOriginPatterns: unknown} on /v1',
      'spring «addMapping» nothing on /plain',
      'spring «CorsConfiguration» {allowedOriginPatterns: [«https://*.shop.example»], allowedOrigins: [«null»], allowCredentials: true, maxAge: 7200} on /api',
      'spring «CorsConfiguration» {applyPermitDefaultValues: true}',
      'spring «CorsConfiguration» {allowCredentials: true, allowedOrigins: []}',
    ]);
  });

  it('reads the rules of Spring Security', () => {
    const text = `class Security {
    @Bean SecurityFilterChain chain(HttpSecurity http) {
        http.authorizeHttpRequests(a -> a
            .requestMatchers("/public/**", "/login").permitAll()
            .requestMatchers(HttpMethod.GET, "/reports/*").hasRole("ADMIN")
            .requestMatchers(HttpMethod.OPTIONS).permitAll()
            .anyRequest().authenticated());
    }
}
`;
    assert.deepEqual(guardsOf(jvm, 'src/main/java/Security.java', text), [
      'hasRole «/reports/*» glob /reports/* GET',
      'authenticated «authenticated» all',
    ]);
    const [reports, rest] = factsOf('src/main/java/Security.java', text).guards ?? [];
    assert.deepEqual(
      [reports, rest].map((guard) => guard?.but?.map(({ pattern, methods }) => pattern ?? methods?.join())),
      [
        ['/public', '/login'],
        ['/public', '/login', 'OPTIONS'],
      ],
    );
  });

  it('reads Kotlin: Spring and Ktor', () => {
    const text = `package app
import io.ktor.server.plugins.cors.routing.*
fun Application.module() {
    install(CORS) {
        anyHost()
        allowHost("shop.example", schemes = listOf("https"))
        allowCredentials = true
        allowOrigins { it.endsWith("shop.example") }
    }
    routing {
        route("/api") {
            get("/x") {
                call.response.header(HttpHeaders.CacheControl, "public, max-age=60")
                call.respond(call.sessions.get<UserSession>())
            }
            authenticate("jwt") {
                post("/y") { call.response.cacheControl(CacheControl.MaxAge(maxAgeSeconds = 60, visibility = CacheControl.Visibility.Public)) }
            }
        }
    }
}
class Web {
    @Bean
    fun source(): CorsConfigurationSource {
        val config = CorsConfiguration().apply {
            allowedOriginPatterns = listOf("*")
            allowCredentials = true
        }
        return UrlBasedCorsConfigurationSource().apply { registerCorsConfiguration("/x/**", config) }
    }
}
`;
    assert.deepEqual(headersOf(jvm, 'src/main/kotlin/App.kt', text), [
      'set cache-control «HttpHeaders.CacheControl»: «public, max-age=60» in /api/x',
      'set cache-control «cacheControl»: max-age=60, public in /api/y',
    ]);
    assert.deepEqual(corsOf(jvm, 'src/main/kotlin/App.kt', text), [
      'spring «CorsConfiguration» {allowedOriginPatterns: [«*»], allowCredentials: true} on /x',
      'ktor «CORS» {anyHost: true, allowHost: [https://shop.example], allowCredentials: true, allowOrigins: (ends-with shop.example)}',
    ]);
    assert.deepEqual(routesOf(jvm, 'src/main/kotlin/App.kt', text), [
      'GET /api/x «/x», reads session «call.sessions»',
      'POST /api/y «/y», guarded by «authenticate»',
    ]);
  });

  it('reads application.yml', () => {
    const text = `spring:
  cloud:
    gateway:
      globalcors:
        cors-configurations:
          '[/api/**]':
            allowedOrigins: "https://a.example,https://b.example"
            allowCredentials: true
  web:
    resources:
      cache:
        cachecontrol:
          max-age: 365d
          cache-public: true
`;
    assert.deepEqual(corsOf(jvmConfiguration, 'src/main/resources/application-dev.yml', text), [
      'spring «allowedOrigins» {allowedOrigins: [«https://a.example», «https://b.example»], allowCredentials: true} on /api if development',
    ]);
    assert.deepEqual(headersOf(jvmConfiguration, 'src/main/resources/application-dev.yml', text), [
      'set static-files cache-control «max-age»: max-age=31536000, public',
    ]);
  });

  it('reads application.properties', () => {
    const text = `quarkus.http.cors=true
quarkus.http.cors.origins=/.*/
quarkus.http.cors.access-control-allow-credentials=true
management.endpoints.web.cors.allowed-origins=\${ORIGINS:*}
management.endpoints.web.cors.max-age=1800
other.max-age=7
`;
    assert.deepEqual(corsOf(jvmConfiguration, 'src/main/resources/application.properties', text), [
      'quarkus «quarkus.http.cors.origins» {cors: true, origins: «/.*/», access-control-allow-credentials: true}',
      'spring «management.endpoints.web.cors.allowed-origins» {allowedOrigins: $ORIGINS[] or *, maxAge: 1800}',
    ]);
  });

  it('tells functions of one expression apart, and takes what is injected', () => {
    const text = `@RestController
@CrossOrigin(origins = ["*"])
@RequestMapping("/api")
class Api(private val store: Store) {
  @Value("\\\${cors.origins:https://shop.example}") lateinit var origins: List<String>

  @CrossOrigin("https://a.example", "https://b.example")
  @GetMapping("/open")
  fun open(): ResponseEntity<String> = ResponseEntity.ok().cacheControl(CacheControl.maxAge(1, TimeUnit.HOURS).cachePublic()).body("x")
  @GetMapping("/mine")
  fun mine(principal: Principal): String = "x"

  fun addCorsMappings(registry: CorsRegistry) {
    registry.addMapping("/api/**").allowedOrigins(origins).allowCredentials(true)
  }
}
`;
    assert.deepEqual(headersOf(jvm, 'src/main/kotlin/Api.kt', text), [
      'set cache-control «cacheControl»: max-age=3600, public in /api/open',
    ]);
    assert.deepEqual(corsOf(jvm, 'src/main/kotlin/Api.kt', text), [
      'spring «CrossOrigin» {origins: [«*»]} on /api',
      'spring «CrossOrigin» {origins: [«https://a.example», «https://b.example»]} in /api/open',
      'spring «addMapping» {allowedOrigins: $CORS_ORIGINS[] or https://shop.example, allowCredentials: true} on /api',
    ]);
    assert.deepEqual(routesOf(jvm, 'src/main/kotlin/Api.kt', text), [
      'GET /api/open «/open»',
      'GET /api/mine «/mine», reads user «principal: Principal»',
    ]);
  });

  it('knows what is only set sometimes', () => {
    const text = `class Sometimes {
  void set(CorsRegistry registry) {
    CorsConfiguration config = new CorsConfiguration();
    config.addAllowedOrigin("https://a.example");
    if (local) {
      config.addAllowedOriginPattern("*");
    }
    CorsRegistration mapping = registry.addMapping("/b");
    mapping.allowedOrigins("*");
  }
}
`;
    assert.deepEqual(corsOf(jvm, 'src/main/java/Sometimes.java', text), [
      'spring «addMapping» {allowedOrigins: [«*»]} on /b',
      'spring «CorsConfiguration» {allowedOrigins: [«https://a.example»], allowedOriginPatterns: [(«*» | nothing)]}',
    ]);
  });
});
