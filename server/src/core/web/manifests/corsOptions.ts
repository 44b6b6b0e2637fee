/** The options of the CORS settings of platforms, under one spelling for each, however a format writes them. */
import { entriesOf, itemsOf, type TreeNode } from '../../parsers/tree.ts';
import type { CorsLibraryId } from '../corsLibraries.ts';
import type { MapEntry, Value } from '../values.ts';
import { listedValue, spanIn, valueOf, type Reading } from './treeValues.ts';

/** Functions of AWS say it themselves or have their gateway say it, in the same words. */
const OF_LAMBDA = [
  'AllowOrigins',
  'AllowCredentials',
  'AllowMethods',
  'AllowHeaders',
  'ExposeHeaders',
  'MaxAge',
];

/** As each platform's own interface spells them; Terraform, CloudFormation and the command lines differ from it in case and dashes. */
const SPELLINGS: Partial<Record<CorsLibraryId, readonly string[]>> = {
  s3: ['AllowedOrigins', 'AllowedMethods', 'AllowedHeaders', 'ExposeHeaders', 'MaxAgeSeconds'],
  gcs: ['origin', 'method', 'responseHeader', 'maxAgeSeconds'],
  azure: [
    'allowedOrigins',
    'supportCredentials',
    'allowedMethods',
    'allowedHeaders',
    'exposedHeaders',
    'maxAgeInSeconds',
  ],
  cloudfront: [
    'AccessControlAllowOrigins',
    'AccessControlAllowCredentials',
    'AccessControlAllowMethods',
    'AccessControlAllowHeaders',
    'AccessControlExposeHeaders',
    'AccessControlMaxAgeSec',
    'OriginOverride',
  ],
  'api-gateway': OF_LAMBDA,
  'lambda-url': OF_LAMBDA,
  traefik: [
    'accessControlAllowOriginList',
    'accessControlAllowOriginListRegex',
    'accessControlAllowCredentials',
    'accessControlAllowMethods',
    'accessControlAllowHeaders',
    'accessControlExposeHeaders',
    'accessControlMaxAge',
    'addVaryHeader',
  ],
  kong: ['origins', 'credentials', 'methods', 'headers', 'exposed_headers', 'max_age'],
  envoy: [
    'allow_origin_string_match',
    'allow_credentials',
    'allow_methods',
    'allow_headers',
    'expose_headers',
    'max_age',
  ],
};

/** Other words for the same option. */
const SYNONYMS: Partial<Record<CorsLibraryId, Readonly<Record<string, string>>>> = {
  s3: {
    allowedorigin: 'AllowedOrigins',
    allowedmethod: 'AllowedMethods',
    allowedheader: 'AllowedHeaders',
    exposeheader: 'ExposeHeaders',
    exposedheaders: 'ExposeHeaders',
    maxage: 'MaxAgeSeconds',
    // R2 and others that speak S3.
    origins: 'AllowedOrigins',
    methods: 'AllowedMethods',
    headers: 'AllowedHeaders',
  },
  gcs: { origins: 'origin', methods: 'method', responseheaders: 'responseHeader' },
  traefik: {
    accesscontrolalloworigin: 'accessControlAllowOriginList',
  },
  envoy: {
    alloworigin: 'allow_origin_string_match',
    alloworigins: 'allow_origin_string_match',
    alloworiginregex: 'allow_origin_string_match',
  },
};

/** The spelling of an option; undefined for what is none. */
export function corsOption(library: CorsLibraryId, key: string): string | undefined {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  return (
    SYNONYMS[library]?.[plain] ??
    SPELLINGS[library]?.find((name) => name.toLowerCase().replaceAll('_', '') === plain)
  );
}

/** The options that a map holds; undefined where it holds none. Lists may be wrapped: `{Items: […], Quantity: 1}`. */
export function corsOptions(reading: Reading, map: TreeNode, library: CorsLibraryId): Value | undefined {
  const entries: MapEntry[] = entriesOf(map).flatMap(({ key, value }) => {
    const name = corsOption(library, key.text);
    if (name === undefined || !value) return [];
    return { key: name, keyAt: spanIn(reading, key), value: valueOf(reading, unwrapped(value)) };
  });
  if (entries.length === 0) return undefined;
  return { kind: 'map', entries, open: false, at: spanIn(reading, map) };
}

/** The same where values are texts that may hold several: `GET, POST`. */
export function corsOptionsOfTexts(
  reading: Reading,
  map: TreeNode,
  lists: RegExp,
  nameOf: (key: string) => string | undefined,
): Value | undefined {
  const entries: MapEntry[] = entriesOf(map).flatMap(({ key, value }) => {
    const name = nameOf(key.text);
    if (name === undefined || !value) return [];
    if (value.kind !== 'scalar')
      return { key: name, keyAt: spanIn(reading, key), value: valueOf(reading, value) };
    const at = spanIn(reading, value);
    const isList = lists.test(name) && value.style !== 'block';
    // Annotations and labels are texts, whatever they say.
    const flag = /^(?:true|false)$/i.exec(value.text)?.[0].toLowerCase();
    const number = /^\d{1,10}$/.exec(value.text)?.[0];
    const read: Value =
      flag !== undefined
        ? { kind: 'flag', value: flag === 'true', at }
        : number !== undefined
          ? { kind: 'number', value: Number(number), at }
          : isList
            ? listedValue(reading, value)
            : valueOf(reading, value);
    return { key: name, keyAt: spanIn(reading, key), value: read };
  });
  if (entries.length === 0) return undefined;
  return { kind: 'map', entries, open: false, at: spanIn(reading, map) };
}

function unwrapped(node: TreeNode): TreeNode {
  // Blocks of Terraform may come as a list of one.
  const map = node.kind === 'list' && itemsOf(node).length === 1 ? (itemsOf(node)[0] ?? node) : node;
  const items = entriesOf(map).find(({ key }) => /^items$/i.test(key.text))?.value;
  return items ?? node;
}
