import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['webhookEvent', 'issue', 'fields', 'changelog', 'issuetype', 'timestamp'])

const webhook: Webhook = {
  howTo:
    'System, WebHooks, Create a WebHook: the address, the secret, the events Issue created, updated and deleted; a JQL such as issuetype = Incident keeps the others away.',
  largestBody: 5_242_880,
  keptHeaders: [],
  // The same again when it is sent again.
  deliveryId: (headers) => headers['x-atlassian-webhook-identifier'] ?? null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.jira, { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** Jira and Jira Service Management, Cloud and Data Center. */
export const jira: Source = { id: 'jira', title: 'Jira', verified: 'captured', translate, webhook }
