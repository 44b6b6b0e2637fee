import type { AlertMessage } from './message.ts';

const COLOURS: Readonly<Record<AlertMessage['kind'], number>> = {
  down: 0xd1242f,
  up: 0x1a7f37,
  certificate: 0xbf8700,
};

/** https://docs.discord.com/developers/resources/webhook#execute-webhook: nobody is mentioned, whatever a name says. */
export function discordPayload({ kind, title, text, url }: AlertMessage): object {
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      { title: escaped(title), description: `${escaped(text)}\n${escaped(url)}`, color: COLOURS[kind] },
    ],
  };
}

/** What its Markdown would take for marks. In an address, most of them would be shown with the backslash. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|>[\]()<@#]/g, (mark) => `\\${mark}`);
}
