import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['action', 'alert', 'alertId', 'createdAt', 'updatedAt', 'tags', 'priority'])

const webhook: Webhook = {
  howTo:
    'Operations, Integrations, Add integration, Webhook (outgoing): the address, and a custom header Authorization with Bearer SECRET; the actions Create, Acknowledge, Close, Delete and Update Priority.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) =>
    isProven(schemes['jira-service-management'], { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** Alerts of Jira Service Management, and of Opsgenie, from which it has them. */
export const jiraServiceManagement: Source = {
  id: 'jira-service-management',
  title: 'Jira Service Management alerts',
  verified: 'documented',
  translate,
  webhook,
}
