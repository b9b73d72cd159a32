import { createHash } from 'node:crypto'
import { carriesSecretAnyway, type Headers, parsedBody, redactedBody, type Source, type Webhook } from '../source.ts'
import { gate, isEvent, reducedEvent } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['name', 'namespace', 'phase', 'checksum', 'metadata', 'eventMessage'])

/** A gate is asked again and again; each that is refused is kept once, so that it is seen here why it was. */
function deliveryId(_headers: Headers, body: Buffer): string | null {
  if (isEvent(parsedBody(body)?.value)) return null
  return `refused ${createHash('sha256').update(body).digest('hex')}`
}

const webhook: Webhook = {
  howTo:
    'In spec.analysis.webhooks of the Canary: type event, and as url the address with leadline:SECRET@ before its host; see the README.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // Its events carry no id; what is said again is a duplicate by its content.
  deliveryId,
  isAuthentic: carriesSecretAnyway,
  secretInPath: true,
  json: (body) => body,
  refusal: (body) => (isEvent(parsedBody(body)?.value) ? null : gate),
  redacted: (body) => redactedBody(body, words, reducedEvent),
}

/** Flagger, which shifts traffic to a new version as long as its checks pass. */
export const flagger: Source = { id: 'flagger', title: 'Flagger', verified: 'documented', translate, webhook }
