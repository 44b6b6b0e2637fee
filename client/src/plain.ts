/**
 * Text for a notification, which would show `[text](command:…)` as a link that runs the command when it is clicked. What the
 * server says can name files and variables of the workspace, and those are a stranger's: an invisible space breaks the link.
 */
export function plain(text: string): string {
  return text.replaceAll('](', ']\u200B(');
}

/** Text for a list, which would show `$(name)` as an icon. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '$\u200B(');
}
