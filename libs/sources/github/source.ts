import type { Headers, Source, Webhook } from '../source.ts'
import { isProven, schemes } from '../signatures.ts'
import { appEvents } from './manifest.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

/** GitHub's own limit; it sends nothing that is larger. */
const largestBody = 26_214_400

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
  isAuthentic: (body, headers, secret, at) => isProven(schemes.github, { body, headers, secret, at }),
  json,
  redacted,
}

/** GitHub and GitHub Enterprise Server. */
export const github: Source = { id: 'github', title: 'GitHub', verified: 'captured', translate, webhook }
