import { isProven, schemes, timesSaid } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['event_type', 'incident', 'incident_status', 'created_at', 'updated_at'])

const webhook: Webhook = {
  howTo:
    'Settings, Webhooks, Add endpoint: the address, and the events public_incident.*. It makes a signing secret of its own, which a file gives with --secret-file.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // The same again when it is sent again.
  deliveryId: (headers) => headers['webhook-id'] ?? headers['svix-id'] ?? null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes['incident-io'], { body, headers, secret, at }),
  signedAt: (headers) => timesSaid(schemes['incident-io'], headers),
  ownSecret: 'ONLY',
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** incident.io, by its webhooks, which Svix sends. */
export const incidentIo: Source = {
  id: 'incident-io',
  title: 'incident.io',
  verified: 'documented',
  translate,
  webhook,
}
