import { defineCheck } from '../../check.ts';
import { headerText } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/server-banner',
  impact: 'low',
  stage: 'security',
  title: 'Server that tells its software and version',
  why: 'Programs search the internet for versions with known holes. A server that tells its version is found the day a hole is published.',
  *check(observed) {
    const home = readHomePage(observed);
    if (!home) return;
    const told = BANNERS.flatMap(({ header, tells }) => {
      const text = headerText(home.answer, header);
      return text !== undefined && tells.test(text) ? [`${header}: ${text}`] : [];
    });
    if (told.length === 0) {
      yield { host: home.host, pass: `${home.host} does not tell the version of its software.` };
      return;
    }
    yield {
      host: home.host,
      problem: `${home.host} tells what software it runs (${told.map((line) => line.slice(0, 80)).join('; ')}), which helps attackers to choose.`,
      evidence: told,
      mend: {
        how: 'Switch the headers off: server_tokens off in nginx, ServerTokens Prod in Apache, expose_php = Off in PHP, app.disable("x-powered-by") in Express, poweredByHeader: false in Next.js.',
      },
    };
  },
});

const VERSION = /\d+\.\d+|\/\d/;

/** A name alone says little; frameworks and languages are named for no other reason than to be found. */
const BANNERS: readonly { readonly header: string; readonly tells: RegExp }[] = [
  { header: 'server', tells: VERSION },
  {
    header: 'x-powered-by',
    tells: /\d+\.\d+|\/\d|php|asp\.net|express|servlet|\bjsp\b|tomcat|jboss|phusion|plesk/i,
  },
  { header: 'x-generator', tells: /\d/ },
  { header: 'x-aspnet-version', tells: /./ },
  { header: 'x-aspnetmvc-version', tells: /./ },
];
