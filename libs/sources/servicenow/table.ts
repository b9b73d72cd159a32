import { createHash } from 'node:crypto'
import * as z from 'zod'
import { recordIn } from '#domain/json-value'
import { fields } from './payload.ts'
import { isoOf, secondAfter } from './times.ts'

/** Records of one page. */
export const pageSize = 200

/** Where a reading stands: records that were updated at this time or later. */
export const Place = z.object({
  /** As ServiceNow writes it, in UTC. */
  from: z.string(),
  /** Of that very second alone, and behind this `sys_id`: more of them than a page holds were updated in it. */
  after: z.string().nullable(),
  /** Without the first few of them: none of a page may be seen, or none says when it was updated. */
  offset: z.number().int().min(0),
})
export type Place = z.infer<typeof Place>

const State = z.object({
  /** When the newest that was read was updated. */
  until: z.string().nullish(),
  /** Where a reading stopped that did not come to its end. */
  place: Place.nullish().catch(null),
  /** It stopped among records that were updated shortly before: those written later are read after its end. */
  again: z.string().nullish(),
})

/** How far changes were read, as it is kept. */
export type State = z.infer<typeof State>

/** How far changes were read; of what is not kept so, nothing. */
export function stateOf(kept: unknown): State {
  return State.safeParse(kept).data ?? {}
}

/** The question for records that were updated from a time on, the longest ago first. */
export function tablePath({ from, after, offset }: Place): string {
  const behind = after === null ? '' : `^sys_updated_on<=${from}^sys_id>${after}`
  const asked = new URLSearchParams({
    sysparm_query: `sys_updated_on>=${from}${behind}^ORDERBYsys_updated_on^ORDERBYsys_id`,
    sysparm_fields: fields.join(','),
    sysparm_display_value: 'false',
    sysparm_exclude_reference_link: 'true',
    sysparm_limit: String(pageSize),
    sysparm_offset: String(offset),
  })
  return `/api/now/table/incident?${asked}`
}

const Answer = z.object({ result: z.array(z.unknown()) })
const Timed = z.object({ sys_id: z.string().min(1), sys_updated_on: z.string() })

/** One change of one record: the same again however often it is read. */
export function changeId(row: unknown): string {
  const { sys_id: id, sys_mod_count: count, sys_updated_on: at, known } = recordIn(row)
  // What tells nothing else is told apart by all of it.
  const told = typeof id === 'string' && typeof at === 'string' ? [id, count, at] : [row]
  const text = JSON.stringify(known === true ? [...told, known] : told)
  return `table:${createHash('sha256').update(text).digest('base64url')}`
}

export interface TablePage {
  /** Read one by one later: one that cannot be read hides no other. */
  readonly records: readonly unknown[]
  /** Where the next page begins; null: there is none. */
  readonly next: Place | null
  /** When the newest of them was updated; null: there are none that say so. */
  readonly until: string | null
}

/** Behind a page that is not the last one. */
function behind(place: Place, last: z.infer<typeof Timed> | undefined): Place {
  const { from, after, offset } = place
  if (last !== undefined && after === null && last.sys_updated_on > from)
    return { from: last.sys_updated_on, after: null, offset: 0 }
  if (last !== undefined && last.sys_id !== after) return { from, after: last.sys_id, offset: 0 }
  return { from, after, offset: offset + pageSize }
}

/**
 * A page as it was answered; null where it is none. The next one begins at the time of its last record, and not at a number: of records
 * that change while they are read, those behind them would be passed over.
 *
 * @param total `X-Total-Count`; a page may be short because some of its records may not be read
 */
export function readTablePage(answer: unknown, place: Place, total: string | undefined): TablePage | null {
  const read = Answer.safeParse(answer)
  if (!read.success) return null
  const records = read.data.result
  const timed = records.flatMap((record) => {
    const { data } = Timed.safeParse(record)
    return data !== undefined && isoOf(data.sys_updated_on) !== null ? [data] : []
  })
  const last = timed.at(-1)
  const until = last?.sys_updated_on ?? null
  const isLast = /^\d+$/.test(total ?? '') ? place.offset + pageSize >= Number(total) : records.length < pageSize
  if (!isLast) return { records, next: behind(place, last), until }
  return {
    records,
    next: place.after === null ? null : { from: secondAfter(place.from), after: null, offset: 0 },
    until,
  }
}
