import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Headers, Source, Webhook } from '../source.ts'
import { appEvents } from './manifest.ts'
import { translate } from './translate.ts'

const signature = /^sha256=([0-9a-f]{64})$/i

/** GitHub's own limit; it sends nothing that is larger. */
const largestBody = 26_214_400

function isAuthentic(body: Buffer, headers: Headers, secret: string): boolean {
  const claimed = signature.exec(headers['x-hub-signature-256'] ?? '')?.[1] ?? ''
  const made = createHmac('sha256', secret).update(body).digest()
  return claimed !== '' && timingSafeEqual(Buffer.from(claimed, 'hex'), made)
}

/** A webhook made by hand sends a form with the JSON in one field, unless it is told otherwise. */
function json(body: Buffer, headers: Headers): Buffer {
  if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '')) return body
  return Buffer.from(new URLSearchParams(body.toString('utf8')).get('payload') ?? '')
}

const webhook: Webhook = {
  howTo: `Content type application/json; switch these events on: ${appEvents.join(', ')}.`,
  largestBody,
  keptHeaders: ['content-type', 'x-github-event', 'x-github-delivery', 'x-github-hook-id', 'x-github-enterprise-host'],
  deliveryId: (headers) => headers['x-github-delivery'] ?? null,
  isAuthentic,
  json,
}

/** GitHub and GitHub Enterprise Server. */
export const github: Source = { id: 'github', title: 'GitHub', verified: 'captured', translate, webhook }
