import type { AlertMessage } from './message.ts';

const COLOURS: Readonly<Record<AlertMessage['kind'], string>> = {
  down: 'attention',
  up: 'good',
  certificate: 'warning',
};

/**
 * An adaptive card, as webhooks of Teams' Workflows take it
 * (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using). A TextRun knows no Markdown:
 * what is in a name stays text. Who is to be mentioned would have to stand in `msteams.entities`.
 */
export function teamsPayload({ kind, title, text, url }: AlertMessage): object {
  const line = (content: string, more: object = {}): object => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: content, ...more }],
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            line(title, { weight: 'bolder', color: COLOURS[kind] }),
            line(text),
            line(url, { isSubtle: true }),
          ],
        },
      },
    ],
  };
}
