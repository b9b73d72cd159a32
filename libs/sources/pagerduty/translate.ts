import { type IncidentPlace, incidentPlace, readIncidentSettings } from '../incident-rules.ts'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { Delivery, Head, type Incident } from './payload.ts'

/** What an event changes of its incident, by what its type is after `incident.`. */
const changes: Readonly<Record<string, (at: string) => Statement>> = {
  triggered: () => ({}),
  acknowledged: (at) => ({ acknowledgedAt: at }),
  reopened: (at) => ({ reopenedAt: at }),
  resolved: (at) => ({ resolvedAt: at }),
  priority_updated: () => ({}),
  service_updated: () => ({}),
}

/** The log, by which lost webhooks are made good, knows no smaller part of a time: the same moment must be one. */
function wholeSecond(time: string): string {
  return time.replace(/\.\d+/, '')
}

/** What begins and ends nothing. */
const isDetail: ReadonlySet<string> = new Set(['incident.priority_updated', 'incident.service_updated'])

/** An incident that was merged into another is resolved with that as the reason, until it is reopened. */
function classOf({ resolve_reason: reason }: Incident): Statement {
  const other = reason?.type === 'merge_resolve_reason' ? reason.incident?.id : undefined
  return other === undefined ? { classification: 'incident' } : { classification: 'duplicate', duplicateOf: other }
}

/** 1 to 5 of a priority such as `P1` or `SEV-2`; undefined where it is called otherwise. */
function severityOf({ priority }: Incident): number | undefined {
  const digit = /^(?:p|sev(?:erity)?)[\s:_/-]*([1-5])\b/i.exec(priority?.summary?.trim() ?? '')?.[1]
  return digit === undefined ? undefined : Number(digit)
}

function unreadable(ignored: string): Translation {
  return { ignored, unreadable: true }
}

/** The incident as it stood when the event was told: what it is called, how bad it is, what kind of thing it was. */
function detailsOf(incident: Incident, { classification }: IncidentPlace): Statement {
  const url = incident.html_url ?? ''
  return {
    ...classOf(incident),
    ...(classification !== null && { classification }),
    title: incident.title ?? undefined,
    severity: severityOf(incident),
    url: /^https?:\/\/\S+$/i.test(url) ? url : undefined,
  }
}

function placeOf({ service, title }: Incident, settings: unknown) {
  const keys = [service?.summary, service?.id].filter((key) => key != null).filter((key) => key.trim() !== '')
  const facts = { keys, title: title ?? null, type: null, labels: {} }
  return { keys, place: incidentPlace(facts, readIncidentSettings(settings)) }
}

/** An event of an incident, in the words of the event contract. */
function ofIncident({ event }: Delivery, change: (typeof changes)[string], settings: unknown): Translation {
  const { data: incident, read_at: readAt, event_type: type } = event
  const at = wholeSecond(event.occurred_at)
  const openedAt = incident.created_at ?? (type === 'incident.triggered' ? at : null)
  if (openedAt === null && isDetail.has(type))
    return { ignored: 'a detail of an incident of which it does not say when it was opened' }
  if (openedAt === null)
    return unreadable('event.data.created_at is missing: when the incident was opened is not known')
  const { keys, place } = placeOf(incident, settings)
  if (place.incident === false) return { ignored: `rule ${place.rule} of the source says that it is no incident` }
  const [service, ...serviceKeys] = place.service === null ? keys : [place.service]
  if (service === undefined) return unreadable('event.data.service is missing: whose incident it is is not known')
  const about = {
    type: 'incident',
    id: incident.id,
    service,
    ...(serviceKeys.length > 0 && { serviceKeys }),
    ...(place.environment !== null && { environment: place.environment }),
    openedAt,
  }
  // The webhook of a reopening may be lost; whatever comes after it tells of it, too.
  const isSaid = incident.reopened_at == null || type === 'incident.reopened'
  const details = { ...detailsOf(incident, place), ...(!isSaid && { reopenedAt: incident.reopened_at }) }
  const happened = { ...about, ...change?.(at), updatedAt: at }
  if (readAt == null) return { statements: [{ ...happened, ...details }] }
  // What was read is of then, and what happened of its own time.
  return { statements: [happened, { ...about, ...details, updatedAt: readAt }] }
}

/** A V3 webhook event of PagerDuty, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no V3 webhook event of PagerDuty: it has no event.event_type' }
  const type = head.data.event.event_type
  if (type === 'pagey.ping') return { ignored: 'a test of the webhook' }
  const change = type.startsWith('incident.') ? changes[type.slice('incident.'.length)] : undefined
  if (change === undefined)
    return { ignored: `an event of type ${type.slice(0, 100)} changes nothing that is measured` }
  const read = Delivery.safeParse(body)
  if (read.success) return ofIncident(read.data, change, settings)
  return notAsDocumented('PagerDuty', read.error)
}
