import { strict as assert } from 'node:assert';
import { joinWeb } from '../../../server/src/core/web/join.ts';
import type { WebFacts } from '../../../server/src/core/web/types.ts';
import { factsOfFiles } from '../../support/wholeWorkspace.ts';

type Files = Readonly<Record<string, string>>;

/** What an editor holds: the facts of each file, which are other ones only where the file was edited. */
function editor(files: Files): (edit?: Files) => ReadonlyMap<string, WebFacts> {
  const facts = new Map<string, WebFacts>();
  const take = (some: Files): void => {
    for (const [file, { web }] of factsOfFiles(some)) if (web) facts.set(file, web);
  };
  take(files);
  return (edit = {}) => {
    take(edit);
    return joinWeb([...facts]).files;
  };
}

const express = (path: string): Files => ({
  'src/server.ts': `import express from 'express';\nimport users from './users';\nconst app = express();\napp.use('${path}', users);\n`,
});
const nest = (prefix: string): Files => ({
  'src/main.ts': `const app = await NestFactory.create(AppModule);\napp.setGlobalPrefix('${prefix}');\n`,
});
const rails = (guard: string): Files => ({
  'app/controllers/application_controller.rb': `class ApplicationController < ActionController::Base\n  before_action :${guard}\nend\n`,
});
const django = (path: string): Files => ({
  'shop/urls.py': `from django.urls import path\nfrom . import views\nurlpatterns = [path("${path}", views.Catalog.as_view())]\n`,
});
const controller =
  'class OrdersController < ApplicationController\n  def index\n    render json: Order.all\n  end\nend\n';

/** Of each: the files, the one that gets something of others, what is edited, and what it gives then. */
const SAMPLES: Readonly<
  Record<
    string,
    { readonly files: Files; readonly file: string; readonly edit: Files; readonly gives: RegExp }
  >
> = {
  'the path of a mount': {
    files: {
      ...express('/a'),
      'src/users.ts':
        "import { Router } from 'express';\nconst router = Router();\nrouter.get('/all', (req, res) => res.json({}));\nexport default router;\n",
    },
    file: 'src/users.ts',
    edit: express('/b'),
    gives: /"\/b\/all"/,
  },
  'the prefix of an application': {
    files: {
      ...nest('api'),
      'src/orders.controller.ts':
        "import { Controller, Get } from '@nestjs/common';\n@Controller('orders')\nexport class OrdersController {\n  @Get() all() { return []; }\n}\n",
    },
    file: 'src/orders.controller.ts',
    edit: nest('v2'),
    gives: /"\/v2\/orders"/,
  },
  'the guard of a class above': {
    files: { ...rails('authenticate_user!'), 'app/controllers/orders_controller.rb': controller },
    file: 'app/controllers/orders_controller.rb',
    edit: rails('require_login'),
    gives: /require_login/,
  },
  'the guard of a class whose action nobody wrote': {
    files: {
      'config/routes.rb': "Rails.application.routes.draw do\n  get '/orders/new', to: 'orders#new'\nend\n",
      'app/controllers/orders_controller.rb':
        'class OrdersController < ApplicationController\n  before_action :authenticate_user!\nend\n',
    },
    file: 'config/routes.rb',
    edit: {
      'app/controllers/orders_controller.rb':
        'class OrdersController < ApplicationController\n  before_action :require_login\nend\n',
    },
    gives: /require_login/,
  },
  'an address': {
    files: {
      ...django('all/'),
      'shop/views.py':
        'from django.views.generic import ListView\nclass Catalog(ListView):\n    model = Product\n',
    },
    file: 'shop/views.py',
    edit: django('every/'),
    gives: /every/,
  },
};

describe('facts with something of other files in them', () => {
  for (const [name, { files, file, edit, gives }] of Object.entries(SAMPLES)) {
    it(`stay the same as long as ${name} does`, () => {
      const join = editor({ ...files, 'lib/other.ts': "res.set('Cache-Control', 'no-store');\n" });
      const before = join().get(file);
      const after = join({ 'lib/other.ts': "res.set('Cache-Control', 'private');\n" }).get(file);
      assert.ok(before);
      assert.equal(after, before);
    });

    it(`are other ones where ${name} is another`, () => {
      const join = editor(files);
      assert.doesNotMatch(JSON.stringify(join().get(file)), gives);
      assert.match(JSON.stringify(join(edit).get(file)), gives);
    });
  }
});
