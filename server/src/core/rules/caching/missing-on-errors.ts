import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/missing-on-errors',
  impact: 'low',
  stage: 'security',
  title: 'Security header that error pages lack',
  why: 'Without “always”, nginx leaves the header out of answers that say that something went wrong: error pages and refused requests go out unprotected, and browsers show a CORS error instead of the real one.',
  *check({ web }) {
    const files = new Map<string, (typeof web.headers)[number][]>();
    for (const setting of web.headers)
      if (setting.successOnly && !setting.lost && MATTERS.test(setting.header))
        files.set(setting.file, [...(files.get(setting.file) ?? []), setting]);
    for (const [file, settings] of files) {
      const [first, ...others] = settings;
      if (!first) continue;
      const names = [...new Set(settings.map(({ header }) => header))];
      yield {
        file,
        at: first.nameAt,
        kind: 'always',
        message: `Error pages and refused requests go out without ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}: nginx adds a header to successful answers only. Write “always” at its end.`,
        related: others
          .slice(0, 20)
          .map((other) => ({ file, at: other.nameAt, message: `${other.header} lacks “always” too` })),
      };
    }
  },
});

const MATTERS =
  /^(?:strict-transport-security|content-security-policy|x-frame-options|access-control-allow-origin)$/;
