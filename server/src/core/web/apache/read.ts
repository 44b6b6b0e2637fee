/** What Apache's configuration says about response headers, caching and who is let in. */
import { parseApache, type ApacheDirective } from '../../parsers/apache.ts';
import type { Document } from '../../source.ts';
import { spanOf } from '../../span.ts';
import { factList } from '../servers/factList.ts';
import type { Guard, WebFacts } from '../types.ts';
import { environmentOf } from './environment.ts';
import { headersIn } from './headers.ts';
import { sectionsOf, spanOfWord, type ApacheSection } from './sections.ts';

export function readApache(document: Document): WebFacts | undefined {
  const directives = document.parsed(parseApache);
  const sections = sectionsOf(document, directives);
  const reading = {
    document,
    environment: environmentOf(document, sections),
    defined: definedIn(sections),
    typed: new Set(sections.filter(hasTypes).map(({ group }) => group)),
  };
  const headers = sections.flatMap((section) => headersIn(reading, section));
  const guards = sections.flatMap((section) => guardsIn(document, section));
  const includes = sections.flatMap(({ directives: own, scope }) =>
    own.flatMap(({ name, args }) => {
      const [file] = args;
      if (!file || !/^include(?:optional)?$/i.test(name.text)) return [];
      return [
        { pattern: file.text, at: spanOfWord(document, file), context: scope.pattern ?? 'server', scope },
      ];
    }),
  );
  const facts: WebFacts = {
    ...factList('headers', headers),
    ...factList('guards', guards),
    ...factList('includes', includes),
  };
  return Object.keys(facts).length > 0 ? facts : undefined;
}

function hasTypes({ directives }: ApacheSection): boolean {
  return directives.some(({ name }) => name.text.toLowerCase() === 'expiresbytype');
}

function definedIn(sections: readonly ApacheSection[]): Map<string, string> {
  const defined = new Map<string, string>();
  for (const { directives } of sections)
    for (const { name, args } of directives)
      if (args[0] && args[1] && name.text.toLowerCase() === 'define') defined.set(args[0].text, args[1].text);
  return defined;
}

/** `Require valid-user`, `Require group staff`. */
function guardsIn(document: Document, { directives, scope }: ApacheSection): Guard[] {
  return directives.filter(asksWho).map(({ name, args }) => ({
    at: spanOf(document, name.start, args[0]?.end ?? name.end),
    by: `Require ${args[0]?.text ?? ''}`,
    scope,
    framework: 'Apache',
  }));
}

function asksWho({ name, args }: ApacheDirective): boolean {
  return (
    name.text.toLowerCase() === 'require' &&
    /^(?:valid-user|user|group|ldap-\w+|claim|shib-\w+|saml-\w+)$/i.test(args[0]?.text ?? '')
  );
}
