import { createHash } from 'node:crypto'
import * as z from 'zod'
import { fields } from './payload.ts'

/** Records of one page. */
export const pageSize = 200

/** Where a reading stands: records that were updated at this time or later, without the first few of them. */
export interface Place {
  /** As ServiceNow writes it, in UTC. */
  readonly from: string
  readonly offset: number
}

/** The question for records that were updated from a time on, the longest ago first. */
export function tablePath({ from, offset }: Place): string {
  const asked = new URLSearchParams({
    sysparm_query: `sys_updated_on>=${from}^ORDERBYsys_updated_on^ORDERBYsys_id`,
    sysparm_fields: fields.join(','),
    sysparm_display_value: 'false',
    sysparm_exclude_reference_link: 'true',
    sysparm_limit: String(pageSize),
    sysparm_offset: String(offset),
  })
  return `/api/now/table/incident?${asked}`
}

const Row = z.object({ sys_id: z.string(), sys_updated_on: z.string(), sys_mod_count: z.string().nullish() }).loose()
const Answer = z.object({ result: z.array(Row) })
export type Row = z.infer<typeof Row>

/** One change of one record: the same again however often it is read. */
export function changeId({ sys_id: id, sys_mod_count: count, sys_updated_on: at }: Row): string {
  return `table:${createHash('sha256')
    .update(JSON.stringify([id, count, at]))
    .digest('base64url')}`
}

export interface TablePage {
  readonly records: readonly Row[]
  /** Where the next page begins; null: there is none. */
  readonly next: Place | null
  /** When the newest of them was updated; null: there are none. */
  readonly until: string | null
}

/**
 * A page as it was answered; null where it is none. The next one begins at the time of its last record, and not at a number: of records
 * that change while they are read, those behind them would be passed over.
 *
 * @param total `X-Total-Count`; a page may be short because some of its records may not be read
 */
export function readTablePage(answer: unknown, { from, offset }: Place, total: string | undefined): TablePage | null {
  const read = Answer.safeParse(answer)
  if (!read.success) return null
  const records = read.data.result
  const until = records.at(-1)?.sys_updated_on ?? null
  const isLast = /^\d+$/.test(total ?? '') ? offset + pageSize >= Number(total) : records.length < pageSize
  if (isLast) return { records, next: null, until }
  const moves = until !== null && until > from
  return { records, next: moves ? { from: until, offset: 0 } : { from, offset: offset + pageSize }, until }
}
