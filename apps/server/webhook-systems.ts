import { sources } from '#sources/index'
import type { Source, Webhook } from '#sources/source'

/** A system that delivers to a door of its own. */
export type Door = Source & { readonly webhook: Webhook }

function isDoor(source: Source): source is Door {
  return source.webhook !== undefined
}

export const doors: readonly Door[] = sources.filter(isDoor)

export const webhookSystems: readonly string[] = doors.map(({ id }) => id)
