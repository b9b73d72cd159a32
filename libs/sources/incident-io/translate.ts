import { type IncidentPlace, incidentPlace, readIncidentSettings } from '../incident-rules.ts'
import { yieldsButLast } from '../precedence.ts'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { deploymentNamed, environmentNamed, fieldsOf, servicesNamed } from './custom-fields.ts'
import { Head, type Incident, readEvent, type Told } from './payload.ts'

const ended: ReadonlySet<string | null> = new Set(['learning', 'closed'])
const open: ReadonlySet<string | null> = new Set(['triage', 'live', 'paused'])

/** What the category of a status says that the incident is; all others are incidents. */
const classes: ReadonlyMap<string, string> = new Map([
  // Nobody said yet that it is one.
  ['triage', 'alert'],
  ['declined', 'false_positive'],
  ['canceled', 'false_positive'],
  ['merged', 'duplicate'],
])

const isExercise: ReadonlySet<string> = new Set(['test', 'tutorial'])

function classOf({ mode, incident_status: status }: Incident): string {
  return isExercise.has(mode ?? '') ? 'drill' : (classes.get(status?.category ?? '') ?? 'incident')
}

const severities: ReadonlyMap<string, number> = new Map([
  ['critical', 1],
  ['major', 2],
  ['high', 2],
  ['medium', 3],
  ['minor', 3],
  ['low', 4],
])

/** 1 to 5 by its name; its rank counts upwards from what is least, and only its organisation knows how far. */
function severityOf({ severity }: Incident): number | undefined {
  const name = severity?.name?.trim().toLowerCase() ?? ''
  const digit = /^(?:p|sev(?:erity)?)[\s:_/-]*([1-5])\b/.exec(name)?.[1]
  return digit === undefined ? severities.get(name) : Number(digit)
}

/** The time of one of these names, with or without `at` behind it; undefined where it is not set. */
function timeOf({ incident_timestamp_values: times }: Incident, ...names: readonly string[]): string | undefined {
  const named = new Map(
    (times ?? []).map(({ incident_timestamp: { name }, value }) => [
      (name ?? '').trim().toLowerCase().replace(/ at$/, ''),
      value?.value ?? undefined,
    ]),
  )
  return names.map((name) => named.get(name)).find((time) => time !== undefined)
}

/** Null where nothing says whose it is. */
function servicesOf(incident: Incident, { service }: IncidentPlace): Statement | null {
  if (service !== null) return { service }
  const named = servicesNamed(incident)
  const [only, ...others] = named
  if (others.length > 0) return { services: [...new Set(named.map(({ name }) => name))] }
  if (only !== undefined)
    return { service: only.name, ...(only.keys.length > 0 && { serviceKeys: only.keys.slice(0, 20) }) }
  const type = incident.incident_type?.name?.trim() ?? ''
  return type === '' ? null : { service: type }
}

function placeOf(incident: Incident, settings: unknown): IncidentPlace {
  const severity = incident.severity?.name?.trim() ?? ''
  const facts = {
    keys: servicesNamed(incident).flatMap(({ name, keys }) => [name, ...keys]),
    title: incident.name ?? null,
    type: incident.incident_type?.name ?? null,
    labels: { ...(severity !== '' && { severity }), ...fieldsOf(incident) },
  }
  return incidentPlace(facts, readIncidentSettings(settings))
}

/** The incident as it stood when the event was told. */
function stateOf(incident: Incident, { classification }: IncidentPlace): Statement {
  const { name, permalink, incident_status: status } = incident
  return {
    updatedAt: incident.updated_at,
    classification: classification ?? classOf(incident),
    title: name?.slice(0, 1_000),
    severity: severityOf(incident),
    url: /^https?:\/\/\S+$/i.test(permalink ?? '') ? permalink : undefined,
    impactStartedAt: timeOf(incident, 'impact started', 'impact start'),
    acknowledgedAt: timeOf(incident, 'accepted'),
    mitigatedAt: timeOf(incident, 'fixed', 'mitigated'),
    // The time of a first end stays there when the incident is opened again.
    resolvedAt: ended.has(status?.category ?? null) ? timeOf(incident, 'resolved', 'closed') : undefined,
    deploymentId: deploymentNamed(incident) ?? undefined,
  }
}

/** What the move of a status says: it ended then, or began again, as far as no time of the incident's own says more. */
function moveOf({ incident, from, to }: Told): Statement | null {
  const at = incident.updated_at
  if (!ended.has(from) && ended.has(to)) return { resolvedAt: at, updatedAt: yieldsButLast(at) }
  return ended.has(from) && open.has(to) ? { reopenedAt: at, updatedAt: yieldsButLast(at) } : null
}

function ofIncident(told: Told, settings: unknown): Translation {
  const { incident } = told
  if (incident.mode === 'stream') return { ignored: 'a stream, which is a part of another incident' }
  const place = placeOf(incident, settings)
  if (place.incident === false) return { ignored: `rule ${place.rule} of the source says that it is no incident` }
  const services = servicesOf(incident, place)
  if (services === null && isExercise.has(incident.mode ?? '')) return { ignored: 'a test or a tutorial of nobody' }
  if (services === null)
    return {
      ignored: 'no custom field names its services, and it has no type: whose incident it is is not known',
      unreadable: true,
    }
  const environment = place.environment ?? environmentNamed(incident)
  const about = {
    type: 'incident',
    id: incident.id,
    ...services,
    ...(environment !== null && { environment }),
    openedAt: timeOf(incident, 'reported') ?? incident.created_at,
  }
  const move = moveOf(told)
  return { statements: [...(move === null ? [] : [{ ...about, ...move }]), { ...about, ...stateOf(incident, place) }] }
}

/** A webhook of incident.io, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no webhook of incident.io: it has no event_type' }
  const { event_type: type } = head.data
  if (type.startsWith('private_incident.'))
    return { ignored: 'a private incident, of which only the id is told: make it public, or post it to /api/events' }
  const read = readEvent(type, body)
  if (read === null) return { ignored: `an event of type ${type.slice(0, 100)} changes nothing that is measured` }
  return 'told' in read ? ofIncident(read.told, settings) : notAsDocumented('incident.io', read.error)
}
