import { entriesOf, nodeAt, textOf } from '../../parsers/tree.ts';
import { lineSpan } from '../manifests/collector.ts';
import { configurationReader } from '../manifests/configurationReader.ts';

/** supabase/config.toml: functions, which let nobody in without a token unless they are told to. */
export default configurationReader({
  file: /(?:^|\/)supabase\/config\.toml$/,
  languages: ['toml'],
  read(collector, { roots: [root] }) {
    for (const { key, value } of entriesOf(nodeAt(root, 'functions'))) {
      const setting = entriesOf(value).find((entry) => entry.key.text === 'verify_jwt');
      if (!setting?.value) continue;
      const at = lineSpan(collector.document, key);
      const isOpen = textOf(setting.value) === 'false';
      collector.handler({
        at,
        start: key.start,
        end: value?.end ?? key.end,
        framework: 'Supabase edge function',
        path: `/functions/v1/${key.text}`,
        syntax: 'prefix',
        kind: 'api',
        ownHost: true,
        reads: [],
        ...(!isOpen && { guarded: { by: 'verify_jwt', at: lineSpan(collector.document, setting.key) } }),
      });
    }
  },
});
