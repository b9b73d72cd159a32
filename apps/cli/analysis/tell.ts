import { EventDoor } from '#ingest/event-door'
import type { Database } from '#storage/database'

/** An event of the contract as JSON; what `POST /api/events` takes. */
export type Statement = Readonly<Record<string, unknown>>

const together = 1_000

/** What was told, as far as the rest of an analysis needs it. */
export interface Told {
  readonly events: number
  readonly commits: number
  /** Live times of the first and the last deployment, in epoch milliseconds; null where there was none. */
  readonly firstLiveAt: number | null
  readonly lastLiveAt: number | null
  readonly services: ReadonlySet<string>
}

function timeOf({ liveAt, finishedAt, startedAt }: Statement): number | null {
  const text = liveAt ?? finishedAt ?? startedAt
  return typeof text === 'string' ? Date.parse(text) : null
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
  const sender = { source, allowAnySource: false, mayImport: false, now }
  const told = {
    events: 0,
    commits: 0,
    firstLiveAt: null as number | null,
    lastLiveAt: null as number | null,
    services: new Set<string>(),
  }
  const take = async (batch: readonly Statement[]): Promise<void> => {
    const { rejected } = await door.take(batch, sender)
    const [refused] = rejected
    if (refused !== undefined)
      throw new Error(`${JSON.stringify(batch[refused.index]).slice(0, 300)} was refused: ${refused.message}`)
  }
  try {
    let batch: Statement[] = []
    for await (const statement of statements) {
      told.events += 1
      if (statement['type'] === 'commit') told.commits += 1
      if (statement['type'] === 'deployment') {
        const at = timeOf(statement)
        if (at !== null) {
          told.firstLiveAt = Math.min(told.firstLiveAt ?? at, at)
          told.lastLiveAt = Math.max(told.lastLiveAt ?? at, at)
        }
        told.services.add(String(statement['service']))
      }
      batch.push(statement)
      if (batch.length < together) continue
      await take(batch)
      batch = []
    }
    if (batch.length > 0) await take(batch)
    return told
  } finally {
    await door.close()
  }
}
