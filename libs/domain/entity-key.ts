import type { DeliveryEvent, DeploymentEvent, ImageReference } from './delivery-event.ts'
import type { Instant } from './instant.ts'

export interface EntityKey {
  /**
   * What the statement is about; equal for all statements that fold into one state. Things in the world (commit,
   * request, push, build, artifact) leave the source out; reports hold it.
   */
  readonly entity: string
  /** The event's `id`, else its natural key; with type and source it is what a duplicate is recognised by. */
  readonly naturalKey: string
}

function escaped(part: string): string {
  return part.includes('|') || part.includes('\\') ? part.replaceAll(/[\\|]/g, '\\$&') : part
}

/** Joins parts so that no two lists of parts give one text. */
function join(parts: readonly (string | number | undefined)[]): string {
  return parts.map((part) => (part === undefined ? '' : escaped(String(part)))).join('|')
}

/** The parts that were joined. */
function split(joined: string): string[] {
  const parts = ['']
  for (let at = 0; at < joined.length; at += 1) {
    const sign = joined[at] as string
    if (sign === '|') parts.push('')
    else if (sign === '\\') parts[parts.length - 1] += joined[(at += 1)] ?? ''
    else parts[parts.length - 1] += sign
  }
  return parts
}

/** A stream as a statement calls it. */
export interface CalledStream {
  readonly service: string
  readonly environment: string
  /** Undefined where it has none. */
  readonly placement: string | undefined
}

/**
 * A reference to a report that has no id of its own holds the names that the report used; here with the names that the
 * catalogue gives them. Every other text stays.
 */
export function renamedReference(
  reference: string,
  rename: (stream: CalledStream) => Pick<CalledStream, 'service' | 'environment'>,
): string {
  const [type, source, natural, ...rest] = split(reference)
  if ((type !== 'deployment' && type !== 'rollback') || natural === undefined || rest.length > 0) return reference
  const [service, environment, ...others] = split(natural)
  if (service === undefined || environment === undefined || others.length !== (type === 'deployment' ? 3 : 1)) {
    return reference
  }
  const placement = type === 'deployment' && others[0] !== '' ? others[0] : undefined
  const named = rename({ service, environment, placement })
  if (named.service === service && named.environment === environment) return reference
  return join([type, source, join([named.service, named.environment, ...others])])
}

function place(event: { readonly repository?: string; readonly service?: string }): string {
  return event.repository ?? `service:${event.service ?? ''}`
}

/** All digests of a deployment, ascending: its own and those of its images. */
export function digestsOf(event: { readonly digest?: string; readonly images?: readonly ImageReference[] }): string[] {
  const digests = new Set<string>()
  if (event.digest !== undefined) digests.add(event.digest)
  for (const image of event.images ?? []) if (image.digest !== undefined) digests.add(image.digest)
  return [...digests].toSorted()
}

/** `image:tag` of a deployment that is named so; null otherwise. */
export function imageTagOf(event: Pick<DeploymentEvent, 'image' | 'tag' | 'images'>): string | null {
  if (event.image !== undefined && event.tag !== undefined) return `${event.image}:${event.tag}`
  const tagged = (event.images ?? []).filter((image) => image.tag !== undefined)
  if (tagged.length === 0) return null
  return tagged
    .map((image) => `${image.image}:${image.tag}`)
    .toSorted()
    .join(',')
}

function versionText(event: DeploymentEvent): string {
  const digests = digestsOf(event)
  if (digests.length > 0) return digests.join(',')
  return event.sha ?? event.version ?? imageTagOf(event) ?? event.configRevision ?? ''
}

function naturalKeyOf(event: DeliveryEvent): string {
  switch (event.type) {
    case 'commit':
      return join([place(event), event.sha])
    case 'pull_request':
      return join([place(event), event.number ?? event.id])
    case 'push':
      return join([place(event), event.branch, event.after, event.at])
    case 'build':
      return join([place(event), event.name, event.sha, event.attempt])
    case 'artifact':
      return event.digest ?? join([event.image ?? event.version, event.tag, event.publishedAt])
    case 'deployment':
      return join([
        event.service,
        event.environment,
        event.placement,
        versionText(event),
        event.startedAt ?? event.finishedAt ?? event.liveAt,
      ])
    case 'rollback':
      return join([event.service, event.environment, event.at])
    case 'incident':
    case 'override':
      return event.id
    case 'flag':
      return join([event.key, event.environment, event.at])
    case 'cutover':
      return join([event.environment, event.placement, event.at])
  }
}

/** The keys of a statement, by the table of the event contract (`docs/events.md`). */
export function entityOf(event: DeliveryEvent): EntityKey {
  const natural = naturalKeyOf(event)
  const naturalKey = event.id ?? natural
  switch (event.type) {
    case 'commit':
    case 'pull_request':
    case 'push':
      return { entity: `${event.type}|${natural}`, naturalKey }
    case 'build':
      return {
        entity: event.id === undefined ? `build|${natural}` : join(['build', event.source, event.id]),
        naturalKey,
      }
    case 'artifact':
      return { entity: `artifact|${event.digest ?? naturalKey}`, naturalKey }
    default:
      return { entity: join([event.type, event.source, naturalKey]), naturalKey }
  }
}

/** Every instant that a statement carries, `updatedAt` apart. */
export function instantsOf(event: DeliveryEvent): Instant[] {
  const instants: Instant[] = []
  for (const [name, value] of Object.entries(event)) {
    if (typeof value === 'number' && name !== 'updatedAt' && (name === 'at' || name.endsWith('At')))
      instants.push(value)
  }
  return instants
}

/** The latest instant that a statement carries; 0 where it carries none. */
export function latestTime(event: DeliveryEvent): Instant {
  return Math.max(0, ...instantsOf(event))
}
