import { alertAttribute } from '#domain/statement-attributes'
import type { IncidentPlace, IncidentSettings } from '../incident-rules.ts'
import { yieldsButLast } from '../precedence.ts'
import type { Statement, Translation } from '../source.ts'
import type { MetricAlert } from './payload.ts'
import { begun, gone, laterClass, linkOf, noIncident, noTime, severityOf } from './told.ts'

const opening: readonly string[] = ['critical', 'warning']

function factsOf({ data: { metric_alert: alert } }: MetricAlert, type: string | null) {
  const { alert_rule: rule } = alert
  const title = alert.title ?? rule.name ?? null
  const environment = rule.environment ?? ''
  return {
    keys: alert.projects ?? rule.projects ?? [],
    title,
    type,
    labels: {
      kind: 'metric_alert',
      ...(title !== null && { alert: title }),
      ...(environment !== '' && { environment }),
    },
  }
}

/** Null where neither a rule nor the alert says whose it is. */
function aboutOf({ data }: MetricAlert, { service, environment }: IncidentPlace): Statement | null {
  const { metric_alert: alert, web_url: url } = data
  const { alert_rule: rule } = alert
  const services = service === null ? [...new Set(alert.projects ?? rule.projects ?? [])] : [service]
  if (services.length === 0) return null
  const where = environment ?? (rule.environment?.trim() || null)
  return {
    type: 'incident',
    id: `alert/${alert.id}`,
    ...(services.length === 1 ? { service: services[0] } : { services }),
    ...(where !== null && { environment: where }),
    // When the window begins that was looked at (date_started) is not when something broke.
    openedAt: alert.date_detected,
    title: (alert.title ?? rule.name)?.slice(0, 1_000),
    url: linkOf(url),
    attributes: { [alertAttribute]: rule.id },
  }
}

/** A metric alert: a beginning, critical or a warning, or its end, which does not say which of both it was. */
export function ofMetricAlert(delivery: MetricAlert, settings: IncidentSettings, sent: string | null): Translation {
  const { action, data } = delivery
  const isOpening = opening.includes(action)
  if (!isOpening && action !== 'resolved')
    return { ignored: `a metric alert that is ${action.slice(0, 100)} changes nothing that is measured` }
  const place = isOpening
    ? begun(factsOf(delivery, action), settings, action === 'critical')
    : gone(factsOf(delivery, null), settings, { type: true, byItself: true })
  if (place === null) return noIncident
  const about = aboutOf(delivery, place)
  if (about === null)
    return { ignored: 'data.metric_alert.projects is empty: whose it is is not known', unreadable: true }
  if (isOpening) {
    const classification = place.classification ?? 'incident'
    const updatedAt = sent ?? data.metric_alert.date_detected
    return { statements: [{ ...about, classification, severity: severityOf(action), updatedAt }] }
  }
  const at = data.metric_alert.date_closed ?? sent
  if (at === null) return noTime
  return {
    statements: [{ ...about, classification: laterClass(place), resolvedAt: at, updatedAt: yieldsButLast(at) }],
  }
}
