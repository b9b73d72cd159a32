import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set([
  'event_type',
  'data',
  'timestamp',
  'new_state',
  'previous_state',
  'enabled',
  'environment',
  'feature',
])

const webhook: Webhook = {
  howTo: 'In each environment: Environment Settings, Webhooks, Create webhook: the address, and the secret as Secret.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.flagsmith, { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** Flagsmith, by the webhooks of its environments. */
export const flagsmith: Source = { id: 'flagsmith', title: 'Flagsmith', verified: 'captured', translate, webhook }
