import { defineCheck } from '../../check.ts';
import { homePage } from '../../live/observatory/homePage.ts';
import { observatoryOf } from '../../live/observatory/observatoryOf.ts';
import { isFailure } from '../../observations/failure.ts';

export default defineCheck({
  id: 'headers/observatory-grade',
  impact: 'low',
  stage: 'security',
  title: 'Grade of MDN’s HTTP Observatory',
  why: 'Customers and auditors look a site up there. What costs points is told by the checks of each header.',
  *check(observed) {
    const home = homePage(observed);
    if (home && isFailure(home)) {
      yield { unknown: home };
      return;
    }
    const graded = observatoryOf(observed);
    if (!graded) return;
    if (isFailure(graded)) {
      yield { unknown: graded };
      return;
    }
    const { score, grade, tests } = graded;
    yield {
      pass: `MDN's HTTP Observatory gives ${observed.domain} the grade ${grade} (${score} points).`,
      evidence: Object.entries(tests).map(
        ([name, { result, pass, scoreModifier }]) =>
          `${name}: ${result} (${pass ? 'pass' : 'fail'}, ${scoreModifier > 0 ? '+' : ''}${scoreModifier})`,
      ),
    };
  },
});
