import * as z from 'zod'
import { parseInstant } from '#domain/parse-instant'
import { keptBy } from '../kept-by.ts'

const Id = z.union([z.string().min(1), z.number()]).transform(String)

/** Read strictly: what happened is put in order by it. */
const Time = z.string().refine((text) => parseInstant(text) !== null, 'it is no time with an offset')

const projects = z.array(z.string()).max(1_000).nullish()

const AlertRule = z.object({
  id: Id,
  name: z.string().nullish(),
  environment: z.string().nullish(),
  projects,
})

/** A firing of a metric alert. */
export const MetricAlert = z.object({
  action: z.string(),
  data: z.object({
    metric_alert: z.object({
      id: Id,
      title: z.string().nullish(),
      projects,
      alert_rule: AlertRule,
      date_detected: Time,
      date_closed: Time.nullish(),
    }),
    web_url: z.string().nullish(),
  }),
})
export type MetricAlert = z.infer<typeof MetricAlert>

/** How an issue was resolved, where that is not just now. */
const StatusDetails = z.object({
  autoResolved: z.boolean().nullish(),
  inNextRelease: z.boolean().nullish(),
  inRelease: z.string().nullish(),
  inCommit: z.object({ id: z.string().nullish(), commit: z.string().nullish() }).nullish(),
})

/** A change of an issue. */
export const IssueChange = z.object({
  action: z.string(),
  data: z.object({
    issue: z.object({
      id: Id,
      title: z.string().nullish(),
      level: z.string().nullish(),
      firstSeen: Time,
      web_url: z.string().nullish(),
      permalink: z.string().nullish(),
      project: z.object({ slug: z.string().min(1), name: z.string().nullish(), id: Id.nullish() }),
      statusDetails: StatusDetails.nullish(),
    }),
  }),
})
export type IssueChange = z.infer<typeof IssueChange>

/** An event of an issue for which an issue alert fired. */
export const IssueAlert = z.object({
  action: z.string(),
  data: z.object({
    event: z.object({
      issue_id: Id,
      title: z.string().nullish(),
      level: z.string().nullish(),
      datetime: Time,
      environment: z.string().nullish(),
      release: z.string().nullish(),
      /** In the API; it holds the slug of the project. */
      url: z.string().nullish(),
      web_url: z.string().nullish(),
      project: Id.nullish(),
    }),
    triggered_rule: z.string(),
  }),
})
export type IssueAlert = z.infer<typeof IssueAlert>

/** The head of a webhook, and whatever it may be about. */
export const Head = z.object({
  action: z.string(),
  data: z.object({
    metric_alert: z.unknown().optional(),
    issue: z.unknown().optional(),
    event: z.unknown().optional(),
    triggered_rule: z.unknown().optional(),
  }),
})

const Kept = z.object({
  action: z.string(),
  data: z.object({
    metric_alert: MetricAlert.shape.data.shape.metric_alert,
    issue: IssueChange.shape.data.shape.issue,
    event: IssueAlert.shape.data.shape.event,
    triggered_rule: z.string(),
    web_url: z.string(),
  }),
})

/** What of a webhook is stored: ids, times, titles and what it is of; nothing of requests, users, stacks and variables. */
export function reduced(body: unknown): unknown {
  return keptBy(Kept, body) ?? {}
}
