import { EventDoor } from '#ingest/event-door'
import { takeStatements } from '#ingest/take-statements'
import type { Statement } from '#sources/source'
import type { Database } from '#storage/database'

/** What was told, as far as the rest of an analysis needs it. */
export interface Told {
  readonly events: number
  /** Live times of the first and the last deployment, in epoch milliseconds; null where there was none. */
  readonly firstLiveAt: number | null
  readonly lastLiveAt: number | null
}

function timeOf({ liveAt, finishedAt, startedAt }: Statement): number | null {
  const text = liveAt ?? finishedAt ?? startedAt
  return typeof text === 'string' ? Date.parse(text) : null
}

class Counting implements Told {
  events = 0
  firstLiveAt: number | null = null
  lastLiveAt: number | null = null

  async *pass(statements: AsyncIterable<Statement>): AsyncGenerator<Statement, void, undefined> {
    for await (const statement of statements) {
      this.events += 1
      const at = statement['type'] === 'deployment' ? timeOf(statement) : null
      if (at !== null) {
        this.firstLiveAt = Math.min(this.firstLiveAt ?? at, at)
        this.lastLiveAt = Math.max(this.lastLiveAt ?? at, at)
      }
      yield statement
    }
  }
}

/**
 * Takes statements through the event door, as if they had been posted.
 *
 * @param source whom they are from
 * @throws when the door refuses one of them, which is a defect of the reader.
 */
export async function tell(
  db: Database,
  source: string,
  statements: AsyncIterable<Statement>,
  now: number,
): Promise<Told> {
  const door = new EventDoor(db)
  const told = new Counting()
  try {
    await takeStatements(told.pass(statements), {
      door,
      source,
      clock: () => now,
      onRefused: (statement, { message }) => {
        throw new Error(`${JSON.stringify(statement).slice(0, 300)} was refused: ${message}`)
      },
    })
    return told
  } finally {
    await door.close()
  }
}
