import { isProven, schemes, timesSaid } from '../signatures.ts'
import type { Source, Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

const webhook: Webhook = {
  howTo:
    'Settings, Webhooks of a group or a project: the address, the secret token, and these triggers: Push, Tag push, Comments, Issues and confidential issues, Merge request, Pipeline, Deployment, Releases events.',
  // GitLab's own limit; it sends nothing that is larger.
  largestBody: 26_214_400,
  keptHeaders: [],
  // The first is the same again when it is sent again; versions before it know only the second.
  deliveryId: (headers) => headers['idempotency-key'] ?? headers['x-gitlab-event-uuid'] ?? null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.gitlab, { body, headers, secret, at }),
  signedAt: (headers) => timesSaid(schemes.gitlab, headers),
  ownSecret: 'TOO',
  json: (body) => body,
  redacted,
}

/** GitLab.com, and GitLab that somebody runs. */
export const gitlab: Source = { id: 'gitlab', title: 'GitLab', verified: 'captured', translate, webhook }
