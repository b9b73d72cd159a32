import { carriesSecret, type Source, type Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

const webhook: Webhook = {
  howTo:
    'In the ConfigMap of its notifications, as the README says; "Authorization: Bearer SECRET" from the Secret beside it.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // Its notifications carry no id; what is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: carriesSecret,
  json: (body) => body,
  redacted,
}

/** Argo Rollouts, which shifts traffic to a new version step by step. */
export const argoRollouts: Source = {
  id: 'argo-rollouts',
  title: 'Argo Rollouts',
  verified: 'documented',
  translate,
  webhook,
}
