import * as z from 'zod'
import { recordIn } from '#domain/json-value'
import { keptBy } from '../kept-by.ts'
import { DeploymentBody, FailureBody } from './dora-payload.ts'

/** A notification of a monitor, in the form of our template: all are texts, as Datadog fills them in. */
export const Notification = z.object({
  /** `$ALERT_CYCLE_KEY`: one from when an alert triggers until it recovers. */
  cycle: z.string().min(1),
  /** `$ALERT_TRANSITION`. */
  transition: z.string().min(1),
  /** `$DATE_POSIX`: seconds. */
  at: z.union([z.string(), z.number()]),
  /** `$ALERT_ID` and `$ALERT_SCOPE`: the monitor, and which of its groups. */
  monitor: z.union([z.string(), z.number()]).nullish(),
  scope: z.string().nullish(),
  /** `$ALERT_PRIORITY`: P1 to P5. */
  priority: z.string().nullish(),
  /** `$ALERT_TITLE`. */
  title: z.string().nullish(),
  /** `$TAGS`, with commas between them. */
  tags: z.string().nullish(),
  /** `$LINK`. */
  url: z.string().nullish(),
})
export type Notification = z.infer<typeof Notification>

/** Whether a body is one that Datadog's DORA metrics take, and of which kind. */
export function doraKindOf(body: unknown): 'deployment' | 'incident' | null {
  const { data } = recordIn(body)
  const attributes = recordIn(data)['attributes']
  if (attributes === undefined) return null
  return 'service' in recordIn(attributes) ? 'deployment' : 'incident'
}

/** What of a delivery is stored: what is read of it. */
export function reduced(body: unknown): unknown {
  const kind = doraKindOf(body)
  if (kind === null) return keptBy(Notification, body) ?? {}
  return keptBy(kind === 'deployment' ? DeploymentBody : FailureBody, body) ?? {}
}
