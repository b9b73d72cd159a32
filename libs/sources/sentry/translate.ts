import { readIncidentSettings } from '../incident-rules.ts'
import { type Delivered, type Translation, notAsDocumented } from '../source.ts'
import { ofIssue, ofIssueAlert } from './issues.ts'
import { ofMetricAlert } from './metric-alerts.ts'
import { Head, IssueAlert, IssueChange, MetricAlert } from './payload.ts'
import { sentAt } from './told.ts'

/** A webhook of an integration of Sentry, in the words of the event contract. */
export function translate(body: unknown, { headers, settings }: Partial<Delivered> = {}): Translation {
  const head = Head.safeParse(body)
  if (!head.success) return { ignored: 'it is no webhook of Sentry: it has no action and data' }
  const { data } = head.data
  const rules = readIncidentSettings(settings)
  const sent = sentAt(headers?.['sentry-hook-timestamp'])
  if (data.metric_alert !== undefined) {
    const read = MetricAlert.safeParse(body)
    return read.success ? ofMetricAlert(read.data, rules, sent) : notAsDocumented('Sentry', read.error)
  }
  if (data.issue !== undefined) {
    const read = IssueChange.safeParse(body)
    return read.success ? ofIssue(read.data, rules, sent) : notAsDocumented('Sentry', read.error)
  }
  if (data.event === undefined || data.triggered_rule === undefined)
    return { ignored: 'neither an alert nor an issue: it changes nothing that is measured' }
  const read = IssueAlert.safeParse(body)
  return read.success ? ofIssueAlert(read.data, rules) : notAsDocumented('Sentry', read.error)
}
