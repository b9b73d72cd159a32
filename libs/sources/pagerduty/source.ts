import { redactedBody, type Source, type Webhook } from '../source.ts'
import { isProven, schemes } from '../signatures.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['event', 'event_type', 'resource_type', 'occurred_at', 'data', 'service'])

const webhook: Webhook = {
  howTo:
    'Integrations, Generic Webhooks (v3), New Webhook: the address, the scope, the incident events; the secret in a custom header Authorization: Bearer SECRET.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.pagerduty, { body, headers, secret, at }),
  ownSecret: 'TOO',
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** PagerDuty, by its V3 webhooks. */
export const pagerduty: Source = { id: 'pagerduty', title: 'PagerDuty', verified: 'captured', translate, webhook }
