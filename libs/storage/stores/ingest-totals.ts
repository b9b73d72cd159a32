import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

export interface IngestTotals {
  readonly quarantined: number
  /** When the youngest statement was recorded. */
  readonly lastEventAt: Instant | null
}

/** How much was refused and kept, and when something was accepted last. */
export async function ingestTotals(db: Database): Promise<IngestTotals> {
  const [row] = await db.query<IngestTotals>(sql`
    /* ingest-totals */
    select (select count(*) from quarantine)
             + (select count(*) from delivery where delivery.state = 'QUARANTINED') as "quarantined",
           (select max(last_event_at) from source_tally) as "lastEventAt"`)
  return row ?? { quarantined: 0, lastEventAt: null }
}
