import { parseInstant } from '#domain/parse-instant'
import { type IncidentPlace, incidentPlace, type IncidentSettings, readIncidentSettings } from '../incident-rules.ts'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { type Change, Delivery, Head, type History } from './payload.ts'

type Issue = Delivery['issue']

/** Types of issues that are incidents where no rule says otherwise: `Incident`, `[System] Incident`, `Major incident`. */
const incidentType = /\bincident\b/i

function changeOf({ changelog }: Delivery, field: string): Change | undefined {
  return changelog?.items.find((item) => item.field === field)
}

function placeOf({ fields }: Issue, type: string, settings: IncidentSettings): IncidentPlace {
  const { components, project, summary, labels } = fields
  const names = [...(components ?? []).map(({ name }) => name), project?.name, project?.key]
  return incidentPlace(
    {
      keys: names.filter((name) => name != null),
      title: summary ?? null,
      type,
      labels: Object.fromEntries((labels ?? []).map((label) => [label, label])),
    },
    settings,
  )
}

/** A rule says which issues are incidents; where none fits, their type does, or the label `incident`. */
function isIncident({ fields }: Issue, type: string, { incident }: IncidentPlace): boolean {
  if (incident !== null) return incident
  return incidentType.test(type) || (fields.labels ?? []).some((label) => label.toLowerCase() === 'incident')
}

/** Components are services; an issue without one is of its project. Null where there is neither. */
function servicesOf({ fields }: Issue, { service }: IncidentPlace): Statement | null {
  if (service !== null) return { service }
  const components = (fields.components ?? []).flatMap(({ name }) => (name == null || name.trim() === '' ? [] : [name]))
  if (components.length > 0) return { services: components }
  const [name, ...serviceKeys] = [fields.project?.name, fields.project?.key].filter((each) => each != null)
  return name === undefined ? null : { service: name, ...(serviceKeys.length > 0 && { serviceKeys }) }
}

const priorities: Readonly<Record<string, number>> = {
  blocker: 1,
  highest: 1,
  critical: 1,
  high: 2,
  major: 2,
  medium: 3,
  low: 4,
  minor: 4,
  lowest: 5,
  trivial: 5,
}

function severityOf({ fields }: Issue): number | undefined {
  const priority = fields.priority?.name?.trim().toLowerCase() ?? ''
  const digit = /^(?:p|sev(?:erity)?)[\s:_/-]*([1-5])\b/.exec(priority)?.[1]
  return digit === undefined ? priorities[priority] : Number(digit)
}

/** What the resolution says that it was. */
function classificationOf({ fields }: Issue): Statement {
  const resolution = fields.resolution?.name ?? ''
  if (/^duplicate/i.test(resolution)) return { classification: 'duplicate' }
  const isFalse = /^(?:not a bug|invalid|false (?:alarm|positive))$/i.test(resolution)
  return { classification: isFalse ? 'false_positive' : 'incident' }
}

/** When what is told happened: the time of the newest change of the issue, else the webhook's own. */
function timeOf({ timestamp, issue, webhookEvent }: Delivery): string {
  const isTime = timestamp != null && Math.abs(timestamp) <= 8_640_000_000_000_000
  const sent = isTime ? new Date(timestamp).toISOString() : null
  if (webhookEvent === 'jira:issue_deleted' && sent !== null) return sent
  return issue.fields.updated ?? sent ?? issue.fields.created
}

/** What a change of an issue makes of its incident, at the time of the change. */
function changed(items: readonly Change[], at: string): Statement {
  const resolution = items.find(({ field }) => field === 'resolution')
  if (resolution === undefined) return {}
  if (resolution.to != null) return { resolvedAt: at }
  return resolution.from == null ? {} : { reopenedAt: at }
}

/** Where the issue stands now, and how it came there. */
function progressOf(delivery: Delivery): Statement {
  const { fields } = delivery.issue
  const at = timeOf(delivery)
  const status = fields.status?.statusCategory?.key
  const isMoved = changeOf(delivery, 'status') !== undefined
  if (delivery.webhookEvent === 'jira:issue_deleted') return { cancelledAt: at }
  if (fields.resolutiondate != null) return { resolvedAt: fields.resolutiondate }
  // In some projects nothing is resolved, and the status alone says that it is done.
  if (status === 'done') return isMoved ? { resolvedAt: at } : {}
  const reopened = changed(delivery.changelog?.items ?? [], at)
  if ('reopenedAt' in reopened) return reopened
  return status === 'indeterminate' && isMoved ? { acknowledgedAt: at } : {}
}

/** What an issue that was read became before it was as it is: of each change its own time. */
function pastOf(histories: readonly History[], { issue: { fields } }: Delivery): Statement[] {
  const inOrder = histories.toSorted((a, b) => (parseInstant(a.created) ?? 0) - (parseInstant(b.created) ?? 0))
  const all = inOrder.flatMap(({ created, items }): Statement[] => {
    const what = changed(items, created)
    return Object.keys(what).length === 0 ? [] : [{ ...what, updatedAt: created }]
  })
  const last = all.at(-1)
  // Of the resolution that stands the issue itself has the time; that of the change is some moments later.
  if (fields.resolutiondate != null && last !== undefined && 'resolvedAt' in last) return all.slice(0, -1)
  if (fields.resolutiondate != null || fields.status?.statusCategory?.key !== 'done') return all
  const done = inOrder.findLast(({ items }) => items.some(({ field }) => field === 'status'))
  return done === undefined ? all : [...all, { resolvedAt: done.created, updatedAt: done.created }]
}

function statementsOf(delivery: Delivery, place: IncidentPlace, services: Statement, isOne: boolean): Statement[] {
  const { issue, read_at: readAt } = delivery
  const host = /^(https?:\/\/[^/\s]+)\//i.exec(issue.self ?? '')?.[1]
  const about = {
    type: 'incident',
    id: issue.key,
    ...services,
    ...(place.environment !== null && { environment: place.environment }),
    openedAt: issue.fields.created,
  }
  const now = {
    ...about,
    updatedAt: readAt ?? timeOf(delivery),
    title: issue.fields.summary ?? undefined,
    severity: severityOf(issue),
    url: host === undefined ? undefined : `${host}/browse/${issue.key}`,
    ...classificationOf(issue),
    ...(place.classification !== null && { classification: place.classification }),
    ...(readAt == null || issue.fields.resolutiondate != null ? progressOf(delivery) : {}),
    // It was one, and was made something else.
    ...(isOne ? {} : { classification: 'false_positive' }),
  }
  const past = readAt == null ? [] : pastOf(issue.changelog?.histories ?? [], delivery)
  return [...past.map((each) => ({ ...about, ...each })), now]
}

function ofIssue(delivery: Delivery, stored: unknown): Translation {
  const { issue } = delivery
  const settings = readIncidentSettings(stored)
  const type = issue.fields.issuetype.name ?? ''
  const place = placeOf(issue, type, settings)
  const all = [
    ...(delivery.changelog?.items ?? []),
    ...(issue.changelog?.histories ?? []).flatMap(({ items }) => items),
  ]
  const was = all.some(({ field, fromString: before }) => {
    return field === 'issuetype' && before != null && isIncident(issue, before, placeOf(issue, before, settings))
  })
  const is = isIncident(issue, type, place)
  if (!is && !was) return { ignored: 'an issue that is no incident: neither its type nor a rule says so' }
  const services = servicesOf(issue, place)
  if (services === null)
    return { ignored: 'issue.fields has no component and no project: whose it is is not known', unreadable: true }
  return { statements: statementsOf(delivery, place, services, is) }
}

const read: readonly string[] = ['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted']

/** A webhook of Jira or Jira Service Management about an issue, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no webhook of Jira: it has no webhookEvent' }
  const { webhookEvent } = head.data
  if (!read.includes(webhookEvent))
    return { ignored: `an event ${webhookEvent.slice(0, 100)} says nothing of an incident` }
  const delivery = Delivery.safeParse(body)
  if (delivery.success) return ofIssue(delivery.data, settings)
  return notAsDocumented('Jira', delivery.error)
}
