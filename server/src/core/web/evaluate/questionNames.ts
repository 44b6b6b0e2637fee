/** Names of what is asked about texts and lists, in each language. */

export const ON_ORIGIN: ReadonlyMap<string, 'starts-with' | 'ends-with' | 'contains' | 'matches' | 'equals'> =
  new Map([
    ['startsWith', 'starts-with'],
    ['startswith', 'starts-with'],
    ['start_with?', 'starts-with'],
    ['starts_with', 'starts-with'],
    ['StartsWith', 'starts-with'],
    ['starts_with?', 'starts-with'],
    ['endsWith', 'ends-with'],
    ['endswith', 'ends-with'],
    ['end_with?', 'ends-with'],
    ['ends_with', 'ends-with'],
    ['EndsWith', 'ends-with'],
    ['includes', 'contains'],
    ['contains', 'contains'],
    ['Contains', 'contains'],
    ['include?', 'contains'],
    ['indexOf', 'contains'],
    ['IndexOf', 'contains'],
    ['find', 'contains'],
    ['index', 'contains'],
    ['match', 'matches'],
    ['match?', 'matches'],
    ['matches', 'matches'],
    ['search', 'matches'],
    ['equals', 'equals'],
    ['Equals', 'equals'],
    ['equalsIgnoreCase', 'equals'],
  ]);

export const FUNCTIONS: ReadonlyMap<string, 'starts-with' | 'ends-with' | 'contains' | 'matches' | 'listed'> =
  new Map([
    ['HasPrefix', 'starts-with'],
    ['HasSuffix', 'ends-with'],
    ['Contains', 'contains'],
    ['Index', 'contains'],
    ['str_starts_with', 'starts-with'],
    ['str_ends_with', 'ends-with'],
    ['str_contains', 'contains'],
    ['strpos', 'contains'],
    ['stripos', 'contains'],
    ['strstr', 'contains'],
    ['preg_match', 'matches'],
    ['in_array', 'listed'],
    ['array_search', 'listed'],
  ]);

export const LISTS: ReadonlySet<string> = new Set([
  'includes',
  'indexOf',
  'has',
  'contains',
  'Contains',
  'include?',
  'member?',
  'find',
  'lastIndexOf',
  'containsKey',
  'ContainsKey',
  'key?',
  'cover?',
]);
export const SOME: ReadonlySet<string> = new Set([
  'some',
  'any',
  'Any',
  'any?',
  'find',
  'anyMatch',
  'findIndex',
  'filter',
]);
