import { isoInstant } from '#sources/events/instant'
import type { Database } from '#storage/database'
import { type LogPosition, logStart, readCommitted } from '#storage/stores/event-log'

/** Statements that are read at a time. */
const page = 1_000

/**
 * The whole event log as NDJSON of the event contract, a page of lines at a time, in the log's order. Each event names
 * its source and when it was recorded; the event door, with scope `import`, restores it, people and history included. What is appended
 * while it runs may be in it or not; whatever was committed before it began is.
 */
export async function* exportEvents(db: Database): AsyncGenerator<string> {
  let after: LogPosition = logStart
  for (;;) {
    const statements = await readCommitted(db, after, page)
    const last = statements.at(-1)
    if (last === undefined) return
    after = last
    const lines = statements.map(({ body, recordedAt }) =>
      JSON.stringify({ ...body, recordedAt: isoInstant(recordedAt) }),
    )
    yield `${lines.join('\n')}\n`
  }
}
