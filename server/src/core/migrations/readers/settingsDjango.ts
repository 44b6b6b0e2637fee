import type { MigrationReader } from '../reader.ts';
import { dialectNamed, timeoutsIn } from '../settings/databases.ts';
import { onlyOf } from '../settings/onlyOf.ts';

/** DATABASES of a settings module: docs.djangoproject.com/en/stable/ref/settings/#databases */
export default {
  languages: ['python'],
  triggers: ['django.db.backends'],
  reads: isSettings,
  read({ text, path }) {
    if (!/\bDATABASES\b/.test(text) || text.length > 500_000) return undefined;
    if (/(?:^|[/_])(?:test|tests|testing|ci|local|dev|development)(?:_\w+)?\.py$/.test(path))
      return undefined;
    const dialect = onlyOf(
      [...text.matchAll(ENGINE)].flatMap(([, before = '', engine = '']) => {
        const named = dialectNamed(engine);
        // What stands there unless the environment says else is for developers, where it is SQLite.
        return named === undefined || (named === 'sqlite' && /env|config|get/i.test(before)) ? [] : [named];
      }),
    );
    const timeouts = [...text.matchAll(/["']options["']\s{0,9}:\s{0,9}f?["']([^"'\n]{0,300})["']/gi)].flatMap(
      ([, options = '']) => timeoutsIn(options),
    );
    if (!dialect && timeouts.length === 0) return undefined;
    return {
      settings: [{ tool: 'django', ...(dialect && { dialect }), ...(timeouts.length > 0 && { timeouts }) }],
    };
  },
} satisfies MigrationReader;

const ENGINE = /["']ENGINE["']\s{0,9}(?:\]\s{0,9}=|:)([^\n]{0,120}?)["']([\w.]{3,100})["']/g;

function isSettings(path: string): boolean {
  return /(?:^|\/)settings?(?:\/[\w]+|_\w+)?\.py$|(?:^|\/)(?:base|common|production|prod|defaults|databases?)\.py$/.test(
    path,
  );
}
