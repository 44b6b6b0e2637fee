import type { AlertMessage } from './message.ts';

/**
 * For incoming webhooks of Slack (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks) and of others that take the
 * same: Mattermost, Rocket.Chat. Those show `text` alone, and call people whose names follow an @ in it.
 */
export function slackPayload({ title, text, url }: AlertMessage): object {
  return {
    text: escaped(`${title}\n${text}\n${url}`),
    unfurl_links: false,
    unfurl_media: false,
    link_names: false,
  };
}

/**
 * https://docs.slack.dev/messaging/formatting-message-text: what stands between < and > may call a whole channel. What marks bold or code
 * gets a joiner of no width behind it, as there is no way to escape it.
 */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[@`*~[\]]|(?<=^|\W)_|_(?=\W|$)/g, (mark) => `${mark}\u2060`);
}
