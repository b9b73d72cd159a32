import type { ArtifactEvent } from './delivery-event.ts'
import type { ArtifactState, Tagged } from './entity-state.ts'
import type { Instant } from './instant.ts'
import { publishedByAttribute } from './statement-attributes.ts'

/** The tag that a statement says, if it says one. */
export function taggedBy({ image, tag, publishedAt }: ArtifactEvent): readonly Tagged[] {
  return image === undefined || tag === undefined ? [] : [{ name: `${image}:${tag}`, at: publishedAt }]
}

/** Every tag of an artifact, with each time it was published under it. */
export function tagsOf({ event, tagged }: Pick<ArtifactState, 'event' | 'tagged'>): readonly Tagged[] {
  return tagged ?? taggedBy(event)
}

/** When an artifact was published first, for a digest that is tagged again later was there before; null where nobody knows. */
export function firstPublished(artifact: ArtifactState): Instant | null {
  const { publishedAt, attributes } = artifact.event
  const times = [publishedAt, ...tagsOf(artifact).map(({ at }) => at)]
  const known = times.filter((at) => new Date(at).toISOString() !== attributes?.[publishedByAttribute])
  return known.length === 0 ? null : Math.min(...known)
}
