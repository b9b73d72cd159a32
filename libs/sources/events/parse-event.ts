import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import type { Instant } from '#domain/instant'
import { normaliseRepository } from '#domain/repository-name'
import { parseInstant } from '#domain/parse-instant'
import { sorted, toWire, type WireEvent } from './canonical.ts'
import { clean } from './clean.ts'
import type { Refusal } from './error-codes.ts'
import { caps } from './fields.ts'
import { ahead, earliest, isTimeField } from './instant.ts'
import { type EventPayload, isEventType, payloads } from './payload.ts'
import { refusalOfIssues } from './refusal.ts'
import { missing } from './requirements.ts'

/** Who sends, and what the token lets it say. */
export interface Sender {
  /** Source of the token; taken where the event names none. */
  readonly source: string
  /** Scope `ingest:*`. */
  readonly allowAnySource: boolean
  /** Scope `import`. */
  readonly mayImport: boolean
  readonly now: Instant
  /** Names under which nobody may post: those of repositories that are read, whose rules may take back all that they told. */
  readonly reserved?: ReadonlySet<string>
}

export type Parsed =
  | {
      readonly ok: true
      readonly event: DeliveryEvent
      /** The event as JSON of the contract. */
      readonly wire: WireEvent
      /** The one text of the event, `recordedAt` left out. */
      readonly canonical: string
      /** Stated by an import; null otherwise. */
      readonly recordedAt: Instant | null
    }
  | ({ readonly ok: false } & Refusal)

const fieldsOf = Object.fromEntries(
  Object.entries(payloads).map(([type, schema]) => [type, Object.keys(schema.shape)]),
) as unknown as Readonly<Record<DeliveryEventType, readonly string[]>>

function no(code: Refusal['code'], field: string | null, message: string): Parsed {
  return { ok: false, code, field, message }
}

function reservedRefusal(source: string): Parsed {
  const message = `${source} is a repository that Leadline reads, and nobody else speaks under its name; post under another one: npx leadline token create --source NAME`
  return no('RESERVED_SOURCE', 'source', message)
}

function timeRefusal(field: string, sent: string, now: Instant): Refusal | Instant {
  const instant = parseInstant(sent)
  if (instant === null) {
    const message = `${field} must be an ISO 8601 time with offset, such as 2026-03-02T09:00:00Z.`
    return { code: 'WRONG_VALUE', field, message }
  }
  const latest = field === 'recordedAt' ? now : now + ahead
  if (instant >= earliest && instant <= latest) return instant
  const bound = field === 'recordedAt' ? 'in the future' : 'more than 24 hours ahead of this server'
  return { code: 'TIME_OUT_OF_RANGE', field, message: `${field} is before 1990 or ${bound}; check the sender's clock.` }
}

const placementParts = ['cluster', 'namespace', 'region'] as const

function placementText(sent: unknown): string {
  if (typeof sent === 'string') return sent
  const parts = sent as Readonly<Record<string, string>>
  return placementParts.flatMap((part) => parts[part] ?? []).join('/')
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
}

/** One field in its one spelling; undefined where it says nothing. */
function normalised(key: string, value: unknown): unknown {
  if (key === 'repository' || key === 'configRepository') return normaliseRepository(value as string)
  if (key === 'placement') return placementText(value)
  if (isEmptyObject(value)) return undefined
  return typeof value === 'object' ? sorted(value) : value
}

function foldServices(payload: EventPayload): EventPayload {
  if (payload.type !== 'incident') return payload
  const { service, ...rest } = payload
  const services = [...(service === undefined ? [] : [service]), ...(payload.services ?? [])]
  return { ...rest, services: [...new Set(services)] }
}

interface Normal {
  readonly fields: Record<string, unknown>
  readonly recordedAt: Instant | null
}

function normalise(payload: EventPayload, now: Instant): Normal | Refusal {
  const sent = foldServices(payload) as unknown as Readonly<Record<string, unknown>>
  const fields: Record<string, unknown> = {}
  let recordedAt: Instant | null = null
  for (const key of Object.keys(sent).toSorted()) {
    const value = sent[key]
    if (isTimeField(key)) {
      const instant = timeRefusal(key, value as string, now)
      if (typeof instant !== 'number') return instant
      if (key === 'recordedAt') recordedAt = instant
      else fields[key] = instant
      continue
    }
    const normal = normalised(key, value)
    if (normal === '' && key !== 'placement' && /repository/i.test(key))
      return { code: 'WRONG_VALUE', field: key, message: `${key} must be host/owner/name.` }
    if (normal === '' && key === 'placement' && payload.type !== 'cutover') continue
    if (normal !== undefined) fields[key] = normal
  }
  return { fields, recordedAt }
}

function shapeOf(value: unknown): { readonly payload: EventPayload } | Parsed {
  const cleaned = clean(value)
  if (cleaned.refusal !== null) return { ok: false, ...cleaned.refusal }
  const object = cleaned.value
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    return no('WRONG_TYPE', null, 'An event is a JSON object; send one, or a list of them.')
  const { type, attributes } = object as Record<string, unknown>
  if (type === undefined) return no('REQUIRED', 'type', `type is required: one of ${Object.keys(payloads).join(', ')}.`)
  if (typeof type !== 'string') return no('WRONG_TYPE', 'type', 'type must be of type string.')
  if (!isEventType(type)) return no('UNKNOWN_TYPE', 'type', `type must be one of ${Object.keys(payloads).join(', ')}.`)
  const result = payloads[type].safeParse(object)
  if (!result.success) return { ok: false, ...refusalOfIssues(result.error.issues, object, fieldsOf[type]) }
  if (attributes !== undefined && Object.keys(attributes as object).length > caps.attributes)
    return no('TOO_MANY', 'attributes', `attributes may have at most ${caps.attributes} entries; send fewer.`)
  return { payload: result.data }
}

/**
 * One posted value, of whatever type, to an event in its canonical form, or the reason why it is refused. Never throws.
 * Names are normalised, nulls and empty objects are left out, times are milliseconds; what the contract
 * (`docs/events.md`) does not know is refused by name.
 */
export function parseEvent(value: unknown, sender: Sender): Parsed {
  // Whatever it says: it may not be taken later either.
  if (!sender.allowAnySource && sender.reserved?.has(sender.source) === true) return reservedRefusal(sender.source)
  const shape = shapeOf(value)
  if ('ok' in shape) return shape
  const { payload } = shape
  if (payload.recordedAt !== undefined && !sender.mayImport)
    return no('IMPORT_ONLY', 'recordedAt', 'recordedAt needs a token with scope import; leave it out.')
  const source = payload.source ?? sender.source
  if (source !== sender.source && !sender.allowAnySource) {
    const message = `The token belongs to source ${sender.source}; leave source out, or use a token with scope ingest:*.`
    return no('FOREIGN_SOURCE', 'source', message)
  }
  const normal = normalise({ ...payload, source }, sender.now)
  if ('code' in normal) return { ok: false, ...normal }
  const event = normal.fields as unknown as DeliveryEvent
  if (sender.reserved?.has(event.source) === true) return reservedRefusal(event.source)
  const refused = missing(event)
  if (refused !== null) return { ok: false, ...refused }
  const wire = toWire(event)
  return { ok: true, event, wire, canonical: JSON.stringify(wire), recordedAt: normal.recordedAt }
}
