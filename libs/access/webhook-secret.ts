import { randomBytes } from 'node:crypto'
import { DAY, type Milliseconds } from '#domain/instant'

/** How long the secret before the present one counts too: time enough to enter the new one at the sender's. */
export const oldSecretCounts: Milliseconds = DAY

/** A new secret for deliveries, 256 random bits; its beginning lets secret scanners know it. */
export function makeWebhookSecret(): string {
  return `llwh_${randomBytes(32).toString('hex')}`
}

/** What the private key of this source's App is sealed for. */
export function appKeyOf(source: string): string {
  return `app key of ${source}`
}

/** What the token with which the API of this source's system is asked is sealed for. */
export function apiTokenOf(source: string): string {
  return `api token of ${source}`
}

/** What the secret of this source is sealed for. */
export function webhookSecretOf(source: string): string {
  return `webhook secret of ${source}`
}

/** What the token with which the repository of this source is fetched is sealed for. */
export function repositoryTokenOf(source: string): string {
  return `repository token of ${source}`
}

/** What the address and the secret of this channel are sealed for. */
export function channelSecretOf(channel: string): string {
  return `channel ${channel}`
}
