import * as z from 'zod'

const Texts = z.record(z.string(), z.string())

/** An alert of a notification. */
export const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Texts,
  annotations: Texts.nullish(),
  startsAt: z.string(),
  endsAt: z.string().nullish(),
  /** Hash of the labels; the same for as long as the labels are. */
  fingerprint: z.string().min(1),
  generatorURL: z.string().nullish(),
})
export type Alert = z.infer<typeof Alert>

/** A notification of Alertmanager (version 4), or of Grafana, which has more fields. */
export const Notification = z.object({
  alerts: z.array(z.unknown()).max(10_000),
  truncatedAlerts: z.number().nullish(),
})

/** Annotations that are stored. */
const annotations: readonly string[] = ['summary', 'title', 'leadline/deployment', 'dora/deployment']

const mostAlerts = 10_000

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

function reducedAlert(value: unknown): unknown {
  const alert = recordOf(value)
  const told = recordOf(alert['annotations'])
  const { status, labels, startsAt, endsAt, fingerprint } = alert
  return {
    status,
    labels,
    annotations: Object.fromEntries(Object.entries(told).filter(([name]) => annotations.includes(name))),
    startsAt,
    endsAt,
    fingerprint,
  }
}

/** What of a notification is stored: of each alert its labels, times and title; nothing of values, links and descriptions. */
export function reduced(body: unknown): unknown {
  const { version, status, alerts, truncatedAlerts } = recordOf(body)
  return {
    version,
    status,
    truncatedAlerts,
    ...(Array.isArray(alerts) && { alerts: alerts.slice(0, mostAlerts).map(reducedAlert) }),
  }
}
