import { defineCheck } from '../../check.ts';
import type { HttpAnswer } from '../../observations/http.ts';
import { headerText } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/deprecated-header',
  impact: 'low',
  stage: 'security',
  title: 'Header that does nothing any more, or harm',
  why: 'Browsers gave these headers up, some because they opened holes of their own or shut sites out.',
  *check(observed) {
    const home = readHomePage(observed);
    if (!home) return;
    for (const { header, isBad, says, how } of OLD) {
      const text = headerText(home.answer, header);
      if (text === undefined || !isBad(text, home.answer)) continue;
      yield {
        host: home.host,
        kind: header,
        problem: `${home.host} sends ${header}, ${says}.`,
        evidence: [`${header}: ${text}`],
        mend: { how },
      };
    }
  },
});

const OLD: readonly {
  readonly header: string;
  readonly isBad: (text: string, answer: HttpAnswer) => boolean;
  readonly says: string;
  readonly how: string;
}[] = [
  {
    header: 'x-xss-protection',
    isBad: (text) => /^\s*1/.test(text),
    says: 'which opens holes in the old browsers that still read it',
    how: 'Remove the header, or send X-XSS-Protection: 0. A content security policy does what it was meant for.',
  },
  {
    header: 'public-key-pins',
    isBad: (text) => /pin-/i.test(text),
    says: 'which browsers gave up because a lost key shuts everybody out',
    how: 'Remove the header. CAA records and certificate transparency took its place.',
  },
  {
    header: 'feature-policy',
    isBad: (_, answer) => headerText(answer, 'permissions-policy') === undefined,
    says: 'which browsers no longer read: it is called Permissions-Policy now',
    how: 'Send Permissions-Policy instead: camera=(), microphone=(), geolocation=() forbids all three.',
  },
];
