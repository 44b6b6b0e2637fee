import { isLive } from '../../web/cors/judging.ts';
import { defineWorkspaceRule } from '../../workspaceRule.ts';

export default defineWorkspaceRule({
  id: 'cors/lost-header',
  impact: 'high',
  stage: 'deployment',
  title: 'Header that is written where nothing sends it',
  why: 'The header looks set in the code but does not leave the server, or goes to the wrong visitor: what it should allow is refused, and what it should forbid is not.',
  *check({ web }) {
    for (const { file, header, at, why } of web.lostHeaders) {
      if (!isLive(file)) continue;
      yield {
        file,
        at,
        kind: header,
        message:
          why === 'headers-object'
            ? 'A Headers object takes no properties: this is never sent. Use its set() method.'
            : 'All requests share this object, so what one visitor’s request writes here is sent with the next one’s answer. Make a new object for each answer.',
      };
    }
  },
});
