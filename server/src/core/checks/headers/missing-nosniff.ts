import { defineCheck } from '../../check.ts';
import { headerMend } from '../../live/headers/mend.ts';
import { headerText } from '../../live/headerValues.ts';
import { readHomePage } from '../../live/observatory/homePage.ts';

export default defineCheck({
  id: 'headers/missing-nosniff',
  impact: 'medium',
  stage: 'security',
  title: 'Answers whose type browsers may guess',
  why: 'Without X-Content-Type-Options: nosniff, browsers may run an uploaded file as a script, whatever type it was sent with.',
  *check(observed, context) {
    const home = readHomePage(observed);
    if (!home) return;
    const text = headerText(home.answer, 'x-content-type-options');
    // The first value counts (Fetch standard, "determine nosniff").
    if (text?.split(',')[0]?.trim().toLowerCase() === 'nosniff') {
      yield { host: home.host, pass: `${home.host} forbids browsers to guess types.` };
      return;
    }
    yield {
      host: home.host,
      problem:
        text === undefined
          ? `${home.host} does not send X-Content-Type-Options: nosniff, so browsers may take one kind of file for another.`
          : `${home.host} sends X-Content-Type-Options without “nosniff”, which browsers ignore, so they may take one kind of file for another.`,
      ...(text === undefined ? {} : { evidence: [`X-Content-Type-Options: ${text}`] }),
      mend: headerMend('Send the header with every answer.', 'X-Content-Type-Options', 'nosniff', context),
    };
  },
});
