/**
 * Text from a stranger's files as it may be printed: nothing in it steers a terminal, turns the direction of writing
 * around, or reads as a command to a CI system. What could is shown escaped (\u001b).
 */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, escaped).replaceAll(CI_COMMAND, escaped);
}

// Control characters (C0, DEL, C1), line and paragraph separators, and the marks that set the direction of writing.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
// GitHub obeys `::name::` at the start of a line, indented or not; Azure, TeamCity and older runners `##name[` anywhere.
// A word may come to stand first when lines are wrapped. An IPv6 address (::1, ::ffff:192.0.2.1) is no command.
const CI_COMMAND = /(?<=^|\s):(?=:)(?!:[\da-f]{0,4}(?:[:.][\da-f.:]*)?(?:[\s,;)\]]|$))|#(?=#\w*\[)/gi;

function escaped(characters: string): string {
  return `\\u${characters.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
