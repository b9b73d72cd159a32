import { createHash } from 'node:crypto'
import pg from 'pg'

/** What a bare loop reached. */
export interface InsertResult {
  readonly rows: number
  readonly perSecond: number
}

/**
 * The least that durable ingest costs in Node: one row of the event log's shape per transaction, with the same keys and
 * indexes, a prepared statement, and as many connections as the load has. It validates nothing and answers nobody.
 *
 * @param duration milliseconds
 */
export async function insertLoop(databaseUrl: string, connections: number, duration: number): Promise<InsertResult> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  await owner.query('drop table if exists bench_event_log')
  await owner.query('create table bench_event_log (like event_log including all)')
  try {
    const clients = await Promise.all(
      Array.from({ length: connections }, async () => {
        const client = new pg.Client({ connectionString: databaseUrl })
        await client.connect()
        return client
      }),
    )
    const started = performance.now()
    const counts = await Promise.all(clients.map((client, index) => insertUntil(client, index, started + duration)))
    const seconds = (performance.now() - started) / 1000
    await Promise.all(clients.map((client) => client.end()))
    const rows = counts.reduce((sum, count) => sum + count, 0)
    return { rows, perSecond: rows / seconds }
  } finally {
    await owner.query('drop table bench_event_log')
    await owner.end()
  }
}

async function insertUntil(client: pg.Client, connection: number, end: number): Promise<number> {
  let rows = 0
  while (performance.now() < end) {
    const name = `${connection}-${rows}`
    const body = smallEvent(name)
    const key = createHash('sha256').update(body).digest()
    const entity = createHash('sha256').update(name).digest()
    await client.query({
      name: 'insert-event',
      text:
        'insert into bench_event_log (key, entity, type, source, occurred_at, body) ' +
        'values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
      values: [key, entity, 'deployment', 'api', '2026-03-02T00:00:00Z', body],
    })
    rows += 1
  }
  return rows
}

/** One small deployment, of one of 300 services; the load posts the same. */
export function smallEvent(name: string): string {
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0)
  return JSON.stringify({
    type: 'deployment',
    id: name,
    service: `bench-ingest-${number % 300}`,
    environment: 'production',
    version: name,
    liveAt: new Date(1_772_000_000_000 + number * 1000).toISOString(),
  })
}
