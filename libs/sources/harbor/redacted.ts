import { type JsonRecord, listIn, recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'
import { redactedBody } from '../source.ts'

/** Words that every notification holds; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'type occur_at operator event_data resources digest tag resource_url repository name specversion id source time data true false null map'.split(
    ' ',
  ),
)

function kept(value: unknown, ...names: readonly string[]): JsonRecord {
  const given = recordIn(value)
  const entries = names.flatMap((name): (readonly [string, unknown])[] => {
    const found = given[name]
    if (typeof found === 'string') return [[name, keptText(found)]]
    return typeof found === 'number' ? [[name, found]] : []
  })
  return Object.fromEntries(entries)
}

function pushed(value: unknown): JsonRecord {
  return { resources: listIn(recordIn(value)['resources']).map((each) => kept(each, 'digest', 'tag', 'resource_url')) }
}

function reduced(body: unknown): JsonRecord {
  const given = recordIn(body)
  const { event_data, data } = given
  return {
    ...kept(given, 'type', 'occur_at', 'time'),
    ...(event_data !== undefined && { event_data: pushed(event_data) }),
    ...(data !== undefined && { data: pushed(data) }),
  }
}

/** What of a notification is stored: what is read of it; of what is no JSON its shape. Attributes of a project may be anything. Never throws. */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, words, reduced)
}
