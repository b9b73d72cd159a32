import { readApiSettings } from '../api-settings.ts'
import { type IncidentPlace, incidentPlace, type IncidentSettings, readIncidentSettings } from '../incident-rules.ts'
import { yieldsButFirst, yieldsButLast } from '../precedence.ts'
import { type Delivered, notAsDocumented, type Statement, type Translation } from '../source.ts'
import { Incident } from './payload.ts'
import { isoOf } from './times.ts'

/** States as every instance has them at first. */
const ended: ReadonlySet<string> = new Set(['6', '7'])
const cancelled = '8'

/** Priorities that make a record an incident where no rule says what does: critical and high. */
const outages: ReadonlySet<string> = new Set(['1', '2'])

function named(text: string | null | undefined): string | null {
  const bare = text?.trim() ?? ''
  return bare === '' ? null : bare
}

/** By which it may be known whose it is, the business service first. */
function keysOf(incident: Incident): string[] {
  const names = [
    incident['business_service.name'],
    incident['cmdb_ci.name'],
    incident.business_service,
    incident.cmdb_ci,
  ]
  return [...new Set(names.flatMap((name) => named(name) ?? []))]
}

const labelled = ['priority', 'severity', 'category', 'subcategory', 'contact_type', 'major_incident_state'] as const

function placeOf(incident: Incident, keys: readonly string[], settings: IncidentSettings): IncidentPlace {
  const labels = labelled.flatMap((name) => {
    const value = named(incident[name])
    return value === null ? [] : [[name, value] as const]
  })
  const group = named(incident['assignment_group.name'])
  return incidentPlace(
    {
      keys,
      title: named(incident.short_description),
      type: named(incident.category),
      labels: { ...Object.fromEntries(labels), ...(group !== null && { assignment_group: group }) },
    },
    settings,
  )
}

/**
 * The table holds whatever people ask the service desk for: a rule says what is an incident; and where the source has no rule that says
 * which are, what is critical or high, and major incidents.
 */
function isIncident(incident: Incident, place: IncidentPlace, { rules }: IncidentSettings): boolean {
  if (place.incident !== null) return place.incident
  if (rules.some((rule) => rule.incident === true)) return false
  return outages.has(incident.priority?.trim() ?? '') || named(incident.major_incident_state) === 'accepted'
}

function idOf({ number, sys_id: id }: Pick<Incident, 'number' | 'sys_id'>): string {
  return named(number) ?? id
}

/** By what a record is told as an incident; null of what cannot be read. */
export function recordId(record: unknown): string | null {
  const { data } = Incident.safeParse(record)
  return data === undefined ? null : idOf(data)
}

/** `priority` goes from 1 to 5, `severity` from 1 to 3. */
function severityOf({ priority, severity }: Incident): number | undefined {
  const digit = [priority, severity]
    .map((text) => /^[1-5]$/.exec(text?.trim() ?? '')?.[0])
    .find((each) => each !== undefined)
  return digit === undefined ? undefined : Number(digit)
}

function classOf({ state, close_code: code }: Incident, { classification }: IncidentPlace): string {
  const isDuplicate = /duplicate/i.test(code ?? '')
  // It may be taken up again, and is an incident then: only what is deleted is gone for good.
  if (state === cancelled) return isDuplicate ? 'duplicate' : 'false_positive'
  if (classification != null) return classification
  if (isDuplicate) return 'duplicate'
  return /false (?:alarm|positive)/i.test(code ?? '') ? 'false_positive' : 'incident'
}

/** When it ended, as far as it says so itself. */
function endOf({ state, resolved_at: resolved, closed_at: closed }: Incident): string | null {
  if (state === cancelled) return isoOf(closed)
  return ended.has(state) ? (isoOf(resolved) ?? isoOf(closed)) : null
}

/** Where it stands now. */
function progressOf(incident: Incident, updated: string): Statement {
  if (incident.operation === 'delete') return { cancelledAt: updated }
  const [taken, again, end] = [isoOf(incident.work_start), isoOf(incident.reopened_time), endOf(incident)]
  return {
    ...(taken !== null && { acknowledgedAt: taken }),
    ...(again !== null && { reopenedAt: again }),
    ...(end !== null && { resolvedAt: end }),
  }
}

/** Of an end without a time of its own the first change that shows it: one that comes later does not move it. */
function endsOf(about: Statement, incident: Incident, updated: string): Statement[] {
  const { state, operation } = incident
  const isOver = ended.has(state) || state === cancelled
  if (!isOver || operation === 'delete' || endOf(incident) !== null) return []
  return [{ ...about, resolvedAt: updated, updatedAt: yieldsButFirst(updated) }]
}

/** Two changes of one second are told apart by their number. */
function updatedOf(updated: string, { sys_mod_count: count }: Incident): string {
  const number = /^\d{1,9}$/.test(count?.trim() ?? '') ? Number(count) : 0
  return new Date(Date.parse(updated) + (number % 1_000)).toISOString()
}

function servicesOf(keys: readonly string[], { service }: IncidentPlace): Statement | null {
  if (service !== null) return { service }
  const [name, ...serviceKeys] = keys
  return name === undefined ? null : { service: name, ...(serviceKeys.length > 0 && { serviceKeys }) }
}

function attributesOf(incident: Incident): Statement {
  const told = [
    ['servicenow.causedBy', named(incident['caused_by.number'])],
    ['servicenow.rfc', named(incident['rfc.number'])],
  ].filter(([, value]) => value !== null)
  return told.length === 0 ? {} : { attributes: Object.fromEntries(told) as Readonly<Record<string, string>> }
}

/** What it is called, how bad it is, and where it is found. */
function detailsOf(incident: Incident, stored: unknown): Statement {
  const title = named(incident.short_description)
  const site = readApiSettings(stored)?.url
  return {
    ...(title !== null && { title: title.slice(0, 1_000) }),
    severity: severityOf(incident),
    ...(site !== undefined && { url: `${site}/incident.do?sys_id=${encodeURIComponent(incident.sys_id)}` }),
  }
}

const noTimes: Translation = {
  ignored: 'sys_updated_on and opened_at are not as ServiceNow documents them: times as 2026-03-02 09:00:00, in UTC',
  unreadable: true,
}

function ofIncident(incident: Incident, stored: unknown): Translation {
  const settings = readIncidentSettings(stored)
  const keys = keysOf(incident)
  const place = placeOf(incident, keys, settings)
  const is = isIncident(incident, place, settings)
  const updated = isoOf(incident.sys_updated_on)
  if (updated === null) return noTimes
  if (!is && incident.known !== true)
    return { ignored: 'a record that is no incident here: neither its priority nor a rule says so' }
  const opened = isoOf(incident.opened_at) ?? isoOf(incident.sys_created_on)
  if (opened === null) return noTimes
  const services = servicesOf(keys, place)
  if (services === null)
    return {
      ignored: 'it has neither business_service nor cmdb_ci: whose it is is not known; a rule may say so',
      unreadable: true,
    }
  const where = place.environment === null ? {} : { environment: place.environment }
  const about = { type: 'incident', id: idOf(incident), ...services, ...where, openedAt: opened }
  const changed = updatedOf(updated, incident)
  const statement = {
    ...about,
    // What was lowered keeps the class that it was told with, and gets its end.
    updatedAt: is ? changed : yieldsButLast(changed),
    ...detailsOf(incident, stored),
    classification: is ? classOf(incident, place) : 'alert',
    ...progressOf(incident, updated),
    ...attributesOf(incident),
  }
  return { statements: [statement, ...endsOf(about, incident, updated)] }
}

/** A record of the table `incident`, as a business rule sends it or as it was read, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const read = Incident.safeParse(body)
  return read.success ? ofIncident(read.data, settings) : notAsDocumented('ServiceNow', read.error)
}
