import { said } from '../../web/caching/judging.ts';
import { sharedPrivateAnswer } from '../../web/caching/privateAnswers.ts';
import { defineProductRule } from '../../web/productRule.ts';

export default defineProductRule({
  id: 'caching/shared-private-answer',
  impact: 'blocker',
  stage: 'security',
  title: 'Answer about one person that a shared cache keeps',
  why: 'A CDN keeps the first answer and gives it to everybody who comes next: one customer sees the data of another.',
  *check({ web }, texts) {
    for (const one of said(web.cachePolicies)) {
      const found = sharedPrivateAnswer(one, web, texts);
      if (found) yield found;
    }
  },
});
