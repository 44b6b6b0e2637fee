import { defineCheck } from '../../check.ts';
import { aboutOf, wellAnsweredOf, type Answered } from '../../live/uptime/runs.ts';
import { printable } from '../../printable.ts';

export default defineCheck({
  id: 'uptime/unexpected-answer',
  impact: 'high',
  stage: 'monitoring',
  title: 'Endpoint that answers something else',
  why: 'A page that loads may still be empty, an error in words, or somebody else’s.',
  *check(observed, context) {
    for (const asked of wellAnsweredOf(observed, context)) {
      const { endpoint, answer, host, name } = asked;
      const { contains, matches } = endpoint.expect;
      if ((contains === undefined && matches === undefined) || endpoint.method === 'HEAD') continue;
      if (answer.matches === 'slow' || answer.matches === 'invalid') {
        yield { host, unknown: `the pattern for ${name} could not be held against its answer` };
        continue;
      }
      const missing = missingIn(asked);
      if (missing === undefined) yield { host, pass: `${name} answers what it should.` };
      else
        yield {
          ...aboutOf(asked),
          problem: `${name} answers ${answer.status}, but ${missing}: it shows something else than it should.`,
          ...(endpoint.kind === 'home' || endpoint.kind === 'login' ? { impact: 'blocker' } : {}),
          mend: {
            how: 'Open it and look at what it shows: an error in words, an empty page, an older version. If it is right, correct what launch-ready.yaml expects.',
          },
        };
    }
  },
});

function missingIn({ endpoint: { expect }, answer }: Answered): string | undefined {
  if (expect.contains !== undefined && answer.hasText !== true)
    return `“${short(expect.contains)}” is not in its body`;
  return expect.matches !== undefined && answer.matches !== true
    ? `its body doesn’t match ${short(expect.matches)}`
    : undefined;
}

function short(text: string): string {
  const shown = printable(text);
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}
