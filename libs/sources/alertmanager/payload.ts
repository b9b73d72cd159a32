import * as z from 'zod'
import { keptBy } from '../kept-by.ts'

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
  /** It was not delivered: it is what Prometheus knows of the past. */
  isRead: z.boolean().nullish(),
})

/** Annotations that are stored. */
const Annotations = z.object({
  summary: z.string(),
  title: z.string(),
  'leadline/deployment': z.string(),
  'dora/deployment': z.string(),
})

const Kept = z.object({
  version: z.string(),
  status: z.string(),
  truncatedAlerts: z.number(),
  isRead: z.boolean(),
  alerts: z.array(Alert.omit({ generatorURL: true }).extend({ annotations: Annotations })),
})

/** What of a notification is stored: of each alert its labels, times and title; nothing of values, links and descriptions. */
export function reduced(body: unknown): unknown {
  return keptBy(Kept, body) ?? {}
}
