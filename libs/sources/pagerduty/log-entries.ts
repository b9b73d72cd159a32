import { createHash } from 'node:crypto'
import * as z from 'zod'
import { recordIn, textIn } from '#domain/json-value'

/** What PagerDuty's log calls what its webhooks call otherwise. Whatever else it logs of an incident may have changed a detail. */
const events: Readonly<Record<string, string>> = {
  trigger_log_entry: 'incident.triggered',
  acknowledge_log_entry: 'incident.acknowledged',
  resolve_log_entry: 'incident.resolved',
  reopen_log_entry: 'incident.reopened',
}

/** Logged many times an incident, and about nothing but who was told. */
const silent: ReadonlySet<string> = new Set(['notify_log_entry', 'exhaust_escalation_path_log_entry'])

const Page = z.object({ log_entries: z.array(z.unknown()), more: z.boolean().nullish() })

/** An entry of the log, in the form of a webhook. */
export interface LoggedEvent {
  /** The same whenever it is read. */
  readonly id: string
  readonly body: object
}

/** A page of the log. */
export interface LogPage {
  readonly events: readonly LoggedEvent[]
  readonly more: boolean
}

/** Documented largest page. */
export const pageSize = 100

/** The question for a page of what was logged in a time (half-open, ISO 8601), with the incidents themselves. */
export function logPath(since: string, until: string, offset: number): string {
  const asked = new URLSearchParams({ since, until, time_zone: 'UTC', limit: String(pageSize), offset: String(offset) })
  asked.append('include[]', 'incidents')
  return `/log_entries?${asked}`
}

/**
 * An entry in the form of a webhook; null where it tells of nothing but who was told. What it lacks the event lacks as well: it is
 * kept and shown as one that cannot be understood.
 */
function eventOf(entry: unknown, readAt: string): LoggedEvent | null {
  const { id, type, created_at: occurredAt, incident } = recordIn(entry)
  const name = textIn(type) ?? ''
  if (silent.has(name)) return null
  const eventType = events[name] ?? 'incident.priority_updated'
  const event = { id, event_type: eventType, resource_type: 'incident', occurred_at: occurredAt, read_at: readAt }
  const known = textIn(id) ?? createHash('sha256').update(JSON.stringify(entry)).digest('base64url')
  return { id: known, body: { event: { ...event, data: incident } } }
}

/**
 * A page as it was answered; null where it is none.
 *
 * @param readAt when it was asked for, ISO 8601: its incidents are as they were then
 */
export function readLogPage(answer: unknown, readAt: string): LogPage | null {
  const page = Page.safeParse(answer)
  if (!page.success) return null
  const all = page.data.log_entries.map((entry) => eventOf(entry, readAt))
  return { events: all.filter((event) => event !== null), more: page.data.more === true }
}
