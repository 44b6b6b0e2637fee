/** Texts that are changed keep their length, so that offsets stay those of the file. */

/** `''` inside of a string is one quote: what stands between two of them keeps its value, without blanks. */
export function undouble(text: string): string {
  if (!text.includes("''")) return text;
  let opens = false;
  return text.replaceAll("''", () => {
    opens = !opens;
    return opens ? " '" : "' ";
  });
}

/** format()'s %I, %s and %L: names and values that are worked out at run time. */
export function blankHoles(text: string): string {
  return text.includes('%') ? text.replaceAll(/%(?:\d\$)?[IsL]/g, (hole) => '_'.repeat(hole.length)) : text;
}
