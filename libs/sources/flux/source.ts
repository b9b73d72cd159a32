import { isProven, schemes } from '../signatures.ts'
import type { Source, Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { repeatedId } from './repeated.ts'
import { translate } from './translate.ts'

const webhook: Webhook = {
  howTo:
    'Make a Secret with the secret as "token", a Provider of the type generic-hmac with the address, and an Alert for it.',
  largestBody: 2_097_152,
  keptHeaders: ['content-type', 'gotk-component'],
  deliveryId: (_headers, body) => repeatedId(body),
  isAuthentic: (body, headers, secret, at) => isProven(schemes.flux, { body, headers, secret, at }),
  json: (body) => body,
  redacted,
}

/** Flux, by its notification-controller. */
export const flux: Source = { id: 'flux', title: 'Flux', verified: 'documented', translate, webhook }
