import { keptText } from '#domain/masked-text'
import { redactedBody } from '../source.ts'
import { originIn } from './artifact.ts'
import { metadataOf, recordOf } from './payload.ts'
import { changesIn, firstLine, healthyAfter, releaseIn } from './words.ts'

/** Keys of `metadata` that are read; whatever else an Alert adds may be anything. */
const keptMetadata = [
  'revision',
  'originRevision',
  'app-version',
  'oci-digest',
  'cluster',
  'env',
  'environment',
  'service',
  'repository',
]

/** Keys that stay readable in a body that is no JSON. */
const ownWords: ReadonlySet<string> = new Set(
  'involvedObject kind namespace name uid severity timestamp message reason metadata revision null map'.split(' '),
)
const mostChanges = 1_000

/** Of a message only what is read of it, in its own form: so it may be done again. */
export function reducedMessage(message: string, severity: unknown): string | null {
  if (healthyAfter(message) !== null) return message
  if (severity === 'error') return firstLine(message)
  const changes = changesIn(message)
  if (changes.length > 0) {
    const lines = message.split('\n').filter((line) => changesIn(line).length > 0)
    return lines.slice(0, mostChanges).join('\n')
  }
  const origin = originIn(message)
  if (origin !== null) {
    const said = [
      ['from', origin.image === null ? null : `oci://${origin.image}`],
      ['origin source', origin.source],
      ['origin revision', origin.revision],
    ]
    return said.flatMap(([name, text]) => (text == null ? [] : `${name} '${keptText(text)}'`)).join(', ')
  }
  if (/^(?:Terraform )?Applied successfully$/i.test(message)) return message
  const release = releaseIn(message)
  return release === null ? null : releaseText(message)
}

/** `release shop/api.v12 with chart api@1.2.3`, without what stands before and after. */
function releaseText(message: string): string | null {
  return /\brelease \S{1,520}(?: with chart \S{1,460})?/.exec(message.split('\n', 1)[0] ?? '')?.[0] ?? null
}

function reduced(body: unknown): unknown {
  const event = recordOf(body)
  const { severity, timestamp, reason, message, reportingController } = event
  const said = typeof message === 'string' ? reducedMessage(message, severity) : null
  const { involvedObject } = event
  const { apiVersion, kind, namespace, name, uid } = recordOf(involvedObject)
  const metadata = Object.fromEntries(
    keptMetadata.flatMap((key) => {
      const text = metadataOf({ metadata: recordOf(event['metadata']) }, key)
      return text === null ? [] : [[key, keptText(text)]]
    }),
  )
  return {
    ...(involvedObject !== undefined && { involvedObject: scalars({ apiVersion, kind, namespace, name, uid }) }),
    ...scalars({ severity, timestamp, reason, reportingController }),
    ...(said !== null && { message: said }),
    metadata,
  }
}

function scalars(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === 'string' && value.length <= 500 ? [[name, keptText(value)]] : [],
    ),
  )
}

/** What of a body may be stored. Messages may hold anything, and so may what users add: only what is read stays. */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, ownWords, reduced)
}
