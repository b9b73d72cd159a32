import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'
import { withWholeTimes } from './unix-time.ts'

const words: ReadonlySet<string> = new Set(['cycle', 'transition', 'at', 'tags', 'data', 'attributes', 'started_at'])

const webhook: Webhook = {
  howTo:
    'Integrations, Webhooks, New: the address, as payload the template of our README, and the custom header {"Authorization": "Bearer SECRET"}; then @webhook-NAME in the message of each monitor.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is sent again says the same again.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.datadog, { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(withWholeTimes(body), words, reduced),
}

/** Monitors of Datadog, and what is sent to its DORA metrics. */
export const datadog: Source = { id: 'datadog', title: 'Datadog', verified: 'documented', translate, webhook }
