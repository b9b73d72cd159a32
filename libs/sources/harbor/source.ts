import { carriesSecret, type Source, type Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

const webhook: Webhook = {
  howTo: 'In the project, Webhooks, New: the address, "Bearer SECRET" as the auth header, the event "Artifact pushed".',
  largestBody: 2_097_152,
  keptHeaders: ['content-type'],
  // Harbor gives no id; what it says again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: carriesSecret,
  json: (body) => body,
  redacted,
}

/** Harbor, a registry of images. */
export const harbor: Source = { id: 'harbor', title: 'Harbor', verified: 'documented', translate, webhook }
