import { translatedSwitches } from '../flag-rules.ts'
import { type Delivered, notAsDocumented, type Translation } from '../source.ts'
import { Event, Head } from './payload.ts'

/** The events that switch a flag, and which way. */
const switches: Readonly<Record<string, boolean>> = {
  'feature-environment-enabled': true,
  'feature-environment-disabled': false,
}

/** An event of Unleash, as its webhook brings it, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no event of Unleash: it has no type' }
  const { type } = head.data
  const enabled = Object.hasOwn(switches, type) ? switches[type] : undefined
  if (enabled === undefined) return { ignored: `an event of type ${type.slice(0, 100)} switches no flag` }
  const read = Event.safeParse(body)
  if (!read.success) return notAsDocumented('Unleash', read.error)
  const { id, createdAt, project, environment, featureName, tags } = read.data
  const about = { key: featureName, environment, project: project ?? null, at: createdAt, enabled, reason: null }
  const values = (tags ?? []).flatMap(({ value }) => value ?? [])
  return translatedSwitches([{ ...about, id: id == null ? undefined : String(id), tags: values }], settings)
}
