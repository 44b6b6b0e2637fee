import { HOLE_OPEN, TEMPLATE_CLOSE, TEMPLATE_TEXT } from '../../parsers/script/codes.ts';
import { codeAt, parentOf, partnerOf, textOf } from '../../parsers/script/walk.ts';
import { verdictsOf, needOf } from '../../env/readers/script/facts.ts';
import { readScript } from '../../env/readers/script/readScript.ts';
import type { Read, Reading } from '../../env/readers/script/reading.ts';
import type { RawFinding } from '../../finding.ts';
import { SCRIPT_LANGUAGES } from '../../language.ts';
import { placeOf } from '../../place.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'env/undefined-in-template',
  impact: 'low',
  stage: 'deployment',
  title: 'Address that starts with "undefined" when a variable is missing',
  why: 'In a template a missing variable becomes the word "undefined". Nothing fails: mails and pages go out with links such as undefined/reset-password.',
  triggers: ['process.env', 'import.meta.env', 'deno.env', 'bun.env'],
  appliesTo: SCRIPT_LANGUAGES,
  *check(document) {
    if (placeOf(document.path) !== 'product' || OF_DEVELOPERS.test(document.path)) return;
    const reading = readScript(document);
    const verdicts = verdictsOf(reading);
    const seen = new Set<string>();
    for (const read of reading.reads) {
      const kind = read.evidence?.kind;
      if (seen.has(read.name) || (kind !== 'bare' && kind !== 'asserted') || SUPPLIED.test(read.name))
        continue;
      if (verdicts.get(read.name)?.fails || needOf(read, verdicts) !== 'required') continue;
      if (!isHostOfAddress(reading, read)) continue;
      seen.add(read.name);
      yield finding(read);
    }
  },
});

function finding({ name, start, end }: Read): RawFinding {
  return {
    range: { start, end },
    kind: name,
    message:
      `If ${name} is missing, this address starts with the word "undefined", and nothing fails. ` +
      `Check ${name} when the product starts, or give it a default that works.`,
  };
}

/** Tools that somebody runs and watches. */
const OF_DEVELOPERS =
  /(?:^|\/)(?:scripts?|tools?|bin|seeds?|prisma|migrations?|\.github)\/|(?:^|\/)[\w.-]+\.config\.\w+$/;
/** There without being set. */
const SUPPLIED =
  /^(?:VERCEL_|NEXT_PUBLIC_VERCEL_|RAILWAY_|RENDER_|FLY_|NODE_|npm_|HOME$|PORT$|PWD$|BASE_URL$)/;

/** `${X}/path`, `https://${X}/path`, `https://user@${X}`: the server's name is missing. */
function isHostOfAddress({ script }: Reading, { evidence, name }: Read): boolean {
  const { first, last } = evidence ?? { first: -1, last: -1 };
  const hole = parentOf(script, first);
  if (codeAt(script, hole) !== HOLE_OPEN || hole !== first - 1 || partnerOf(script, hole) !== last + 1)
    return false;
  const before = codeAt(script, hole - 1) === TEMPLATE_TEXT ? textOf(script, hole - 1) : '';
  const after = codeAt(script, last + 2) === TEMPLATE_TEXT ? textOf(script, last + 2) : '';
  if (before === '' && hole - 1 === parentOf(script, hole)) {
    return (
      /(?:URL|URI|HOST|DOMAIN|ORIGIN|SITE|ENDPOINT|SERVER|ADDRESS|BASE|API|APP)/.test(name) &&
      (/^[/?]/.test(after) || isEnd(script, last + 2, after))
    );
  }
  return before.endsWith('://') && (/^[/:?]/.test(after) || after === '');
}

/** `${URL}${path}` */
function isEnd(script: Reading['script'], token: number, after: string): boolean {
  return after === '' && codeAt(script, token) !== TEMPLATE_CLOSE;
}
