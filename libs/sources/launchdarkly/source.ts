import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['kind', 'flag', 'date', 'accesses', 'action', 'resource', 'comment'])

const webhook: Webhook = {
  howTo:
    'Organization settings, Integrations, Webhooks, Add integration: the address, Sign this webhook with the secret, and a policy for updateOn of flags.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.launchdarkly, { body, headers, secret, at }),
  ownSecret: 'TOO',
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** LaunchDarkly, by its webhooks. */
export const launchdarkly: Source = {
  id: 'launchdarkly',
  title: 'LaunchDarkly',
  verified: 'captured',
  translate,
  webhook,
}
