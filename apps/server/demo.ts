import { demoNames, loadDemo } from '#demo/load'
import { demoSource } from '#demo/wire-event'
import type { Instant } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { describeService } from '#storage/stores/services'
import { removeSource } from '#storage/stores/source-removal'

/** Whether anything of the demo is in the log. */
export async function hasDemo(db: Database): Promise<boolean> {
  const rows = await db.query(sql`/* demo: any */ select from event_log where source = ${demoSource} limit 1`)
  return rows.length > 0
}

/** Whether nobody ever said anything. */
export async function isEmpty(db: Database): Promise<boolean> {
  const rows = await db.query(sql`/* demo: empty */ select from event_log limit 1`)
  return rows.length === 0
}

/**
 * Loads the demo through the event door and the catalogue. Gives the number of events accepted; 0 where it is there already. The
 * worker makes its numbers.
 *
 * @throws when the door refuses one of its events, which is a defect of the demo.
 */
export async function tellDemo(db: Database, now: Instant): Promise<number> {
  if (await hasDemo(db)) return 0

  const door = new EventDoor(db)
  const sender = { source: demoSource, allowAnySource: false, mayImport: false, now }
  try {
    return await loadDemo(
      {
        describe: async (entry) => {
          await describeService(db, entry)
        },
        post: async (events) => {
          const { accepted, rejected } = await door.take(events, sender)
          const [refused] = rejected
          if (refused !== undefined) throw new Error(`The demo’s own event was refused: ${refused.message}`)
          return accepted
        },
      },
      now,
    )
  } finally {
    await door.close()
  }
}

/** Takes the demo out again; what else was recorded stays. Gives the number of events removed. */
export function removeDemo(db: Database): Promise<number> {
  return removeSource(db, demoSource, demoNames)
}
