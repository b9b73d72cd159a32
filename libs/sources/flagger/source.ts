import { maskedText } from '#domain/masked-text'
import { carriesSecretAnyway, type Source, type Webhook } from '../source.ts'
import { isEvent, reducedEvent } from './payload.ts'
import { translate } from './translate.ts'

const gate =
  'Only webhooks of type event belong here. Flagger acts on the answer to any other: this one opens no gate and takes nothing back.'

const words: ReadonlySet<string> = new Set(['name', 'namespace', 'phase', 'checksum', 'metadata', 'eventMessage'])

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}

const webhook: Webhook = {
  howTo:
    'In spec.analysis.webhooks of the Canary: type event, and as url the address with leadline:SECRET@ before its host; see the README.',
  largestBody: 1_048_576,
  keptHeaders: [],
  // Its events carry no id; what is said again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: carriesSecretAnyway,
  secretInPath: true,
  json: (body) => body,
  refusal: (body) => (isEvent(parsed(body)) ? null : gate),
  redacted: (body) => {
    const value = parsed(body)
    return Buffer.from(value === null ? maskedText(body.toString('utf8'), words) : JSON.stringify(reducedEvent(value)))
  },
}

/** Flagger, which shifts traffic to a new version as long as its checks pass. */
export const flagger: Source = { id: 'flagger', title: 'Flagger', verified: 'documented', translate, webhook }
