import { parseInstant } from '#domain/parse-instant'
import { alertAttribute } from '#domain/statement-attributes'
import { type IncidentPlace, incidentPlace, type IncidentSettings, readIncidentSettings } from '../incident-rules.ts'
import { yields } from '../precedence.ts'
import type { Delivered, Statement, Translation } from '../source.ts'
import { Alert, Notification } from './payload.ts'

/** Labels that name the service, the most telling first. */
const serviceLabels = ['service', 'app', 'app_kubernetes_io_name', 'job']

/** Severities that make an alert an incident where no rule says what does. */
const pages = ['critical', 'page']

function serviceOf({ labels }: Alert, place: IncidentPlace): string | null {
  const label = serviceLabels.find((name) => (labels[name] ?? '').trim() !== '')
  return place.service ?? (label === undefined ? null : (labels[label] ?? null))
}

/**
 * Alerts are no incidents until a rule says so: `incident` of the first rule that fits and says it, else the label `leadline_incident`;
 * and where the source has no rule that says which are, those of the severities that wake somebody.
 */
function isIncident({ labels }: Alert, place: IncidentPlace, { rules }: IncidentSettings): boolean {
  if (place.incident !== null) return place.incident
  const said = labels['leadline_incident']
  if (said !== undefined) return said === 'true'
  return rules.every(({ incident }) => incident !== true) && pages.includes((labels['severity'] ?? '').toLowerCase())
}

/** `0001-01-01T00:00:00Z` says that there is no end. */
function timeOf(text: string | null | undefined): string | null {
  return text == null || text.startsWith('0001-') ? null : text
}

const numbers: Readonly<Record<string, number>> = { critical: 1, page: 1, high: 2, error: 2, warning: 3, info: 5 }

function severityOf({ labels }: Alert): number | undefined {
  const severity = labels['severity']?.toLowerCase() ?? ''
  const digit = /^(?:p|sev)?[\s:_/-]*([1-5])$/.exec(severity)?.[1]
  return digit === undefined ? numbers[severity] : Number(digit)
}

/** A time as every reader knows it: Alertmanager writes billionths of a second, and Prometheus keeps thousandths. */
function toMilliseconds(time: string): string {
  const at = parseInstant(time)
  return at === null ? time : new Date(at).toISOString().replace(/\.?0+Z$/, 'Z')
}

function statementOf(alert: Alert, service: string, place: IncidentPlace): Statement {
  const { labels, annotations, fingerprint, startsAt } = alert
  const end = alert.status === 'resolved' ? timeOf(alert.endsAt) : null
  const environment = place.environment ?? labels['environment'] ?? labels['env']
  return {
    type: 'incident',
    // One fingerprint fires again and again, and each time begins at its own time.
    id: `${fingerprint}/${toMilliseconds(startsAt)}`,
    service,
    ...(environment !== undefined && { environment }),
    ...(place.classification !== null && { classification: place.classification }),
    openedAt: startsAt,
    resolvedAt: end ?? undefined,
    title: (annotations?.['summary'] ?? annotations?.['title'] ?? labels['alertname'])?.slice(0, 1_000),
    severity: severityOf(alert),
    deploymentId: annotations?.['leadline/deployment'] ?? annotations?.['dora/deployment'],
    attributes: { [alertAttribute]: fingerprint },
  }
}

/** What an alert says, or why it says nothing. */
type Told = { readonly statement: Statement } | { readonly ignored: string } | { readonly unread: string }

function told(value: unknown, at: number, settings: IncidentSettings, isRead: boolean): Told {
  const read = Alert.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    return { unread: `alerts.${at}${issue === undefined ? '' : `.${issue.path.join('.')}: ${issue.message}`}` }
  }
  const { labels, annotations } = read.data
  const place = incidentPlace(
    {
      keys: serviceLabels.flatMap((name) => labels[name] ?? []),
      title: annotations?.['summary'] ?? labels['alertname'] ?? null,
      type: labels['severity'] ?? null,
      labels,
    },
    settings,
  )
  if (!isIncident(read.data, place, settings)) return { ignored: 'alerts that no rule makes an incident' }
  const service = serviceOf(read.data, place)
  if (service === null) return { unread: `alerts.${at}.labels: none of ${serviceLabels.join(', ')} says whose it is` }
  // Of what was delivered and read, what was delivered counts.
  return { statement: { ...statementOf(read.data, service, place), ...(isRead && { updatedAt: yields }) } }
}

/** A notification of Alertmanager or Grafana, in the words of the event contract. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const read = Notification.safeParse(body)
  if (!read.success)
    return { ignored: 'it is no notification of Alertmanager: it has no list of alerts', unreadable: true }
  const { alerts, truncatedAlerts, isRead } = read.data
  const places = readIncidentSettings(settings)
  const all = alerts.map((alert, at) => told(alert, at, places, isRead === true))
  const statements = all.flatMap((each) => ('statement' in each ? [each.statement] : []))
  const cut = (truncatedAlerts ?? 0) > 0 ? `${truncatedAlerts} alerts were cut off: raise max_alerts` : undefined
  const unread = all.find((each) => 'unread' in each)?.unread ?? cut
  if (statements.length > 0 || unread !== undefined) return { statements, ...(unread !== undefined && { unread }) }
  return { ignored: all.length === 0 ? 'no alerts' : 'alerts that no rule makes an incident' }
}
