const LONGEST = 400;
const LONGEST_STRING = 24;

/** An expression in short: in one line, and long strings in it only hinted at. */
export function shortText(text: string): string {
  return text
    .slice(0, 2_000)
    .replaceAll(STRING, (string) => {
      const quote = string.charAt(0);
      return string.length > LONGEST_STRING + 2 ? `${quote}…${quote}` : string;
    })
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);
}

const STRING = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|`(?:[^`\\]|\\[^])*`/g;
