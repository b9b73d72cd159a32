import { translatedSwitches } from '../flag-rules.ts'
import { type Delivered, notAsDocumented, type Translation } from '../source.ts'
import { Change, Head, type State } from './payload.ts'

/** An override for somebody, or for a part of all: the flag itself is as it was. */
function isOverride({ feature_segment: segment, identity, identity_identifier: identifier }: State): boolean {
  return segment != null || identity != null || identifier != null
}

function ofChange({ data }: Change, settings: unknown): Translation {
  const { new_state: now, previous_state: before, timestamp } = data
  if (isOverride(now)) return { ignored: 'it changes the flag for an identity or a segment alone' }
  if (before == null) return { ignored: 'a flag that is new was not switched' }
  if (before.enabled === now.enabled) return { ignored: 'it changes what a flag holds, and does not switch it' }
  const { feature, environment, enabled } = now
  const id = `${feature.id}/${environment.id}/${timestamp}`
  const about = { id, key: feature.name, environment: environment.name, project: feature.project?.name ?? null }
  return translatedSwitches([{ ...about, tags: [], at: timestamp, enabled, reason: null }], settings)
}

/** A webhook of an environment of Flagsmith, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no webhook of Flagsmith: it has no event_type' }
  const type = head.data.event_type
  if (type !== 'FLAG_UPDATED') return { ignored: `a webhook of type ${type.slice(0, 100)} switches no flag` }
  const read = Change.safeParse(body)
  return read.success ? ofChange(read.data, settings) : notAsDocumented('Flagsmith', read.error)
}
