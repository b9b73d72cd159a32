import * as z from 'zod'
import { keptBy } from '../kept-by.ts'

const Text = z.string().nullish()

/** A record of the table `incident`, values as the database has them: texts, times in UTC, empty where there is none. */
export const Incident = z.object({
  sys_id: z.string().min(1),
  number: Text,
  /** Goes up by one with each change. */
  sys_mod_count: Text,
  sys_updated_on: z.string(),
  sys_created_on: Text,
  short_description: Text,
  state: z.string().min(1),
  priority: Text,
  severity: Text,
  category: Text,
  subcategory: Text,
  contact_type: Text,
  major_incident_state: Text,
  close_code: Text,
  opened_at: Text,
  work_start: Text,
  resolved_at: Text,
  closed_at: Text,
  reopened_time: Text,
  business_service: Text,
  'business_service.name': Text,
  cmdb_ci: Text,
  'cmdb_ci.name': Text,
  'assignment_group.name': Text,
  'caused_by.number': Text,
  'rfc.number': Text,
  /** Of what a business rule sends when a record is deleted: `delete`. */
  operation: Text,
  /** Set by its reader: it was told as an incident before. */
  known: z.boolean().nullish(),
})
export type Incident = z.infer<typeof Incident>

const untold: ReadonlySet<string> = new Set(['operation', 'known'])

/** Fields that are asked for; names by way of their references, so that nothing has to be asked for twice. */
export const fields: readonly string[] = Object.keys(Incident.shape).filter((name) => !untold.has(name))

/** What of a record is stored: what is read of it, and nobody's name. */
export function reduced(body: unknown): unknown {
  return keptBy(Incident, body) ?? {}
}
