import { type JsonRecord, recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'
import { redactedBody } from '../source.ts'

/** Words that every event holds; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'context subject content specversion version id source type timestamp data environment service artifactId change repository true false null map'.split(
    ' ',
  ),
)

function kept(value: unknown, ...names: readonly string[]): JsonRecord {
  const given = recordIn(value)
  const entries = names.flatMap((name) => {
    const found = given[name]
    return typeof found === 'string' ? [[name, keptText(found)] as const] : []
  })
  return Object.fromEntries(entries)
}

/** Those of the fields that are there, each as it is kept. */
function each(value: unknown, names: readonly string[], keep: (value: unknown) => unknown): JsonRecord {
  const given = recordIn(value)
  const entries = names.flatMap((name) => (given[name] === undefined ? [] : [[name, keep(given[name])] as const]))
  return Object.fromEntries(entries)
}

/** Whose pipeline it was, its results, and what its sender adds (`customData`) are not read, and may hold anything. */
function content(value: unknown): JsonRecord {
  const { description } = recordIn(value)
  const [line] = typeof description === 'string' ? description.split(/[\r\n]/, 1) : []
  return {
    ...each(value, ['environment', 'service', 'change', 'repository'], (named) => kept(named, 'id', 'source')),
    ...kept(value, 'artifactId', 'ticketURI'),
    ...kept({ description: line }, 'description'),
  }
}

function reduced(body: unknown): JsonRecord {
  const given = recordIn(body)
  const { data } = given
  return {
    // Of a CloudEvent in structured mode.
    ...kept(given, 'specversion', 'type'),
    ...(data !== undefined && { data: reduced(data) }),
    ...each(given, ['context'], (context) =>
      kept(context, 'specversion', 'version', 'id', 'source', 'type', 'timestamp', 'chainId'),
    ),
    ...each(given, ['subject'], (subject) => ({
      ...kept(subject, 'id', 'source', 'type'),
      ...each(subject, ['content'], content),
    })),
  }
}

/**
 * What of an event is stored: what is read of it; of what is no CDEvent only its type, since whole runs of pipelines come
 * here too; of what is no JSON its shape. Never throws.
 */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, words, reduced)
}
