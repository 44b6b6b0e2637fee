import { defineCheck } from '../../check.ts';

export default defineCheck({
  id: 'exposure/insecure-form',
  impact: 'high',
  stage: 'security',
  title: 'Form that is sent without encryption',
  why: 'What people type, passwords too, can be read by everybody on the same network.',
  *check({ http }) {
    const page = http?.page;
    if (!page) return;
    const { hostname, protocol } = page.url;
    const isSecure = protocol === 'https:';
    const forms = page.forms.filter(({ action, hasPassword }) =>
      isSecure ? action.protocol === 'http:' : hasPassword,
    );
    const [first] = forms;
    if (!first) {
      if (page.forms.length > 0 && isSecure)
        yield { host: hostname, pass: `The forms of ${hostname} are sent by HTTPS.` };
      return;
    }
    yield {
      host: hostname,
      problem: isSecure
        ? `A form on the page of ${hostname} is sent to ${first.action.href} without encryption.`
        : `${hostname} asks for a password on a page without encryption.`,
      evidence: forms.map(({ action, method }) => `${method.toUpperCase()} ${action.href}`),
      mend: {
        how: isSecure ? 'Write https:// in the action of the form.' : 'Serve the page by HTTPS alone.',
      },
    };
  },
});
