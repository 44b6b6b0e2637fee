import { strict as assert } from 'node:assert';
import { alertPayload } from '../../../server/src/core/uptime/alerts/payload.ts';
import type { UptimeEvent } from '../../../server/src/core/uptime/state.ts';

const DOWN: UptimeEvent = {
  id: '1-down-e',
  kind: 'down',
  endpoint: 'e',
  name: 'Home page',
  url: 'https://shop.example/?key=abc#x',
  at: '2027-01-10T00:02:00.000Z',
  since: '2027-01-10T00:01:00.000Z',
  reason: 'it answered 503',
  failures: 2,
};
const UP: UptimeEvent = { ...DOWN, kind: 'up', at: '2027-01-10T03:21:00.000Z' };
const CERTIFICATE: UptimeEvent = {
  ...DOWN,
  kind: 'certificate',
  reason: '6 days',
  notAfter: '2027-01-16T12:30:00.000Z',
};
/** What calls people, marks text or leads elsewhere in one of the three. */
const HOSTILE: UptimeEvent = {
  ...DOWN,
  name: '<!channel> @everyone <@U1> [pay](https://evil.example) *b* `c` _d_ & ::error::\u202e\n# x',
};

type Json = Record<string, unknown>;
const payload = (type: 'slack' | 'discord' | 'teams', event: UptimeEvent): Json =>
  JSON.parse(alertPayload(type, event)) as Json;

describe('alerts', () => {
  it('for Slack say what happened, in plain text and without the query of the URL', () => {
    assert.deepEqual(payload('slack', DOWN), {
      text: 'Down: Home page\nIt answered 503. 2 runs in a row failed, since 2027-01-10 00:01 UTC.\nhttps://shop.example/',
      unfurl_links: false,
      unfurl_media: false,
      link_names: false,
    });
    assert.equal(
      payload('slack', UP)['text'],
      'Up again: Home page\nIt was down for 3 hours 20 minutes, since 2027-01-10 00:01 UTC.\nhttps://shop.example/',
    );
    assert.equal(
      payload('slack', CERTIFICATE)['text'],
      'The certificate of shop.example expires in 6 days\nIt is valid until 2027-01-16 12:30 UTC. Renew it before that: browsers warn everybody away afterwards.\nhttps://shop.example/',
    );
  });

  it('leave the name of a host as it is, also where it begins a sentence', () => {
    const { text } = payload('slack', { ...DOWN, reason: 'shop.example did not answer within 5 seconds' });
    assert.match(String(text), /\nshop\.example did not answer within 5 seconds\. 2 runs/);
  });

  it('for Slack call nobody, whatever a name says', () => {
    const text = String(payload('slack', HOSTILE)['text']);
    assert.doesNotMatch(text, /[<>]|@\w|\]\(|\*b\*|`c`|&(?!amp;|lt;|gt;)|\u202e/);
    assert.match(text, /^Down: &lt;!channel&gt;/);
  });

  it('for Discord are an embed that mentions nobody', () => {
    assert.deepEqual(payload('discord', DOWN), {
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: 'Down: Home page',
          description:
            'It answered 503. 2 runs in a row failed, since 2027-01-10 00:01 UTC.\nhttps://shop.example/',
          color: 0xd1242f,
        },
      ],
    });
    const [embed] = payload('discord', HOSTILE)['embeds'] as readonly Json[];
    assert.match(String(embed?.['title']), /^Down: \\<!channel\\> \\@everyone \\<\\@U1\\> \\\[pay\\\]\\\(/);
  });

  it('for Teams are an adaptive card whose text is only text', () => {
    const message = payload('teams', HOSTILE);
    const [attachment] = message['attachments'] as readonly { contentType: string; content: Json }[];
    assert.equal(message['type'], 'message');
    assert.equal(attachment?.contentType, 'application/vnd.microsoft.card.adaptive');
    const { type, version, body, msteams } = attachment.content as {
      type: string;
      version: string;
      body: readonly Json[];
      msteams?: unknown;
    };
    assert.deepEqual([type, version, msteams], ['AdaptiveCard', '1.4', undefined]);
    assert.deepEqual(
      body.map(({ type: kind, inlines }) => [
        kind,
        (inlines as readonly Json[]).map((inline) => inline['type']),
      ]),
      [1, 2, 3].map(() => ['RichTextBlock', ['TextRun']]),
    );
  });

  it('stay short, however long a name is', () => {
    const long = {
      ...DOWN,
      name: 'n'.repeat(5_000),
      reason: 'r'.repeat(5_000),
      url: `https://${'u'.repeat(5_000)}`,
    };
    for (const type of ['slack', 'discord', 'teams'] as const)
      assert.ok(alertPayload(type, long).length < 2_000, type);
  });
});
