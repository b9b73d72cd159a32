import { recordIn } from '#domain/json-value'
import { isProven, schemes } from '../signatures.ts'
import { parsedBody, type Source, type Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

/** A notification has the same number when it is sent again; numbers count within one subscription. */
function deliveryId(body: Buffer): string | null {
  const { subscriptionId, notificationId } = recordIn(parsedBody(body)?.value)
  const isNumbered = typeof notificationId === 'number' && typeof subscriptionId === 'string'
  return isNumbered && /^[\w-]{1,100}$/.test(subscriptionId) ? `${subscriptionId}/${notificationId}` : null
}

const webhook: Webhook = {
  howTo:
    'Project settings, Service hooks, Create subscription, Web Hooks, one for each event: the address, any user name, the secret as the password; resource details to send: All.',
  largestBody: 10_485_760,
  keptHeaders: [],
  deliveryId: (_headers, body) => deliveryId(body),
  isAuthentic: (body, headers, secret, at) => isProven(schemes['azure-devops'], { body, headers, secret, at }),
  json: (body) => body,
  redacted,
}

/** Azure DevOps Services and Server. */
export const azureDevops: Source = {
  id: 'azure-devops',
  title: 'Azure DevOps',
  verified: 'captured',
  translate,
  webhook,
}
