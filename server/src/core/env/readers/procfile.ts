import { lineFeedAt } from '../../lines.ts';
import { lowerNameOf } from '../../paths.ts';
import { createCollector } from '../manifests/manifestFacts.ts';
import { readCommand } from '../manifests/commands.ts';
import type { EnvReader } from '../reader.ts';

/** `web: X=1 node server.js --port $PORT`: Procfiles of Heroku and its followers. */
export default {
  triggers: ['$', '=', 'env'],
  reads: (path) => /^procfile(?:\.[\w-]+)?$/.test(lowerNameOf(path)),
  read(document) {
    const { text } = document;
    const collector = createCollector(document);
    for (let start = 0; start < text.length;) {
      const end = lineFeedAt(text, start);
      const process = /^[ \t]*([\w-]{1,100}):/.exec(text.slice(start, Math.min(end, start + 200)));
      if (process) {
        const declared = { by: 'code', scope: process[1] ?? '' } as const;
        const command = { start: start + process[0].length, end };
        // Hosts set PORT and many more, and commands often take an empty text: whether it is needed can't be told.
        readCommand(collector, command, { through: 'Procfile', need: 'optional', declared });
      }
      start = end + 1;
    }
    return collector.facts();
  },
} satisfies EnvReader;
