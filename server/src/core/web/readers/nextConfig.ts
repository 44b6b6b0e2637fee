import { headerRulesOf } from '../next/configRules.ts';
import { nextFileOf } from '../next/paths.ts';
import type { WebReader } from '../reader.ts';

/** Response headers of next.config. */
const reader: WebReader = {
  triggers: ['source'],
  languages: ['javascript', 'typescript'],
  reads: (path) => path.includes('next.config.') && nextFileOf(path)?.role === 'config',
  read(document, wants) {
    const headers = headerRulesOf(document, wants);
    return headers.length === 0 ? undefined : { headers };
  },
};

export default reader;
