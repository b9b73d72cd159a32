import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Headers, Source, Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { repeatedId } from './repeated.ts'
import { translate } from './translate.ts'

const signature = /^sha256=([0-9a-f]{64})$/i

/** Whether this secret signed these very bytes, as a provider of the type `generic-hmac` does. */
function isAuthentic(body: Buffer, headers: Headers, secret: string): boolean {
  const claimed = signature.exec(headers['x-signature'] ?? '')?.[1] ?? '0'.repeat(64)
  const made = createHmac('sha256', secret).update(body).digest()
  return timingSafeEqual(Buffer.from(claimed, 'hex'), made) && signature.test(headers['x-signature'] ?? '')
}

const webhook: Webhook = {
  howTo:
    'Make a Secret with the secret as "token", a Provider of the type generic-hmac with the address, and an Alert for it.',
  largestBody: 2_097_152,
  keptHeaders: ['content-type', 'gotk-component'],
  deliveryId: (_headers, body) => repeatedId(body),
  isAuthentic,
  json: (body) => body,
  redacted,
}

/** Flux, by its notification-controller. */
export const flux: Source = { id: 'flux', title: 'Flux', verified: 'documented', translate, webhook }
