import { itemsOf, nodeAt, type TreeNode } from '../../parsers/tree.ts';
import { configurationReader } from '../manifests/configurationReader.ts';
import type { WebCollector } from '../manifests/collector.ts';
import { lineSpan } from '../manifests/collector.ts';
import { corsOption, corsOptions } from '../manifests/corsOptions.ts';
import { entriesOf } from '../../parsers/tree.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';

/**
 * Rules of CORS for buckets, as the command lines take them: S3 and what speaks its language (`CORSRules`, or a list of rules),
 * R2 (`rules` with `allowed`), Google Cloud Storage (a list with `origin`), Azure (`cors` of a function host).
 */
export default configurationReader({
  languages: ['json', 'jsonc'],
  triggers: ['"allowedorigin', '"corsrules"', '"maxageseconds"', '"responseheader"', '"allowed"'],
  always: /cors[\w.-]*\.json$|(?:^|\/)local\.settings\.json$/,
  confirms:
    /"(?:AllowedOrigins?|CORSRules|maxAgeSeconds|responseHeader|CORS)"|"origin"\s{0,9}:\s{0,9}\[|"allowed"\s{0,9}:\s{0,9}\{/,
  read(collector, { roots: [root] }) {
    const rules =
      nodeAt(root, 'CORSRules') ?? nodeAt(root, 'CORSConfiguration') ?? nodeAt(root, 'rules') ?? root;
    for (const rule of itemsOf(rules)) readRule(collector, rule);
    for (const rule of itemsOf(nodeAt(rules, 'CORSRules') ?? nodeAt(rules, 'CORSRule')))
      readRule(collector, rule);
    if (collector.document.path.endsWith('local.settings.json'))
      readFunctionHost(collector, nodeAt(root, 'Host'));
  },
});

function readRule(collector: WebCollector, rule: TreeNode): void {
  const library: CorsLibraryId = nodeAt(rule, 'origin') && nodeAt(rule, 'method') ? 'gcs' : 's3';
  const r2 = nodeAt(rule, 'allowed');
  const isRule =
    r2 ?? nodeAt(rule, 'AllowedOrigins') ?? nodeAt(rule, 'AllowedOrigin') ?? nodeAt(rule, 'origin');
  const whole = r2 ?? rule;
  const first = entriesOf(whole).find(({ key }) => /origins?$/i.test(key.text));
  if (!isRule || !first || corsOption(library, first.key.text) === undefined) return;
  const options = corsOptions(collector, whole, library);
  if (options)
    collector.cors({
      library,
      at: lineSpan(collector.document, first.key),
      options,
      scope: { syntax: 'all' },
    });
}

/** `CORS` and `CORSCredentials` of Azure Functions, while developing. */
function readFunctionHost(collector: WebCollector, host: TreeNode | undefined): void {
  const entry = entriesOf(host).find(({ key }) => key.text === 'CORS');
  if (!entry) return;
  const at = lineSpan(collector.document, entry.key);
  const options = corsOptions(
    collector,
    {
      kind: 'map',
      entries: entriesOf(host).flatMap(({ key, value }) => {
        const text =
          key.text === 'CORS' ? 'allowedOrigins' : key.text === 'CORSCredentials' ? 'supportCredentials' : '';
        return text === '' || !value ? [] : [{ key: { ...key, text }, value }];
      }),
      start: entry.key.start,
      end: entry.value?.end ?? entry.key.end,
    },
    'azure',
  );
  if (options)
    collector.cors({
      library: 'azure',
      at,
      options,
      scope: { syntax: 'all' },
      when: [{ kind: 'stage', stage: 'development', at }],
    });
}
