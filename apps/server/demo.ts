import { demoNames, loadDemo } from '#demo/load'
import { demoSource } from '#demo/wire-event'
import type { Instant } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { describeService } from '#storage/stores/services'
import { loadDemoState, saveDemoState } from '#storage/stores/settings'
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

/** Whether a start tells the demo: nobody ever said anything, nor took a demo out; or its telling was cut short. */
export async function needsDemo(db: Database): Promise<boolean> {
  const state = await loadDemoState(db)
  return state === null ? isEmpty(db) : state !== 'TAKEN_OUT'
}

/**
 * Loads the demo through the event door and the catalogue. Gives the number of events accepted; 0 where it is there already. The
 * worker makes its numbers.
 *
 * @throws when the door refuses one of its events, which is a defect of the demo.
 */
export async function tellDemo(db: Database, now: Instant): Promise<number> {
  const state = await loadDemoState(db)
  const isUnfinished = typeof state === 'number'
  if (!isUnfinished && (await hasDemo(db))) return 0
  // Told as of the same day, what is there already are duplicates.
  const today = isUnfinished ? state : now
  await saveDemoState(db, today)

  const door = new EventDoor(db)
  const sender = { source: demoSource, allowAnySource: false, mayImport: false, now }
  try {
    const accepted = await loadDemo(
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
      today,
    )
    await saveDemoState(db, null)
    return accepted
  } finally {
    await door.close()
  }
}

/** Takes the demo out again; what else was recorded stays. Gives the number of events removed. */
export async function removeDemo(db: Database): Promise<number> {
  const removed = await removeSource(db, demoSource, demoNames)
  await saveDemoState(db, 'TAKEN_OUT')
  return removed
}
