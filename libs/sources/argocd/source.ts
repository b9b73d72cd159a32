import { carriesSecret, redactedBody, type Source, type Webhook } from '../source.ts'
import { keptOf } from './kept.ts'
import { known, maskedJson } from './masked.ts'
import { translate } from './translate.ts'

/** Helm values lie in every source of an Application: nothing is stored but what is read, and hashes of the rest. */
function redacted(body: Buffer): Buffer {
  return redactedBody(body, known, (value) => keptOf(value) ?? maskedJson(value))
}

const webhook: Webhook = {
  howTo:
    'Add the service, template, trigger and subscription that the setup page and libs/sources/argocd/README.md show to argocd-notifications-cm, and the secret to argocd-notifications-secret.',
  largestBody: 2_097_152,
  keptHeaders: ['content-type'],
  // Argo CD gives no id; what it says again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: carriesSecret,
  json: (body) => body,
  redacted,
}

/** Argo CD, by the notifications that its user writes the template of, or by whole Applications. */
export const argocd: Source = { id: 'argocd', title: 'Argo CD', verified: 'captured', translate, webhook }
