import { type JsonRecord, recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'
import { redactedBody } from '../source.ts'

/** Fields that hold others, wherever they stand. */
const holders: ReadonlySet<string> = new Set(
  [
    'bundle dsseEnvelope verificationMaterial tlogEntries subject digest predicate buildDefinition externalParameters workflow',
    'configSource source resolvedDependencies materials runDetails builder metadata buildkit_metadata vcs invocation',
    'https://mobyproject.org/buildkit@v1#metadata',
  ].flatMap((line) => line.split(' ')),
)

/** Fields that are read, wherever they stand. */
const texts: ReadonlySet<string> = new Set(
  [
    '_type predicateType payloadType name uri id buildType repository source revision sha256 sha1 gitCommit integratedTime',
    'invocationId startedOn finishedOn buildInvocationId buildStartedOn buildFinishedOn',
  ].flatMap((line) => line.split(' ')),
)

/** What a build was given may hold secrets: its arguments, its inputs, its environment. */
const parameters: ReadonlySet<string> = new Set(['workflow', 'configSource', 'source'])

/** Words that show where a broken document broke. */
const words: ReadonlySet<string> = new Set([
  ...texts,
  ...holders,
  'payload',
  'signatures',
  'true',
  'false',
  'null',
  'map',
])

const deepest = 20

function field(name: string, value: unknown, depth: number): unknown {
  if (name === 'payload' && typeof value === 'string') return payload(value, depth)
  if (typeof value === 'string') {
    if (texts.has(name)) return keptText(value)
    return holders.has(name) ? '(a text)' : undefined
  }
  if (typeof value === 'number' || value === null) return texts.has(name) || holders.has(name) ? value : undefined
  return holders.has(name) ? document(value, name, depth + 1) : undefined
}

function document(value: unknown, name: string, depth: number): unknown {
  if (depth > deepest) return null
  if (Array.isArray(value))
    return value.map((entry) => (typeof entry === 'object' ? document(entry, name, depth + 1) : null))
  const entries = Object.entries(recordIn(value)).flatMap(([key, entry]) => {
    if (name === 'externalParameters' && !parameters.has(key)) return []
    const kept = field(key, entry, depth)
    return kept === undefined ? [] : [[key, kept] as const]
  })
  return Object.fromEntries(entries) as JsonRecord
}

/** The statement in an envelope; what is none is not kept. */
function payload(base64: string, depth: number): string {
  try {
    const statement: unknown = JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
    return Buffer.from(JSON.stringify(document(statement, '', depth + 1))).toString('base64')
  } catch {
    return ''
  }
}

/**
 * What of an attestation is stored, in the wrapping that it came in: what is read of it, without the arguments and the
 * environment of the build, and without signatures, which nobody verifies. Of what is no JSON its shape. Never throws.
 */
export function redacted(json: Buffer): Buffer {
  return redactedBody(json, words, (value) => document(value, '', 0))
}
