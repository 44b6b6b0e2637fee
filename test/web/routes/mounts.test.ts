import { strict as assert } from 'node:assert';
import { webModelOf } from '../../support/wholeWorkspace.ts';

describe('routers that other files mount', () => {
  const routes = (files: Readonly<Record<string, string>>): readonly string[] =>
    webModelOf(files).routes.map(
      ({ methods, path, access }) => `${methods.join()} ${path ?? '…'} ${access.level}`,
    );
  const router = (path: string): string =>
    `import { Router } from 'express';\nconst router = Router();\nrouter.get('${path}', (req, res) => res.json({}));\nexport default router;\n`;
  const server = (...lines: readonly string[]): string =>
    [
      "import express from 'express';",
      "import users from './routes/users';",
      'const app = express();',
      ...lines,
      '',
    ].join('\n');

  it('have the path of their mount before their own, and its guards', () => {
    const files = {
      'src/server.ts': server("app.use('/api/users', requireAuth, users);"),
      'src/routes/users.ts': router('/:id'),
    };
    assert.deepEqual(routes(files), ['GET /api/users/:id authenticated']);
  });

  it('may be mounted in what is mounted', () => {
    const files = {
      'src/server.ts':
        "import express from 'express';\nimport api from './api';\nconst app = express();\napp.use('/api', api);\n",
      'src/api/index.ts':
        "import { Router } from 'express';\nimport users from './users';\nconst router = Router();\nrouter.use('/users', users);\nexport default router;\n",
      'src/api/users.ts': router('/'),
    };
    assert.deepEqual(routes(files), ['GET /api/users public']);
  });

  it('keep their own part where they are mounted twice', () => {
    const files = {
      'src/server.ts': server("app.use('/a', users);", "app.use('/b', users);"),
      'src/routes/users.ts': router('/:id'),
    };
    assert.deepEqual(routes(files), ['GET /:id public']);
  });

  it('are found by the modules of Python', () => {
    const items =
      'from fastapi import APIRouter, Depends\nrouter = APIRouter(prefix="/items")\n@router.get("/{id}")\ndef one(id: int): return {}\n';
    assert.deepEqual(
      routes({
        'app/main.py':
          'from fastapi import FastAPI, Depends\nfrom app.api import api_router\napp = FastAPI()\napp.include_router(api_router, prefix="/api", dependencies=[Depends(verify_token)])\n',
        'app/api/__init__.py':
          'from fastapi import APIRouter\nfrom app.api import items\napi_router = APIRouter()\napi_router.include_router(items.router, prefix="/v1")\n',
        'app/api/items.py': items,
      }),
      ['GET /api/v1/items/{id} authenticated'],
    );
    assert.deepEqual(
      routes({
        'app/main.py':
          'from fastapi import FastAPI\nfrom .routes import items\napp = FastAPI()\napp.include_router(items.router, prefix="/v2")\n',
        'app/routes/items.py': items,
      }),
      ['GET /v2/items/{id} public'],
    );
  });

  it('are found by the addresses of Django', () => {
    const files = {
      'config/urls.py':
        'from django.urls import path, include\nfrom rest_framework.routers import DefaultRouter\nrouter = DefaultRouter()\nrouter.register("orders", OrderViewSet)\nurlpatterns = [path("api/", include(router.urls)), path("shop/", include("shop.urls"))]\n',
      'api/views.py':
        'from rest_framework.viewsets import ModelViewSet\nfrom rest_framework.permissions import IsAuthenticated\nclass OrderViewSet(ModelViewSet):\n    permission_classes = [IsAuthenticated]\n',
      'shop/urls.py':
        'from django.urls import path\nfrom . import views\nurlpatterns = [path("all/", views.Catalog.as_view())]\n',
      'shop/views.py':
        'from django.views.generic import ListView\nclass Catalog(ListView):\n    model = Product\n',
    };
    assert.deepEqual([...routes(files)].sort(), [' /api/orders/ authenticated', ' /shop/all/ public']);
  });

  it('have what NestJS puts before all of them, and open ones stay open', () => {
    const files = {
      'src/main.ts': "const app = await NestFactory.create(AppModule);\napp.setGlobalPrefix('api');\n",
      'src/app.module.ts':
        "import { APP_GUARD } from '@nestjs/core';\n@Module({ providers: [{ provide: APP_GUARD, useClass: JwtAuthGuard }] })\nexport class AppModule {}\n",
      'src/orders.controller.ts':
        "import { Controller, Get } from '@nestjs/common';\n@Controller('orders')\nexport class OrdersController {\n  @Get() all() { return []; }\n  @Public()\n  @Get('open') open() { return []; }\n}\n",
    };
    assert.deepEqual(routes(files), ['GET /api/orders authenticated', 'GET /api/orders/open public']);
  });

  it('have paths in Go although functions inside take routers', () => {
    const text = `package main
import "github.com/go-chi/chi/v5"
func main() {
	r := chi.NewRouter()
	r.Route("/api", func(r chi.Router) {
		r.Get("/open", open)
		r.Route("/admin", func(r chi.Router) {
			r.Use(AdminOnly)
			r.Post("/x", x)
		})
	})
}
`;
    assert.deepEqual(routes({ 'main.go': text }), [
      'GET /api/open public',
      'POST /api/admin/x authenticated',
    ]);
  });

  it('are those of actions that only a template answers, where their own class has a guard', () => {
    const files = {
      'config/routes.rb':
        "Rails.application.routes.draw do\n  namespace :admin do\n    resources :users, only: [:index]\n  end\n  post 'stripe/webhook', to: 'stripe#webhook'\nend\n",
      'app/controllers/admin/users_controller.rb':
        'class Admin::UsersController < ApplicationController\n  before_action :authenticate_user!\nend\n',
    };
    assert.deepEqual(routes(files), ['GET /admin/users authenticated', 'POST /stripe/webhook machine']);
  });

  it('are no way in where a test makes them', () => {
    const files = {
      'src/server.ts': server("app.use('/api', users);"),
      'test/routes/users.ts': router('/x'),
    };
    assert.deepEqual(routes(files), []);
  });

  it('may mount each other', () => {
    const other = (name: string): string =>
      `import { Router } from 'express';\nimport other from './${name}';\nconst router = Router();\nrouter.use('/${name}', other);\nrouter.get('/x', (req, res) => res.end());\nexport default router;\n`;
    assert.equal(routes({ 'a.ts': other('b'), 'b.ts': other('a') }).length, 2);
  });
});
