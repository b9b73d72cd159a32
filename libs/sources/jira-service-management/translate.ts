import { alertAttribute } from '#domain/statement-attributes'
import {
  type IncidentFacts,
  type IncidentPlace,
  incidentPlace,
  type IncidentSettings,
  mayBeIncident,
  readIncidentSettings,
} from '../incident-rules.ts'
import { yieldsButFirst, yieldsButLast } from '../precedence.ts'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { Delivery, Head } from './payload.ts'

type Alert = Delivery['alert']

/** By which it is told that it began; its priority may have been another before. */
const opening: ReadonlySet<string> = new Set(['create', 'updatepriority'])

/** What became of an alert, by the action. */
const changes = new Map<string, (at: string) => Statement>([
  ['acknowledge', (at) => ({ acknowledgedAt: at, updatedAt: yieldsButFirst(at) })],
  ['close', (at) => ({ resolvedAt: at, updatedAt: yieldsButLast(at) })],
  ['delete', (at) => ({ cancelledAt: at, updatedAt: yieldsButLast(at) })],
])

/** `Create`, or `created` where a rule of automation tells it. */
function nameOf(action: string): string {
  const name = action
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '')
  const present = { created: 'create', acknowledged: 'acknowledge', closed: 'close', deleted: 'delete' }
  return new Map(Object.entries(present)).get(name) ?? name
}

/** Details, and tags: `service:checkout` is a name with its value, any other is its own value. */
function labelsOf({ tags, details }: Alert): Readonly<Record<string, string>> {
  const tagged = (tags ?? []).map((tag): readonly [string, string] => {
    const [, name, value] = /^([^:=\s]+)[:=](.+)$/.exec(tag.trim()) ?? []
    return name === undefined || value === undefined ? [tag.trim(), tag.trim()] : [name, value.trim()]
  })
  const detailed = Object.entries(details ?? {}).flatMap(([name, value]) =>
    value == null ? [] : [[name, value] as const],
  )
  return Object.fromEntries([...detailed, ...tagged].filter(([, value]) => value.trim() !== ''))
}

function valueOf(labels: Readonly<Record<string, string>>, ...names: readonly string[]): string | null {
  return names.flatMap((name) => (Object.hasOwn(labels, name) ? (labels[name] ?? []) : []))[0] ?? null
}

function factsOf(alert: Alert): IncidentFacts {
  const labels = labelsOf(alert)
  const keys = [valueOf(labels, 'service'), valueOf(labels, 'app'), alert.entity?.trim() || null]
  return {
    keys: [...new Set(keys.filter((key) => key !== null))],
    title: alert.message ?? null,
    type: alert.priority ?? null,
    labels,
  }
}

/** Alerts are no incidents until a rule says so, else the label `leadline_incident`, else, without rules, their being the most urgent. */
function isIncident({ type, labels }: IncidentFacts, place: IncidentPlace, { rules }: IncidentSettings): boolean {
  if (place.incident !== null) return place.incident
  const said = valueOf(labels, 'leadline_incident')
  if (said !== null) return said === 'true'
  return rules.every(({ incident }) => incident !== true) && type?.toUpperCase() === 'P1'
}

/** Whether it may have been one where its end does not tell its priority. */
function mayBe(facts: IncidentFacts, place: IncidentPlace, settings: IncidentSettings): boolean {
  if (facts.type !== null || place.incident !== null) return isIncident(facts, place, settings)
  if (isIncident({ ...facts, type: 'P1' }, place, settings)) return true
  return valueOf(facts.labels, 'leadline_incident') === null && mayBeIncident(facts, settings, { type: true })
}

function aboutOf(alert: Alert, facts: IncidentFacts, place: IncidentPlace, service: string): Statement {
  const environment = place.environment ?? valueOf(facts.labels, 'environment', 'env')
  const priority = /^P([1-5])$/i.exec(alert.priority?.trim() ?? '')?.[1]
  return {
    type: 'incident',
    id: alert.alertId,
    service,
    ...(environment !== null && { environment }),
    openedAt: alert.createdAt,
    title: alert.message ?? undefined,
    severity: priority === undefined ? undefined : Number(priority),
    deploymentId: valueOf(facts.labels, 'leadline/deployment') ?? undefined,
    attributes: { [alertAttribute]: alert.alias?.trim() || alert.alertId },
  }
}

/** Whether what an action tells may concern an incident: of what was lowered nobody tells what it was before. */
function concernsOne(action: string, facts: IncidentFacts, settings: IncidentSettings): boolean {
  const place = incidentPlace(facts, settings)
  if (action === 'create' || isIncident(facts, place, settings)) return isIncident(facts, place, settings)
  // One that is taken into work is told alone where it is one: an end must be, whatever it was before.
  if (action === 'acknowledge') return mayBe(facts, place, settings)
  const before = { ...facts, type: null }
  return mayBe(before, incidentPlace(before, settings), settings)
}

const noIncident: Translation = { ignored: 'an alert that no rule makes an incident' }

function ofAlert(action: string, alert: Alert, settings: IncidentSettings): Translation {
  const facts = factsOf(alert)
  const place = incidentPlace(facts, settings)
  const is = isIncident(facts, place, settings)
  if (!concernsOne(action, facts, settings)) return noIncident
  const service = place.service ?? facts.keys[0]
  if (service === undefined && !is) return noIncident
  if (service === undefined)
    return { ignored: 'alert has no tag service:NAME and no entity: whose it is is not known', unreadable: true }
  const about = aboutOf(alert, facts, place, service)
  const classification = is ? (place.classification ?? 'incident') : 'alert'
  const at = alert.updatedAt ?? (action === 'create' ? alert.createdAt : null)
  if (at === null) return { ignored: 'alert.updatedAt is missing: when it happened is not known', unreadable: true }
  const what = changes.get(action)?.(at) ?? { updatedAt: action === 'create' ? alert.createdAt : at }
  return { statements: [{ ...about, classification, ...what }] }
}

/** A webhook about an alert of Jira Service Management, or of Opsgenie, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no webhook about an alert: it has no action and alert' }
  const action = nameOf(head.data.action)
  if (!opening.has(action) && !changes.has(action))
    return { ignored: `an action ${head.data.action.slice(0, 100)} changes nothing that is measured` }
  const read = Delivery.safeParse(body)
  if (!read.success) return notAsDocumented('Jira Service Management', read.error)
  return ofAlert(action, read.data.alert, readIncidentSettings(settings))
}
