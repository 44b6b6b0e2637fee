import { defineCheck } from '../../check.ts';
import { headersSeen } from '../../live/declaredAnswers.ts';
import { headerLine } from '../../live/headerValues.ts';

export default defineCheck({
  id: 'drift/header-not-served',
  impact: 'medium',
  stage: 'domain',
  title: 'Header that is set in the workspace, but not in the answer',
  why: 'Whoever reads the configuration believes that the header protects visitors. It doesn’t: it was not deployed, or something on the way takes it out.',
  *check(observed, context) {
    let good = 0;
    for (const one of headersSeen(observed, context, isPlain, isSameValue)) {
      const { declaration, seen, served, isServed, isSure } = one;
      if (isServed) {
        good++;
        continue;
      }
      const { header, value, setBy, file, at, scope } = declaration;
      const { url } = seen.exchange;
      yield {
        host: url.hostname,
        kind: `${header} ${scope.pattern ?? ''}`,
        ...(isSure ? {} : { impact: 'low' }),
        problem:
          served === undefined
            ? `${setBy} sets ${header} for ${url.pathname}, but ${url.hostname} answers without it.`
            : `${setBy} sets another ${header} for ${url.pathname} than ${url.hostname} answers.`,
        evidence: [url.href, `declared: ${header}: ${value}`, `answered: ${headerLine(seen.answer, header)}`],
        mend: {
          how: `Deploy what ${file} says, and look whether a proxy, a middleware or a rule behind it changes ${header}.`,
        },
        declaredAt: { file, at },
      };
    }
    if (good > 0) yield { pass: `The answers have the headers that the workspace sets (${good} looked at).` };
  },
});

/** `drift/cache-differs` has the other. */
function isPlain(header: string): boolean {
  return header !== 'cache-control';
}

/** Case, blanks, the order of directives and of their sources make no difference; the same value may come several times. */
function isSameValue(declared: string, served: string): boolean {
  const wanted = ordered(declared);
  return ordered(served) === wanted || served.split(',').every((part) => ordered(part) === wanted);
}

/** Directives are separated by semicolons, the items of a list by commas, sources by blanks: the first word names the directive. */
function ordered(value: string): string {
  return value
    .toLowerCase()
    .replace(/\s*=\s*/g, '=')
    .split(';')
    .map((directive) => directive.split(',').map(orderedWords).sort().join(','))
    .filter((directive) => directive !== '')
    .sort()
    .join(';');
}

function orderedWords(text: string): string {
  const [name = '', ...sources] = text.trim().split(/\s+/);
  return [name, ...sources.sort()].join(' ');
}
