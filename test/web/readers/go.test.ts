import assert from 'node:assert/strict';
import go from '../../../server/src/core/web/readers/go.ts';
import { corsOf, guardsOf, headersOf, routesOf } from './backendFacts.ts';

describe('headers, CORS and routes in Go', () => {
  it('reads headers of net/http, and not those of requests', () => {
    const text = `package main

func echo(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	w.Header().Set("Access-Control-Allow-Origin", origin)
	w.Header().Set("Access-Control-Allow-Credentials", "true")
	w.Header().Add("Vary", "Origin")
}

func checked(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" && isAllowed(origin) {
		w.Header()["Access-Control-Allow-Origin"] = []string{origin}
	}
	if strings.HasSuffix(r.Header.Get("Origin"), ".shop.example") {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
	}
}

// What a caller gives is not known here.
func setOrigin(w http.ResponseWriter, origin string) {
	w.Header().Set(headerOrigin, origin)
	w.Header().Set("Cache-Control", fmt.Sprintf("public, max-age=%d", 60))
	h := w.Header()
	h.Del("Pragma")
	setHeaderIfMissing(w, "Cache-Control", "no-store")
}

const headerOrigin = "Access-Control-Allow-Origin"

func asks() {
	req, _ := http.NewRequest("GET", "https://other.example", nil)
	req.Header.Set("Cache-Control", "no-cache")
	if strings.EqualFold(name, "vary") {
	}
}

func account(w http.ResponseWriter, r *http.Request) {
	cookie, _ := r.Cookie("session")
	http.SetCookie(w, cookie)
	w.Header().Set("Cache-Control", "public, max-age=60")
}

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /account/{id}", account)
}
`;
    assert.deepEqual(headersOf(go, 'main.go', text), [
      'set «Access-Control-Allow-Origin»: request\'s origin «r.Header.Get("Origin")» in a function',
      'set «Access-Control-Allow-Credentials»: «true» in a function',
      'add «Vary»: «Origin» in a function',
      'set «Access-Control-Allow-Origin»: request\'s origin «r.Header.Get("Origin")» in a function if (present and asked)',
      'set «Access-Control-Allow-Origin»: request\'s origin «r.Header.Get("Origin")» in a function if ends-with .shop.example',
      "set access-control-allow-origin «headerOrigin»: request's origin «origin» as given in a function",
      'set «Cache-Control»: public, max-age=60 in a function',
      'remove «Pragma»: nothing in a function',
      'default «Cache-Control»: «no-store» in a function',
      'set «Cache-Control»: «public, max-age=60» in /account/{id}',
    ]);
    assert.deepEqual(routesOf(go, 'main.go', text), [
      'GET /account/{id} «GET /account/{id}», reads cookie «r.Cookie», sets «http.SetCookie»',
      'ANY a function «echo»',
      'ANY a function «checked»',
      'ANY a function «setOrigin»',
    ]);
  });

  it('reads routes of gin, chi and Fiber with their groups', () => {
    const text = `package routes

func setup(r *gin.Engine, sub chi.Router) {
	v1 := r.Group("/v1", AuthRequired())
	v1.GET("/me", func(c *gin.Context) {
		c.Header("Cache-Control", "public, max-age=60")
		c.JSON(200, c.MustGet("user"))
	})
	admin := v1.Group("/admin")
	admin.Use(middleware.RequireAdmin)
	admin.DELETE("/x/:id", remove)
	r.POST("/login", login)
	r.GET("/opt", OptionalAuth(), show)
	root := chi.NewRouter()
	root.Route("/articles", func(r chi.Router) {
		r.With(mw.RequireLogin).Get("/{id}", getArticle)
		r.Group(func(r chi.Router) {
			r.Use(RequireLogin)
			r.Put("/{id}", putArticle)
		})
	})
	sub.Get("/mounted", elsewhere)
	app := fiber.New()
	app.Get("/f", func(c *fiber.Ctx) error {
		c.Set("Cache-Control", "private")
		c.Cookie(&fiber.Cookie{})
		return nil
	})
	client.Post("/remote", body)
}

func login(c *gin.Context) { c.SetCookie("a", "b", 1, "/", "", true, true) }
`;
    assert.deepEqual(headersOf(go, 'routes.go', text), [
      'set «Cache-Control»: «public, max-age=60» in /v1/me',
      'set «Cache-Control»: «private» in /f',
    ]);
    assert.deepEqual(routesOf(go, 'routes.go', text), [
      'GET /v1/me «/me», reads user «c.MustGet("user")», guarded by «AuthRequired»',
      'DELETE /v1/admin/x/:id «/x/:id», guarded by «middleware.RequireAdmin»',
      'POST /login «/login», sets «c.SetCookie»',
      'GET /opt «/opt»',
      'GET /articles/{id} «/{id}», guarded by «mw.RequireLogin»',
      'PUT /articles/{id} «/{id}», guarded by «RequireLogin»',
      'GET a function «/mounted»',
      'GET /f «/f», sets «c.Cookie»',
    ]);
    assert.deepEqual(guardsOf(go, 'routes.go', text), [
      'AuthRequired «AuthRequired» prefix /v1',
      'middleware.RequireAdmin «middleware.RequireAdmin» prefix /v1/admin',
    ]);
  });

  it('reads rs/cors, gorilla/handlers and Echo', () => {
    const text = `package main

import (
	"github.com/gorilla/handlers"
	"github.com/labstack/echo/v4/middleware"
	"github.com/rs/cors"
)

func main() {
	cors.New(cors.Options{AllowedOrigins: []string{"*"}, AllowCredentials: true})
	cors.AllowAll().Handler(mux)
	cors.Default()
	cors.New(cors.Options{
		// Everybody may ask, which is a long story that has nothing to do with what is read here, and goes on and on for a while.
		AllowOriginFunc: func(origin string) bool { return strings.HasSuffix(origin, "shop.example") },
	})
	http.ListenAndServe(":1", handlers.CORS(handlers.AllowedOrigins([]string{"*"}), handlers.AllowCredentials())(r))
	e.Use(middleware.CORS())
	e.Use(middleware.CORSWithConfig(middleware.CORSConfig{AllowOrigins: strings.Split(os.Getenv("ORIGINS"), ",")}))
	cors.New(optionsOf(settings))
}
`;
    assert.deepEqual(corsOf(go, 'cors.go', text), [
      'gorilla-handlers «handlers.CORS» {AllowedOrigins: [«*»], AllowCredentials: true}',
      'echo-cors «middleware.CORS» nothing',
      'echo-cors «middleware.CORSConfig» {AllowOrigins: $ORIGINS[]}',
      'rs-cors «cors.Options» {AllowedOrigins: [«*»], AllowCredentials: true}',
      'rs-cors «cors.AllowAll» {AllowedOrigins: [*]}',
      'rs-cors «cors.Default» nothing',
      'rs-cors «cors.Options» {AllowOriginFunc: (ends-with shop.example)}',
      'rs-cors «cors.New» call',
    ]);
  });

  it('reads gin-contrib/cors with what is assigned later, behind routes', () => {
    const text = `package main

import gincors "github.com/gin-contrib/cors"

func setup(r *gin.Engine) {
	config := gincors.DefaultConfig()
	config.AllowOrigins = []string{"null", "https://shop.example"}
	config.AllowCredentials = true
	config.AddAllowHeaders("Authorization")
	r.GET("/before", h)
	r.Use(gincors.New(gincors.Config{AllowOriginFunc: func(origin string) bool { return true }, MaxAge: 12 * time.Hour}))
	r.Use(gincors.Default())
	other := &gincors.Config{AllowAllOrigins: true}
	other.AllowCredentials = true
}

func another() {
	config.AllowOrigins = []string{"https://not.ours"}
}
`;
    assert.deepEqual(corsOf(go, 'gin.go', text), [
      'gin-cors «gincors.DefaultConfig» {AllowOrigins: [«null», «https://shop.example»], AllowCredentials: true, AllowHeaders: [«Authorization»]}',
      'gin-cors «gincors.Config» {AllowOriginFunc: (true), MaxAge: unknown} behind-routes «r.GET»',
      'gin-cors «gincors.Default» {AllowAllOrigins: true} behind-routes «r.GET»',
      'gin-cors «gincors.Config» {AllowAllOrigins: true, AllowCredentials: true}',
    ]);
  });

  it('reads Fiber, whose origins are one text', () => {
    const text = `package main

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/cors"
)

func main() {
	app.Use(cors.New(cors.Config{AllowOrigins: "https://a.example, https://b.example", AllowCredentials: true}))
	app.Use(cors.New())
}
`;
    assert.deepEqual(corsOf(go, 'fiber.go', text), [
      'fiber-cors «cors.Config» {AllowOrigins: «https://a.example, https://b.example», AllowCredentials: true}',
      'fiber-cors «cors.New» nothing',
    ]);
  });

  it('knows that something was asked', () => {
    const text = `package main

var allowed = []string{"https://shop.example"}

func mw(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		origin := r.Header.Get("Origin")
		switch origin {
		case "https://shop.example":
			w.Header().Set("Access-Control-Allow-Origin", origin)
		}
		for _, one := range allowed {
			if one == origin {
				w.Header().Set("Access-Control-Allow-Origin", origin)
			}
		}
		if slices.Contains(allowed, origin) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
		}
		w.Header().Set("Access-Control-Allow-Origin", os.Getenv("FRONTEND"))
		next.ServeHTTP(w, r)
	})
}
`;
    assert.deepEqual(headersOf(go, 'guarded.go', text), [
      'set «Access-Control-Allow-Origin»: request\'s origin «r.Header.Get("Origin")» in middleware if something and listed',
      'set «Access-Control-Allow-Origin»: request\'s origin «r.Header.Get("Origin")» in middleware if listed',
      'set «Access-Control-Allow-Origin»: request\'s origin «r.Header.Get("Origin")» in middleware if listed',
      'set «Access-Control-Allow-Origin»: $FRONTEND in middleware',
    ]);
  });
});
