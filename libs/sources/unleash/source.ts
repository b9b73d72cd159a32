import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['id', 'type', 'createdAt', 'project', 'environment', 'featureName', 'tags'])

const webhook: Webhook = {
  howTo:
    'Configure, Integrations, Webhook: the address, the events feature-environment-enabled and -disabled, and Bearer SECRET as Authorization.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.unleash, { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** Unleash, by its webhook integration. */
export const unleash: Source = { id: 'unleash', title: 'Unleash', verified: 'documented', translate, webhook }
