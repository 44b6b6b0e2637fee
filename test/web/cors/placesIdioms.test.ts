import { EVERYBODY, LOOSE, says, type Files } from './saying.ts';

describe('origins as people write them elsewhere', () => {
  describe('in CORSPlug', () => {
    const plug = (options: string): Files => ({
      'lib/web/endpoint.ex': `defmodule Web.Endpoint do\n  plug CORSPlug${options}\nend\n`,
    });
    says(
      'a pattern that fits more',
      plug(', origin: [~r/https:\\/\\/.*shop\\.example/]'),
      `${LOOSE} lib/web/endpoint.ex:2`,
    );
    says('whoever asks', plug(', origin: :self'), `${EVERYBODY} lib/web/endpoint.ex:2`);
    says(
      'whoever asks, in a list',
      plug(', origin: [:self], max_age: 600'),
      `${EVERYBODY} lib/web/endpoint.ex:2`,
    );
    says(
      'a pattern that is looked for anywhere',
      plug(', origin: ~r/https:\\/\\/shop\\.example/'),
      `${LOOSE} lib/web/endpoint.ex:2`,
    );
    says('a list', plug(', origin: ["https://shop.example"]'));
    says('a pattern of one’s own', plug(', origin: ~r/\\Ahttps:\\/\\/[a-z]+\\.shop\\.example\\z/'));
    says(
      'the configuration',
      {
        'config/runtime.exs':
          'import Config\n\nconfig :cors_plug,\n  origin: ["https://shop.example/"],\n  max_age: 600\n',
      },
      'high impossible-origin config/runtime.exs:4',
    );
  });

  describe('in Apache', () => {
    const sent = 'Header always set Access-Control-Allow-Origin "%{HTTP_ORIGIN}e"';
    const cookies = 'Header always set Access-Control-Allow-Credentials "true"\nHeader merge Vary Origin';
    says(
      'the variable of CGI, whoever asks',
      { '.htaccess': `${sent} env=HTTP_ORIGIN\n${cookies}\n` },
      `${EVERYBODY} .htaccess:1`,
    );
    says(
      'the variable of CGI, for what a pattern finds',
      { '.htaccess': `SetEnvIf Origin "shop\\.example" OURS\n${sent} env=OURS\n${cookies}\n` },
      `${LOOSE} .htaccess:1`,
    );
    says('the variable of CGI, for one site', {
      '.htaccess': `SetEnvIf Origin "^https://shop\\.example$" OURS\n${sent} env=OURS\n${cookies}\n`,
    });
    says('a variable of that name that is set', {
      '.htaccess': `SetEnvIf Origin "^https://shop\\.example$" HTTP_ORIGIN=$0\n${sent} env=HTTP_ORIGIN\n${cookies}\n`,
    });
  });

  says(
    'two lines of _headers, which are joined',
    {
      'public/_headers':
        '/*\n  Access-Control-Allow-Origin: https://a.example\n  Access-Control-Allow-Origin: https://b.example\n',
    },
    'high several-origins-in-one-header public/_headers:3',
  );
  says('two paths of _headers', {
    'public/_headers':
      '/a/*\n  Access-Control-Allow-Origin: https://a.example\n/b/*\n  Access-Control-Allow-Origin: https://b.example\n',
  });
  says(
    'set, and added again',
    {
      '.htaccess':
        'Header set Access-Control-Allow-Origin "https://a.example"\nHeader add Access-Control-Allow-Origin "https://b.example"\n',
    },
    'high several-origins-in-one-header .htaccess:2',
  );
  says(
    'the package of JSR for Oak',
    {
      'main.ts':
        "import { Application } from 'jsr:@oak/oak@17';\nimport { oakCors } from 'jsr:@tajpouria/cors@1';\nnew Application().use(oakCors({ origin: true, credentials: true }));\n",
    },
    `${EVERYBODY} main.ts:3`,
  );
});
