import type { AlertReceiver } from '../monitoringConfig.ts';
import type { UptimeEvent } from '../state.ts';
import { discordPayload } from './discord.ts';
import { alertMessage } from './message.ts';
import { slackPayload } from './slack.ts';
import { teamsPayload } from './teams.ts';

/** The body of the request that tells a receiver of an event, as JSON. */
export function alertPayload(type: AlertReceiver['type'], event: UptimeEvent): string {
  const message = alertMessage(event);
  const form = { slack: slackPayload, discord: discordPayload, teams: teamsPayload }[type];
  return JSON.stringify(form(message));
}

/** What a receiver is called in the state: its address is in nothing that is kept. */
export function receiverId({ type, env }: AlertReceiver): string {
  return `${type}:${env}`;
}
