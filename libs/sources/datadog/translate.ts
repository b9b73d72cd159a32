import { alertAttribute } from '#domain/statement-attributes'
import { type IncidentPlace, incidentPlace, type IncidentSettings, readIncidentSettings } from '../incident-rules.ts'
import { yieldsButFirst } from '../precedence.ts'
import { type Delivered, notAsDocumented, type Statement, type Translation } from '../source.ts'
import { readDora } from './dora.ts'
import { doraKindOf, Notification } from './payload.ts'
import { severityOf } from './severity.ts'
import { unixTime } from './unix-time.ts'

/** Values of each tag by its key, in order. */
type Tags = ReadonlyMap<string, readonly string[]>

/** What a variable became; null where Datadog had nothing to fill in, or does not know it. */
function filled(text: string | null | undefined): string | null {
  const bare = text?.trim() ?? ''
  return bare === '' || bare.toLowerCase() === 'null' || /^\$[A-Z_]+$/.test(bare) ? null : bare
}

function tagsOf({ tags }: Notification): Tags {
  const all = new Map<string, string[]>()
  for (const tag of (filled(tags) ?? '').split(',')) {
    const [, key = '', value = ''] = /^\s*([^:]+):(.+?)\s*$/.exec(tag) ?? []
    if (key === '') continue
    const values = all.get(key) ?? []
    if (!values.includes(value)) all.set(key, [...values, value])
  }
  return all
}

/** Tags that are kept of an alert, where it has them. */
const keptTags = ['team', 'version', 'git.commit.sha', 'git.repository_url']

/**
 * Alerts are no incidents until a rule says so: `incident` of the first rule that fits and says it, else the tag `leadline_incident`; and
 * where the source has no rule that says which are, those of priority P1.
 */
function isIncident(
  { priority }: Notification,
  tags: Tags,
  place: IncidentPlace,
  { rules }: IncidentSettings,
): boolean {
  if (place.incident !== null) return place.incident
  const said = tags.get('leadline_incident')?.[0]
  if (said !== undefined) return said === 'true'
  return rules.every(({ incident }) => incident !== true) && severityOf(filled(priority)) === 1
}

/** What a transition says: that the alert goes on, or that it is over. What warns or has no data says neither. */
const said: ReadonlyMap<string, 'OPEN' | 'OVER'> = new Map([
  ['triggered', 'OPEN'],
  ['re-triggered', 'OPEN'],
  ['renotify', 'OPEN'],
  ['recovered', 'OVER'],
])

interface Alert {
  readonly notification: Notification
  readonly tags: Tags
  readonly at: string
  readonly services: readonly string[]
  readonly place: IncidentPlace
}

/** What it is, and of which alert; on nothing that ended before it was known to begin. */
function openOf({ notification, tags, place }: Alert): Statement {
  const { monitor, scope, title, priority, url } = notification
  const named = filled(title)
  const link = filled(url)
  const kept = keptTags.flatMap((key) => (tags.has(key) ? [[key, tags.get(key)?.join(',')]] : []))
  const id = filled(monitor == null ? null : String(monitor))
  return {
    classification: place.classification ?? 'incident',
    ...(named !== null && { title: named.slice(0, 1_000) }),
    ...(severityOf(filled(priority)) !== undefined && { severity: severityOf(filled(priority)) }),
    ...(link !== null && /^https?:\/\/\S+$/.test(link) && { url: link }),
    attributes: {
      ...Object.fromEntries(kept),
      ...(id !== null && { [alertAttribute]: `${id}/${filled(scope) ?? ''}` }),
    },
  }
}

function statementOf(alert: Alert, isOver: boolean): Statement {
  const { notification, tags, at, services, place } = alert
  const environment = place.environment ?? tags.get('env')?.[0]
  return {
    type: 'incident',
    id: notification.cycle,
    services,
    ...(environment !== undefined && { environment }),
    openedAt: at,
    // The first that is told of a cycle counts: what is told again, or told last, did not begin then.
    updatedAt: yieldsButFirst(at),
    // Alone it has no beginning, and is not counted: an incident without a length would be wrong.
    ...(isOver ? { resolvedAt: at, classification: 'alert' } : openOf(alert)),
  }
}

function ofMonitor(notification: Notification, settings: IncidentSettings): Translation {
  const { transition, title, priority } = notification
  const about = said.get(transition.trim().toLowerCase())
  if (about === undefined)
    return { ignored: `a transition ${transition.slice(0, 100)} neither opens an alert nor ends one` }
  const at = unixTime(notification.at)
  if (at === null) return { ignored: 'at is no Unix time: the template has "at": "$DATE_POSIX"', unreadable: true }
  const tags = tagsOf(notification)
  const named = tags.get('service') ?? []
  const place = incidentPlace(
    {
      keys: named,
      title: filled(title),
      type: filled(priority),
      labels: Object.fromEntries([...tags].map(([key, values]) => [key, values[0] ?? ''])),
    },
    settings,
  )
  if (!isIncident(notification, tags, place, settings)) return { ignored: 'an alert that no rule makes an incident' }
  const services = place.service === null ? named : [place.service]
  if (services.length === 0)
    return { ignored: 'tags has no service: whose it is is not known; a rule may say so', unreadable: true }
  return { statements: [statementOf({ notification, tags, at, services, place }, about === 'OVER')] }
}

/** A notification of a monitor by our template, or what Datadog's DORA metrics take, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const kind = doraKindOf(body)
  if (kind !== null) {
    const read = readDora(kind, body)
    if ('refused' in read) return { ignored: read.refused.message, unreadable: true }
    return { statements: [read.statement] }
  }
  const read = Notification.safeParse(body)
  return read.success
    ? ofMonitor(read.data, readIncidentSettings(settings))
    : notAsDocumented('our template', read.error)
}
