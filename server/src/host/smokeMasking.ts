/** What stands for values that nobody may see, wherever a server sends them back. */
export interface Masking {
  /** `shownAs`: "$API_TOKEN", "{{token}}". */
  add(value: string, shownAs: string): void;
  mask(text: string): string;
}

/** Values are found as they are, and as headers, addresses, JSON, HTML and base64 write them. */
export function createMasking(): Masking {
  const known = new Map<string, string>();
  let longestFirst: readonly (readonly [string, string])[] = [];
  return {
    add(value, shownAs) {
      for (const way of waysOfWriting(value.trim()))
        if (way.length >= SHORTEST && !known.has(way)) known.set(way, shownAs);
      longestFirst = [...known].sort(([a], [b]) => b.length - a.length);
    },
    mask(text) {
      let masked = text;
      // A function: a replacement in words has dollar signs that mean something.
      for (const [value, shownAs] of longestFirst) masked = masked.replaceAll(value, () => shownAs);
      return masked;
    },
  };
}

/** Shorter ones are no secrets: they would be found in every word. */
const SHORTEST = 3;

function waysOfWriting(value: string): readonly string[] {
  if (value.length < SHORTEST) return [];
  const inUri = encodeURIComponent(wellFormed(value));
  const json = JSON.stringify(value).slice(1, -1);
  const decoded = decodedParts(value);
  return [
    value,
    ...decoded,
    ...[value, ...decoded].filter((each) => each.length >= LONG_ENOUGH).flatMap(base64Of),
    inUri,
    inUri.toLowerCase(),
    inUri.replaceAll('%20', '+'),
    json,
    json.replaceAll('/', String.raw`\/`),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ];
}

/** Without halves of characters, which no address can have. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

const LONG_ENOUGH = 6;

/** The end of base64 depends on what follows: it is left out. */
function base64Of(text: string): readonly string[] {
  const whole = Buffer.from(text).toString('base64').replace(/=+$/, '');
  const part = whole.slice(0, whole.length - (whole.length % 4));
  return [whole, part, whole.replaceAll('+', '-').replaceAll('/', '_')];
}

/** What logs in by HTTP's basic scheme is name and password in base64. */
function decodedParts(value: string): readonly string[] {
  if (value.length < 8 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return [];
  const text = Buffer.from(value, 'base64').toString('utf8');
  if (!/^[ -~]{6,}$/.test(text)) return [];
  const password = text.slice(text.indexOf(':') + 1);
  return text.includes(':') && password.length >= LONG_ENOUGH ? [text, password] : [text];
}
